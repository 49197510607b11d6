"""50,000 companies from a file, one row in a hundred wrong: read through, taken in, and the same file once more.

"By hand" is one statement per table that inserts the same rows, checked already, with the same triggers: what the
database alone costs. The limit is what a person can be asked to wait for.
"""

import random
import resource
import time
from collections.abc import Iterator

from django.db import connection

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from accounts.tenancy import acting_as
from bench import Context, Figure, at_most
from bench.bench_agreement_pdf import logged_in_as
from companies.imports.columns import COLUMNS
from companies.imports.running import import_turn
from companies.imports.services import import_start, import_upload
from companies.models import CompanyImport
from jobcenters.models import Postcode
from tabular.writing import csv_text

ROWS, WRONG = 50_000, 100  # every hundredth row is wrong
LIMIT = 90.0  # seconds, for reading through and for taking in
TURN = 5.0  # seconds; short, so that the memory is seen on the way
MOST_MEMORY = 40.0  # MB more for the second half of a file
POSTCODES = ("8700", "8732", "8740")
TABLES = ("companies_companyimport", "companies_company")
EMAIL, OFFICE = "maaling@jobcenter.example", "Jobcenter Måling"


def run(context: Context) -> list[Figure]:
    """Fill the register from nothing, twice, and leave the database as empty as it was."""
    connection.ensure_connection()
    count = max(context.rows(ROWS), 2_000)
    try:
        with logged_in_as("owner"):
            actor = _setting()
        content = "".join(_lines(count)).encode()
        context.say(f"{count:,} rows, {len(content) / 1e6:.0f} MB")
        spent, memory, first = _round(context, actor, content)
        assert first.rows == count
        assert first.wrong == count // WRONG
        assert first.done_new == count - first.wrong
        again, _memory, second = _round(context, actor, content)
        assert (second.done_new, second.done_changed, second.unchanged) == (0, 0, first.done_new)
        with logged_in_as("owner"):
            hand = _by_hand(first.done_new)
        context.say(f"by hand {hand:.1f} s")
    finally:
        with logged_in_as("owner"):
            _empty()
    share = count / ROWS
    return [
        at_most("company import: reading through", spent["check"], LIMIT * share, 1.0, "s", "the limit"),
        at_most("company import: taking in", spent["load"], LIMIT * share, 1.0, "s", "the limit"),
        at_most("company import: taking in, by hand", spent["load"], hand, 6.0, "s", "the bare statements"),
        at_most(
            "company import: the same file again",
            again["check"] + again["load"],
            spent["check"] + spent["load"],
            0.9,
            "s",
            "the first time",
        ),
        at_most("company import: memory of the second half", memory, MOST_MEMORY, 1.0, "MB", "the limit"),
    ]


def _round(context: Context, actor: Actor, content: bytes) -> tuple[dict[str, float], float, CompanyImport]:
    """Seconds of each part, the megabytes that reading the second half added, and the run."""
    pieces = (content[at : at + 65_536] for at in range(0, len(content), 65_536))
    started = time.perf_counter()
    with acting_as(actor):
        run = import_upload(actor=actor, name="virksomheder.csv", pieces=pieces)
    spent = {"upload": time.perf_counter() - started}
    with logged_in_as("worker"):
        started, half = time.perf_counter(), 0
        while import_turn(run.pk, seconds=TURN):
            run.refresh_from_db()
            if not half and run.bytes_read > len(content) // 2:
                half = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        spent["check"] = time.perf_counter() - started
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - half) / 1024 if half else 0.0
    with acting_as(actor):
        import_start(actor=actor, run=run)
    with logged_in_as("worker"):
        started = time.perf_counter()
        while import_turn(run.pk):
            pass
        spent["load"] = time.perf_counter() - started
        run.refresh_from_db()
    context.say(
        ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items()) + f", {memory:.0f} MB more"
    )
    return spent, memory, run


