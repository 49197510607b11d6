"""What an agreement has led to in a period: orders, people hired, promises kept ([001], R107, R108).

The numbers are the whole agreement's, also those of other tovholders' orders, and come from a database function that
answers the agreement's parties alone; none of them leads to an order or a person.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.models import Agreement
from agreements.results import Results
from orders.promises import promise
from tabular.writing import csv_text
from ui import danish, parts

PROMISES = ("D1", "D3", "D4", "D5", "D6")


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise: how many were kept and not kept, and how many still run."""

    code: str
    kept: int = 0
    missed: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        """Those that are decided: the denominator."""
        return self.kept + self.missed

    @property
    def title(self) -> str:
        return promise(self.code).title_text

    @property
    def percent(self) -> int | None:
        """Whole per cent, 100 only when all were kept and 0 only when none was; None where nothing is decided."""
        if not self.total:
            return None
        return min(round(100 * self.kept / self.total), 99 if self.missed else 100) or (1 if self.kept else 0)

    @property
    def words(self) -> str:
        """ "61 af 64 holdt (95 %)"."""
        if self.percent is None:
            return _("Ingen afgjort endnu") if self.open else _("Ikke brugt i perioden")
        return _("%(share)s holdt (%(percent)s)") % {
            "share": danish.share(self.kept, self.total),
            "percent": danish.percent(self.percent),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One tovholder or one month: what was received, and what it has led to until now."""

    title: str
    orders: int = 0
    places: int = 0
    hired: int = 0
    brought: int = 0
    kept: int = 0
    missed: int = 0
    open: int = 0

    @property
    def decided(self) -> int:
        return self.kept + self.missed

    @property
    def kept_words(self) -> str:
        """ "61 af 64", or a dash where no promise is decided."""
        return danish.share(self.kept, self.decided) if self.decided else "–"


@dataclass(frozen=True, slots=True)
class Effect:
    """The report. Days are Danish and both included; `now` (aware) is when it was counted."""

    first: datetime.date
    last: datetime.date
    now: datetime.datetime
    total: Line
    promises: Sequence[Kept]
    tovholders: Sequence[Line]
    months: Sequence[Line]

    @property
    def is_empty(self) -> bool:
        return not self.total.orders and not self.total.decided and not self.total.open

    @property
    def period(self) -> str:
        """ "1. januar 2026 til 31. marts 2026"."""
        return _("%(first)s til %(last)s") % {
            "first": danish.day_month(self.first, year=True),
            "last": danish.day_month(self.last, year=True),
        }


Row = tuple[str, datetime.date, int, str, int]


def agreement_effect(
    agreement: Agreement, first: datetime.date, last: datetime.date, now: datetime.datetime
) -> Effect:
    """The numbers from `first` to `last`, for the organisation whose context is set; all zero for one outside. One
    query. Orders and people count in the month the order was received, promises in the month they were due.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select what, month, organisation_id, organisation, number"
            " from orders_agreement_effect(%s, %s, %s, %s)",
            [agreement.pk, first, last, now],
        )
        rows: list[Row] = cursor.fetchall()
    places: dict[int, str] = {row[2]: row[3] for row in rows}
    by_place = {key: [row for row in rows if row[2] == key] for key in places}
    by_month: defaultdict[datetime.date, list[Row]] = defaultdict(list)
    for row in rows:
        by_month[row[1]].append(row)
    return Effect(
        first=first,
        last=last,
        now=now,
        total=_line("", rows),
        promises=[_kept(code, rows) for code in PROMISES],
        tovholders=sorted(
            (_line(places[key] or _("Uden tovholder"), found) for key, found in by_place.items()),
            key=lambda line: (-line.orders, line.title),
        ),
        months=[_line(_month(month), found) for month, found in sorted(by_month.items())],
    )


def _sum(rows: Iterable[Row], *what: str) -> int:
    return sum(row[4] for row in rows if row[0] in what)


