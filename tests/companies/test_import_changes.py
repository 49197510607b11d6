"""Before a file is taken in: what it changes, field by field and in all; and what of that nobody is told."""

import csv
import html
import io
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from agreements.selectors.bypass import route_of_company
from agreements.services.bypass import bypass_log
from companies.demo import demo_cvr
from companies.models import Company, CompanyImport, ContactPerson, ImportLine
from companies.services import consent_record
from jobcenters.calendar import local_date
from tests.companies.import_files import (
    administrator,
    checked,
    fresh,
    line,
    loaded,
    sheet,
    started,
    swept,
    work,
)
from tests.factories import agreements
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db
HEADS = ("cvr-nummer", "ansatte", "kontaktperson", "telefon", "e-mail", "stilling", "branche", "branchekode")


@pytest.fixture
def karen() -> Actor:
    made = administrator()
    loaded(made, sheet(line(n) for n in range(1, 31)))
    swept()
    return made


def company(number: int) -> Company:
    with as_owner():
        return Company.objects.with_organisation().get(cvr=demo_cvr(300 + number))


def row(number: int, **cells: str) -> dict[str, str]:
    return {"cvr-nummer": demo_cvr(300 + number), **cells}


def page(actor: Actor, run: CompanyImport) -> str:
    address = reverse("companies:import_run", args=[run.uuid])
    return html.unescape(" ".join(client_of(actor).get(address).content.decode().split()))


def fetched(actor: Actor, run: CompanyImport) -> list[list[str]]:
    response: Any = client_of(actor).get(reverse("companies:import_changes", args=[run.uuid]))
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def changes(run: CompanyImport) -> dict[int, list[tuple[str, str, str]]]:
    with as_owner():
        rows = ImportLine.objects.filter(run=run, changes__isnull=False).values_list("line", "changes")
        return {number: [tuple(one) for one in told["changes"]] for number, told in rows}


def test_each_changed_row_says_what_and_the_file_says_how_often(karen: Actor) -> None:
    with as_owner():
        Company.objects.filter(cvr=demo_cvr(303)).update(employees=None)
    run = checked(
        karen,
        sheet(
            [
                row(1, ansatte="1410"),
                row(2, ansatte="2"),
                row(3, ansatte="141", kontaktperson="person 3", telefon="76 12 34 56"),
                row(4, kontaktperson="Ny Person", telefon="76 00 11 22"),
                row(99, ansatte="4"),
            ],
            HEADS,
        ),
    )
    assert (run.changed, run.unchanged, run.wrong) == (3, 1, 1)
    assert changes(run) == {
        2: [("employees", "1", "1.410")],
        4: [
            ("employees", "", "141"),
            ("contact", "Person 3", "person 3"),
            ("phone", "+45 7600 0003", "76 12 34 56"),
        ],
        5: [("+contact", "", "Ny Person, 76 00 11 22")],
    }
    assert run.changed_columns == {"employees": 2, "contact": 1, "phone": 1, "+contact": 1}
    text = page(karen, run)
    assert "Hvad filen ændrer" in text
    assert "<dt>Ansatte</dt><dd><b>2</b> <span>rækker</span>" in text
    assert "<dt>Telefon</dt><dd><b>1</b> <span>række</span>" in text
    assert '1 <span aria-hidden="true">→</span><span class="sr-only">bliver til</span> <b>1.410</b>' in text
    assert "(tom) <span" in text and "Ny Person, 76 00 11 22" in text
    # The file has the numbers alone: the company is called by the name that it has.
    assert fetched(karen, run) == [
        ["Linje", "Virksomhed", "", "Kolonne", "Står nu", "Bliver til"],
        ["2", "Indlæst Firma 1", f"CVR {demo_cvr(301)}", "Ansatte", "1", "1.410"],
        ["4", "Indlæst Firma 3", f"CVR {demo_cvr(303)}", "Ansatte", "(tom)", "141"],
        ["4", "Indlæst Firma 3", f"CVR {demo_cvr(303)}", "Kontaktperson", "Person 3", "person 3"],
        ["4", "Indlæst Firma 3", f"CVR {demo_cvr(303)}", "Telefon", "'+45 7600 0003", "76 12 34 56"],
        ["5", "Indlæst Firma 4", f"CVR {demo_cvr(304)}", "Ny kontaktperson", "", "Ny Person, 76 00 11 22"],
    ]


def test_many_changes_of_a_row_unfold_and_a_place_is_told_as_one(karen: Actor) -> None:
    whole = line(
        1, ansatte="7", virksomhed="Nyt navn", branchekode="620100", branche="Software", stilling="Chef",
        telefon="76 11 11 11", e_mail="ny@firma1.example",
    )  # fmt: skip
    other = line(2, adresse="Lagervej 9", p_nummer="", arbejdsplads="Lageret")
    moved = line(3, adresse="Flyttet 2", postnummer="8300")
    text = page(karen, checked(karen, sheet([whole, other, moved])))
    assert "<summary>Vis 4 til</summary>" in text and "Indlæst Firma 1 <span" in text
    assert "Ny arbejdsplads:</span> Lageret, Lagervej 9, 8700" in text
    assert "Adresse:</span> Importvej 3 <span" in text and "<b>8300</b>" in text


def test_changes_beyond_the_first_rows_are_shown_too(karen: Actor) -> None:
    rows = [row(n, ansatte=str(n)) for n in range(1, 26)]
    run = checked(karen, sheet([*rows, row(26, ansatte="900"), row(27, ansatte="901")], HEADS))
    assert (run.changed, run.unchanged) == (2, 25)
    text = page(karen, run)
    before, more = text.split("Flere rækker, der ændres", 1)
    assert "<b>900</b>" not in before and "<b>900</b>" in more and "<b>901</b>" in more
    assert "Indlæst Firma 26" in more


