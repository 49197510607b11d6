"""What is deleted was never counted: reports say the same before and after every rule."""

import datetime
from dataclasses import asdict
from typing import Any

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.models import ClockEvent, Escalation, OrderEvent
from orders.selectors.month_reports import numbers_of_month
from orders.services.breaches import breach_record
from retention.services.running import rules_carry_out
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.retention import pairs

pytestmark = pytest.mark.django_db


def numbers(manager: Actor, month: datetime.date, now: datetime.datetime) -> dict[str, Any]:
    with acting_as(manager):
        found = numbers_of_month(manager, "egne", month, now)
    assert found is not None
    return asdict(found)


def test_a_report_counts_the_same_after_every_rule() -> None:
    mette = make.consultant("Horsens")
    manager = accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER)
    long_ago = timezone.now() - datetime.timedelta(days=100)
    order = make.order(mette)
    late = make.promise(mette, order, "D5", received_at=long_ago)
    with acting_as(mette):
        breach_record([late.pk], detected_at=timezone.now())
    with as_owner():
        pairs.orders(mette)
        month = local_date(late.due_at).replace(day=1)
    counted_at = timezone.now() + datetime.timedelta(days=60)
    before = numbers(manager, month, counted_at)
    assert "'broken': 1" in repr(before)
    with as_owner():
        texts, told, reasons = (
            OrderEvent.objects.filter(text__contains="Karin").count(),
            Escalation.objects.filter(email="karin@firma.dk").count(),
            ClockEvent.objects.filter(kind="pause").count(),
        )
    assert texts and told and reasons
    with as_worker():
        while not rules_carry_out(now=datetime.datetime(2060, 1, 1, tzinfo=datetime.UTC)):
            pass
    with as_owner():
        assert not OrderEvent.objects.filter(text__contains="Karin").exists()
        assert not Escalation.objects.filter(email="karin@firma.dk").exists()
        assert not ClockEvent.objects.filter(kind="pause").exists()
    assert numbers(manager, month, counted_at) == before
