"""Hvad nu hvis: past promises replayed with another length, in a transaction that cannot write (PEERS, feature 13)."""

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobcenters.calendar import Unit, local_date, start_of_day
from jobcenters.network_promises import length_words
from orders.calendars import calendars_of
from orders.models import Clock
from orders.periods import ONE_DAY, Period
from orders.promises import promise
from orders.selectors.assignment import case_url, orders_of
from orders.selectors.replay import BETWEEN
from orders.selectors.report_page import FEWEST_MONTHS, month_name, month_short
from orders.selectors.report_scope import Choice, Owner
from orders.selectors.report_table import Cell, Column, Row, Table
from orders.selectors.sla import Tally
from orders.simulation import Flip, Happened, Past, Replayed, as_if, distance, replay
from ui import danish, parts

# As many as are read again while somebody waits: some five seconds.
MOST_CLOCKS = 20_000
# Cases that are shown by name.
MOST_CASES = 30


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: promise `code` of a scope's clocks due in a period, as if it had been `unit` long."""

    choice: Choice
    code: str
    unit: Unit
    period: Period


@dataclass(frozen=True, slots=True)
class Case:
    """A case of one's own that the other length changes."""

    title: str
    second: str
    url: str
    status: str
    due: str
    then: str
    reason: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """The answer. `in_all` clocks were due in the period, `replayed` of them could be read again."""

    question: Question
    in_all: int
    replayed: int
    unreadable: int
    before: Tally
    after: Tally
    undecided: int
    facts: Sequence[parts.Fact]
    lead: str
    coverage: str
    charts: Sequence[parts.Chart]
    tables: Sequence[Table]
    cases: Sequence[Case]
    cases_in_all: int