def _line(title: str, rows: Sequence[Row]) -> Line:
    return Line(
        title=title,
        orders=_sum(rows, "orders"),
        places=_sum(rows, "places"),
        hired=_sum(rows, "hired"),
        brought=_sum(rows, "hired_brought"),
        kept=_sum(rows, *(f"{code}_kept" for code in PROMISES)),
        missed=_sum(rows, *(f"{code}_missed" for code in PROMISES)),
        open=_sum(rows, *(f"{code}_open" for code in PROMISES)),
    )


def _kept(code: str, rows: Sequence[Row]) -> Kept:
    return Kept(code, *(_sum(rows, f"{code}_{end}") for end in ("kept", "missed", "open")))


def _month(day: datetime.date) -> str:
    """ "marts 2026"."""
    return danish.day_month(day, year=True).partition(danish.NBSP)[2]


# --- in words, for a meeting ------------------------------------------------------------------------------------


def effect_facts(effect: Effect) -> list[parts.Fact]:
    """The four numbers at the top."""
    total = effect.total
    return [
        parts.Fact(_("Ordrer"), danish.number(total.orders)),
        parts.Fact(_("Stillinger"), danish.number(total.places)),
        parts.Fact(_("Ansat"), danish.number(total.hired)),
        parts.Fact(_("Heraf fra ledighed"), danish.number(total.brought)),
    ]


def effect_results(actor: Actor, agreement: Agreement, first: datetime.date, last: datetime.date) -> Results:
    """What is pre-filled in the minutes of a follow-up meeting, for the actor whose context is set."""
    effect = agreement_effect(agreement, first, last, moment())
    total = effect.total
    lines = [
        _("Resultater %s:") % effect.period,
        _("%(orders)s, %(places)s. Ansat: %(hired)s, heraf fra ledighed: %(brought)s.")
        % {
            "orders": danish.count(total.orders, _("ordre"), _("ordrer")),
            "places": danish.count(total.places, _("stilling"), _("stillinger")),
            "hired": danish.number(total.hired),
            "brought": danish.number(total.brought),
        },
    ]
    lines += [f"{kept.title}: {kept.words}." for kept in effect.promises if kept.total or kept.open]
    address = reverse("orders:agreement_effect", args=[agreement.uuid])
    url = f"{address}?fra={first.isoformat()}&til={last.isoformat()}"
    return Results(lines=lines, facts=effect_facts(effect), url=url)


# --- as a spreadsheet ---------------------------------------------------------------------------------------------


def effect_sheet(agreement: Agreement, effect: Effect) -> str:
    """The report with semicolons, UTF-8 with a byte order mark; no cell can be a formula."""
    rows: list[tuple[object, ...]] = []

    def write(*cells: object) -> None:
        rows.append(cells)

    write(_("Aftale"), agreement.number, agreement.title)
    write(_("Periode"), effect.first.isoformat(), effect.last.isoformat())
    write()
    heads = (
        _("Ordrer"), _("Stillinger"), _("Ansat"), _("Ansat fra ledighed"),
        _("Frister holdt"), _("Frister ikke holdt"), _("Frister løber endnu"),
    )  # fmt: skip
    for title, lines in ((_("Tovholder"), effect.tovholders), (_("Måned"), effect.months)):
        write(title, *heads)
        for line in lines:
            write(
                line.title,
                line.orders,
                line.places,
                line.hired,
                line.brought,
                line.kept,
                line.missed,
                line.open,
            )
        if title == _("Tovholder"):
            total = effect.total
            write(
                _("I alt"), total.orders, total.places, total.hired, total.brought, total.kept, total.missed,
                total.open,
            )  # fmt: skip
        write()
    write(_("Løfte"), _("Holdt"), _("Ikke holdt"), _("Løber endnu"))
    for kept in effect.promises:
        write(kept.title, kept.kept, kept.missed, kept.open)
    return csv_text(rows)
