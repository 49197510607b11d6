"""The loop of the sweep. Any number of them may run at once, be killed at any instant, or run too seldom.

Three parts, each with transactions of its own: due levels are moved from the timers to the ledger; people are told of
them; letters to those who are open become mails. What one part has committed the next finds, whoever runs it.
"""

import datetime
import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import override

from accounts.moment import playing
from orders.calendars import ladders
from orders.sweep.claims import UNTOLD_SINCE, Key, claim, due_keys, fire, fire_fairly, push
from orders.sweep.directory import Directory
from orders.sweep.heartbeat import Pulse, beat, look
from orders.sweep.letters import due_recipients, push_letters, write
from orders.sweep.page import Counts, Moment, tell
from orders.sweep.pauses import pauses_end
from orders.sweep.readers import Address

logger = logging.getLogger(__name__)

# So many levels are told of per transaction, if nobody says otherwise: half a second, which is what a kill undoes.
PAGE = 2_000
# So many levels come into the ledger per statement, and on every other page so many of one owner's.
FIRE_PAGE, FAIR_SHARE = 20_000, 100
# A level whose telling raises is left alone for this long.
PUSH_AHEAD = datetime.timedelta(hours=1)
_NEXT = """
select least((select min(fire_at) from orders_timer),
             (select min(paused_until) from orders_clock where paused_until is not null),
             ({since} select min(first) from since),
             (select min(not_before) from orders_letter where done_at is null))
"""
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
    pushed: list[Key] = field(default_factory=list)  # clock and level of tellings that raised
    resumed: int = 0  # clocks whose pause had ended by itself
    more: bool = False


def sweep(
    *, now: datetime.datetime | None = None, page: int = PAGE, seconds: float | None = None
) -> SweepResult:
    """Fire every level that is due, oldest first, until nothing is due or `seconds` have passed.

    Every level of a clock that is days late is recorded with its true instant. `now` (aware) plays another time, for
    demonstrations and tests: mail of a future leaves as if it were that time. In production it is the database's clock.
    Raises WrongRoleError, and OperationalError when the database goes away: what was committed stands, the rest is done
    by the next sweep.
    """
    if now is not None and now.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    end = time.monotonic() + seconds if seconds is not None else float("inf")
    found = look(now)
    if found.role not in ROLES:
        raise WrongRoleError(f"The sweep needs the worker's database role, not {found.role}.")
    result = SweepResult(now or found.at)
    if found.anything_due:
        # A past that is played has its mail dated in it.
        is_history = settings.DEMO and result.now < found.at
        with override(settings.LANGUAGE_CODE), playing(result.now) if is_history else nullcontext():
            under_way = _Sweep(found, result, page)
            under_way.end_pauses(max(result.now - found.at, datetime.timedelta(0)))
            under_way.run(lambda: time.monotonic() >= end)
    if found.anything_due or not found.is_fresh:
        beat(found.at, _detail(result))
    return result


def next_at() -> datetime.datetime | None:
    """The next instant at which a sweep would find something to do; None: never. Needs the worker's role."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(since=UNTOLD_SINCE))
        at: datetime.datetime | None = cursor.fetchone()[0]
        return at


class _Sweep:
    """One sweep under way."""

    def __init__(self, found: Pulse, result: SweepResult, page: int) -> None:
        self.result = result
        self.page = page
        self.moment = Moment(result.now, found.outages)
        self.directory = Directory(result.now)
        # Levels that could not even be pushed ahead; without this the loop would never end.
        self._stuck: list[Key] = []

    def end_pauses(self, ahead: datetime.timedelta) -> None:
        """Tell of pauses that have ended. What goes wrong there waits for the next sweep and stops no escalation."""
        try:
            self.result.resumed = pauses_end(self.result.now, self.directory, ahead=ahead)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Pauses that have ended could not be told of; the next sweep tries again.")

    def run(self, is_over: Callable[[], bool]) -> None:
        while True:
            fired = self._fire_all(is_over)
            told = self._tell_page()
            written = self._write()
            if not (fired or told or written):
                return
            self.result.pages += 1
            if is_over():
                self.result.more = True
                return

    def _fire_all(self, is_over: Callable[[], bool]) -> int:
        """Bring everything that is due into the ledger; how many levels."""
        now, total = self.result.now, 0
        while True:
            count = fire(now, limit=FIRE_PAGE)
            total += count
            if count < FIRE_PAGE or is_over():
                break
            total += fire_fairly(now, limit=FIRE_PAGE, share=FAIR_SHARE)
        self.result.counts.fired += total
        return total

    def _tell_page(self) -> int:
        """Tell people of one page of levels; how many."""
        try:
            return self._tell(self.page)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("A page of the sweep failed; its levels are done one by one.")
        keys = due_keys(self.result.now, limit=self.page, stuck=self._stuck)
        for key in keys:
            self._tell_alone(key)
        return len(keys)

    def _tell(self, limit: int, *, only: Key | None = None) -> int:
        with transaction.atomic():
            page = claim(self.result.now, limit=limit, stuck=self._stuck, only=only)
            if not page:
                return 0
            known = ladders({fired.ladder for fired in page})
            counts = tell(page, known, self.directory, self.moment)
        self.result.counts.add(counts)
        return len(page)

    def _tell_alone(self, key: Key) -> None:
        try:
            self._tell(1, only=key)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            until = self.result.now + PUSH_AHEAD
            logger.exception(
                "Level %s of clock %s could not be told of; it is tried again at %s.", key[1], key[0], until
            )
            self.result.pushed.append(key)
            try:
                with transaction.atomic():
                    push(key, now=self.result.now, until=until)
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("Level %s of clock %s could not be pushed ahead either.", key[1], key[0])
                self._stuck.append(key)

    def _write(self) -> int:
        """Mail the letters of some of those who are open; how many letters."""
        try:
            return self._write_to(None)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Some letters could not be written; they are done one recipient at a time.")
        return sum(self._write_alone(to) for to in due_recipients(self.result.now))

    def _write_to(self, only: Address | None) -> int:
        with transaction.atomic():
            settled, counts = write(self.result.now, self.directory, self._stuck, only)
        self.result.counts.add(counts)
        return settled

    def _write_alone(self, to: Address) -> int:
        try:
            return self._write_to(to)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            until = self.result.now + PUSH_AHEAD
            logger.exception("Letters to %s could not be written; they are tried again at %s.", to[0], until)
            with transaction.atomic():
                push_letters(to, now=self.result.now, until=until)
        return 0


def _detail(result: SweepResult) -> dict[str, int | bool]:
    counts = result.counts
    return {
        "clocks": counts.levels.total(),
        "mails": counts.mails,
        "pushed": len(result.pushed),
        "unreachable": counts.unreachable,
        "more": result.more,
    }
