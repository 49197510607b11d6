"""Who is told, at which level, and when. No database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jobcenters.calendar import OpeningCalendar, due, local_instant
from jobcenters.hours_text import parse_hours
from orders.ladder import Level, Role, is_moot, next_rung, recipients, rungs
from orders.promises import PROMISES, Party, PromiseCode, promise

HORSENS = OpeningCalendar.of(parse_hours("man-ons 09-15, tor 09-17, fre 09-13"))


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return local_instant(moment.date(), moment.time())


def test_a_request_that_nobody_answers_crosses_the_border() -> None:
    d2 = promise("D2")
    assert recipients(d2, Level.WARNING) == (Role.OWNER,)
    assert recipients(d2, Level.BREACH) == (Role.OWNER, Role.OWNER_MANAGER, Role.COUNTERPART)
    assert recipients(d2, Level.SECOND) == (Role.OWNER_MANAGER, Role.COUNTERPART, Role.COUNTERPART_MANAGER)


@pytest.mark.parametrize("code", [code for code in PromiseCode if code is not PromiseCode.D2])
def test_a_company_is_never_sent_our_reminders(code: PromiseCode) -> None:
    assert PROMISES[code].owed_to is Party.COMPANY
    told = {role for level in Level for role in recipients(PROMISES[code], level)}
    assert told == {Role.OWNER, Role.OWNER_MANAGER}


@pytest.mark.parametrize("code", list(PromiseCode))
@pytest.mark.parametrize("level", list(Level))
def test_every_level_of_every_promise_tells_somebody_once(code: PromiseCode, level: Level) -> None:
    told = recipients(PROMISES[code], level)
    assert told
    assert len(set(told)) == len(told)
    assert level.text


@pytest.mark.parametrize("code", list(PromiseCode))
def test_the_rungs_come_in_order(code: PromiseCode) -> None:
    deadline = due(PROMISES[code].unit, at("2026-03-25T09:40"), HORSENS)
    levels = rungs(deadline, HORSENS)
    assert [rung.level for rung in levels] == [Level.WARNING, Level.BREACH, Level.SECOND]
    times = [rung.fires_at for rung in levels]
    assert times == sorted(times)
    assert times[1] == deadline.due_at


def test_no_rung_is_skipped_however_late_the_sweep_is() -> None:
    times = {
        "warn_at": at("2026-03-26T10:00"),
        "due_at": at("2026-03-26T12:00"),
        "second_at": at("2026-03-27T12:00"),
    }
    found = [next_rung(fired, **times) for fired in range(4)]
    assert [rung and rung.level for rung in found] == [Level.WARNING, Level.BREACH, Level.SECOND, None]
    assert [rung.fires_at for rung in found if rung] == list(times.values())
    for wrong in (-1, 4):
        with pytest.raises(ValueError, match="fired level 0 to 3"):
            next_rung(wrong, **times)


def test_a_warning_after_the_deadline_is_moot() -> None:
    due_at = at("2026-03-26T12:00")
    assert not is_moot(Level.WARNING, due_at, due_at)
    assert is_moot(Level.WARNING, due_at, due_at + timedelta(seconds=1))
    assert not is_moot(Level.BREACH, due_at, due_at + timedelta(days=3))
