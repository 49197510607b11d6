"""A report in words. The same tables are the page, the spreadsheet, the print and the mail."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobcenters.calendar import OpeningDayHours
from orders.promises import promise
from orders.selectors.report import OTHER, Line, Month, PromiseLine, Report
from orders.selectors.report_table import Cell, Column, Row, Table
from orders.selectors.sla import (
    CAUSE_WORDS,
    GOAL_PERCENT,
    GROUP_OF_ONE,
    GROUPS,
    NO_AGREEMENT,
    WHOLE_CASE,
    ClockFilter,
    PromiseGroup,
    Show,
    Tally,
)
from ui import danish, parts

# A trend of fewer months is none.
FEWEST_MONTHS = 2


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything on the page, in words."""

    report: Report
    lead: str
    facts: Sequence[parts.Fact]
    charts: Sequence[parts.Chart]
    tables: Sequence[Table]

    @property
    def is_empty(self) -> bool:
        return not self.report.total.total and not self.report.at_risk


def report_page(
    report: Report,
    today: datetime.date,
    rows: ClockFilter | None = None,
    place_url: Callable[[Line], str] | None = None,
) -> ReportPage:
    """The page of a report. `rows`: the filter with its rows, where the reader may see them; `place_url` leads to the
    report of one organisation. No queries.
    """
    total = report.total
    held = (
        _("%(share)s holdt, %(percent)s. Mål %(goal)s.")
        % {
            "share": danish.share(total.kept, total.total),
            "percent": danish.percent(total.percent or 0),
            "goal": danish.percent(GOAL_PERCENT),
        }
        if total.total
        else _("Ingen frister i perioden.")
    )
    tables = [
        _promise_table(report, rows),
        _time_table(report),
        _month_table(report, rows),
        _line_table(
            "steder",
            _("Jobcentre"),
            _("Alfabetisk"),
            _("Jobcenter"),
            report.places,
            lambda line: None,
            place_url,
        )
        if place_url
        else None,
        _line_table(
            "former",
            _("Ansættelsesformer"),
            _("Løfter om én linje i ordren står for sig"),
            _("Ansættelsesform"),
            report.forms,
            lambda line: rows and rows.but(form="" if line.key == WHOLE_CASE else line.key),
        ),
        _line_table(
            "aftaler",
            _("Aftaler"),
            _("Aftalen, ordren er modtaget under"),
            _("Aftale"),
            report.agreements,
            lambda line: rows and rows.but(agreement=_agreement(line)),
        ),
        _cause_table(report, rows),
    ]
    return ReportPage(
        report=report,
        lead=f"{report.title}, {period_words(report, today)}. {held}",
        facts=_facts(report, rows),
        charts=_charts(report),
        tables=[table for table in tables if table and table.rows],
    )


def period_words(report: Report, today: datetime.date) -> str:
    """ "1. april 2025 til 27. marts 2026": the days that have begun."""
    last = max(min(report.last, today), report.first)
    return _("%(first)s til %(last)s") % {
        "first": danish.day_month(report.first, year=report.first.year != last.year),
        "last": danish.day_month(last, year=True),
    }


def _agreement(line: Line) -> tuple[int, str]:
    """The filter's name of the line; the id is read from the address again."""
    return 0, NO_AGREEMENT if line.key == NO_AGREEMENT else line.key


# --- tables -----------------------------------------------------------------------------------------------------


def _held_columns() -> list[Column]:
    return [
        Column(_("Holdt"), (_("Holdt"), _("Ud af"))),
        Column(_("Procent"), (_("Procent holdt"),)),
        Column(_("Ikke holdt"), (_("Ikke holdt"),)),
    ]


def _held_cells(tally: Tally, rows: ClockFilter | None) -> list[Cell]:
    """ "38 af 41", "93 %" and "3", each with its rows."""
    percent = tally.percent
    return [
        Cell(
            danish.share(tally.kept, tally.total) if tally.total else _("Ingen"),
            (tally.kept, tally.total),
            rows.url if rows and tally.total else "",
        ),
        Cell("–" if percent is None else danish.percent(percent), ("" if percent is None else percent,)),
        Cell(
            danish.number(tally.broken),
            (tally.broken,),
            rows.but(show=Show.BROKEN).url if rows and tally.broken else "",
        ),
    ]


