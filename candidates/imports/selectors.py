"""What the pages of imports show."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Avg, Count, Q
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.completeness import CV_AGES_AFTER
from candidates.enums import Basis, CandidateState
from candidates.imports.columns import BY_KEY, COLUMNS
from candidates.imports.limits import is_suspect
from candidates.models import Candidate, ImportFault, ImportRun, ImportWord, Term
from imports.enums import ImportState, RowChange
from tabular.sniffing import ENCODING_WORDS
from tabular.writing import Writable, write_csv
from ui import danish
from ui.parts import Fact, Page

FAULTS_PAGE = 50
WORDS_SHOWN = 20
RUNS_SHOWN = 30
LACKING_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Lack:
    """What CVs are without, how many, and the share of all (0-100)."""

    word: str
    found: int
    share: float


@dataclass(frozen=True, slots=True)
class Stock:
    """A jobcentre's own citizens now."""

    active: int
    with_basis: int
    withdrawn: int
    left: int
    whole: int  # CVs that lack nothing
    stale: int  # CVs that nobody has gone through for half a year
    percent: int  # how complete the middle CV is, on average
    lacking: list[Lack]

    @property
    def facts(self) -> list[Fact]:
        return [
            Fact(_("Ledige kandidater"), danish.number(self.active), ""),
            Fact(
                _("Kan findes af andre jobcentre"),
                danish.number(self.with_basis),
                _("med samtykke eller lov som grundlag"),
            ),
            Fact(
                _("Fuldstændige cv'er"),
                danish.number(self.whole),
                _("%s udfyldt i gennemsnit") % danish.percent(self.percent),
            ),
            Fact(_("Cv'er ældre end et halvt år"), danish.number(self.stale), _("eller uden dato")),
        ]


