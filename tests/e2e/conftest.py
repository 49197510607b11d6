"""The running product for browser tests: one of its own for the story, one for all walks of a module."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.world import World, build
from tests.helpers.browser import chromium
from tests.helpers.committed import Committed, committed, own_database
from tests.helpers.product import Product, run_product, static_root

__all__ = ["chromium", "committed", "static_root"]


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, template_database: str, django_db_blocker: Any, static_root: Path
) -> Iterator[tuple[Product, World]]:
    """The web process and one busy order with everybody around it, for tests that only look."""
    with own_database(template_database, django_db_blocker) as database:
        world = build()
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
