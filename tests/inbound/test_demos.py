"""The demonstration's vacancies and mails come through the services, and stand on pages."""

import datetime

import pytest
from django.utils import timezone

from accounts.tenancy import acting_as
from inbound.demo import mails_play
from inbound.models import InboundMail
from orders.enums import OrderState
from orders.models import Order
from postings.asking import NOTHING
from postings.demo import postings_play
from postings.models import PortalPosting
from postings.public import EVERYBODY, postings_search
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def test_two_vacancies_and_four_mails() -> None:
    mette = make.consultant("Horsens")
    ago = timezone.now() - datetime.timedelta(days=6)
    for name in ("Ny virksomhed", "Gammel virksomhed"):
        order = make.order(mette, company=companies.company(name), received_at=ago)
        with as_owner():
            Order.objects.filter(pk=order.pk).update(state=OrderState.SEARCHING)
    with as_owner():
        postings_play(timezone.now())
        mails_play(timezone.now())
    with acting_as(None):
        rows = postings_search(EVERYBODY, NOTHING).rows
    assert sorted(row.is_anonymous for row in rows) == [False, True]
    with as_owner():
        assert sorted(PortalPosting.objects.values_list("portal_id", flat=True)) == ["", "5813406"]
        found = sorted(InboundMail.objects.values_list("state", flat=True))
    assert found == ["automatic", "filed", "new", "new"]


def test_without_orders_and_without_a_domain_there_is_nothing(settings) -> None:
    settings.INBOUND_DOMAIN = ""
    with as_owner():
        postings_play(timezone.now())
        mails_play(timezone.now())
        assert InboundMail.objects.count() == 0
    assert postings_search(EVERYBODY, NOTHING).hits == 0
