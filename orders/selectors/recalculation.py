"""Which running clocks a change is about, and what it would make of them: the preview, and what the worker applies.

Both ask the same function, so what was shown is what is done.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import OpeningCalendar
from jobcenters.models import Jobcenter
from jobcenters.moved import MovedDeadline, moved_sentence_done
from orders.clock import EventKind as ClockEventKind
from orders.clock import Reading
from orders.enums import RecalculationKind, RecalculationState
from orders.models import Clock, ClockEvent, RecalculatedClock, Recalculation
from orders.promises import Party, Promise, promise
from orders.recalculation import Move
from orders.selectors.replay import promise_data, read_events, start_of
from ui import danish, parts

# The calendar's page lists so many of its last changes.
LAST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A running clock read again. `reading` is None where its deadline stands as it was promised: it was counted in the
    opening hours of somebody who owes it no more, or cannot be counted.
    """

    clock: Clock
    reading: Reading | None
    # The promise as it is from now on, where terms were changed.
    promised: Promise | None = None

    def move(self, now: datetime.datetime) -> Move:
        after = self.reading.due_at if self.reading else self.clock.due_at
        return Move(self.clock.due_at, after, now)


def clocks_of_calendar(organisation_id: int) -> QuerySet[Clock]:
    """The running clocks that an organisation owes: whose deadlines or levels may follow its opening hours."""
    return Clock.objects.running().owned_by(organisation_id)


def counted_again(
    clocks: Sequence[Clock],
    calendars: Mapping[int, OpeningCalendar],
    *,
    terms: Mapping[str, Promise] | None = None,
    now: datetime.datetime | None = None,
) -> Iterator[Counted]:
    """Read running clocks again with `calendars` (organisation id -> opening hours), and from `now` (aware) on with
    `terms` (promise code -> promise). One query for all.

    A deadline that was counted in another organisation's hours stays: a former tovholder's holiday is no business of
    whoever took the promise over as it was.
    """
    events: defaultdict[int, list[ClockEvent]] = defaultdict(list)
    for event in ClockEvent.objects.filter(clock__in=[clock.pk for clock in clocks]):
        events[event.clock_id].append(event)
    for clock in clocks:
        yield count_again(clock, events[clock.pk], calendars, terms or {}, now)


def count_again(
    clock: Clock,
    events: list[ClockEvent],
    calendars: Mapping[int, OpeningCalendar],
    terms: Mapping[str, Promise],
    now: datetime.datetime | None,
) -> Counted:
    """The same for one clock whose events have been read."""
    start = start_of(events)
    if start is None or start.data.get("calendar_of") != clock.owner_organisation_id:
        return Counted(clock, None)
    reading, promised = read_events(clock, events, calendars), terms.get(clock.promise)
    if reading is None or promised is None or promised.unit == reading.promise.unit or now is None:
        return Counted(clock, reading)
    # As it would stand after all that has happened; it is never saved from here.
    other = ClockEvent(
        pk=max(event.pk for event in events) + 1,
        clock=clock,
        kind=ClockEventKind.RETARGET,
        at=now,
        data=promise_data(promised),
    )
    return Counted(clock, read_events(clock, [*events, other], calendars), promised)


def calendar_moves(
    jobcenter: Jobcenter, calendar: OpeningCalendar, now: datetime.datetime
) -> list[MovedDeadline]:
    """The deadlines that `calendar`, proposed for `jobcenter`, would move at `now` (aware)."""
    clocks = list(clocks_of_calendar(jobcenter.pk).select_related("order", "request"))
    found = counted_again(clocks, {jobcenter.pk: calendar})
    return moved_deadlines(((one.clock, one.move(now)) for one in found), jobcenter.pk)


def moved_deadlines(moves: Iterable[tuple[Clock, Move]], viewer_id: int) -> list[MovedDeadline]:
    """Those that move, in words; clocks come with order and request. `viewer_id` decides which page shows the case."""
    return [
        MovedDeadline(
            label=f"{promise(clock.promise).short_text}: {clock.counterpart}",
            second=clock.subject,
            url=_page(clock, viewer_id),
            before=move.before,
            after=move.after,
            becomes_late=move.becomes_late,
            no_longer_late=move.no_longer_late,
        )
        for clock, move in moves
        if move.moves
    ]


def _page(clock: Clock, viewer_id: int) -> str:
    to_company = promise(clock.promise).owed_to is Party.COMPANY
    if clock.request is not None and not to_company and clock.owner_organisation_id == viewer_id:
        return reverse("orders:request", args=[clock.request.uuid])
    return reverse("orders:order", args=[clock.order.uuid])


# --- what was done ------------------------------------------------------------------------------------------


def effect_text(recalculation: Recalculation) -> str:
    """What a recalculation did, or is doing, in one Danish sentence."""
    done = moved_sentence_done(recalculation.moved, recalculation.late, recalculation.in_time)
    if recalculation.state == RecalculationState.DONE:
        return done
    return _("Fristerne regnes om nu.") if not recalculation.moved else _("Indtil nu: %s") % done


def last_changes(jobcenter: Jobcenter, now: datetime.datetime) -> list[parts.Event]:
    """The last changes of a jobcentre's calendar, for its calendar's page."""
    rows = Recalculation.objects.filter(organisation_id=jobcenter.pk, kind=RecalculationKind.CALENDAR)
    return [
        parts.Event(
            danish.capitalise(danish.when(row.at, now)),
            row.what,
            effect_text(row),
            reverse("orders:recalculation", args=[row.uuid]),
        )
        for row in rows.order_by("-id")[:LAST_CHANGES]
    ]


def rows_of(recalculation: Recalculation, actor: Actor) -> list[MovedDeadline]:
    """What it did to each clock that the actor sees."""
    rows = RecalculatedClock.objects.visible_to(actor).filter(recalculation=recalculation)
    return moved_deadlines(
        (
            (row.clock, _move(row))
            for row in rows.select_related("clock__order", "clock__request").order_by("id")
        ),
        actor.organisation_id,
    )


def _move(row: RecalculatedClock) -> Move:
    return Move(row.due_before, row.due_after, row.at)