def _count_cell(number: int, url: str) -> Cell:
    return Cell(danish.number(number), (number,), url if number else "")


def _promise_table(report: Report, rows: ClockFilter | None) -> Table:
    kept = report.is_kept

    def row(line: PromiseLine) -> Row:
        mine = rows.but(group=GROUP_OF_ONE[line.code]) if rows else None
        return Row(
            line.title,
            [
                *_held_cells(line.tally, mine),
                _count_cell(line.unanswered, mine.but(show=Show.UNANSWERED).url if mine and not kept else ""),
                *(
                    []
                    if kept
                    else [_count_cell(line.at_risk, mine.but(show=Show.AT_RISK).url if mine else "")]
                ),
            ],
        )

    return Table(
        "loefter",
        _("Løfter"),
        "" if kept else _("I fare: frist senest næste åbningsdag"),
        _("Løfte"),
        [
            *_held_columns(),
            Column(_("Heraf ubesvaret"), (_("Heraf ubesvaret"),)),
            *([] if kept else [Column(_("I fare nu"), (_("I fare nu"),))]),
        ],
        [row(line) for line in report.promises if line.tally.total or line.at_risk],
    )


def _time_table(report: Report) -> Table:
    return Table(
        "svartid",
        _("Svartid"),
        _("Midten, og hvad 9 af 10 svar højst tog"),
        _("Løfte"),
        [
            Column(_("Svar"), (_("Svar"),)),
            Column(_("På åbningsdage: midten"), (_("Median på åbningsdage, minutter"),)),
            Column(_("9 af 10"), (_("90 % på åbningsdage, minutter"),)),
            Column(_("På uret: midten"), (_("Median på uret, minutter"),)),
            Column(_("9 af 10"), (_("90 % på uret, minutter"),)),
            Column(_("Inden 24 timer på uret"), (_("Inden 24 timer på uret"), _("Ud af svar"))),
        ],
        [
            Row(
                line.title,
                [
                    _count_cell(line.answered, ""),
                    _time_cell(line.median_open),
                    _time_cell(line.ninth_open),
                    _time_cell(line.median_strict),
                    _time_cell(line.ninth_strict),
                    _strict_cell(line),
                ],
            )
            for line in report.promises
            if line.answered
        ],
    )


