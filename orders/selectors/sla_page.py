"""The manager's page "Holder vi det, vi har lovet?": tiles, what can still be saved, trends, and causes in words."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from jobcenters.calendar import local_date
from orders.calendars import calendar_of
from orders.periods import ONE_DAY, Period, before
from orders.selectors.assignment import at_risk_rows, day_words
from orders.selectors.sla import (
    CAUSE_WORDS,
    GOAL_PERCENT,
    GROUPS,
    ClockFilter,
    DueWhen,
    Ledger,
    PromiseGroup,
    Show,
    Tally,
    at_risk_by_group,
    broken_when,
    ledger,
    risk_until,
)
from ui import danish, parts

MOST_ROWS = 25
WEEKS = 12
ONE_WEEK = 7 * ONE_DAY
# A chart of fewer weeks says nothing; weeks before the first case are left out down to this number.
FEWEST_WEEKS = 6
# With fewer cases one of them moves the percentage by more than ten points.
FEW = 10


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A percentage of one week, with the rows that it counts; `text` is "–" where nothing was due."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class WeekRow:
    title: str
    cells: Sequence[WeekCell]


@dataclass(frozen=True, slots=True)
class SlaPage:
    """Everything on the page, in words. Numbers that stand alone come with the address of their rows."""

    lead: str
    tiles: list[parts.Tile]
    at_risk: list[parts.CaseRow]
    at_risk_count: int
    at_risk_url: str
    at_risk_note: str
    still_late: int
    still_late_url: str
    charts: list[parts.Chart]
    no_trend: str
    weeks: list[int]
    week_rows: list[WeekRow]
    causes: list[parts.CauseRow]
    broken: int
    broken_url: str
    broken_words: str
    corrected: str
    sheet_url: str


def sla_page(actor: Actor, now: datetime.datetime, period: Period) -> SlaPage:
    """The page for the actor's organisation at `now` (aware). A constant number of queries."""
    today = local_date(now)
    calendar = calendar_of(actor.organisation_id)
    everything = ClockFilter(actor.organisation_id, now, show=Show.ALL)
    shown = everything.but(first=period.first, last=period.last)
    at_risk = everything.but(show=Show.AT_RISK, until=risk_until(calendar, now))
    late = everything.but(show=Show.UNANSWERED)
    earlier = before(period, today)
    every_monday = weeks_until(min(period.last, today))
    books = ledger(
        everything.but(
            first=min(earlier.first, every_monday[0]),
            last=max(period.last, every_monday[-1] + ONE_WEEK - ONE_DAY),
        )
    )
    risks = at_risk_by_group(at_risk)
    until = day_words(calendar, now)
    saveable = list(
        at_risk.rows().select_related("request", "owner_user").order_by("due_at", "id")[:MOST_ROWS]
    )
    mondays = _from_first_case(books, every_monday)
    tabled = table_weeks(mondays)
    series = [[_week(books, group.slug, monday).percent for monday in mondays] for group in GROUPS]
    floor = parts.common_floor(series)
    broken = shown.but(show=Show.BROKEN)
    causes = books.causes(period.first, period.last)
    return SlaPage(
        lead=_("%(who)s, %(days)s. Mål %(goal)s.")
        % {
            "who": actor.organisation_name,
            "days": period.shown(today),
            "goal": danish.percent(GOAL_PERCENT),
        },
        tiles=[
            _tile(group, books, shown, period, earlier, at_risk, risks[group.slug], until) for group in GROUPS
        ],
        at_risk=at_risk_rows(saveable, actor, calendar, now),
        at_risk_count=sum(risks.values()),
        at_risk_url=at_risk.url,
        at_risk_note=_("%(until)s, næste åbningsdag") % {"until": danish.capitalise(until)},
        still_late=late.count(),
        still_late_url=late.url,
        charts=[
            parts.Chart(
                group.title,
                values,
                _("uge %(n)s") % {"n": mondays[0].isocalendar().week},
                _("uge %(n)s") % {"n": mondays[-1].isocalendar().week},
                goal=GOAL_PERCENT,
                floor=floor,
            )
            for group, values in zip(GROUPS, series, strict=True)
            if any(value is not None for value in values)
        ],
        no_trend=_no_trend(series),
        weeks=[monday.isocalendar().week for monday in tabled],
        week_rows=[_week_row(group, books, everything, tabled) for group in GROUPS],
        causes=_causes(causes, broken),
        broken=sum(number for _cause, number in causes),
        broken_url=broken.url,
        broken_words=_("i %(period)s") % {"period": period.name},
        corrected=_corrected(books.corrected(period.first, period.last)),
        sheet_url=shown.url + "&format=csv",
    )