def test_batches_are_counted_together_and_a_killed_worker_counts_nothing_twice(
    karen: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imports.checking.BATCH", 10)
    from companies.imports import checking
    from companies.imports.running import import_turn
    from tests.companies.import_files import upload
    from tests.helpers.db import as_worker

    run = upload(karen, sheet([row(n, ansatte=str(n + 100)) for n in range(1, 31)], HEADS))
    stage, calls = checking.Check.stage, []

    class Killed(BaseException):
        pass

    def dies(check: checking.Check, raws: list[Any]) -> None:
        stage(check, raws)
        calls.append(1)
        if len(calls) == 2:
            raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(checking.Check, "stage", dies)
        with pytest.raises(Killed), as_worker():
            import_turn(run.pk)
    done = work(run)
    assert (done.changed, done.changed_columns) == (30, {"employees": 30})
    assert len(changes(done)) == 30


def test_how_a_person_is_reached_is_not_told_where_another_jobcentre_leads(karen: Actor) -> None:
    one = company(1)
    agreements.agreement_in_force(one)
    bo = administrator("Odder")
    content = sheet(
        [
            row(
                1,
                ansatte="7",
                kontaktperson="Person 1",
                telefon="76 11 11 11",
                stilling="Chef",
                **{"e-mail": "ny@firma1.example"},
            ),
            row(2, kontaktperson="Person 2", telefon="76 22 22 22"),
        ],
        HEADS,
    )
    secrets = ("+45 7600 0001", "person1@firma1.example")
    run = checked(bo, content)
    assert run.changed == 2
    told = page(bo, run) + str(fetched(bo, run))
    assert not any(secret in told for secret in secrets)
    # What is open to all, and what the file itself says, stands there; and the other company's person.
    for shown in ("(vises ikke)", "76 11 11 11", "Leder", "+45 7600 0002"):
        assert shown in told
    own = checked(karen, content)
    lead = page(karen, own) + str(fetched(karen, own))
    assert all(secret in lead for secret in secrets) and "(vises ikke)" not in lead
    # The guard is asked when the page is read: whoever gives a reason sees it, as on the company's own page.
    with acting_as(bo):
        route = route_of_company(one, [], local_date(timezone.now()))
        assert route is not None
        bypass_log(actor=bo, company=one, route=route, reason="other", text="De ringede selv.")
    assert secrets[0] in page(bo, run)
    assert secrets[0] not in page(administrator("Odder"), run)


def test_a_person_who_wants_not_to_be_shared_is_not_told_of(karen: Actor) -> None:
    with as_owner():
        contact = ContactPerson.objects.select_related("company__organisation").get(company=company(1))
        contact.name = "Karin Vind"
        contact.save()
    with acting_as(karen):
        consent_record(
            actor=karen, contact=contact, kind="share", is_given=False, given_by="Person 1",
            given_on=local_date(timezone.now()), channel="phone",
        )  # fmt: skip
    bo = administrator("Odder")
    cells = {"kontaktperson": "KARIN VIND", "telefon": "76 11 11 11", "stilling": "Chef"}
    run = checked(bo, sheet([row(1, ansatte="7", **cells)], HEADS))
    told = page(bo, run) + str(fetched(bo, run))
    for secret in ("+45 7600 0001", "Leder", "Karin Vind"):
        assert secret not in told
    assert "(vises ikke)" in told and "Ansatte" in told
    # Horsens registered the company and knows the person.
    run = checked(karen, sheet([row(1, **cells)], HEADS))
    assert "Leder" in page(karen, run)


def test_the_web_role_reads_what_its_own_rows_change_and_nothing_else_of_them(karen: Actor) -> None:
    run = checked(karen, sheet([row(1, ansatte="7")], HEADS))
    with acting_as(karen), connection.cursor() as cursor:
        cursor.execute("select line, changes is not null from companies_importline")
        assert cursor.fetchall() == [(2, True)]
        for column in ("data", "key", "cvr"):
            with pytest.raises(DatabaseError, match="permission"), transaction.atomic():
                cursor.execute(f"select {column} from companies_importline")  # noqa: S608
    bo = administrator("Odder")
    with acting_as(bo), connection.cursor() as cursor:
        cursor.execute("select count(*) from companies_importline")
        assert cursor.fetchone() == (0,)
    assert client_of(bo).get(reverse("companies:import_changes", args=[run.uuid])).status_code == 404


def test_what_stood_before_goes_with_the_rows(karen: Actor) -> None:
    run = checked(karen, sheet([row(1, kontaktperson="Person 1", telefon="76 11 11 11")], HEADS))
    started(karen, run)
    work(run)
    swept()
    over = fresh(run)
    assert changes(over) == {} and over.sample == [] and over.changed_columns == {"phone": 1}
    text = page(karen, over)
    assert "+45 7600 0001" not in text and "Hvad filen ændrer" not in text
    assert len(fetched(karen, over)) == 1  # the headings


def test_the_page_asks_the_same_number_of_questions_however_much_changes(
    karen: Actor, django_assert_max_num_queries: Any
) -> None:
    client = client_of(karen)

    def asked(run: CompanyImport) -> int:
        with django_assert_max_num_queries(60) as found:
            client.get(reverse("companies:import_run", args=[run.uuid]))
        return len(found)

    cells = [row(n, kontaktperson=f"Person {n}", telefon=f"76 11 11 {n + 10}") for n in range(1, 31)]
    few = checked(karen, sheet(cells[:21], HEADS))  # one beyond the sample
    first = asked(few)
    with as_owner():
        CompanyImport.objects.filter(pk=few.pk).update(state="cancelled", finished_at=timezone.now())
    assert asked(checked(karen, sheet(cells, HEADS))) == first