def _time_cell(seconds: int | None) -> Cell:
    if seconds is None:
        return Cell(_("for få svar"), ("",))
    return Cell(danish.duration(datetime.timedelta(seconds=seconds)), (seconds // 60,))


def _strict_cell(line: PromiseLine) -> Cell:
    """How often 24 hours held to the letter (A2); for promises in hours alone."""
    if not isinstance(promise(line.code).unit, OpeningDayHours):
        return Cell("–", ("", ""))
    return Cell(danish.share(line.within_day, line.answered), (line.within_day, line.answered))


def _month_table(report: Report, rows: ClockFilter | None) -> Table:
    groups = _groups(report)

    def cell(group: PromiseGroup, month: datetime.date) -> Cell:
        tally = _tally(report.months, group, month)
        if not tally.total:
            return Cell("–", ("", ""))
        return Cell(
            f"{danish.share(tally.kept, tally.total)} ({danish.percent(tally.percent or 0)})",
            (tally.kept, tally.total),
            _in_month(rows, month).but(group=group.slug).url if rows else "",
        )

    months = sorted({one.first for one in report.months})
    return Table(
        "maaneder",
        _("Måned for måned"),
        _("Løfter tælles i den måned, de skulle være holdt"),
        _("Måned"),
        [
            Column(group.title, (_("%s: holdt") % group.title, _("%s: ud af") % group.title))
            for group in groups
        ],
        [
            Row(danish.capitalise(month_name(month)), [cell(group, month) for group in groups])
            for month in months
        ],
    )


def _in_month(rows: ClockFilter, month: datetime.date) -> ClockFilter:
    """The rows of one month, within the report's days."""
    following = (month + datetime.timedelta(days=31)).replace(day=1)
    last = following - datetime.timedelta(days=1)
    return rows.but(first=max(rows.first or month, month), last=min(rows.last or last, last))


def _groups(report: Report) -> list[PromiseGroup]:
    """The tiles' groups that had anything due; of one promise, itself."""
    codes = {one.code for one in report.months}
    if len(report.promises) == 1:
        line = report.promises[0]
        return [PromiseGroup(GROUP_OF_ONE[line.code], line.title, (line.code,))]
    return [group for group in GROUPS if codes & set(group.promises)]


def _tally(months: Sequence[Month], group: PromiseGroup, month: datetime.date) -> Tally:
    found = [one for one in months if one.first == month and one.code in group.promises]
    return Tally(sum(one.kept for one in found), sum(one.broken for one in found))


def month_name(day: datetime.date) -> str:
    """ "marts 2026"."""
    return danish.day_month(day, year=True).partition(danish.NBSP)[2]


def month_short(day: datetime.date) -> str:
    """ "mar. 2026", under a small drawing."""
    name, _space, year = month_name(day).partition(" ")
    return f"{name if len(name) < 4 else name[:3] + '.'} {year}"


def _line_table(
    key: str,
    title: str,
    note: str,
    first_head: str,
    lines: Sequence[Line],
    rows_for: Callable[[Line], ClockFilter | None],
    url_for: Callable[[Line], str] | None = None,
) -> Table:
    return Table(
        key,
        title,
        note,
        first_head,
        _held_columns(),
        [
            Row(
                line.title,
                _held_cells(line.tally, rows_for(line) if line.key != OTHER else None),
                url_for(line) if url_for and line.key != OTHER else "",
            )
            for line in lines
        ],
    )


def _cause_table(report: Report, rows: ClockFilter | None) -> Table:
    broken = report.total.broken
    return Table(
        "aarsager",
        _("Brud efter årsag"),
        _("Årsager og organisationer, aldrig enkeltpersoner"),
        _("Årsag"),
        [Column(_("Brud"), (_("Brud"), _("Ud af brud")))],
        [
            Row(
                CAUSE_WORDS[cause],
                [
                    Cell(
                        danish.share(number, broken),
                        (number, broken),
                        rows.but(show=Show.BROKEN, cause=cause).url if rows else "",
                    )
                ],
            )
            for cause, number in report.causes
        ],
    )


# --- above the tables -------------------------------------------------------------------------------------------


def _facts(report: Report, rows: ClockFilter | None) -> list[parts.Fact]:
    total = report.total

    def url(show: Show, number: int) -> str:
        return rows.but(show=show).url if rows and number else ""

    facts = [
        parts.Fact(
            _("Holdt"),
            danish.share(total.kept, total.total) if total.total else _("Ingen frister"),
            url=url(Show.ALL, total.total),
        ),
        parts.Fact(_("Ikke holdt"), danish.number(total.broken), url=url(Show.BROKEN, total.broken)),
        parts.Fact(
            _("Heraf ubesvaret"),
            danish.number(report.unanswered),
            url="" if report.is_kept else url(Show.UNANSWERED, report.unanswered),
        ),
        parts.Fact(_("I fare nu"), danish.number(report.at_risk), url=url(Show.AT_RISK, report.at_risk)),
    ]
    return facts[:-1] if report.is_kept else facts


def _charts(report: Report) -> list[parts.Chart]:
    """The percentage of each month, a drawing for each group; the table says the same in figures."""
    months = sorted({one.first for one in report.months})
    if len(months) < FEWEST_MONTHS:
        return []
    groups = _groups(report)
    series = [[_tally(report.months, group, month).percent for month in months] for group in groups]
    floor = parts.common_floor(series)
    return [
        parts.Chart(
            group.title,
            values,
            month_short(months[0]),
            month_short(months[-1]),
            goal=GOAL_PERCENT,
            floor=floor,
        )
        for group, values in zip(groups, series, strict=True)
    ]
