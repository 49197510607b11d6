"""The clocks of an order in words: what is promised, until when, how it stands, and why."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import (
    NoOpeningHoursError,
    OpeningCalendar,
    OpeningDayHours,
    Voice,
    local_date,
    shown_due,
    why,
)
from jobcenters.calendar.wording import shown_words
from jobcenters.kept_calendars import calendars_kept
from orders.basis import counted_with
from orders.calendars import calendars_of
from orders.clock import EventKind, Reading
from orders.enums import ClockState
from orders.models import Clock, ClockEvent
from orders.promises import LONGEST_PAUSE, promise
from orders.selectors.clock_doings import links_of, notes_of
from orders.selectors.facts import place_of
from orders.selectors.owners import owners_text
from orders.selectors.replay import calendars_in, promise_of, read_events, start_of
from orders.status import Status, status_of
from orders.strip import Strip, build_strip
from ui import danish, parts

# The events that move a deadline; a stop inside a pause ends it.
COUNTED = frozenset(
    {
        EventKind.START,
        EventKind.PAUSE,
        EventKind.RESUME,
        EventKind.RETARGET,
        EventKind.STOP,
        EventKind.CORRECT,
    }
)
URGENT_FIRST = (ClockState.OPEN, ClockState.STOPPED)


def deadlines_of(
    clocks: Iterable[Clock], now: datetime.datetime, viewer_id: int, actor: Actor | None = None
) -> list[parts.Deadline]:
    """The clocks as deadlines to draw: running ones by due time, then the others, the newest first. With `actor`, each
    has the links to what may be done about it.

    `clocks` come with owner_organisation__jobcenter and request__line; cancelled ones are left out. Three queries, at
    most two more for opening hours that are not known yet, and one for those that applied to ended ones.
    """
    shown = [clock for clock in clocks if clock.state in URGENT_FIRST]
    events = _events(shown)
    owners = {clock.owner_organisation_id for clock in shown}
    for found in events.values():
        owners |= calendars_in(found)
    calendars = calendars_of(owners)
    running = sorted((c for c in shown if c.state == ClockState.OPEN), key=lambda c: (c.due_at, c.pk))
    ended = sorted(
        (c for c in shown if c.state == ClockState.STOPPED),
        key=lambda c: (c.stopped_at or c.due_at, c.pk),
        reverse=True,
    )
    # Nothing moves a deadline that has been met or missed: it is explained by the hours of then.
    changed = [clock for clock in ended if _reading(clock, events[clock.pk], calendars) is None]
    kept = calendars_kept({clock.calendar_version for clock in changed})
    then = {
        clock.pk: calendars | dict.fromkeys(calendars_in(events[clock.pk]), kept[clock.calendar_version])
        for clock in changed
        if clock.calendar_version in kept
    }
    return [
        _deadline(clock, events[clock.pk], then.get(clock.pk, calendars), now, viewer_id, actor)
        for clock in (*running, *ended)
    ]


def _events(clocks: list[Clock]) -> defaultdict[int, list[ClockEvent]]:
    found: defaultdict[int, list[ClockEvent]] = defaultdict(list)
    for event in ClockEvent.objects.filter(clock__in=clocks):
        found[event.clock_id].append(event)
    return found


def _reading(clock: Clock, events: list[ClockEvent], calendars: dict[int, OpeningCalendar]) -> Reading | None:
    """The deadline computed anew from what the clock's events say; None where that gives another instant than the
    clock has, because opening hours were changed after it started.
    """
    reading = read_events(clock, [event for event in events if event.kind in COUNTED], calendars)
    return reading if reading is not None and reading.due_at == clock.due_at else None


def _deadline(
    clock: Clock,
    events: list[ClockEvent],
    calendars: dict[int, OpeningCalendar],
    now: datetime.datetime,
    viewer_id: int,
    actor: Actor | None,
) -> parts.Deadline:
    place = place_of(clock.owner_organisation)
    mine = clock.owner_organisation_id == viewer_id
    opening = calendars.get(clock.owner_organisation_id)
    reading = _reading(clock, events, calendars)
    in_days = not isinstance(promise(clock.promise).unit, OpeningDayHours)
    state = status_of(
        now=now,
        due_at=clock.due_at,
        counts_from=clock.counts_from,
        in_days=reading.deadline.in_days if reading else in_days,
        opening=opening,
        paused=clock.is_paused_at(now),
        stopped_at=clock.stopped_at,
    )
    name, second = _name(clock, place, mine, now)
    when, below = _when(clock, events, reading, opening, state, now, None if mine else place)
    phone = getattr(getattr(clock.owner_organisation, "jobcenter", None), "company_phone", "")
    call = None
    if state is Status.OVERSKREDET and not mine and phone:
        call = parts.Action(_("Ring til %s") % place, f"tel:{phone.replace(' ', '')}", icon="phone")
    left = reading.pause_left if reading else LONGEST_PAUSE.n
    reason, strip = _explanation(clock, reading, calendars, events, now, viewer_id)
    if any(event.kind == EventKind.RETARGET and "to" in event.data for event in events):
        reason = f"{reason} {owners_text(clock, events, reading, now)}".strip()
    return parts.Deadline(
        name=name,
        second=second,
        due=when,
        due_second=below,
        status=state.value,
        key=str(clock.pk),
        action=call,
        why=reason,
        basis=_basis(clock, reading, events),
        strip=strip,
        notes=notes_of(clock, events, now),
        links=links_of(actor, clock, events, now, name, left) if actor else [],
        if_url=_if_url(clock) if actor else "",
    )


def _if_url(clock: Clock) -> str:
    """The page that asks what the deadline would be if it came now, and at any other time."""
    return f"{reverse('orders:when_due')}?{urlencode({'ur': clock.uuid})}"


def _name(clock: Clock, place: str, mine: bool, now: datetime.datetime) -> tuple[str, str]:
    received = danish.when(clock.received_at, now)
    if clock.promise == "D2":
        request = clock.request
        what = request.wanted if request else ""
        asked = _("Spurgt %(when)s om %(what)s") % {"when": received, "what": what}
        return (_("I svarer %s") % clock.counterpart if mine else _("%s svarer os") % place), asked.strip()
    names = {
        "D1": _("Første svar til virksomheden"),
        "D3": _("Svar til aftalevirksomheden"),
        "D4": _("Kandidater udsøgt og screenet"),
        "D5": _("Flygtninge udsøgt og screenet"),
        "D6": _("Opkvalificering aftalt"),
    }
    if clock.line_id is not None:
        # Several lines have the same promise each: the line's own words tell which.
        return names[clock.promise], _("%(what)s. %(word)s %(when)s") % {
            "what": clock.subject,
            "word": promise(clock.promise).received_text,
            "when": received,
        }
    return names[clock.promise], f"{promise(clock.promise).received_text} {received}"


def _when(
    clock: Clock,
    events: list[ClockEvent],
    reading: Reading | None,
    opening: OpeningCalendar | None,
    state: Status,
    now: datetime.datetime,
    place: str | None,
) -> tuple[str, str]:
    if clock.stopped_at is not None:
        stop = next((event for event in events if event.kind == EventKind.STOP), None)
        below = stop.reason if stop and stop.reason else _("Frist: %s") % danish.when(clock.due_at, now)
        return danish.when(clock.stopped_at, now), below
    if reading is not None and reading.deadline.in_days:
        return shown_words(shown_due(reading.deadline, opening), now, place)
    if state is Status.LUKKET_NU and opening is not None:
        try:
            opens = danish.when(opening.next_opening(now), now)
        except NoOpeningHoursError:
            return danish.when(clock.due_at, now), danish.relative(clock.due_at, now)
        below = _("%(who)s åbner %(when)s") % {"who": place or _("I"), "when": opens}
        return danish.when(clock.due_at, now), below
    return danish.when(clock.due_at, now), danish.relative(clock.due_at, now)


def _basis(clock: Clock, reading: Reading | None, events: list[ClockEvent]) -> str:
    """What it was counted with, also where that can no longer be drawn."""
    start = start_of(events)
    if start is None:
        return ""
    return counted_with(
        promise=reading.promise if reading else promise_of(start.data, clock.promise),
        received_at=clock.received_at,
        due_at=clock.due_at,
        opening=reading.opening if reading else None,
        calendar_version=clock.calendar_version,
        rules_version=clock.rules_version,
    )


def _explanation(
    clock: Clock,
    reading: Reading | None,
    calendars: dict[int, OpeningCalendar],
    events: list[ClockEvent],
    now: datetime.datetime,
    viewer_id: int,
) -> tuple[str, Strip | None]:
    if reading is None:
        return _("Åbningstider eller lukkedage er ændret siden. Fristen selv står fast."), None
    if clock.stopped_at is not None and clock.stopped_at < reading.deadline.received_at:
        begins = danish.full_day(local_date(reading.deadline.received_at))
        return _("Det var på plads, før fristen begyndte %s. Løftet er holdt.") % begins, None
    # The calendar is that of whoever owed it at the start; a later tovholder takes the deadline over as it is.
    start = next(event for event in events if event.kind == EventKind.START)
    counted_in = int(start.data["calendar_of"])
    if counted_in == viewer_id:
        place = _("vi")
    elif counted_in == clock.owner_organisation_id:
        place = place_of(clock.owner_organisation)
    else:
        place = _("jobcentret")
    event = reading.promise.received_text
    if clock.promise == "D2":
        event = _("%s spurgte") % clock.counterpart if counted_in == viewer_id else _("Vi spurgte")
    voice = Voice(event, place)
    strip = build_strip(
        reading.deadline, reading.opening, received_word=reading.promise.received_text, voice=voice, now=now
    )
    return why(reading.deadline, voice, now), strip
