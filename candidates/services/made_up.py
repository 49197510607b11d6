"""Write made-up candidates, many at a time: COPY, then one pass of the search's index. Runs as the tables' owner.

Faker is needed, which belongs to the extras of a machine that shows the product off, not to a server in production.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from math import gcd
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from faker import Faker

from candidates.enums import TermKind
from candidates.generator import Education, Home, Lists, Person, Trade, people
from candidates.models import Term
from candidates.services.vocabulary import entries, near_titles, read
from jobcenters.calendar import local_date
from jobcenters.models import JobcenterMunicipality, Municipality, Postcode
from orders.enums import EmploymentForm

BATCH = 20_000
NAMES = 1_500  # drawings from Faker's lists; enough to meet nearly all of them
MANY = 50_000  # from here on it pays to build the search's indexes anew afterwards
BASIC = ("Grundskole", "Forberedende", "Gymnasial")
CAR = "Kørekort B"

# How much more live in a postcode than in one that is a single street of Copenhagen (1000-1999), and in the town
# that a municipality is named after than in its other postcodes.
STREET_SHARE, TOWN_SHARE = 200, 5

COLUMNS = {
    "candidates_candidate": (
        "id, uuid, pseudonym, jobcenter_id, municipality_id, postcode_id, state, basis, occupation_id, terms,"
        " job_titles, unemployed_since, available_from, wanted_km, cv_updated_on, completeness, created_at,"
        " updated_at, left_at"
    ),
    "candidates_candidateprofile": (
        "candidate_id, jobcenter_id, targets, profile_text, wanted_work, history, education, missing"
    ),
    "candidates_candidateidentity": (
        "candidate_id, jobcenter_id, external_ref, name, email, phone, channel, employers, caseworker_email"
    ),
}
TRIGGERED = "candidates_candidateprofile"


@transaction.atomic
def candidates_make_up(count: int, *, seed: int, now: datetime.datetime | None = None) -> int:
    """Add `count` made-up candidates of the jobcentres there are, find-able at once; returns how many were added.

    The same seed on the same day gives the same people; seeds must differ where people are added to others. Raises
    ValueError where no municipality has a jobcentre or the vocabulary is missing.
    """
    moment = now or timezone.now()
    lists = lists_read(local_date(moment), seed)
    if not lists.homes or not lists.trades:
        raise ValueError("There are no jobcentres, or no vocabulary, to make candidates from.")
    everybody = people(lists, count, seed=seed, today=local_date(moment))
    with connection.cursor() as cursor, _indexed_afterwards(cursor, rebuild=count >= MANY):
        first = _reserve(cursor, count)
        taken = _pseudonyms(cursor)
        numbers = _numbers(count + len(taken), seed)
        while batch := list(islice(everybody, BATCH)):
            rows = [(first + person.number, person, _free(person, numbers, taken)) for person in batch]
            _copy(cursor, "candidates_candidate", (_candidate(*row, moment) for row in rows))
            _copy(cursor, "candidates_candidateprofile", (_profile(pk, person) for pk, person, _name in rows))
            _copy(
                cursor,
                "candidates_candidateidentity",
                (_identity(pk, person, seed) for pk, person, _name in rows),
            )
            cursor.execute(
                "select candidates_index_refresh(array(select generate_series(%s::bigint, %s)))",
                [rows[0][0], rows[-1][0]],
            )
    return count


@contextmanager
def _indexed_afterwards(cursor: Any, *, rebuild: bool) -> Iterator[None]:
    """The index of the search is written by our own call, a batch at a time; for many, its own indexes come last."""
    definitions: list[str] = []
    # Foreign keys are checked at the end of the transaction; a table with checks to come cannot be altered.
    cursor.execute("set constraints all immediate")
    cursor.execute(f"alter table {TRIGGERED} disable trigger index_added")
    if rebuild:
        cursor.execute(
            "select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid"
            " where i.indrelid = 'candidates_index'::regclass and not i.indisprimary order by 1"
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'drop index "{name}"')
            definitions.append(definition)
    cursor.execute("set constraints all deferred")
    yield
    cursor.execute("set constraints all immediate")
    cursor.execute(f"alter table {TRIGGERED} enable trigger index_added")
    for definition in definitions:
        cursor.execute(definition)


def _reserve(cursor: Any, count: int) -> int:
    """The first of `count` ids that nobody else will get."""
    cursor.execute(
        "select setval(s, (case when l.is_called then l.last_value else 0 end) + %s) - %s + 1"
        " from pg_get_serial_sequence('candidates_candidate', 'id') s, candidates_candidate_id_seq l",
        [count, count],
    )
    return int(cursor.fetchone()[0])


def _pseudonyms(cursor: Any) -> set[str]:
    cursor.execute("select pseudonym from candidates_candidate")
    return {row[0] for row in cursor.fetchall()}


def _numbers(count: int, seed: int) -> Iterator[int]:
    """Different numbers of equal length in an order that says nothing, enough for `count`."""
    low = 10_000
    while low * 5 < count * 2:
        low *= 10
    size = low * 9
    # The step has no factor in common with the size, so every number is met before one comes again.
    step = next(step for step in range(int(size * 0.618), size) if gcd(step, size) == 1)
    return (low + (seed + turn * step) % size for turn in range(size))


def _free(person: Person, numbers: Iterator[int], taken: set[str]) -> str:
    name = next(f for f in (f"{person.home.letter}-{number}" for number in numbers) if f not in taken)
    taken.add(name)
    return name


def _copy(cursor: Any, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """By way of a passing table: COPY does not go where row-level security holds for its role."""
    columns = COLUMNS[table]
    # Table and columns are constants of this module.
    as_empty = f"select {columns} from {table} limit 0"  # noqa: S608
    cursor.execute(f"create temporary table made_up on commit drop as {as_empty}")
    with cursor.copy(f"copy made_up ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"insert into {table} ({columns}) select {columns} from made_up")  # noqa: S608
    cursor.execute("drop table made_up")


def _array(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _text_array(values: Iterable[str]) -> str:
    return "{" + ",".join('"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values) + "}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _candidate(pk: int, person: Person, pseudonym: str, now: datetime.datetime) -> tuple[Any, ...]:
    home, left = person.home, person.left_on
    return (
        pk, person.uuid, pseudonym, home.jobcenter, home.municipality, home.postcode, person.state, person.basis,
        person.occupation, _array(person.terms), _text_array(person.job_titles), person.unemployed_since,
        person.available_from, person.wanted_km, person.cv_updated_on, person.completeness, now, now,
        datetime.datetime.combine(left, datetime.time(3), datetime.UTC) if left else None,
    )  # fmt: skip


def _profile(pk: int, person: Person) -> tuple[Any, ...]:
    return (
        pk, person.home.jobcenter, _array(person.targets), person.profile_text, person.wanted_work,
        _json(person.history), _json(person.education), _text_array(person.missing),
    )  # fmt: skip


def _identity(pk: int, person: Person, seed: int) -> tuple[Any, ...]:
    return (
        pk, person.home.jobcenter, f"demo-{seed}-{person.number}", person.name, person.email, person.phone,
        person.channel, _json(person.employers), "",
    )  # fmt: skip


# --- what people are put together from ----------------------------------------------------------------------


def lists_read(today: datetime.date, seed: int) -> Lists:
    """The vocabulary, the homes of all municipalities that have a jobcentre on `today`, and names."""
    ids: dict[str, dict[str, int]] = {}
    for pk, kind, name in Term.objects.filter(is_current=True).values_list("id", "kind", "name"):
        ids.setdefault(kind, {})[name] = pk
    schools, educations = _educations(ids.get(TermKind.EDUCATION, {}))
    sentences: dict[str, list[str]] = {}
    for row in read("faglig_profil.csv"):
        sentences.setdefault(row["stilling_gruppe"], []).append(row["saetning"])
    names = Faker("da_DK", use_weighting=True)
    names.seed_instance(seed)
    return Lists(
        trades=_trades(ids, educations),
        schools=schools,
        homes=_homes(today),
        languages=ids.get(TermKind.LANGUAGE, {}),
        forms={form.value: ids.get(TermKind.FORM, {}).get(str(form.label), 0) for form in EmploymentForm},
        targets=ids.get(TermKind.TARGET, {}),
        car=ids.get(TermKind.LICENCE, {}).get(CAR, 0),
        sentences=sentences,
        first_names=[names.first_name() for _ in range(NAMES)],
        last_names=[names.last_name() for _ in range(NAMES)],
    )


def _educations(ids: dict[str, int]) -> tuple[list[Education], dict[str, list[Education]]]:
    """The basic ones, and those that lead to each title."""
    schools: list[Education] = []
    by_title: dict[str, list[Education]] = {}
    for row in read("uddannelser.csv"):
        if row["titel"] not in ids:
            continue
        made = Education(ids[row["titel"]], row["titel"], row["niveau"] in BASIC)
        if made.is_basic:
            schools.append(made)
        for title in entries(row["stillinger"]):
            by_title.setdefault(title, []).append(made)
    return schools, by_title


def _trades(ids: dict[str, dict[str, int]], educations: dict[str, list[Education]]) -> list[Trade]:
    occupations, skills = ids.get(TermKind.OCCUPATION, {}), ids.get(TermKind.SKILL, {})
    certificates = ids.get(TermKind.CERTIFICATE, {}) | ids.get(TermKind.LICENCE, {})
    rows = [row for row in read("stillinger.csv") if row["titel"] in occupations]
    places = {row["titel"]: place for place, row in enumerate(rows)}
    return [
        Trade(
            term=occupations[row["titel"]],
            title=row["titel"],
            disco=row["disco"],
            weight=int(row["landsdel_vaegt"]),
            skills=tuple(skills[name] for name in entries(row["kompetencer"]) if name in skills),
            certificates=tuple(
                certificates[name] for name in entries(row["certifikater"]) if name in certificates
            ),
            near=tuple(places[title] for title, _reason in near_titles(row["naer"]) if title in places),
            educations=tuple(educations.get(row["titel"], ())),
        )
        for row in rows
    ]


def _homes(today: datetime.date) -> list[Home]:
    """Every postcode of the municipalities with a jobcentre, weighted so that each municipality has its share."""
    living = {row["kommunekode"]: int(row["indbyggere"]) for row in read("befolkning.csv")}
    served = dict(
        JobcenterMunicipality.objects.on(today).values_list("municipality_id", "jobcenter__organisation_id")
    )
    names = dict(Municipality.objects.values_list("code", "name"))
    postcodes: dict[str, list[tuple[str, str, float]]] = {}
    for code, name, place in (
        Postcode.objects.filter(municipality__in=served, lat__isnull=False)
        .order_by("code")
        .values_list("code", "name", "municipality_id")
    ):
        share: float = 1 if code < "2000" else STREET_SHARE
        share *= TOWN_SHARE if name == names[place] else 1
        postcodes.setdefault(place, []).append((code, name, share))
    homes = []
    for place, rows in sorted(postcodes.items()):
        whole = sum(share for _code, _name, share in rows)
        homes += [
            Home(served[place], place, code, name, names[place][0], living.get(place, 0) * share / whole)
            for code, name, share in rows
        ]
    return homes
