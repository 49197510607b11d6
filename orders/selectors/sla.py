"""Which promises a jobcentre has kept. One function decides what counts, for every number and for every list.

A promise counts in the period in which it was due, once its deadline has passed: kept when it was stopped in time,
not kept when it was stopped too late or still runs. What happens to it later changes nothing: one that was cancelled
after its deadline was not kept, and one that was handed over after it counts for who had it then. One that was
cancelled in time never counts. PEERS T10; JOURNEYS 4.3.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, ExtractHour, TruncDate, TruncTime
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from jobcenters.calendar import NoOpeningHoursError, OpeningCalendar, local_date, start_of_day
from orders.clock import EventKind
from orders.enums import BreachCause, ClockState
from orders.models import BreachCorrection, Clock, ClockEvent
from orders.periods import ANY_TIME, FROM_TO, ONE_DAY
from orders.promises import promise
from ui.danish import COPENHAGEN

GOAL_PERCENT = 95
# Not recorded yet: the sweep runs every half minute.
NO_CAUSE = "ukendt"
CAUSE_WORDS: Mapping[str, str | LazyText] = {
    **dict(BreachCause.choices),
    "": _("Årsag er ikke fastslået endnu"),
}


class Standing(StrEnum):
    """How one promise stands. Only KEPT, MISSED and LATE count."""

    KEPT = "kept"
    MISSED = "missed"  # stopped after its deadline
    LATE = "late"  # still runs after its deadline
    RUNNING = "running"  # may still be kept
    EARLY = "early"  # stopped, and its deadline has not come yet


class Show(StrEnum):
    """What a list shows; the values stand in addresses."""

    ALL = "alle"
    KEPT = "holdt"
    BROKEN = "brudt"
    UNANSWERED = "ubesvaret"
    AT_RISK = "i-fare"


STANDINGS: Mapping[Show, tuple[Standing, ...]] = {
    Show.ALL: (Standing.KEPT, Standing.MISSED, Standing.LATE),
    Show.KEPT: (Standing.KEPT,),
    Show.BROKEN: (Standing.MISSED, Standing.LATE),
    Show.UNANSWERED: (Standing.LATE,),
    Show.AT_RISK: (Standing.RUNNING,),
}


@dataclass(frozen=True, slots=True)
class PromiseGroup:
    """Promises that share a tile. `slug` stands in addresses."""

    slug: str
    title: str | LazyText
    promises: tuple[str, ...]


GROUPS = (
    PromiseGroup("virksomheder", _("24 timer til virksomheder"), ("D1",)),
    PromiseGroup("jobcentre", _("24 timer til jobcentre"), ("D2",)),
    PromiseGroup("arbejdsdage", _("1, 3 og 14 arbejdsdage"), ("D3", "D4", "D5")),
    PromiseGroup("opkvalificering", _("21 dage til opkvalificering"), ("D6",)),
)
# The promises that share a tile, each for itself: only lists and reports tell them apart.
SINGLES = tuple(PromiseGroup(code.lower(), _(promise(code).short), (code,)) for code in ("D3", "D4", "D5"))
GROUP_OF = {group.slug: group for group in (*GROUPS, *SINGLES)}
# A promise -> the group that holds it alone.
GROUP_OF_ONE = {group.promises[0]: group.slug for group in GROUP_OF.values() if len(group.promises) == 1}
WHOLE_CASE, NO_AGREEMENT = "hele-sagen", "uden"


def classified(organisation_id: int, now: datetime.datetime) -> QuerySet[Any]:
    """The clocks that count for the organisation, each with `standing` at `now` (aware), `cause` ("" where
    none is recorded; the last one that was found out), `corrected` and `due_on`, the Danish day of its deadline.

    What was put right later counts as it was put right.
    """
    found_out = BreachCorrection.objects.filter(breach__clock=OuterRef("pk"))
    moved = ClockEvent.objects.filter(clock=OuterRef("pk"), kind=EventKind.CORRECT.value)
    return Clock.objects.counting_for(organisation_id).annotate(
        standing=Case(
            When(state=ClockState.OPEN, due_at__gte=now, then=Value(Standing.RUNNING.value)),
            When(due_at__gte=now, then=Value(Standing.EARLY.value)),
            When(kept=True, then=Value(Standing.KEPT.value)),
            When(state=ClockState.OPEN, then=Value(Standing.LATE.value)),
            default=Value(Standing.MISSED.value),
            output_field=CharField(),
        ),
        cause=Coalesce(
            Subquery(found_out.exclude(cause="").order_by("-pk").values("cause")[:1]),
            "breach__cause",
            Value(""),
        ),
        corrected=Exists(found_out) | Exists(moved),
        due_on=TruncDate("due_at", tzinfo=COPENHAGEN),
    )


def risk_until(calendar: OpeningCalendar, now: datetime.datetime) -> datetime.datetime:
    """The midnight that ends the next opening day after today: what falls due before it can still be saved (UTC).

    Without opening hours it is the end of tomorrow.
    """
    return start_of_day(next_open_day(calendar, now) + ONE_DAY)


def next_open_day(calendar: OpeningCalendar, now: datetime.datetime) -> datetime.date:
    """The first opening day after today; tomorrow where there are no opening hours."""
    today = local_date(now)
    try:
        return calendar.next_open_day(today)
    except NoOpeningHoursError:
        return today + ONE_DAY


@dataclass(frozen=True, slots=True)
class ClockFilter:
    """Which of an organisation's clocks: the only way from a number to its rows.

    `first` and `last` are days (both included, None: no limit) in which the promise was due; a list of what is at
    risk has no period but ends at `until` (exclusive). `cause`: one of BreachCause, "" for none recorded, None for all.
    `form`: the EmploymentForm of the line that the promise is about, "" for the whole case, None for all. `agreement`:
    the id of the order's agreement and its name in addresses, (0, NO_AGREEMENT) for none, None for all.
    """

    organisation_id: int
    now: datetime.datetime
    show: Show = Show.BROKEN
    group: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    cause: str | None = None
    until: datetime.datetime | None = None
    form: str | None = None
    agreement: tuple[int, str] | None = None

    def rows(self) -> QuerySet[Any]:
        """The clocks themselves, `classified`; unordered."""
        rows = classified(self.organisation_id, self.now).filter(
            standing__in=[standing.value for standing in STANDINGS[self.show]]
        )
        if self.group:
            rows = rows.filter(promise__in=GROUP_OF[self.group].promises)
        if self.form is not None or self.agreement is not None:
            agreement_id = self.agreement[0] if self.agreement else None
            found = RawSQL("select orders_report_rows(%s, %s)", [self.form, agreement_id], BigIntegerField())
            rows = rows.filter(pk__in=found)
        if self.show is Show.AT_RISK:
            return rows.filter(due_at__lt=self.until) if self.until else rows
        if self.first:
            rows = rows.filter(due_at__gte=start_of_day(self.first))
        if self.last:
            rows = rows.filter(due_at__lt=start_of_day(self.last + ONE_DAY))
        if self.cause is not None:
            rows = rows.filter(cause=self.cause)
        return rows

    def count(self) -> int:
        """How many rows there are."""
        return self.rows().count()

    def query(self) -> dict[str, str]:
        """The filter as the parameters of an address."""
        values = {"udfald": self.show.value}
        if self.group:
            values["loefte"] = self.group
        if self.form is not None:
            values["form"] = self.form or WHOLE_CASE
        if self.agreement is not None:
            values["aftale"] = self.agreement[1]
        if self.show is Show.AT_RISK:
            return values
        if self.cause is not None:
            values["aarsag"] = self.cause or NO_CAUSE
        if self.first and self.last:
            return values | {
                "periode": FROM_TO,
                "fra": self.first.isoformat(),
                "til": self.last.isoformat(),
            }
        return values | {"periode": ANY_TIME}

    @property
    def url(self) -> str:
        """The page with exactly these rows."""
        return f"{reverse('orders:breaches')}?{urlencode(self.query())}"

    def but(self, **changes: object) -> "ClockFilter":
        """The same with other values."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many promises were kept, and how many not."""

    kept: int = 0
    broken: int = 0

    @property
    def total(self) -> int:
        return self.kept + self.broken

    @property
    def percent(self) -> int | None:
        """Whole per cent, 100 only when all were kept and 0 only when none was; None where nothing was due."""
        if not self.total:
            return None
        return min(round(100 * self.kept / self.total), 99 if self.broken else 100) or (1 if self.kept else 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """`number` clocks of one kind, due on one day."""

    promise: str
    due_on: datetime.date
    standing: str
    cause: str
    corrected: bool
    number: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every clock that counts from `first` to `last`, counted per promise, day, standing, cause and whether something
    about it was put right: one query.
    """

    counts: tuple[Counted, ...]

    def tally(self, group: str, first: datetime.date, last: datetime.date) -> Tally:
        """Kept and broken promises of a group (or of all, ""), due from `first` to `last`."""
        codes = GROUP_OF[group].promises if group else None
        kept = broken = 0
        for item in self._due(first, last):
            if codes is None or item.promise in codes:
                if item.standing == Standing.KEPT:
                    kept += item.number
                else:
                    broken += item.number
        return Tally(kept, broken)

    def causes(self, first: datetime.date, last: datetime.date) -> list[tuple[str, int]]:
        """(cause, number) of broken promises, the most frequent first."""
        found: defaultdict[str, int] = defaultdict(int)
        for item in self._due(first, last):
            if item.standing != Standing.KEPT:
                found[item.cause] += item.number
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def unanswered(self, first: datetime.date, last: datetime.date) -> int:
        """How many broken promises still run."""
        return sum(item.number for item in self._due(first, last) if item.standing == Standing.LATE)

    def corrected(self, first: datetime.date, last: datetime.date) -> int:
        """How many of those that count were put right afterwards."""
        return sum(item.number for item in self._due(first, last) if item.corrected)

    def _due(self, first: datetime.date, last: datetime.date) -> Iterable[Counted]:
        return (item for item in self.counts if first <= item.due_on <= last)


def ledger(everything: ClockFilter) -> Ledger:
    """Count the rows of a filter that shows ALL over a period. One query."""
    groups = (
        everything.rows()
        .order_by()
        .values("promise", "due_on", "standing", "cause", "corrected")
        .annotate(number=Count("pk"))
        .values_list("promise", "due_on", "standing", "cause", "corrected", "number")
    )
    return Ledger(tuple(Counted(*row) for row in groups))


def at_risk_by_group(at_risk: ClockFilter) -> dict[str, int]:
    """Group slug -> how many promises are at risk. One query."""
    by_promise = dict(
        at_risk.but(group="")
        .rows()
        .order_by()
        .values("promise")
        .annotate(number=Count("pk"))
        .values_list("promise", "number")
    )
    return {group.slug: sum(by_promise.get(code, 0) for code in group.promises) for group in GROUPS}


# A promise in days is due with the last second of its day.
END_OF_A_DAY = datetime.time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class DueWhen:
    """When a broken promise was due: the Danish day, the hour of that day (0-23; None for a promise in days, which is
    due with the day), and by which cause it broke.
    """

    cause: str
    day: datetime.date
    hour: int | None
    number: int


def broken_when(broken: ClockFilter) -> list[DueWhen]:
    """Days and hours of the deadlines of a filter's rows, counted. One query."""
    hour = Case(
        When(time=END_OF_A_DAY, then=Value(None)),
        default=ExtractHour("due_at", tzinfo=COPENHAGEN),
        output_field=IntegerField(),
    )
    groups = (
        broken.rows()
        .order_by()
        .annotate(time=TruncTime("due_at", tzinfo=COPENHAGEN))
        .annotate(hour=hour)
        .values("cause", "due_on", "hour")
        .annotate(number=Count("pk"))
        .values_list("cause", "due_on", "hour", "number")
    )
    return [DueWhen(*row) for row in groups]


def keyset(
    page: QuerySet[Clock], after: tuple[datetime.datetime, int] | None, *, newest: bool
) -> QuerySet[Clock]:
    """`page` in its order, from the row after `after` (due instant and id) on."""
    if newest:
        rows = page.order_by("-due_at", "-id")
        return (
            rows
            if after is None
            else rows.filter(Q(due_at__lt=after[0]) | Q(due_at=after[0], id__lt=after[1]))
        )
    rows = page.order_by("due_at", "id")
    return (
        rows if after is None else rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
    )
