"""The meeting pack of a network's leaders ([003], R153, N15): conformance, lessons, contact lists, who carries what.

Everything is counted per jobcentre by the database (see migration 0011): nobody's cases, and no persons.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import local_date, start_of_day
from jobcenters.enums import Freshness
from jobcenters.models import ContactEntry, Network
from jobcenters.trust import trust
from orders.periods import ONE_DAY
from orders.promises import promise
from orders.selectors.distribution import Carrier, carriers_of
from orders.selectors.sla import CAUSE_WORDS, GOAL_PERCENT, Tally
from tabular.writing import csv_text
from ui import danish, parts


@dataclass(frozen=True, slots=True)
class MemberTally:
    """How one member has kept one promise. `median` is the middle time from receipt to answer; None: none answered."""

    place: str
    tally: Tally
    median: datetime.timedelta | None

    @property
    def held(self) -> str:
        """ "61 af 64"."""
        return danish.share(self.tally.kept, self.tally.total)

    @property
    def percent(self) -> str:
        return "" if self.tally.percent is None else danish.percent(self.tally.percent)

    @property
    def median_words(self) -> str:
        return _("Ingen svar") if self.median is None else danish.duration(self.median)

    @property
    def under_goal(self) -> bool:
        return self.tally.percent is not None and self.tally.percent < GOAL_PERCENT


@dataclass(frozen=True, slots=True)
class PromiseTable:
    """One promise over the members that had it due in the period, and all of them together."""

    code: str
    title: str
    short: str
    rows: Sequence[MemberTally]
    total: Tally

    @property
    def held(self) -> str:
        """ "118 af 124"."""
        return danish.share(self.total.kept, self.total.total)

    @property
    def note(self) -> str:
        """ "118 af 124 holdt, 95 %"."""
        words = {
            "held": self.held,
            "percent": danish.percent(self.total.percent or 0),
        }
        return _("%(held)s holdt, %(percent)s") % words


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A member with its tally of every promise of the period; None: nothing was due to it."""

    place: str
    cells: Sequence[MemberTally | None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A cause of broken promises, how often, and of which promises."""

    cause: str
    number: int
    promises: str
    share: float


@dataclass(frozen=True, slots=True)
class ContactHealth:
    """A member's contact entries by how far they can be trusted (N8)."""

    place: str
    fresh: int
    new: int
    ageing: int
    stale: int

    @property
    def words(self) -> str:
        if not (self.fresh or self.new or self.ageing or self.stale):
            return _("Ingen kontaktpersoner")
        if self.stale:
            return _("Skal bekræftes")
        return _("Bør bekræftes") if self.ageing else _("I orden")


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything in the pack. `first` and `last` are the days (both included) in which promises were due."""

    network: Network
    first: datetime.date
    last: datetime.date
    promises: Sequence[PromiseTable]
    lessons: Sequence[Lesson]
    broken: int
    contacts: Sequence[ContactHealth]
    carriers: Sequence[Carrier]

    @property
    def total(self) -> Tally:
        """All promises of all members."""
        return Tally(
            sum(one.total.kept for one in self.promises), sum(one.total.broken for one in self.promises)
        )

    @property
    def matrix(self) -> list[MatrixRow]:
        """The members that had anything due, each with its tally in the order of `promises`."""
        found = [{row.place: row for row in table.rows} for table in self.promises]
        places = sorted({place for column in found for place in column})
        return [MatrixRow(place, [column.get(place) for column in found]) for place in places]

    @property
    def facts(self) -> list[parts.Fact]:
        """The pack in four lines."""
        total, cause = self.total, self.lessons[0] if self.lessons else None
        to_confirm = [one.place for one in self.contacts if one.stale]
        return [
            parts.Fact(
                _("Løfter"),
                _("%(share)s holdt (%(percent)s). Målet er %(goal)s.")
                % {
                    "share": danish.share(total.kept, total.total),
                    "percent": danish.percent(total.percent or 0),
                    "goal": danish.percent(GOAL_PERCENT),
                }
                if total.total
                else _("Ingen frister i perioden."),
            ),
            parts.Fact(
                _("Brud"),
                _("%(n)s, oftest: %(cause)s (%(times)s).")
                % {
                    "n": danish.number(self.broken),
                    "cause": cause.cause[:1].lower() + cause.cause[1:],
                    "times": danish.number(cause.number),
                }
                if cause
                else _("Ingen brud i perioden."),
            ),
            parts.Fact(
                _("Kontaktlister"),
                _("Skal bekræftes: %s.") % danish.join(to_confirm)
                if to_confirm
                else _("Ingen skal bekræftes nu."),
            ),
            parts.Fact(
                _("Ordrer"),
                _("%(open)s åbne nu, %(taken)s modtaget det seneste år.")
                % {
                    "open": danish.number(sum(one.open_now for one in self.carriers)),
                    "taken": danish.number(sum(one.taken for one in self.carriers)),
                },
            ),
        ]

    @property
    def period(self) -> str:
        """ "1. maj 2026 til 31. oktober 2026"."""
        return _("%(first)s til %(last)s") % {
            "first": danish.day_month(self.first, year=True),
            "last": danish.day_month(self.last, year=True),
        }


def network_pack(
    actor: Actor, network: Network, first: datetime.date, last: datetime.date, now: datetime.datetime
) -> Pack:
    """The pack for promises due from `first` to `last`, as it stands at `now` (aware). Five queries."""
    carriers = carriers_of(actor, network, now)
    places = {one.organisation_id: one.place for one in carriers}
    arguments: list[Any] = [
        network.pk,
        local_date(now),
        start_of_day(first),
        start_of_day(last + ONE_DAY),
        now,
    ]
    with connection.cursor() as cursor:
        cursor.execute("select * from orders_network_tally(%s, %s, %s, %s, %s)", arguments)
        tallies = cursor.fetchall()
        cursor.execute("select * from orders_network_causes(%s, %s, %s, %s, %s)", arguments)
        causes = cursor.fetchall()
    lessons = _lessons(causes)
    return Pack(
        network=network,
        first=first,
        last=last,
        promises=_tables(tallies, places),
        lessons=lessons,
        broken=sum(one.number for one in lessons),
        contacts=_contacts(actor, network, places, local_date(now)),
        carriers=carriers,
    )


def _tables(
    rows: Sequence[tuple[int, str, int, int, int | None]], places: dict[int, str]
) -> list[PromiseTable]:
    found: defaultdict[str, list[MemberTally]] = defaultdict(list)
    for organisation_id, code, kept, broken, median in rows:
        # What was settled before its promise began took no time.
        time = None if median is None else datetime.timedelta(minutes=max(median, 0))
        found[code].append(MemberTally(places[organisation_id], Tally(kept, broken), time))
    return [
        PromiseTable(
            code,
            promise(code).title_text,
            promise(code).short_text,
            sorted(members, key=lambda one: one.place),
            Tally(sum(one.tally.kept for one in members), sum(one.tally.broken for one in members)),
        )
        for code, members in sorted(found.items())
    ]


def _lessons(rows: Sequence[tuple[str, str, int]]) -> list[Lesson]:
    """The most frequent cause first."""
    numbers: defaultdict[str, int] = defaultdict(int)
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for code, cause, number in rows:
        numbers[cause] += number
        codes[cause].add(code)
    most = max(numbers.values(), default=1)
    return [
        Lesson(
            str(CAUSE_WORDS[cause]),
            number,
            ", ".join(promise(code).short_text for code in sorted(codes[cause])),
            100 * number / most,
        )
        for cause, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _contacts(
    actor: Actor, network: Network, places: dict[int, str], today: datetime.date
) -> list[ContactHealth]:
    counts: defaultdict[int, defaultdict[Freshness, int]] = defaultdict(lambda: defaultdict(int))
    entries = ContactEntry.objects.visible_to(actor).filter(network=network, jobcenter_id__in=places)
    for entry in entries.order_by():
        state = trust(entry.signs, today).state
        counts[entry.jobcenter_id][state] += 1
    return [
        ContactHealth(
            place,
            counts[pk][Freshness.FRESH],
            counts[pk][Freshness.NEW],
            counts[pk][Freshness.AGEING],
            counts[pk][Freshness.STALE],
        )
        for pk, place in sorted(places.items(), key=lambda pair: pair[1])
    ]


def pack_sheet(pack: Pack) -> str:
    """The pack as CSV for Danish spreadsheets: one line per number, with what it counts. No queries."""
    lines: list[tuple[object, ...]] = [
        (_("Emne"), _("Jobcenter"), _("Hvad"), _("Antal"), _("Ud af"), _("Bemærkning")),
        (_("Netværk"), "", pack.network.name, "", "", pack.period),
    ]
    for table in pack.promises:
        for row in table.rows:
            minutes = "" if row.median is None else int(row.median.total_seconds() // 60)
            note = _("median %s minutter") % minutes if row.median is not None else ""
            lines.append((_("Løfter"), row.place, table.title, row.tally.kept, row.tally.total, note))
    lines += [(_("Brud"), "", one.cause, one.number, pack.broken, one.promises) for one in pack.lessons]
    for health in pack.contacts:
        total = health.fresh + health.new + health.ageing + health.stale
        lines += [
            (_("Kontaktpersoner"), health.place, label, number, total, "")
            for label, number in (
                (_("bekræftet"), health.fresh),
                (_("ny"), health.new),
                (_("bør bekræftes"), health.ageing),
                (_("kan ikke regnes med"), health.stale),
            )
        ]
    for one in pack.carriers:
        lines.append((_("Ordrer"), one.place, _("åbne nu"), one.open_now, "", ""))
        lines.append((_("Ordrer"), one.place, _("modtaget det seneste år"), one.taken, "", ""))
    return csv_text(lines)
