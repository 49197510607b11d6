"""100,000 candidates from a file, a thousand of its rows wrong: read through, taken in, and the same file once more.

"By hand" is one statement per level that inserts the same rows, read already, with the same triggers: what the database
alone costs. The limit is what a person can be asked to wait for.
"""

import csv
import io
import random
import resource
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from accounts.tenancy import acting_as
from bench import Context, Figure, at_most
from bench.bench_agreement_pdf import logged_in_as
from candidates.imports.columns import COLUMNS
from candidates.imports.running import import_turn, stats_refresh_due
from candidates.imports.services import import_start, import_upload
from candidates.models import ImportRun
from candidates.services.vocabulary import vocabulary_load
from jobcenters.models import Jobcenter, JobcenterMunicipality, Municipality, Postcode

ROWS, WRONG = 100_000, 100  # every hundredth row is wrong
LIMIT = 120.0  # seconds, for reading through and for taking in
TURN = 5.0  # seconds; short, so that the memory is seen on the way
MOST_MEMORY = 40.0  # MB more for the second half of a file
PLACE, POSTCODES = "0615", ("8700", "8732", "8740")
JOBS = ("Smed", "Svejser", "Kok", "Murer", "Tømrer", "Lagermedarbejder", "Pædagog", "Gartner")
SKILLS = ("TIG-svejsning", "MAG-svejsning", "Kantpresning", "Tegningsforståelse", "Pluk og pak", "Excel")
TABLES = (
    "candidates_importrun", "candidates_candidate", "candidates_index", "candidates_term", "candidates_discogroup",
)  # fmt: skip


def run(context: Context) -> list[Figure]:
    """Fill one jobcentre from nothing, twice, and leave the database as empty as it was."""
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
        hand = _by_hand(actor)
        context.say(f"by hand {hand:.1f} s")
    finally:
        with logged_in_as("owner"):
            _empty()
    share = count / ROWS
    return [
        at_most("candidate import: reading through", spent["check"], LIMIT * share, 1.0, "s", "the limit"),
        at_most("candidate import: taking in", spent["load"], LIMIT * share, 1.0, "s", "the limit"),
        at_most("candidate import: taking in, by hand", spent["load"], hand, 2.5, "s", "the bare statements"),
        at_most(
            "candidate import: the same file again",
            again["check"] + again["load"],
            spent["check"] + spent["load"],
            0.75,
            "s",
            "the first time",
        ),
        at_most("candidate import: memory of the second half", memory, MOST_MEMORY, 1.0, "MB", "the limit"),
    ]


def _round(context: Context, actor: Actor, content: bytes) -> tuple[dict[str, float], float, ImportRun]:
    """Seconds of each part, the megabytes that reading the second half added, and the run."""
    pieces = (content[at : at + 65_536] for at in range(0, len(content), 65_536))
    started = time.perf_counter()
    with acting_as(actor):
        run = import_upload(actor=actor, name="kandidater.csv", pieces=pieces)
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
        started = time.perf_counter()
        stats_refresh_due()
        spent["statistics"] = time.perf_counter() - started
        run.refresh_from_db()
    context.say(
        ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items()) + f", {memory:.0f} MB more"
    )
    return spent, memory, run