def _lines(count: int) -> Iterator[str]:
    chance = random.Random(5)  # noqa: S311
    for start in range(0, count, 1_000):
        rows: list[list[object]] = [[column.heading for column in COLUMNS]] if not start else []
        for n in range(start, min(start + 1_000, count)):
            cells = {
                "cvr": _NUMBERS[n],
                "name": f"Firma nummer {n} ApS",
                "industry_code": "251100",
                "industry": "Fremstilling af metalkonstruktioner",
                "employees": chance.randrange(1, 400),
                "address": f"Fabriksvej {n}",
                "postcode": "0001" if n % WRONG == WRONG - 1 else chance.choice(POSTCODES),
                "p_number": 7_000_000_000 + n,
                "contact": f"Kontakt {n}",
                "title": "Produktionschef",
                "phone": f"76 {n // 10_000:02d} {n // 100 % 100:02d} {n % 100:02d}",
                "email": f"kontakt@firma{n}.example",
            }
            rows.append([cells.get(column.key, "") for column in COLUMNS])
        yield csv_text(rows).removeprefix("\ufeff")


def _numbers(most: int) -> list[str]:
    """So many CVR numbers, each with the right check digit."""
    found: list[str] = []
    weights, base = (2, 7, 6, 5, 4, 3, 2), 5_000_000
    while len(found) < most:
        base += 1
        rest = sum(w * int(d) for w, d in zip(weights, str(base), strict=True)) % 11
        if rest != 1:
            found.append(f"{base}{0 if rest == 0 else 11 - rest}")
    return found


_NUMBERS = _numbers(ROWS * 2)


def _setting() -> Actor:
    for code in POSTCODES:
        Postcode.objects.get_or_create(code=code, defaults={"name": "Horsens"})
    organisation = Organisation.objects.create(kind=OrganisationKind.JOBCENTER, name=OFFICE)
    user = User.objects.create_user(EMAIL, None, name="Måling")
    membership = Membership.objects.create(user=user, organisation=organisation, role=Role.ADMINISTRATOR)
    return membership.actor()


def _by_hand(count: int) -> float:
    """Seconds for the same number of companies, workplaces and contact persons by one statement each."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in _BY_HAND:
            cursor.execute(statement, {"count": count})
    return time.perf_counter() - started


_BY_HAND = (
    "insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)"
    " select gen_random_uuid(), 'company', 'Hånd ' || n, '', '', false, now() from generate_series(1, %(count)s) n",
    "insert into companies_company (organisation_id, cvr, industry_code, industry, employees, name_key,"
    " created_by_organisation_id, created_at, changed_at)"
    " select id, (60000000 + row_number() over (order by id))::text, '251100', 'Metal', 10, '', id, now(), now()"
    "   from accounts_organisation where name like 'Hånd %%'",
    "insert into companies_workplace (uuid, company_id, p_number, name, address, postcode_id, is_active, created_at,"
    " changed_at) select gen_random_uuid(), organisation_id, (8000000000 + organisation_id)::text, 'Hånd', 'Vej',"
    " '8700', true, now(), now() from companies_company where cvr >= '60000000' and cvr < '70000000'",
    "insert into companies_contactperson (uuid, company_id, name, title, phone, email, is_primary, is_active,"
    " created_at, changed_at) select gen_random_uuid(), organisation_id, 'Hånd', '', '12345678', '', true, true,"
    " now(), now() from companies_company where cvr >= '60000000' and cvr < '70000000'",
)


def _empty() -> None:
    """Nothing else was here before: what the run has left in logs and mail goes with it."""
    with connection.cursor() as cursor:
        # Fifty thousand organisations one by one would be looked for in every table that points at them.
        cursor.execute(f"truncate {', '.join(TABLES)}, accounts_organisation, accounts_user cascade")
        cursor.execute("truncate notifications_outboxmail, accounts_auditevent")
        cursor.execute(
            "delete from jobcenters_postcode where code = any(%s) and municipality_id is null",
            [list(POSTCODES)],
        )
