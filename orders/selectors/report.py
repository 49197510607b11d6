"""The report "Holder vi det, vi har lovet?" over months: for one jobcentre, a network, or the country.

One question to the database gives one `Report`; the page, the spreadsheet, the print and the mail all say what stands
in it, and it can be kept as plain data. What counts is what `orders.selectors.sla.classified` counts (PEERS T10), as
the database counts it for those whose rows the actor may not see (migration 0028). Organisations, never persons.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import local_date, start_of_day
from orders.calendars import calendars_of
from orders.enums import EmploymentForm
from orders.periods import ONE_DAY
from orders.promises import PROMISES, promise
from orders.selectors.report_scope import AgreementChoice, Owner, Wanted, at_risk_until
from orders.selectors.sla import GROUP_OF, NO_AGREEMENT, WHOLE_CASE, Tally

# Clocks that were started longer before the period are measured from here on.
LOOK_BACK = 400 * ONE_DAY
OTHER = "andre"


@dataclass(frozen=True, slots=True)
class Line:
    """One jobcentre, form or agreement: `key` stands in addresses."""

    key: str
    title: str
    kept: int
    broken: int

    @property
    def tally(self) -> Tally:
        return Tally(self.kept, self.broken)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise. Times are seconds from receipt to answer, on opening days and on the clock; None: too few answers
    to tell. `answered` is how many were answered at all, `within_day` how many of them within 24 hours on the clock,
    whatever the opening hours (A2).
    """

    code: str
    kept: int = 0
    broken: int = 0
    unanswered: int = 0
    at_risk: int = 0
    answered: int = 0
    within_day: int = 0
    median_open: int | None = None
    ninth_open: int | None = None
    median_strict: int | None = None
    ninth_strict: int | None = None

    @property
    def tally(self) -> Tally:
        return Tally(self.kept, self.broken)

    @property
    def title(self) -> str:
        return promise(self.code).short_text


@dataclass(frozen=True, slots=True)
class Month:
    """One promise in one month, by its first day."""

    first: datetime.date
    code: str
    kept: int
    broken: int


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers. `counted_at` is aware; `chosen` says in words what they are limited to."""

    title: str
    first: datetime.date
    last: datetime.date
    counted_at: datetime.datetime
    chosen: Sequence[str]
    promises: Sequence[PromiseLine]
    months: Sequence[Month]
    places: Sequence[Line]
    forms: Sequence[Line]
    agreements: Sequence[Line]
    causes: Sequence[tuple[str, int]]
    is_kept: bool = False  # kept as it was: what is at risk or unanswered since is not in it

    @property
    def total(self) -> Tally:
        return Tally(sum(one.kept for one in self.promises), sum(one.broken for one in self.promises))

    @property
    def at_risk(self) -> int:
        return sum(one.at_risk for one in self.promises)

    @property
    def unanswered(self) -> int:
        return sum(one.unanswered for one in self.promises)

    def month_tally(self, month: datetime.date, code: str = "") -> Tally:
        """A month's promises, of one code or of all."""
        found = [one for one in self.months if one.first == month and code in ("", one.code)]
        return Tally(sum(one.kept for one in found), sum(one.broken for one in found))

    def says_the_same(self, other: "Report") -> bool:
        """Whether what was kept and broken, and why, is the same. Late answers and what is at risk
        now change nothing that was said.
        """
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        lines = [
            [(one.key, one.kept, one.broken) for one in cut]
            for cut in (self.places, self.forms, self.agreements)
        ]
        return [(one.code, one.kept, one.broken) for one in self.promises], lines, list(self.causes)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON, from which `report_of` makes the same again."""
        data = asdict(self)
        data |= {"first": self.first.isoformat(), "last": self.last.isoformat()}
        data |= {"counted_at": self.counted_at.isoformat(), "chosen": list(self.chosen)}
        data["months"] = [one | {"first": one["first"].isoformat()} for one in data["months"]]
        return data


def report_of(data: dict[str, Any]) -> Report:
    """The report that `as_data` wrote."""
    day = datetime.date.fromisoformat
    return Report(
        title=data["title"],
        first=day(data["first"]),
        last=day(data["last"]),
        counted_at=datetime.datetime.fromisoformat(data["counted_at"]),
        chosen=tuple(data["chosen"]),
        promises=tuple(PromiseLine(**one) for one in data["promises"]),
        months=tuple(
            Month(day(one["first"]), one["code"], one["kept"], one["broken"]) for one in data["months"]
        ),
        places=tuple(Line(**one) for one in data["places"]),
        forms=tuple(Line(**one) for one in data["forms"]),
        agreements=tuple(Line(**one) for one in data["agreements"]),
        causes=tuple((cause, number) for cause, number in data["causes"]),
        is_kept=data["is_kept"],
    )


# --- the numbers ------------------------------------------------------------------------------------------------


def report(
    actor: Actor,
    wanted: Wanted,
    owners: Sequence[Owner],
    agreements: Sequence[AgreementChoice],
    now: datetime.datetime,
    chosen: Sequence[str] = (),
) -> Report:
    """The report at `now` (aware), for the actor whose context is set. A constant number of queries."""
    codes = list(GROUP_OF[wanted.group].promises) if wanted.group else [str(code) for code in PROMISES]
    base, days, calendars, open_before = _opening_days({one.pk for one in owners}, wanted.first, now)
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from orders_report(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                wanted.choice.scope.value,
                wanted.choice.network_id,
                wanted.jobcenter.pk if wanted.jobcenter else None,
                start_of_day(wanted.first),
                start_of_day(wanted.last + ONE_DAY),
                now,
                at_risk_until(actor, wanted, now),
                codes,
                wanted.form,
                wanted.agreement[0] if wanted.agreement else None,
                list(calendars),
                list(calendars.values()),
                base,
                days,
                open_before,
            ],
        )
        rows = [_Row(*row) for row in cursor.fetchall()]
    by_cut: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_cut[row.cut].append(row)
    names = {str(one.pk): (one.key, one.title) for one in owners}
    forms = {key: (key or WHOLE_CASE, title) for key, title in _form_titles().items()}
    named = {str(one.pk): (one.key, one.title) for one in agreements} | {
        "0": (NO_AGREEMENT, _("Uden aftale"))
    }
    return Report(
        title=wanted.choice.title,
        first=wanted.first,
        last=wanted.last,
        counted_at=now,
        chosen=tuple(chosen),
        promises=_promises(by_cut, codes),
        months=_months(by_cut["month"]),
        places=_lines(by_cut["place"], names, _("Andre")),
        forms=_lines(by_cut["form"], forms, _("Andre")),
        agreements=_lines(by_cut["agreement"], named, _("Andres aftaler")),
        causes=tuple(
            sorted(((row.key, row.number) for row in by_cut["cause"]), key=lambda one: (-one[1], one[0]))
        ),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the database function."""

    cut: str
    key: str
    promise: str
    standing: str
    number: int
    median_open: int | None
    ninth_open: int | None
    median_strict: int | None
    ninth_strict: int | None
    within_day: int | None