def simulate(question: Question, owners: Sequence[Owner], now: datetime.datetime) -> Simulation:
    """Replay at `now` (aware), for the actor whose context is set. A constant number of queries, none of which can
    write: the database refuses it (`set transaction read only`, for this savepoint alone).
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")
        pasts, in_all = _pasts(question, now)
        calendars = calendars_of(
            {one.organisation_id for one in pasts}
            | {event.calendar_of for one in pasts for event in one.events if event.calendar_of}
        )
        promised = as_if(question.code, question.unit)
        tried = [replay(one, promised, calendars, now) for one in pasts]
        done = [one for one in tried if one is not None]
        cases = _cases(done, now)
    return _answer(question, owners, done, len(pasts) - len(done), in_all, cases)


def _pasts(question: Question, now: datetime.datetime) -> tuple[list[Past], int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select clock_id, organisation_id, due_at, stopped_at, kept, events::text, in_all"
            " from orders_replay(%s, %s, %s, %s, %s, %s, %s)",
            [
                question.choice.scope.value,
                question.choice.network_id,
                question.code,
                start_of_day(question.period.first),
                start_of_day(question.period.last + ONE_DAY),
                now,
                MOST_CLOCKS,
            ],
        )
        rows = cursor.fetchall()
    pasts = [
        Past(
            organisation_id=owner,
            due_at=due_at,
            stopped_at=stopped_at,
            kept=bool(kept),
            events=_events(json.loads(events or "[]"), stopped_at),
            clock_id=pk,
        )
        for pk, owner, due_at, stopped_at, kept, events, _in_all in rows
    ]
    return pasts, (rows[0][6] if rows else 0)


def _events(rows: Sequence[Mapping[str, object]], stopped_at: datetime.datetime | None) -> list[Happened]:
    """The events as stored, without pauses written down before it was known that the clock had been stopped earlier."""
    happened = [_happened(one) for one in rows]
    return [one for one in happened if one.kind not in BETWEEN or stopped_at is None or one.at <= stopped_at]


def _happened(one: Mapping[str, object]) -> Happened:
    def number(name: str) -> int | None:
        return int(str(one[name])) if one.get(name) else None

    return Happened(
        str(one["kind"]),
        datetime.datetime.fromisoformat(str(one["at"])),
        number("calendar_of"),
        key=number("key"),
        corrects=number("corrects"),
    )


# --- in words ---------------------------------------------------------------------------------------------------


def _answer(
    question: Question,
    owners: Sequence[Owner],
    done: Sequence[Replayed],
    unreadable: int,
    in_all: int,
    cases: Sequence[Case],
) -> Simulation:
    before, after = _tallies(done)
    flips = Counter(one.flip for one in done)
    names = {one.pk: one.title for one in owners}
    tables = [
        _change_table(
            "maaneder",
            _("Måned for måned"),
            _("Den måned, fristen faktisk faldt i"),
            _("Måned"),
            _grouped(done, lambda one: local_date(one.past.due_at).replace(day=1)),
            lambda month: danish.capitalise(month_name(month)),
        ),
        _reason_table(done),
        _change_table(
            "steder",
            _("Jobcentre"),
            _("Alfabetisk"),
            _("Jobcenter"),
            sorted(
                _grouped(done, lambda one: names.get(one.past.organisation_id, _("Andre"))),
                key=lambda one: one[0],
            ),
            str,
        ),
    ]
    return Simulation(
        question=question,
        in_all=in_all,
        replayed=len(done),
        unreadable=unreadable,
        before=before,
        after=after,
        undecided=flips[Flip.STILL_RUNS],
        facts=[
            parts.Fact(_("Holdt, som det var"), _share(before)),
            parts.Fact(_("Holdt, hvis"), _share(after)),
            parts.Fact(_("Ville blive brudt"), danish.number(flips[Flip.BREAKS])),
            parts.Fact(_("Ville blive holdt"), danish.number(flips[Flip.HOLDS])),
        ],
        lead=_("%(promise)s: %(length)s i stedet for det aftalte")
        % {"promise": promise(question.code).title_text, "length": length_words(question.unit)},
        coverage=_coverage(len(done), unreadable, in_all, flips[Flip.STILL_RUNS]),
        charts=_charts(done),
        tables=[table for table in tables if table.rows and (table.key != "steder" or len(owners) > 1)],
        cases=cases,
        cases_in_all=flips[Flip.BREAKS] + flips[Flip.HOLDS],
    )


def _tallies(done: Iterable[Replayed]) -> tuple[Tally, Tally]:
    """As it was, and as it would be. Both count the same clocks: those that the other length decides."""
    decided = [one for one in done if one.kept is not None]
    before = sum(one.past.kept for one in decided)
    after = sum(bool(one.kept) for one in decided)
    return Tally(before, len(decided) - before), Tally(after, len(decided) - after)


def _share(tally: Tally) -> str:
    if tally.percent is None:
        return _("Ingen")
    return f"{danish.share(tally.kept, tally.total)} ({danish.percent(tally.percent)})"


def _coverage(replayed: int, unreadable: int, in_all: int, undecided: int) -> str:
    """ "412 af 412 frister er regnet igennem." and what is left out, honestly."""
    found = [_("%s frister er regnet igennem.") % danish.share(replayed, in_all)]
    if in_all > replayed + unreadable:
        found.append(
            _("Der regnes på de nyeste %s ad gangen; vælg en kortere periode.") % danish.number(MOST_CLOCKS)
        )
    if unreadable:
        found.append(
            ngettext(
                "%(n)s kan ikke regnes om, fordi dens hændelser eller åbningstider mangler.",
                "%(n)s kan ikke regnes om, fordi deres hændelser eller åbningstider mangler.",
                unreadable,
            )
            % {"n": danish.number(unreadable)}
        )
    if undecided:
        found.append(
            ngettext(
                "%(n)s ubesvaret ville endnu ikke være afgjort og tæller ikke med.",
                "%(n)s ubesvarede ville endnu ikke være afgjort og tæller ikke med.",
                undecided,
            )
            % {"n": danish.number(undecided)}
        )
    return " ".join(found)


def _grouped(done: Iterable[Replayed], key: Callable[[Replayed], Any]) -> list[tuple[Any, list[Replayed]]]:
    found: defaultdict[Any, list[Replayed]] = defaultdict(list)
    for one in done:
        found[key(one)].append(one)
    return list(found.items())


def _change_table(
    key: str,
    title: str,
    note: str,
    first_head: str,
    groups: Sequence[tuple[Any, list[Replayed]]],
    name: Callable[[Any], str],
) -> Table:
    def row(found: Any, members: list[Replayed]) -> Row:
        before, after = _tallies(members)
        flips = Counter(one.flip for one in members)
        more = datetime.timedelta(seconds=median(one.more.total_seconds() for one in members))
        return Row(
            name(found),
            [
                Cell(_share(before), (before.kept, before.total)),
                Cell(_share(after), (after.kept, after.total)),
                Cell(danish.number(flips[Flip.BREAKS]), (flips[Flip.BREAKS],)),
                Cell(danish.number(flips[Flip.HOLDS]), (flips[Flip.HOLDS],)),
                Cell(more_words(more), (int(more.total_seconds() // 60),)),
            ],
        )

    columns = [
        Column(_("Som det var"), (_("Holdt, som det var"), _("Ud af"))),
        Column(_("Hvis"), (_("Holdt, hvis"), _("Ud af"))),
        Column(_("Brydes"), (_("Ville blive brudt"),)),
        Column(_("Holdes"), (_("Ville blive holdt"),)),
        Column(_("Tid til at svare"), (_("Ændret tid, median i minutter"),)),
    ]
    ordered = sorted(groups, key=lambda one: one[0])
    return Table(key, title, note, first_head, columns, [row(found, members) for found, members in ordered])


def more_words(more: datetime.timedelta) -> str:
    """ "16 timer kortere", "1 dag længere": how much longer one would have had, in the middle."""
    if abs(more) < datetime.timedelta(minutes=1):
        return _("den samme")
    words = _("%s længere") if more > datetime.timedelta(0) else _("%s kortere")
    return words % danish.duration(more)


def reason_words(flip: Flip, key: str) -> str:
    """Why a clock flips: how far its answer is from the other deadline."""
    if key == "none":
        return _("Ingen svar endnu, og den nye frist er gået")
    late = {
        "1": _("Svaret kom op til 1 time efter den nye frist"),
        "4": _("Svaret kom 1 til 4 timer efter den nye frist"),
        "24": _("Svaret kom 4 til 24 timer efter den nye frist"),
        "72": _("Svaret kom 1 til 3 dage efter den nye frist"),
        "": _("Svaret kom mere end 3 dage efter den nye frist"),
    }
    early = {
        "1": _("Svaret kom op til 1 time før den nye frist"),
        "4": _("Svaret kom 1 til 4 timer før den nye frist"),
        "24": _("Svaret kom 4 til 24 timer før den nye frist"),
        "72": _("Svaret kom 1 til 3 dage før den nye frist"),
        "": _("Svaret kom mere end 3 dage før den nye frist"),
    }
    return (late if flip is Flip.BREAKS else early)[key]


def _reason_table(done: Sequence[Replayed]) -> Table:
    flips: Counter[tuple[Flip, str]] = Counter(
        (one.flip, distance(one)) for one in done if one.flip in (Flip.BREAKS, Flip.HOLDS)
    )
    order = ["1", "4", "24", "72", "", "none"]
    rows = [
        Row(
            reason_words(flip, key),
            [Cell(outcome, (outcome,)), Cell(danish.number(flips[flip, key]), (flips[flip, key],))],
        )
        for flip, outcome in ((Flip.BREAKS, _("ville blive brudt")), (Flip.HOLDS, _("ville blive holdt")))
        for key in order
        if flips[flip, key]
    ]
    columns = [Column(_("Udfald"), (_("Udfald"),), is_number=False), Column(_("Antal"), (_("Antal"),))]
    return Table(
        "grunde", _("Hvorfor"), _("Hvor langt svaret var fra den nye frist"), _("Grund"), columns, rows
    )


def _charts(done: Sequence[Replayed]) -> list[parts.Chart]:
    """Month for month: as it was, and as it would be, side by side on the same axis."""
    months = sorted(_grouped(done, lambda one: local_date(one.past.due_at).replace(day=1)))
    if len(months) < FEWEST_MONTHS:
        return []
    series = [
        [tally.percent for tally in pair]
        for pair in zip(*(_tallies(found) for _m, found in months), strict=True)
    ]
    floor = parts.common_floor(series)
    first, last = month_short(months[0][0]), month_short(months[-1][0])
    titles = (_("Som det var"), _("Hvis"))
    return [
        parts.Chart(title, values, first, last, floor=floor)
        for title, values in zip(titles, series, strict=True)
    ]


def _cases(done: Sequence[Replayed], now: datetime.datetime) -> list[Case]:
    """One's own cases that flip, the newest first. Two queries; none for scopes whose cases are not one's own."""
    flipped = {
        one.past.clock_id: one for one in done if one.past.clock_id and one.flip in (Flip.BREAKS, Flip.HOLDS)
    }
    wanted = list(flipped)[:MOST_CASES]
    clocks = {clock.pk: clock for clock in Clock.objects.filter(pk__in=wanted).select_related("request")}
    orders = orders_of(list(clocks.values()))
    return [
        _case(clocks[pk], case_url(clocks[pk], orders), flipped[pk], now) for pk in wanted if pk in clocks
    ]


def _case(clock: Clock, url: str, one: Replayed, now: datetime.datetime) -> Case:
    return Case(
        title=clock.counterpart,
        second=clock.subject,
        url=url,
        status="missed" if one.flip is Flip.BREAKS else "kept",
        due=danish.when(clock.due_at, now),
        then=danish.when(one.due_at, now),
        reason=reason_words(one.flip, distance(one)),
    )
