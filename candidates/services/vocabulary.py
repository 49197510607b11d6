"""Load the vocabulary: what candidates are described with and searched by (see candidates/data/README.md)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from candidates.enums import TermKind
from candidates.models import DiscoGroup, Term, TermNear
from orders.enums import EmploymentForm

DATA = Path(__file__).resolve().parent.parent / "data"
DRIVING = "Kørekort"  # the category of certificates that are licences to drive

# Target groups of the employment effort: (name, other ways to say it). Found by, never shown in a list (N11).
TARGETS = (
    ("Flygtninge og familiesammenførte", ("flygtning", "familiesammenført", "integrationsborger")),
    ("Ung under 30", ("unge", "unge under 30")),
    ("Over 50", ("senior", "seniorer", "50+")),
    ("Langtidsledig", ("langtidsledige", "ledig over et år")),
    ("Dagpengemodtager", ("dagpenge", "forsikret ledig", "a-kasse")),
    ("Jobparat kontanthjælpsmodtager", ("kontanthjælp", "jobparat")),
    ("Aktivitetsparat kontanthjælpsmodtager", ("aktivitetsparat",)),
    ("Uddannelseshjælpsmodtager", ("uddannelseshjælp", "uddannelsesparat")),
    ("Fleksjobvisiteret", ("fleksjob", "ledighedsydelse")),
    ("Revalidend", ("revalidering",)),
    ("Sygedagpengemodtager", ("sygedagpenge", "sygemeldt")),
    ("Førtidspensionist, der ønsker job", ("skånejob", "løntilskud til førtidspensionister")),
    ("Dimittend", ("nyuddannet", "dimittender")),
    ("Udsigt til afskedigelse", ("opsagt", "varslet", "varslingspulje")),
)
# Other ways to say a form of employment.
FORM_SYNONYMS: dict[str, tuple[str, ...]] = {
    EmploymentForm.ORDINARY: ("ordinært job", "fast arbejde", "almindelig ansættelse"),
    EmploymentForm.WAGE_SUBSIDY: ("ansættelse med løntilskud",),
    EmploymentForm.INTERNSHIP: ("praktik",),
    EmploymentForm.FLEX: ("fleksibelt job",),
    EmploymentForm.ADULT_APPRENTICE: ("voksenlærlingeforløb", "lærling over 25"),
    EmploymentForm.IGU: ("IGU", "integrationsgrunduddannelse"),
    EmploymentForm.SMALL_JOB: ("småjob", "lønnede timer", "få timer om ugen"),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many words are new, changed and taken out."""

    added: int
    changed: int
    gone: int


def read(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file of candidates/data, by its header."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter=";")


def entries(cell: str) -> list[str]:
    """What a cell with several entries holds."""
    return [entry.strip() for entry in cell.split("|") if entry.strip()]


def near_titles(cell: str) -> list[tuple[str, str]]:
    """(title, reason) of a cell of near titles."""
    return [
        (title.strip(), reason.strip()) for title, _sep, reason in (e.partition("=") for e in entries(cell))
    ]


@transaction.atomic
def vocabulary_load() -> Loaded:
    """Bring the vocabulary in line with the files; a second run changes nothing. Must run as the tables' owner.

    A word that is no longer in a file stays for those who carry it, and is offered to nobody.
    """
    _groups()
    wanted = {(term.kind, term.name): term for term in _terms()}
    known = {(term.kind, term.name): term for term in Term.objects.all()}
    new = [term for key, term in wanted.items() if key not in known]
    Term.objects.bulk_create(new)
    fields = ("group", "disco_id", "synonyms", "days", "is_current")
    changed = []
    for key, term in wanted.items():
        row = known.get(key)
        if row and any(getattr(row, name) != getattr(term, name) for name in fields):
            for name in fields:
                setattr(row, name, getattr(term, name))
            changed.append(row)
    gone = [row for key, row in known.items() if key not in wanted and row.is_current]
    for row in gone:
        row.is_current = False
    Term.objects.bulk_update([*changed, *gone], ["group", "disco", "synonyms", "days", "is_current"])
    _near()
    return Loaded(len(new), len(changed), len(gone))


def _groups() -> None:
    DiscoGroup.objects.bulk_create(
        [DiscoGroup(code=row["kode"], title=row["titel"]) for row in read("disco.csv")],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title"],
    )


def _terms() -> Iterator[Term]:
    for row in read("stillinger.csv"):
        yield Term(
            kind=TermKind.OCCUPATION,
            name=row["titel"],
            disco_id=row["disco"],
            synonyms=entries(row["synonymer"]),
        )
    for row in read("kompetencer.csv"):
        yield Term(
            kind=TermKind.SKILL,
            name=row["navn"],
            group=row["kategori"],
            synonyms=entries(row["synonymer"]),
        )
    for row in read("certifikater.csv"):
        yield Term(
            kind=TermKind.LICENCE if row["kategori"] == DRIVING else TermKind.CERTIFICATE,
            name=row["navn"],
            group=row["kategori"],
            synonyms=entries(row["synonymer"]),
            days=int(row["kursusdage"]) if row["kursusdage"] else None,
        )
    for row in read("sprog.csv"):
        yield Term(kind=TermKind.LANGUAGE, name=row["navn"])
    for row in read("uddannelser.csv"):
        yield Term(
            kind=TermKind.EDUCATION,
            name=row["titel"],
            group=row["niveau"],
            synonyms=entries(row["synonymer"]),
        )
    for form in EmploymentForm:
        yield Term(kind=TermKind.FORM, name=str(form.label), synonyms=list(FORM_SYNONYMS[form]))
    for name, synonyms in TARGETS:
        yield Term(kind=TermKind.TARGET, name=name, synonyms=list(synonyms))


def _near() -> None:
    """Near occupations are advice of the day: those taken out of the file go."""
    ids = dict(Term.objects.filter(kind=TermKind.OCCUPATION).values_list("name", "id"))
    rows = [
        TermNear(term_id=ids[row["titel"]], other_id=ids[title], reason=reason)
        for row in read("stillinger.csv")
        for title, reason in near_titles(row["naer"])
    ]
    wanted = {(row.term_id, row.other_id) for row in rows}
    old = [
        pk
        for pk, one, other in TermNear.objects.values_list("id", "term_id", "other_id")
        if (one, other) not in wanted
    ]
    TermNear.objects.filter(pk__in=old).delete()
    TermNear.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["term", "other"], update_fields=["reason"]
    )
