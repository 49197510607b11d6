"""The sweep's rules that need no clock rows: causes, outages, and no deadline in the broker (T2)."""

import ast
import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings

from orders.causes import OUTAGE_AFTER, Outage, cause_of, was_outage
from orders.enums import BreachCause, OrderState
from orders.promises import PROMISES
from tests.helpers.sweeping import at

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "accounts",
    "agreements",
    "candidates",
    "companies",
    "config",
    "jobcenters",
    "notifications",
    "orders",
    "ui",
)
TEN_MINUTES = 600


def late_calls(source: str) -> list[int]:
    """The lines of calls that hand the broker a time to act at: `eta`, or `countdown` of over ten minutes."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        for argument in node.keywords:
            short = isinstance(argument.value, ast.Constant) and isinstance(argument.value.value, int | float)
            if argument.arg == "eta" or (
                argument.arg == "countdown" and not (short and argument.value.value <= TEN_MINUTES)  # type: ignore[attr-defined]
            ):
                found.append(node.lineno)
    return found


def test_the_lint_finds_what_it_looks_for() -> None:
    assert late_calls("task.apply_async(eta=due_at)") == [1]
    assert late_calls("task.apply_async(countdown=601)\ntask.s(countdown=later)") == [1, 2]
    assert late_calls("task.apply_async(countdown=60)") == []


def test_no_deadline_lives_in_the_broker() -> None:
    files = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    assert len(files) > 100
    bad = {str(path.relative_to(ROOT)): late_calls(path.read_text(encoding="utf-8")) for path in files}
    assert {name: lines for name, lines in bad.items() if lines} == {}


def test_beat_keeps_plain_intervals() -> None:
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert isinstance(entry["schedule"], int | float), name
    assert settings.CELERY_BEAT_SCHEDULE["sweep-deadlines"]["task"] == "orders.tasks.sweep_deadlines"
    assert settings.CELERY_ENABLE_UTC


NOON = at(2, "12.00")
GAP = Outage(NOON - datetime.timedelta(hours=5), NOON)


@pytest.mark.parametrize(
    ("due_at", "detected_at", "expected"),
    [
        (NOON - datetime.timedelta(hours=1), NOON, True),
        (NOON - OUTAGE_AFTER, NOON, False),  # no later than it may be
        (NOON - datetime.timedelta(hours=6), NOON, False),  # passed while the sweep ran
        (
            NOON + datetime.timedelta(minutes=1),
            NOON + datetime.timedelta(hours=1),
            False,
        ),  # passed after it was back
    ],
)
def test_an_outage_is_a_deadline_that_passed_while_nobody_watched(
    due_at: datetime.datetime, detected_at: datetime.datetime, expected: bool
) -> None:
    assert was_outage(due_at, detected_at, [GAP]) is expected
    assert was_outage(due_at, detected_at, []) is False


def cause(promise: str, **facts: object) -> BreachCause:
    values = {
        "has_owner": True,
        "order_state": OrderState.SEARCHING,
        "awaits_jobcenter": False,
        "outage": False,
    }
    return cause_of(promise=promise, **{**values, **facts})  # type: ignore[arg-type]


def test_the_cause_is_the_nearest_one() -> None:
    for code in PROMISES:
        assert cause(code, outage=True, has_owner=False) == BreachCause.OUTAGE
    for code in set(PROMISES) - {"D2"}:
        assert cause(code, has_owner=False) == BreachCause.NO_OWNER
    assert cause("D2", has_owner=False) == cause("D2") == BreachCause.AWAITING_JOBCENTER
    assert cause("D1") == cause("D3") == BreachCause.NOT_CALLED
    for code in ("D4", "D5", "D6"):
        assert cause(code) == BreachCause.NOT_DELIVERED
        assert cause(code, awaits_jobcenter=True) == BreachCause.AWAITING_JOBCENTER
        assert cause(code, order_state=OrderState.CLARIFYING) == BreachCause.MISSING_CLARIFICATION
    assert cause("D4", order_state=None) == BreachCause.NOT_DELIVERED


def test_mail_templates_are_all_used() -> None:
    from orders.escalation_mails import mail_name
    from tests.orders.test_sweep_mails import KINDS

    folder = ROOT / "templates" / "orders" / "emails"
    there = {path.stem for path in folder.glob("escalation_*.txt")}
    wanted = {re.sub(r"^orders\.", "", mail_name(step.phase, role)) for _code, step, role in KINDS}
    assert there == wanted | {"escalation_digest"}
