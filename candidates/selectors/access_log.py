"""The log of looks, as those who keep watch over candidates read it: by the page, as a file, the citizen's copy."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from candidates.enums import Surface
from candidates.models import AccessLog, Candidate
from jobcenters.calendar import end_of_day, start_of_day
from orders.models import Order
from tabular.writing import csv_text
from ui import danish

PAGE_SIZE = 50
MOST_IN_FILE = 100_000


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which looks. Days are Danish and both counted in; `candidate` is a pseudonym."""

    candidate: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    organisation: UUID | None = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One look in words."""

    when: str
    who: str
    organisation: str
    pseudonym: str
    candidate_uuid: UUID
    level: str
    surface: str
    order: str
    purpose: str


def looks(actor: Actor, wanted: LogFilter) -> QuerySet[AccessLog]:
    """The looks that the actor may read and that fit, newest first."""
    rows = AccessLog.objects.visible_to(actor)
    if wanted.candidate:
        rows = rows.filter(candidate__pseudonym__iexact=wanted.candidate)
    if wanted.first:
        rows = rows.filter(at__gte=start_of_day(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=end_of_day(wanted.last))
    if wanted.organisation:
        rows = rows.filter(organisation__uuid=wanted.organisation)
    return rows.select_related("user", "organisation", "candidate").order_by("-at", "-pk")


def log_page(
    actor: Actor, wanted: LogFilter, now: datetime.datetime, after: tuple[datetime.datetime, int] | None
) -> tuple[list[LogRow], str]:
    """One page, and the cursor of the next one ("" at the end). Two queries."""
    rows = looks(actor, wanted)
    if after:
        at, pk = after
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    found = list(rows[: PAGE_SIZE + 1])
    page, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    following = f"{page[-1].at.isoformat()}_{page[-1].pk}" if more else ""
    return list(in_words(actor, page, now)), following


def read_cursor(text: str) -> tuple[datetime.datetime, int] | None:
    """The cursor of an address; None for what is none."""
    try:
        at, pk = text.split("_")
        instant = datetime.datetime.fromisoformat(at)
        return (instant, int(pk)) if instant.tzinfo else None
    except ValueError:
        return None


def in_words(actor: Actor, rows: Sequence[AccessLog], now: datetime.datetime) -> Iterator[LogRow]:
    """The rows as they are read. An order that the actor has no part in is only said to be one."""
    orders = dict(
        Order.objects.visible_to(actor)
        .filter(pk__in={row.order_id for row in rows if row.order_id})
        .values_list("pk", "number")
    )
    for row in rows:
        yield LogRow(
            when=danish.when(row.at, now),
            who=_who(row),
            organisation=row.organisation.name,
            pseudonym=row.candidate.pseudonym,
            candidate_uuid=row.candidate.uuid,
            level=str(row.get_level_display()),
            surface=str(Surface(row.surface).label),
            order=_order_text(row, orders),
            purpose=row.purpose,
        )


def _who(row: AccessLog) -> str:
    if row.system:
        return _("%s (API)") % row.system
    return str(row.user) if row.user else _("Systemet")


def _order_text(row: AccessLog, orders: dict[int, str]) -> str:
    if row.order_id is None:
        return _("Uden ordre")
    number = orders.get(row.order_id)
    return _("Ordre %s") % number if number else _("En andens ordre")


def organisations_in(actor: Actor) -> list[Organisation]:
    """Who has looked at all, by name."""
    seen = AccessLog.objects.visible_to(actor).order_by().values("organisation_id").distinct()
    return list(Organisation.objects.filter(pk__in=seen).order_by("name", "pk"))


def log_sheet(actor: Actor, wanted: LogFilter) -> str:
    """All looks of the filter as CSV for Danish spreadsheets: semicolons, local times, a mark for UTF-8."""
    return csv_text(_log_lines(actor, wanted))


def _log_lines(actor: Actor, wanted: LogFilter) -> Iterator[list[str]]:
    yield [
        _("Tidspunkt"),
        _("Hvem"),
        _("Organisation"),
        _("Kandidat"),
        _("Niveau"),
        _("Hvor"),
        _("Ordre"),
        _("Formål"),
    ]
    rows = list(looks(actor, wanted)[:MOST_IN_FILE])
    words = in_words(actor, rows, datetime.datetime.now(datetime.UTC))
    for row, said in zip(rows, words, strict=True):
        there = danish.local(row.at)
        yield [
            f"{there:%Y-%m-%d %H:%M:%S}",
            said.who,
            said.organisation,
            said.pseudonym,
            said.level,
            said.surface,
            said.order,
            said.purpose,
        ]


@dataclass(frozen=True, slots=True)
class CitizenRow:
    """One look as the citizen is told of it (GDPR article 15): when, which authority or company, what and why."""

    when: str
    organisation: str
    level: str
    purpose: str


def citizen_rows(actor: Actor, candidate: Candidate) -> list[CitizenRow]:
    """All looks at one candidate, oldest first, without the names of those who looked."""
    rows = AccessLog.objects.visible_to(actor).filter(candidate=candidate).select_related("organisation")
    return [
        CitizenRow(
            danish.full_time(row.at, year=True),
            row.organisation.name,
            str(row.get_level_display()),
            row.purpose,
        )
        for row in rows.order_by("at", "pk")
    ]
