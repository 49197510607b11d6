"""T11: orders that run follow a new version of their agreement once their tovholder has seen what it does."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy import acting_as
from agreements.enums import AgreementState
from agreements.models import Agreement, AgreementVersion, VersionGoal
from agreements.services.beginning import version_replace
from orders.agreed import Terms
from orders.models import Clock, Order
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of
from tests.orders.recalculating import changes, moves, now_of, recalculate_as_worker

pytestmark = pytest.mark.django_db


def renewed(agreement: Agreement, length: int) -> None:
    """A second version, signed by all, that promises candidates in another number of working days."""
    drafter = make.national_actor()
    with acting_as(drafter):
        version = version_replace(actor=drafter, agreement=agreement, reason="Nye servicemål")
    with as_owner():
        VersionGoal.objects.filter(version=version, promise="D4").delete()
        VersionGoal.objects.create(version=version, promise="D4", unit="working_days", length=length)
        AgreementVersion.objects.filter(agreement=agreement, state=AgreementState.IN_FORCE).update(
            state=AgreementState.SUPERSEDED
        )
    agreements.conclude(agreements.send(version))


def test_t11_orders_follow_the_new_version_after_a_look_and_keep_what_was_done() -> None:
    company = companies.company()
    agreement = agreements.agreement_in_force(company, starts_on=datetime.date(2025, 1, 1))
    mette = make.consultant("Horsens")
    order = make.order(mette, company=company)
    with as_owner():
        clock = Clock.objects.get(order=order, promise="D4")
    address = reverse("orders:agreement_running", args=[agreement.uuid])
    client = client_of(mette)
    assert "Ingen af jeres åbne ordrer" in client.get(address).content.decode()

    renewed(agreement, 10)
    assert now_of(clock).due_at == clock.due_at, "signing alone moves nothing"
    page = client.get(address).content.decode()
    assert "1 åben frist flytter sig. Ingen bliver overskredet." in page
    assert "10 arbejdsdage" in page
    assert changes() == []

    done = client.post(address, follow=True).content.decode()
    assert "Fristerne regnes om" in done
    (change,) = changes()
    recalculate_as_worker(timezone.now())
    assert [row.clock_id for row in moves()] == [clock.pk]
    assert now_of(clock).due_at > clock.due_at
    with as_owner():
        assert Terms.of(Order.objects.get(pk=order.pk).agreement_terms).goals["D4"].n == 10
    assert client.post(address, follow=True).status_code == 200
    assert len(changes()) == 1, "there is nothing left that has other terms"
    assert change.what == f"Nye servicemål i aftale {agreement.number}, også for ordrer, der løber"
