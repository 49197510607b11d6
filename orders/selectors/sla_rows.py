"""The rows behind a number: one page at a time, or all of them as a spreadsheet."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from jobcenters.calendar import OpeningDayHours, local_date
from orders.enums import ClockState
from orders.models import Breach, BreachCorrection, Clock
from orders.promises import promise
from orders.selectors.assignment import case_url, orders_of
from orders.selectors.corrections import breach_note, corrections_of
from orders.selectors.outages import outage_notes
from orders.selectors.sla import CAUSE_WORDS, ClockFilter, Show, Standing, keyset
from tabular.writing import csv_text
from ui import danish

PAGE_SIZE = 30
STATUS = {
    Standing.KEPT.value: "kept",
    Standing.MISSED.value: "missed",
    Standing.LATE.value: "late",
    Standing.RUNNING.value: "on_time",
}


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One promise in words. `late` is how late it was (or is), "" for one in time; `url` "" where it leads nowhere.

    `notes` say what was put right, `correct_url` leads to where the cause of a breach is.
    """

    status: str
    promise: str
    title: str
    second: str
    url: str
    due: str
    stopped: str
    late: str
    cause: str
    notes: tuple[str, ...] = ()
    correct_url: str = ""


def clock_page(
    wanted: ClockFilter, after: tuple[datetime.datetime, int] | None = None, *, size: int = PAGE_SIZE
) -> tuple[list[ClockRow], str]:
    """One page of the filter's rows and the cursor of the next one ("" at the end). A constant number of queries.

    The newest deadlines first; of what is at risk, the earliest.
    """
    rows = keyset(wanted.rows().select_related("request"), after, newest=wanted.show is not Show.AT_RISK)
    found = list(rows[: size + 1])
    page = found[:size]
    orders = orders_of(page)
    found_out = corrections_of(clock.pk for clock in page)
    breaches = {breach.clock_id: breach for breach in Breach.objects.filter(clock__in=page)}
    outages = outage_notes(breaches.values())
    return (
        [
            _row(
                clock,
                case_url(clock, orders),
                wanted.now,
                found_out.get(clock.pk, []),
                breaches.get(clock.pk),
                outages,
            )
            for clock in page
        ],
        cursor_of(page[-1]) if len(found) > size else "",
    )


def cursor_of(clock: Clock) -> str:
    """The address part that continues after `clock`."""
    return f"{round(clock.due_at.timestamp() * 1_000_000)}-{clock.pk}"


def read_cursor(text: str) -> tuple[datetime.datetime, int] | None:
    """What `cursor_of` wrote; None for anything else."""
    stamp, _dash, key = text.rpartition("-")
    try:
        micros, pk = int(stamp), int(key)
        at = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(microseconds=micros)
    except (ValueError, OverflowError):
        return None
    return (at, pk) if 0 <= pk < 2**63 else None


def _row(
    clock: Clock,
    url: str,
    now: datetime.datetime,
    found_out: list[BreachCorrection],
    breach: Breach | None,
    outages: Mapping[int, Sequence[str]],
) -> ClockRow:
    standing: str = clock.standing  # type: ignore[attr-defined]
    late = ""
    if standing in (Standing.MISSED, Standing.LATE):
        late = danish.overdue(clock.due_at, clock.stopped_at or now)
    cause: str = clock.cause  # type: ignore[attr-defined]
    return ClockRow(
        status=STATUS[standing],
        promise=promise(clock.promise).short_text,
        title=clock.counterpart,
        second=clock.subject,
        url=url,
        due=_due(clock, now),
        stopped=danish.when(clock.stopped_at, now) if clock.stopped_at else _("ikke endnu"),
        late=late,
        cause=str(CAUSE_WORDS[cause]) if late else "",
        notes=(
            *(breach_note(row, row.breach.cause) for row in found_out),
            *outages.get(clock.pk, ()),
        ),
        correct_url=reverse("orders:breach_correct", args=[clock.uuid]) if late and breach else "",
    )


def _due(clock: Clock, now: datetime.datetime) -> str:
    """A promise in days is due on a day, one in hours at a time."""
    if isinstance(promise(clock.promise).unit, OpeningDayHours):
        return danish.when(clock.due_at, now)
    return danish.day_when(local_date(clock.due_at), now)


# --- spreadsheet --------------------------------------------------------------------------------------------


def clock_sheet(wanted: ClockFilter) -> str:
    """All rows of the filter as CSV for Danish spreadsheets: semicolons, local times, a mark for UTF-8. Two queries.

    Organisations and causes; no names of persons.
    """
    rows = list(keyset(wanted.rows().select_related("request"), None, newest=wanted.show is not Show.AT_RISK))
    numbers = {pk: order.number for pk, order in orders_of(rows).items()}
    heads = (
        _("Løfte"), _("Modpart"), _("Sag"), _("Ordrenummer"), _("Modtaget"), _("Frist"), _("Stoppet"),
        _("Holdt"), _("Minutter over fristen"), _("Årsag"), _("Rettet"),
    )  # fmt: skip
    return csv_text([heads, *_sheet_rows(rows, numbers, wanted.now)])


def _sheet_rows(
    rows: Sequence[Clock], numbers: dict[int, str], now: datetime.datetime
) -> Iterator[tuple[str, ...]]:
    for clock in rows:
        standing: str = clock.standing  # type: ignore[attr-defined]
        over, cause = "", ""
        if standing in (Standing.MISSED, Standing.LATE):
            over = str(int(((clock.stopped_at or now) - clock.due_at).total_seconds() // 60))
            cause = str(CAUSE_WORDS[clock.cause])  # type: ignore[attr-defined]
        kept = {Standing.KEPT: _("ja"), Standing.RUNNING: ""}.get(Standing(standing), _("nej"))
        yield (
            promise(clock.promise).title_text,
            clock.counterpart,
            clock.subject,
            numbers.get(clock.order_id, ""),
            _local(clock.received_at),
            _local(clock.due_at),
            _local(clock.stopped_at) if clock.state != ClockState.OPEN else "",
            kept,
            over,
            cause,
            _("ja") if clock.corrected else "",  # type: ignore[attr-defined]
        )


def _local(instant: datetime.datetime | None) -> str:
    return f"{danish.local(instant):%Y-%m-%d %H:%M}" if instant else ""
