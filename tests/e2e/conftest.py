"""The running product for browser tests: one of its own for the story, one for all walks of a module."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Organisation
from accounts.tenancy import acting_as
from orders.enums import Channel
from orders.models import Order
from orders.services.orders import LineData, OrderData, order_register
from tests.architecture.world import World, build
from tests.factories import companies
from tests.helpers.committed import Committed, committed, own_database
from tests.helpers.product import Product, run_product, static_root

__all__ = ["committed", "static_root"]


def without_tovholder(world: World) -> Order:
    """An order that Jobservice Danmark has received and not handed on."""
    actor = world.strangers["jobservice danmark"]
    company = companies.company("Prøvefirma uden tovholder A/S")
    with acting_as(actor):
        return order_register(
            actor=actor,
            company=company,
            workplace=company.workplaces.first(),
            contact=company.contacts.first(),
            channel=Channel.NATIONAL,
            lines=[LineData("gartnere", 12)],
            data=OrderData(),
            received_by=Organisation.objects.get(pk=actor.organisation_id),
            tovholder=None,
            owner_user_id=None,
            submit_key=uuid.uuid4(),
        )


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, template_database: str, django_db_blocker: Any, static_root: Path
) -> Iterator[tuple[Product, World]]:
    """The web process and one busy order with everybody around it, for tests that only look."""
    with own_database(template_database, django_db_blocker) as database:
        world = build()
        world.arguments["orders:national_assign"] = {"uuid": without_tovholder(world).uuid}
        with run_product(database, static_root, only_web=True) as product:
            yield product, world


@pytest.fixture
def product(committed: Committed, static_root: Path) -> Iterator[Product]:
    """The whole product, not started yet: the test says what is to be there first, then `product.start()`."""
    made = Product(committed, static_root)
    try:
        yield made
    finally:
        made.close()
