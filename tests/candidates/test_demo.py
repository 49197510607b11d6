"""The demonstration's order that is filled with candidates: by the real services, quick."""

import datetime
import time
from typing import Any

import pytest
from django.utils import timezone

from candidates.demo import candidates_play
from candidates.demo.filled import COMPANY, order_filled
from candidates.models import AccessLog, Invitation, Nomination, SearchEvidence
from notifications.models import OutboxMail
from orders.demo.load import load
from orders.models import Order, Timer
from orders.sweep.run import sweep
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

MOST_SECONDS = 5.0


def told(now: datetime.datetime) -> dict[str, Any]:
    """What the story has made, without keys and times."""
    order = Order.objects.get(pk__in=Nomination.objects.values("order"))
    rows = Nomination.objects.filter(order=order).order_by("pk")
    return {
        "state": order.state,
        "nominations": [(row.pseudonym, row.organisation.name, row.state) for row in rows],
        "invitations": sorted(
            Invitation.objects.filter(order=order).values_list("candidate__pseudonym", "reply")
        ),
        "evidence": SearchEvidence.objects.filter(order=order).count(),
        "late": Timer.objects.filter(clock__order=order, fire_at__lte=now).count(),
        "future": order.received_at > now,
    }


def test_an_order_is_filled_from_search_to_hire(settings: Any) -> None:
    settings.DEMO = True
    at = timezone.now()
    with as_owner():
        load(at, lambda instant: sweep(now=instant), weeks=False)
        candidates_play(at)
        started = time.perf_counter()
        order_filled(at)
        spent = time.perf_counter() - started
        found = told(at)
        mails = set(
            OutboxMail.objects.filter(name="candidates.invitation").values_list("recipient", flat=True)
        )
        looks = set(AccessLog.objects.values_list("organisation__name", "level", "surface"))
    assert spent < MOST_SECONDS
    places = [(place, state) for _name, place, state in found["nominations"]]
    assert places == [
        ("Jobcenter Odder", "hired"),
        ("Jobcenter Odder", "screened"),
        ("Jobcenter Horsens", "presented"),
    ]
    assert (found["evidence"], found["late"], found["future"]) == (1, 0, False)
    assert len(found["invitations"]) == 2
    assert len(mails) == 2 and all(one.endswith(".example") for one in mails)
    assert sorted(reply for _who, reply in found["invitations"]) == ["interested", "not_now"]
    assert {("Jobcenter Odder", 2, "page"), (COMPANY, 3, "company")} <= looks
    released = make.rows(
        "select o.name, count(*) from candidates_release r join accounts_organisation o on o.id = r.organisation_id"
        " where r.revoked_at is null group by 1 order by 1"
    )
    assert released == [(COMPANY, 2), ("Jobcenter Horsens", 1)]