def _corrected(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(n)s løfte er rettet, efter at det blev registreret. Tallene følger rettelsen.",
        "%(n)s løfter er rettet, efter at de blev registreret. Tallene følger rettelserne.",
        number,
    ) % {"n": danish.number(number)}


# --- tiles --------------------------------------------------------------------------------------------------


def _tile(
    group: PromiseGroup,
    books: Ledger,
    shown: ClockFilter,
    period: Period,
    earlier: Period,
    at_risk: ClockFilter,
    risks: int,
    until: str,
) -> parts.Tile:
    now = books.tally(group.slug, period.first, period.last)
    then = books.tally(group.slug, earlier.first, earlier.last)
    mine = shown.but(group=group.slug)
    return parts.Tile(
        title=group.title,
        percent=now.percent,
        held=_held(now, mine, group),
        change=change_words(now, then, earlier.name),
        at_risk=risks,
        at_risk_url=at_risk.but(group=group.slug).url,
        at_risk_note=until,
        url=mine.url if now.total else "",
    )


def _held(tally: Tally, mine: ClockFilter, group: PromiseGroup) -> str:
    """ "61 af 64 holdt", where each number leads to its rows."""
    if not tally.total:
        return _("Ingen frister i perioden")
    return format_html(
        '<a href="{}">{}<span class="sr-only"> {}: {}</span></a> {} <a href="{}">{} {}</a>',
        mine.but(show=Show.KEPT).url,
        danish.number(tally.kept),
        _("holdt"),
        group.title,
        _("af"),
        mine.url,
        danish.number(tally.total),
        _("holdt"),
    )


def change_words(now: Tally, then: Tally, name: str) -> str:
    """ "3 procentpoint bedre end februar": the difference of the percentages that are shown."""
    if now.percent is None:
        return _("ingenting at sammenligne med %(period)s") % {"period": name} if then.total else ""
    if now.total < FEW:
        return _("få sager, læs med forsigtighed")
    if then.percent is None:
        return _("ingen frister i %(period)s") % {"period": name}
    if then.total < FEW:
        return _("få sager i %(period)s at sammenligne med") % {"period": name}
    points = now.percent - then.percent
    if not points:
        return _("samme som %(period)s") % {"period": name}
    words = (
        ngettext("%(n)s procentpoint bedre end %(period)s", "%(n)s procentpoint bedre end %(period)s", points)
        if points > 0
        else ngettext(
            "%(n)s procentpoint dårligere end %(period)s",
            "%(n)s procentpoint dårligere end %(period)s",
            -points,
        )
    )
    return words % {"n": abs(points), "period": name}


# --- trends -------------------------------------------------------------------------------------------------


def weeks_until(last: datetime.date) -> list[datetime.date]:
    """The Mondays of the twelve weeks that end with the week of `last`."""
    monday = last - last.weekday() * ONE_DAY
    return [monday - n * ONE_WEEK for n in range(WEEKS - 1, -1, -1)]


def _from_first_case(books: Ledger, mondays: Sequence[datetime.date]) -> list[datetime.date]:
    """The weeks without the empty ones before the first case, but at least FEWEST_WEEKS."""
    filled = [n for n, monday in enumerate(mondays) if _week(books, "", monday).total]
    return list(mondays[min(filled[0] if filled else 0, len(mondays) - FEWEST_WEEKS) :])