def stock_of(actor: Actor, today: datetime.date) -> Stock:
    """The actor's own stock. Two questions, both counted by the database."""
    active = Q(state=CandidateState.ACTIVE)
    found: dict[str, Any] = (
        Candidate.objects.visible_to(actor)
        .of_jobcenter(actor.organisation_id)
        .aggregate(
            active=Count("id", filter=active),
            with_basis=Count("id", filter=active & ~Q(basis=Basis.NONE)),
            withdrawn=Count("id", filter=Q(state=CandidateState.WITHDRAWN)),
            left=Count("id", filter=Q(state=CandidateState.LEFT)),
            whole=Count("id", filter=active & Q(completeness=100)),
            stale=Count(
                "id",
                filter=active & (Q(cv_updated_on__isnull=True) | Q(cv_updated_on__lt=today - CV_AGES_AFTER)),
            ),
            percent=Avg("completeness", filter=active),
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select word, found from candidates_lacking() limit %s",
            [LACKING_SHOWN],
        )
        lacking = cursor.fetchall()
    everybody = max(found["active"], 1)
    return Stock(
        **{**found, "percent": round(found["percent"] or 0)},
        lacking=[Lack(word, n, 100 * n / everybody) for word, n in lacking],
    )


def runs_of(actor: Actor) -> list[ImportRun]:
    """The jobcentre's latest files."""
    return list(ImportRun.objects.visible_to(actor).select_related("created_by")[:RUNS_SHOWN])


def run_or_404(actor: Actor, uuid: UUID) -> ImportRun:
    """One's own run. Raises Http404."""
    runs = ImportRun.objects.visible_to(actor).select_related("created_by", "started_by")
    run = runs.filter(uuid=uuid).first()
    if run is None:
        raise Http404
    return run


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the worker is: in words, and in per cent."""

    percent: int
    text: str
    detail: str


def progress_of(run: ImportRun) -> Progress:
    """Of a run that is being read or taken in."""
    if run.state == ImportState.CHECKING:
        percent = int(100 * run.bytes_read / run.size) if run.size else 0
        return Progress(
            min(percent, 99) if run.rows else percent,
            _("Filen læses igennem"),
            _("%(rows)s rækker læst, %(wrong)s med fejl. Intet er ændret endnu.")
            % {"rows": danish.number(run.rows), "wrong": danish.number(run.wrong)},
        )
    done, all_of_them = run.done_new + run.done_changed + run.done_left, run.to_load + run.leaving
    return Progress(
        int(100 * done / all_of_them) if all_of_them else 0,
        _("Kandidaterne indlæses"),
        _("%(done)s af %(all)s. Du kan lukke siden: du får en mail, når alle er inde.")
        % {"done": danish.number(done), "all": danish.number(all_of_them)},
    )


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row of the preview, in words."""

    line: int
    reference: str
    change: str
    is_wrong: bool
    name: str = ""
    place: str = ""
    occupation: str = ""
    basis: str = ""
    available: str = ""
    completeness: str = ""
    problem: str = ""


def sample_of(run: ImportRun) -> list[SampleRow]:
    """The first rows as they will be read. One query."""
    names = dict(
        Term.objects.filter(pk__in={row.get("occupation") for row in run.sample} - {None}).values_list(
            "pk", "name"
        )
    )
    rows = []
    for row in run.sample:
        change = RowChange(row["change"])
        if "name" not in row:
            rows.append(
                SampleRow(
                    row["line"],
                    row["reference"],
                    str(change.label),
                    is_wrong=change == RowChange.WRONG,
                    problem=row.get("problem", ""),
                )
            )
            continue
        day = row["available"]
        rows.append(
            SampleRow(
                line=row["line"],
                reference=row["reference"],
                change=str(change.label),
                is_wrong=change == RowChange.WRONG,
                name=row["name"],
                place=row["postcode"],
                occupation=names.get(row["occupation"], row["title"]) or _("Intet fag"),
                basis=str(Basis(row["basis"]).label) if row["basis"] else _("Kun I"),
                available=danish.day_month(datetime.date.fromisoformat(day), year=True)
                if day
                else _("straks"),
                completeness=danish.percent(row["completeness"]),
            )
        )
    return rows


def file_facts(run: ImportRun) -> str:
    """ "CSV, UTF-8, semikolon, 12,4 MB"."""
    signs = {";": _("semikolon"), ",": _("komma"), "\t": _("tabulator")}
    size = run.size / 1024**2
    shown = f"{danish.number(size, 1)} MB" if size >= 0.1 else f"{danish.number(max(1, run.size // 1024))} KB"
    parts = [
        run.kind.upper(),
        ENCODING_WORDS.get(run.encoding, run.encoding),
        signs.get(run.delimiter, ""),
        shown,
    ]
    return ", ".join(part for part in parts if part)


def needs_sure(run: ImportRun) -> bool:
    return is_suspect(run.leaving, run.stock)


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that the vocabulary lacks, and what becomes of it."""

    word: str
    column: str
    found: int
    kept: bool


def words_of(run: ImportRun, most: int = WORDS_SHOWN) -> list[UnknownWord]:
    """The unknown words, the commonest first."""
    return [
        UnknownWord(row.word, BY_KEY[row.column].heading, row.found, row.kept)
        for row in ImportWord.objects.filter(run=run)[:most]
    ]


def faults_page(
    actor: Actor, run: ImportRun, *, errors: bool, after: str = "", before: str = "", path: str = ""
) -> tuple[list[ImportFault], Page]:
    """A page of what is wrong (or was left out), by line, with the addresses of its neighbours."""
    rows = ImportFault.objects.visible_to(actor).filter(run=run, is_error=errors)
    place = _place(after or before)
    backwards = bool(before) and place is not None
    if place:
        line, pk = place
        beyond = (
            Q(line__lt=line) | Q(line=line, pk__lt=pk)
            if backwards
            else Q(line__gt=line) | Q(line=line, pk__gt=pk)
        )
        rows = rows.filter(beyond)
    order = ("-line", "-pk") if backwards else ("line", "pk")
    found = list(rows.order_by(*order)[: FAULTS_PAGE + 1])
    more = len(found) > FAULTS_PAGE
    found = found[:FAULTS_PAGE]
    if backwards:
        found.reverse()
    show = "" if errors else "vis=bemaerkninger&"
    has_next, has_previous = (bool(place), more) if backwards else (more, bool(place))
    note = ""
    if found:
        note = _("Linje %(first)s-%(last)s") % {
            "first": danish.number(found[0].line),
            "last": danish.number(found[-1].line),
        }
    return found, Page(
        previous_url=f"{path}?{show}foer={found[0].line}-{found[0].pk}" if found and has_previous else "",
        next_url=f"{path}?{show}efter={found[-1].line}-{found[-1].pk}" if found and has_next else "",
        note=note,
    )


def _place(text: str) -> tuple[int, int] | None:
    line, _dash, pk = text.partition("-")
    if line.isdecimal() and pk.isdecimal() and len(line) < 10 and len(pk) < 19:
        return int(line), int(pk)
    return None


def write_faults(out: Writable, actor: Actor, run: ImportRun) -> None:
    """All explanations as CSV for Danish spreadsheets, errors and notices by line."""
    write_csv(out, _fault_lines(actor, run))


def _fault_lines(actor: Actor, run: ImportRun) -> Iterator[list[object]]:
    yield [_("Linje"), _("Kolonne"), _("Hvad"), _("Læst")]
    rows = ImportFault.objects.visible_to(actor).filter(run=run).order_by("line", "pk")
    for row in rows.iterator(chunk_size=2_000):
        yield [row.line or _("hele filen"), row.column, row.text, _("nej") if row.is_error else _("ja")]


def template_rows(postcode: str, *, examples: bool) -> Iterator[list[str]]:
    """The lines of the CSV template, with or without two candidates."""
    yield [column.heading for column in COLUMNS]
    for number in (0, 1) if examples else ():
        yield [_csv_cell(column.examples[number], postcode) for column in COLUMNS]


def example_objects(postcode: str) -> list[dict[str, Any]]:
    """The same two candidates as JSON has them."""
    return [
        {column.heading: _json_value(column.examples[number], postcode) for column in COLUMNS}
        for number in (0, 1)
    ]


def _csv_cell(value: Any, postcode: str) -> str:
    if isinstance(value, list):
        return " | ".join(value)
    return str(_json_value(value, postcode))


def _json_value(value: Any, postcode: str) -> Any:
    return value.format(postcode=postcode) if isinstance(value, str) else value