def _form_titles() -> dict[str, str]:
    return {value: str(label) for value, label in EmploymentForm.choices} | {"": _("Løfter om hele sagen")}


def _opening_days(
    organisations: set[int], first: datetime.date, now: datetime.datetime
) -> tuple[datetime.date, int, dict[int, int], list[int]]:
    """(base, days, organisation -> number of its calendar, opening days before each day, calendar after calendar)."""
    base = first - LOOK_BACK
    days = max((local_date(now) - base).days, 0) + 3
    numbers: dict[str, int] = {}
    followed: dict[int, int] = {}
    before: list[int] = []
    for pk, calendar in sorted(calendars_of(organisations).items()):
        if calendar.version not in numbers:
            numbers[calendar.version] = len(numbers)
            found = 0
            for n in range(days):
                before.append(found)
                found += calendar.is_open_day(base + n * ONE_DAY)
        followed[pk] = numbers[calendar.version]
    return base, days, followed, before


def _promises(by_cut: dict[str, list[_Row]], codes: Sequence[str]) -> tuple[PromiseLine, ...]:
    lines = {code: PromiseLine(code) for code in codes}
    for row in by_cut["promise"]:
        line = lines[row.promise]
        if row.standing == "kept":
            line = replace(line, kept=row.number)
        else:
            late = row.number if row.standing == "late" else 0
            line = replace(line, broken=line.broken + row.number, unanswered=line.unanswered + late)
        lines[row.promise] = line
    for row in by_cut["time"]:
        lines[row.promise] = replace(
            lines[row.promise],
            answered=row.number,
            within_day=row.within_day or 0,
            median_open=_never_before(row.median_open),
            ninth_open=_never_before(row.ninth_open),
            median_strict=_never_before(row.median_strict),
            ninth_strict=_never_before(row.ninth_strict),
        )
    for row in by_cut["risk"]:
        lines[row.promise] = replace(lines[row.promise], at_risk=row.number)
    return tuple(lines[code] for code in sorted(lines))


def _never_before(seconds: int | None) -> int | None:
    """What was settled before its promise began took no time."""
    return None if seconds is None else max(seconds, 0)


def _months(rows: Sequence[_Row]) -> tuple[Month, ...]:
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        found[row.key, row.promise][row.standing != "kept"] += row.number
    return tuple(
        Month(datetime.date.fromisoformat(month), code, kept, broken)
        for (month, code), (kept, broken) in sorted(found.items())
    )


def _lines(rows: Sequence[_Row], names: dict[str, tuple[str, str]], other: str) -> tuple[Line, ...]:
    """By title, never by how well anybody did; what has no name of its own comes last, together."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        found[names.get(row.key, (OTHER, other))][row.standing != "kept"] += row.number
    lines = [Line(key, title, kept, broken) for (key, title), (kept, broken) in found.items()]
    return tuple(sorted(lines, key=lambda one: (one.key == OTHER, one.title, one.key)))
