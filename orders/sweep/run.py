"""The loop of the sweep. Any number of them may run at once, be killed at any instant, or run too seldom."""

import datetime
import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import override

from accounts.moment import playing
from notifications.outbox import cancel_queued
from orders.sweep.claims import claim, due_ids, overtaken, push
from orders.sweep.directory import Directory
from orders.sweep.heartbeat import Pulse, beat, pulse
from orders.sweep.page import Counts, Moment, fire
from orders.sweep.pauses import pauses_end

logger = logging.getLogger(__name__)

# So many clocks per transaction, if nobody says otherwise: a second or so, which is what a kill undoes.
PAGE = 2_000
# A clock that raises is left alone for this long.
PUSH_AHEAD = datetime.timedelta(hours=1)
# These see every clock. Others would find nothing due, and say that all is well.
ROLES = frozenset({"jo_worker", "jo_owner"})


class WrongRoleError(RuntimeError):
    """The sweep was started by a database role that row-level security hides clocks from."""


@dataclass(slots=True)
class SweepResult:
    """What a sweep did. `now` is the instant it swept at; `more`: its time was up before nothing was due."""

    now: datetime.datetime
    counts: Counts = field(default_factory=Counts)
    pages: int = 0
    pushed: list[int] = field(default_factory=list)  # ids of clocks that raised
    taken_back: int = 0
    resumed: int = 0  # clocks whose pause had ended by itself
    more: bool = False


def sweep(
    *, now: datetime.datetime | None = None, page: int = PAGE, seconds: float | None = None
) -> SweepResult:
    """Fire every level that is due, oldest first, until nothing is due or `seconds` have passed.

    A clock that is days late climbs one level at a time, so that each is recorded with its true instant. `now` (aware)
    plays another time, for demonstrations and tests: mail of a future leaves as if it were that time. In production it
    is the database's clock. Raises WrongRoleError, and OperationalError when the database goes away: what was committed
    stands, the rest is done by the next sweep.
    """
    if now is not None and now.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    end = time.monotonic() + seconds if seconds is not None else float("inf")
    found = pulse()
    if found.role not in ROLES:
        raise WrongRoleError(f"The sweep needs the worker's database role, not {found.role}.")
    result = SweepResult(now or found.at)
    # A past that is played has its mail dated in it.
    is_history = settings.DEMO and result.now < found.at
    with override(settings.LANGUAGE_CODE), playing(result.now) if is_history else nullcontext():
        result.resumed = _end_pauses(result.now, max(result.now - found.at, datetime.timedelta(0)))
        _Sweep(found, result, page).run(lambda: time.monotonic() >= end)
    result.taken_back = _take_back(found.at)
    beat(found.at, _detail(result))
    return result


class _Sweep:
    """One sweep under way. The directory is loaded when the first clock is due: an idle sweep needs none."""

    def __init__(self, found: Pulse, result: SweepResult, page: int) -> None:
        self.result = result
        self.page = page
        ahead = max(result.now - found.at, datetime.timedelta(0))
        self.moment = Moment(result.now, ahead, found.outages)
        self._directory: Directory | None = None
        # Clocks that could not even be pushed ahead; without this the loop would never end.
        self._stuck: list[int] = []

    def run(self, is_over: Callable[[], bool]) -> None:
        while self._turn():
            self.result.pages += 1
            if is_over():
                self.result.more = True
                return

    def _turn(self) -> bool:
        """Do one page; whether there was one."""
        try:
            return self._fire(self.page) > 0
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("A page of the sweep failed; its clocks are done one by one.")
        for clock_id in due_ids(self.result.now, limit=self.page, stuck=self._stuck):
            self._fire_alone(clock_id)
        return True

    def _fire(self, limit: int, only: int | None = None) -> int:
        with transaction.atomic():
            fired = claim(self.result.now, limit=limit, stuck=self._stuck, only=only)
            if not fired:
                return 0
            if self._directory is None:
                self._directory = Directory(self.result.now)
            counts = fire(fired, self._directory, self.moment)
        self.result.counts.add(counts)
        return len(fired)

    def _fire_alone(self, clock_id: int) -> None:
        try:
            self._fire(1, only=clock_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            until = self.result.now + PUSH_AHEAD
            logger.exception("Clock %s could not be escalated; it is tried again at %s.", clock_id, until)
            self.result.pushed.append(clock_id)
            try:
                with transaction.atomic():
                    push(clock_id, now=self.result.now, until=until)
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("Clock %s could not be pushed ahead either.", clock_id)
                self._stuck.append(clock_id)


def _end_pauses(now: datetime.datetime, ahead: datetime.timedelta) -> int:
    """Tell of pauses that have ended. What goes wrong there waits for the next sweep and stops no escalation."""
    try:
        return pauses_end(now, ahead=ahead)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Pauses that have ended could not be told of; the next sweep tries again.")
        return 0


def _take_back(at: datetime.datetime) -> int:
    """Cancel mails that wait for a morning and have been overtaken by an answer; how many."""
    keys = overtaken(at)
    if not keys:
        return 0
    with transaction.atomic():
        return cancel_queued(keys)


def _detail(result: SweepResult) -> dict[str, int | bool]:
    counts = result.counts
    return {
        "clocks": counts.levels.total(),
        "mails": counts.mails,
        "pushed": len(result.pushed),
        "unreachable": counts.unreachable,
        "more": result.more,
    }