def _lines(count: int) -> Iterator[str]:
    chance = random.Random(4)  # noqa: S311
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([column.heading for column in COLUMNS])
    for n in range(count):
        job = chance.choice(JOBS)
        cells: dict[str, Any] = {
            "reference": f"sag-{n}",
            "name": f"Borger {'abcdefghij'[n % 10]}by",
            "email": f"borger{n}@borger.example",
            "phone": "20 30 40 50",
            "postcode": "9999" if n % WRONG == WRONG - 1 else chance.choice(POSTCODES),
            "occupations": job,
            "skills": " | ".join(chance.sample(SKILLS, 3)),
            "certificates": "Varme arbejder",
            "licences": "B",
            "languages": "Dansk | Engelsk",
            "educations": f"{job}, 2014",
            "jobs": f"{job}, Fabrikken ApS, 2015, 2024 | {chance.choice(JOBS)}, Firmaet A/S, 2010, 2015",
            "unemployed_since": "2026-01-01",
            "wanted_km": str(chance.randrange(10, 80, 5)),
            "profile_text": "Stærk i opgaver, der kræver omhu, og vant til at læse tegninger. Møder til tiden.",
            "basis": "samtykke",
            "cv_updated_on": "2026-02-01",
        }
        writer.writerow([cells.get(column.key, "") for column in COLUMNS])
        if n % 1_000 == 999:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _setting() -> Actor:
    vocabulary_load()
    Municipality.objects.create(code=PLACE, name="Horsens", landsdel="Østjylland", side="west")
    for code in POSTCODES:
        Postcode.objects.create(code=code, name="Prøveby", municipality_id=PLACE)
    office = Organisation.objects.create(
        kind=OrganisationKind.JOBCENTER, name="Jobcenter Prøve", is_demo=True
    )
    jobcenter = Jobcenter.objects.create(
        organisation=office, place="Horsens", postcode_id=POSTCODES[0], valid_from="2020-01-01"
    )
    JobcenterMunicipality.objects.create(jobcenter=jobcenter, municipality_id=PLACE, valid_from="2020-01-01")
    user = User.objects.create_user("proeve@jobcenter.example", name="Prøve")
    return Membership.objects.create(user=user, organisation=office, role=Role.ADMINISTRATOR).actor()


def _by_hand(actor: Actor) -> float:
    """Seconds to insert the very same rows once more under other references, one statement per level."""
    levels = {
        "candidates_candidate": "id, uuid, pseudonym, municipality_id, postcode_id, state, basis, occupation_id, terms,"
        " job_titles, unemployed_since, available_from, wanted_km, cv_updated_on, completeness, created_at, updated_at",
        "candidates_candidateprofile": "targets, profile_text, wanted_work, history, education, missing",
        "candidates_candidateidentity": "external_ref, name, email, phone, channel, employers, caseworker_email",
    }
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute(
            "create table bench_hand as select * from candidates_candidate c"
            " join (select candidate_id as p_id, targets, profile_text, wanted_work, history, education, missing"
            " from candidates_candidateprofile) p on p_id = c.id"
            " join (select candidate_id as i_id, external_ref, name, email, phone, channel, employers,"
            " caseworker_email from candidates_candidateidentity) i on i_id = c.id"
        )
        cursor.execute("truncate candidates_candidate, candidates_index cascade")
        started = time.perf_counter()
        with transaction.atomic():
            for table, columns in levels.items():
                key = "" if table == "candidates_candidate" else "candidate_id, "
                value = "" if table == "candidates_candidate" else "id, "
                cursor.execute(
                    f"insert into {table} ({key}jobcenter_id, {columns})"
                    f" select {value}%s, {columns} from bench_hand",
                    [actor.organisation_id],
                )
        return time.perf_counter() - started


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_hand")
        cursor.execute(f"truncate {', '.join(TABLES)} cascade")
        cursor.execute(
            "delete from accounts_membership m using accounts_user u"
            " where u.id = m.user_id and u.email = 'proeve@jobcenter.example'"
        )
        cursor.execute("delete from jobcenters_jobcentermunicipality where municipality_id = %s", [PLACE])
        cursor.execute("delete from jobcenters_jobcenter where place = 'Horsens' returning organisation_id")
        offices = [row[0] for row in cursor.fetchall()]
        cursor.execute("delete from jobcenters_postcode where code = any(%s)", [list(POSTCODES)])
        cursor.execute("delete from jobcenters_municipality where code = %s", [PLACE])
        # Nothing else was here before: what the run has left in logs and mail goes with it.
        cursor.execute("truncate notifications_outboxmail, accounts_auditevent")
        cursor.execute("delete from accounts_organisation where id = any(%s)", [offices])
        cursor.execute("delete from accounts_user where email = 'proeve@jobcenter.example'")