def table_weeks(mondays: Sequence[datetime.date]) -> list[datetime.date]:
    """The six weeks in the table, for which there is room on a phone: the newest three, and three that stand for the
    ones before.
    """
    last = len(mondays) - 1
    chosen = {last, last - 1, last - 2, *(round(n * (last - 3) / 2) for n in range(3))}
    return [monday for n, monday in enumerate(mondays) if n in chosen]


def _no_trend(series: Sequence[Sequence[float | None]]) -> str:
    """ "21 dage til opkvalificering: ingen frister i ugerne." for the groups that have no chart."""
    empty = [
        str(group.title)
        for group, values in zip(GROUPS, series, strict=True)
        if all(value is None for value in values)
    ]
    return _("Ingen frister i ugerne: %(groups)s.") % {"groups": "; ".join(empty)} if empty else ""


def _week(books: Ledger, group: str, monday: datetime.date) -> Tally:
    return books.tally(group, monday, monday + ONE_WEEK - ONE_DAY)


def _week_row(
    group: PromiseGroup, books: Ledger, everything: ClockFilter, mondays: Sequence[datetime.date]
) -> WeekRow:
    cells = []
    for monday in mondays:
        percent = _week(books, group.slug, monday).percent
        if percent is None:
            cells.append(WeekCell("–"))
        else:
            rows = everything.but(group=group.slug, first=monday, last=monday + ONE_WEEK - ONE_DAY)
            cells.append(WeekCell(danish.number(percent), rows.url))
    return WeekRow(str(group.title), cells)


# --- causes -------------------------------------------------------------------------------------------------


def _causes(causes: Sequence[tuple[str, int]], broken: ClockFilter) -> list[parts.CauseRow]:
    if not causes:
        return []
    most = causes[0][1]
    when = broken_when(broken)
    return [
        parts.CauseRow(
            label=CAUSE_WORDS[cause],
            url=broken.but(cause=cause).url,
            count=number,
            pattern=pattern([item for item in when if item.cause == cause]),
            share=100 * number / most,
        )
        for cause, number in causes
    ]


def pattern(items: Sequence[DueWhen]) -> str:
    """What deadlines of one cause have in common, in words: "Flest fredage, alle mellem kl. 14 og 15".

    Under three cases there is no pattern: the days themselves are named. Promises in days have no hours.
    """
    days: Counter[datetime.date] = Counter()
    weekdays: Counter[int] = Counter()
    hours: Counter[int] = Counter()
    for item in items:
        days[item.day] += item.number
        weekdays[item.day.weekday()] += item.number
        if item.hour is not None:
            hours[item.hour] += item.number
    total = sum(days.values())
    if not total:
        return ""
    if len(days) == 1:
        day = danish.full_day(next(iter(days)))
        return danish.capitalise(day) if total == 1 else _("Alle %(day)s") % {"day": day}
    if total == 2:
        return danish.capitalise(danish.join(danish.full_day(day) for day in sorted(days)))
    found = [words for words in (_weekday_words(weekdays, total), _hour_words(hours, total)) if words]
    return danish.capitalise(", ".join(found)) if found else _("Spredt over ugen")


def _weekday_words(weekdays: Counter[int], total: int) -> str:
    weekday, number = weekdays.most_common(1)[0]
    names = (
        _("mandage"), _("tirsdage"), _("onsdage"), _("torsdage"), _("fredage"), _("lørdage"), _("søndage")
    )  # fmt: skip
    if number == total:
        return _("alle på %(weekday)s") % {"weekday": names[weekday]}
    return _("flest %(weekday)s") % {"weekday": names[weekday]} if 2 * number > total else ""


def _hour_words(hours: Counter[int], total: int) -> str:
    if not hours:
        return ""
    first, last = min(hours), max(hours) + 1
    if last - first <= 2 and sum(hours.values()) == total:
        return _("alle mellem kl. %(first)02d og %(last)02d") % {"first": first, "last": last}
    inside = {hour: hours[hour] + hours[hour + 1] for hour in range(first, last)}
    hour = max(inside, key=lambda one: (inside[one], -one))
    if 3 * inside[hour] > 2 * total:
        return _("flest mellem kl. %(first)02d og %(last)02d") % {"first": hour, "last": hour + 2}
    return ""
