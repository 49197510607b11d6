"""Records of `jobordre-exchange/1` that come again with other content (see the tests of changes)."""

import datetime
from typing import Any

from django.utils import timezone

from companies.models import Company, ContactPerson
from orders.models import Order
from tests.api.test_exchange import order, record, visit
from tests.helpers.db import as_owner
from visits.models import Interaction

T1, T2, T3 = (f"2026-03-0{day}T08:00:00+00:00" for day in (1, 2, 3))
AHEAD = (timezone.now() + datetime.timedelta(days=60)).date().isoformat()


def order_saying(company: Company, sent_at: str | None, /, **need: Any) -> dict[str, Any]:
    sent = order(company, **({"sent_at": sent_at} if sent_at else {}))
    sent["order"].update(need)
    return sent


def visit_saying(company: Company, sent_at: str | None, /, **said: Any) -> dict[str, Any]:
    sent = visit(company, **({"sent_at": sent_at} if sent_at else {}))
    sent["visit"].update(said)
    return sent


def person_saying(company: Company, sent_at: str | None, /, **said: Any) -> dict[str, Any]:
    told = {"name": "Else Hansen", "phone": "76654321", **said}
    return record("contact", company, contact=told, **({"sent_at": sent_at} if sent_at else {}))


SAYING = {"order": order_saying, "visit": visit_saying, "contact": person_saying}
OTHER: dict[str, dict[str, Any]] = {
    "order": {"job_description": "Montage i hal 2"},
    "visit": {"text": "De udvider hallen."},
    "contact": {"title": "HR-chef"},
}


def told(answer: Any) -> tuple[int, bool, bool, bool]:
    body = answer.json()
    assert answer.status_code in (200, 201), body
    return answer.status_code, body["created"], body["changed"], body["matches"]


def errors(answer: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def value_of(kind: str) -> str:
    """What stands here of what `OTHER` changes."""
    with as_owner():
        if kind == "order":
            return Order.objects.get().job_description
        if kind == "visit":
            return Interaction.objects.get().text
        return ContactPerson.objects.get(name="Else Hansen").title
