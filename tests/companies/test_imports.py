"""From a file to the register: checked whole, taken in, taken in again, put right, refused in words."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership, Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.demo import demo_cvr
from companies.imports import loading
from companies.imports.services import import_upload
from companies.models import Company, ContactPerson, ImportLine, ImportPiece, ImportProblem, Workplace
from imports.enums import ImportState
from notifications.models import OutboxMail
from tabular.writing import write_xlsx
from tests.companies.import_files import (
    HEADINGS,
    administrator,
    checked,
    fresh,
    line,
    loaded,
    sheet,
    started,
    swept,
    upload,
    work,
)
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def karen() -> Actor:
    return administrator()


def register() -> list[tuple[object, ...]]:
    """All that is stored of all companies, with the times and the rows' own versions."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select o::text, c::text, w::text, p::text, c.xmin::text, w.xmin::text, p.xmin::text, o.xmin::text"
            " from companies_company c join accounts_organisation o on o.id = c.organisation_id"
            " left join companies_workplace w on w.company_id = c.organisation_id"
            " left join companies_contactperson p on p.company_id = c.organisation_id"
            " order by 1, 2, 3, 4"
        )
        return cursor.fetchall()


def problems(run: object) -> list[tuple[int, str, str]]:
    with as_owner():
        return list(ImportProblem.objects.filter(run=run).values_list("line", "column", "text"))


def company(number: int) -> Company:
    with as_owner():
        return Company.objects.with_organisation().get(cvr=demo_cvr(300 + number))


def test_a_file_becomes_companies_and_the_same_file_again_changes_nothing(karen: Actor) -> None:
    rows = [line(n) for n in range(1, 41)]
    rows.append(line(1, adresse="Lagervej 9", p_nummer="", kontaktperson="Anden Person", ansatte=""))
    rows[3]["virksomhed"] = "=Formel & Søn"
    text = sheet(rows)
    before = register()
    run = checked(karen, text)
    assert (run.state, run.rows, run.new, run.changed, run.unchanged, run.wrong) == (
        "checked",
        41,
        41,
        0,
        0,
        0,
    )
    assert register() == before  # nothing has changed yet
    started(karen, run)
    run = work(run)
    assert (run.state, run.done_new + run.done_changed) == (ImportState.DONE, 41), problems(run)
    one = company(1)
    assert one.created_by_organisation_id == karen.organisation_id and one.employees == 1
    with as_owner():
        assert {w.address for w in Workplace.objects.filter(company=one)} == {"Importvej 1", "Lagervej 9"}
        persons = ContactPerson.objects.filter(company=one).order_by("pk")
        assert [(p.name, p.is_primary) for p in persons] == [("Person 1", True), ("Anden Person", False)]
        assert persons[0].phone == "+45 7600 0001"
    assert company(4).name == "=Formel & Søn"
    swept()
    after = register()
    again = loaded(karen, text)
    assert (again.unchanged, again.new, again.changed, again.done_new, again.done_changed) == (41, 0, 0, 0, 0)
    assert register() == after


def test_what_is_exported_is_imported_unchanged(karen: Actor) -> None:
    loaded(karen, sheet(line(n) for n in range(1, 6)))
    swept()
    client = client_of(karen)
    before = register()
    for what in ("virksomheder", "kontaktpersoner"):
        for ending in ("csv", "xlsx"):
            response = client.get(reverse("companies:sheet", args=[what, ending]), {"q": "Indlæst Firma"})
            run = loaded(karen, b"".join(response.streaming_content), name=f"x.{ending}")
            assert (run.rows, run.unchanged, run.wrong) == (5, 5, 0), problems(run)
            swept()
    assert register() == before


def test_changes_are_taken_in_and_empty_cells_say_nothing(karen: Actor) -> None:
    loaded(karen, sheet([line(1)]))
    changed = {
        "cvr-nummer": demo_cvr(301), "virksomhed": "Nyt Navn", "kontaktperson": "person 1",
        "e-mail": "ny@firma.example", "p-nummer": "9980000001", "adresse": "Flyttet 2", "postnummer": "8300",
    }  # fmt: skip
    run = loaded(karen, sheet([changed], [*changed, "ukendt kolonne"]))
    assert (run.done_changed, run.ignored) == (1, ["ukendt kolonne"])
    one = company(1)
    assert (one.name, one.employees, one.industry_code) == ("Nyt Navn", 1, "251100")
    assert one.name_key == "nyt navn"
    with as_owner():
        person, place = ContactPerson.objects.get(company=one), Workplace.objects.get(company=one)
    assert (person.email, person.phone, person.title) == ("ny@firma.example", "+45 7600 0001", "Leder")
    assert (place.address, place.postcode_id, place.p_number) == ("Flyttet 2", "8300", "9980000001")


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"cvr_nummer": ""}, "cvr-nummer", "mangler"),
        ({"cvr_nummer": "12345678"}, "cvr-nummer", "kan ikke passe"),
        ({"cvr_nummer": "123"}, "cvr-nummer", "8 cifre"),
        ({"virksomhed": ""}, "virksomhed", "navn skal med"),
        ({"virksomhed": "x" * 201}, "virksomhed", "201 tegn"),
        ({"virksomhed": "Vendt\u202eom"}, "virksomhed", "usynlige tegn"),
        ({"branchekode": "25"}, "branchekode", "6 cifre"),
        ({"branche": ""}, "branche", "branchens navn"),
        ({"ansatte": "mange"}, "ansatte", "helt antal"),
        ({"ansatte": "-4"}, "ansatte", "helt antal"),
        ({"postnummer": "0001"}, "postnummer", "findes ikke"),
        ({"postnummer": "Horsens"}, "postnummer", "ikke et postnummer"),
        ({"postnummer": ""}, "postnummer", "mangler"),
        ({"adresse": ""}, "adresse", "Adressen mangler"),
        ({"p_nummer": "123"}, "p-nummer", "10 cifre"),
        ({"kontaktperson": ""}, "kontaktperson", "navn mangler"),
        ({"telefon": "", "e_mail": ""}, "telefon", "telefonnummer eller"),
        ({"telefon": "ring"}, "telefon", "8 cifre"),
        ({"e_mail": "hos mig"}, "e-mail", "gyldig e-mailadresse"),
        ({"virksomhed": "SmÃ¸rrebrÃ¸d"}, "", "gået i stykker"),
    ],
)
def test_each_error_has_its_line_its_column_and_a_sentence(
    karen: Actor, cells: dict[str, str], column: str, sentence: str
) -> None:
    run = checked(karen, sheet([line(1), line(2, **cells), line(3)]))
    assert (run.new, run.wrong) == (2, 1)
    found = problems(run)
    assert found[0][:2] == (3, column) and sentence in found[0][2], found


def test_rows_that_contradict_each_other_or_the_register(karen: Actor) -> None:
    other = companies.company("Har P-nummeret", workplace_code=None)
    companies.workplace(other, p_number="9980000005")
    kept, away = companies.company("Blev"), companies.company("Lukkede", cvr=demo_cvr(310))
    with as_owner():
        Company.objects.filter(pk=away.pk).update(merged_into=kept)
    run = checked(
        karen,
        sheet(
            [
                line(1),
                line(1),
                line(1, virksomhed="Et andet navn", p_nummer="", adresse="Nye Vej 1"),
                line(5),
                line(10),
                line(6),
                line(7, p_nummer="9980000006"),
                line(1, kontaktperson="Person 1", telefon="99 99 99 99", p_nummer="", adresse="Nye Vej 2"),
            ]
        ),
    )
    told = {number: text for number, _column, text in problems(run)}
    assert "står i linje 2" in told[3]
    assert "Linje 2 siger noget andet: “Indlæst Firma 1”" in told[4]
    assert "en anden virksomhed" in told[5] and other.cvr in told[5]
    assert "lagt sammen med Blev" in told[6]
    assert "en anden virksomhed" in told[8]
    assert "Linje 2 siger noget andet: “+45 7600 0001”" in told[9]
    assert (run.new, run.wrong) == (2, 6)


def test_control_characters_and_spreadsheets_numbers(karen: Actor) -> None:
    row = line(1, virksomhed="Ær\x07ø  Værft\t", cvr_nummer=f"DK {demo_cvr(301)}")
    out = io.BytesIO()
    cells = [row[head] for head in HEADINGS]
    cells[HEADINGS.index("cvr-nummer")] = int(demo_cvr(302))  # type: ignore[call-overload]
    cells[HEADINGS.index("p-nummer")] = 9980000002.0  # type: ignore[call-overload]
    cells[HEADINGS.index("postnummer")] = 8700  # type: ignore[call-overload]
    write_xlsx(out, [HEADINGS, cells])
    assert loaded(karen, sheet([row])).done_new == 1
    assert company(1).name == "Ærø Værft"
    run = loaded(karen, out.getvalue(), name="x.xlsx")
    assert (run.kind, run.done_new) == ("xlsx", 1), problems(run)
    with as_owner():
        assert Workplace.objects.get(company=company(2)).postcode_id == "8700"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "tom"),
        (b"navn;cvr;CVR-nummer\n", "den samme"),
        (b"virksomhed\nA\n", "“cvr-nummer”"),
        (b"%PDF-1.7", "ikke en fil med rækker"),
        (b"PK\x03\x04" + b"\0" * 50, "kan ikke læses"),
        (";".join(["cvr", *(f"k{n}" for n in range(299))]).encode(), "300 kolonner"),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(karen: Actor, content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        upload(karen, content)
    with as_owner():
        assert not ImportPiece.objects.exists()


def test_a_file_without_rows_changes_nothing(karen: Actor) -> None:
    run = checked(karen, sheet([]))
    assert run.state == ImportState.FAILED and "ingen virksomheder" in run.problem


def test_a_killed_worker_loses_nothing_and_writes_nothing_twice(
    karen: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imports.checking.BATCH", 10)
    monkeypatch.setattr(loading, "BATCH", 10)
    run = checked(karen, sheet(line(n) for n in range(1, 36)))
    started(karen, run)
    write, calls = loading._Batch.write, []

    class Killed(BaseException):
        pass

    def dies(batch: loading._Batch) -> None:
        write(batch)
        calls.append(1)
        if len(calls) == 3:
            raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(loading._Batch, "write", dies)
        with pytest.raises(Killed), as_worker():
            from companies.imports.running import import_turn

            import_turn(run.pk)
    # In the test's own transaction the worker's role ends with the exception: everything it wrote is rolled back, as
    # it would be for what was not committed. The next turn goes on from what is stored.
    done = work(run)
    assert (done.state, done.done_new) == (ImportState.DONE, 35)
    with as_owner():
        assert Company.objects.filter(name_key__startswith="indlæst firma".replace("æ", "{")).count() == 35


def test_who_may_and_one_file_at_a_time(karen: Actor) -> None:
    upload(karen, sheet([line(1)]))
    with pytest.raises(ValidationError, match="allerede en fil"):
        upload(karen, sheet([line(2)]))
    for actor in (make.consultant("Horsens"), companies.user_of(companies.company())):
        with acting_as(actor), pytest.raises(PermissionDenied):
            import_upload(actor=actor, name="x.csv", pieces=[b"x"])


def test_who_is_no_administrator_any_more_does_not_go_on(karen: Actor) -> None:
    run = upload(karen, sheet([line(1)]))
    with as_owner():
        Membership.objects.filter(user_id=karen.user_id).update(role=Role.CONSULTANT)
    work(run)
    assert fresh(run).state == ImportState.FAILED
    with as_owner():
        assert not Organisation.objects.filter(name="Indlæst Firma 1").exists()


def test_after_the_run_one_mail_and_no_file(karen: Actor) -> None:
    run = loaded(karen, sheet([line(1), line(2, virksomhed="")]))
    swept()
    swept()
    with as_owner():
        (mail,) = OutboxMail.objects.filter(name="companies.import_done")
        assert not ImportPiece.objects.exists() and not ImportLine.objects.exists()
    assert "Nye rækker: 1" in mail.text and "Rækker med fejl: 1" in mail.text
    assert fresh(run).purged_at and fresh(run).sample == []


def test_a_file_that_nobody_decides_upon_goes_with_its_rows(karen: Actor) -> None:
    run = checked(karen, sheet([line(1), line(2, postnummer="0001")]))
    read = run.checked_at
    with playing(read + datetime.timedelta(days=6, hours=23)):
        swept()
        assert fresh(run).state == ImportState.CHECKED
    with playing(read + datetime.timedelta(days=7, minutes=1)):
        swept()
    gone = fresh(run)
    assert (gone.state, gone.sample) == (ImportState.CANCELLED, []) and gone.purged_at
    with as_owner():
        assert not ImportPiece.objects.exists() and not ImportLine.objects.exists()
    assert problems(run)


def test_the_web_role_reads_neither_file_nor_rows(karen: Actor) -> None:
    from django.db import DatabaseError, transaction

    checked(karen, sheet([line(1)]))
    for table in ("companies_importpiece", "companies_importline"):
        with (
            acting_as(karen),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="permission"),
        ):
            with transaction.atomic():
                cursor.execute(f"select * from {table}")


def test_the_pages_from_the_file_to_the_register(karen: Actor) -> None:
    client: Client = client_of(karen)
    page = reverse("companies:imports")
    assert "I har ikke indlæst nogen endnu" in client.get(page).content.decode()
    assert "Vælg en fil." in client.post(page, {}).content.decode()
    content = io.BytesIO(sheet([line(1), line(2, ansatte="=1+1")]).encode())
    content.name = "mappe\\virksomheder.csv"
    response = client.post(page, {"file": content})
    assert response.status_code == 302
    address = response.url
    assert "Filen læses igennem" in client.get(address).content.decode()
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    swept()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    text = client.get(address).content.decode()
    assert "Indlæs 1 række" in text and "Skriv et helt antal ansatte" in text and "Indlæst Firma 1" in text
    uuid = address.rstrip("/").rsplit("/", 1)[-1]
    faults = client.get(reverse("companies:import_faults", args=[uuid])).content.decode()
    assert "3;ansatte;" in faults
    assert client.post(reverse("companies:import_begin", args=[uuid])).status_code == 302
    assert client.post(reverse("companies:import_begin", args=[uuid])).status_code == 409
    swept()
    assert "Virksomhederne er indlæst" in client.get(address).content.decode()
    assert client.post(reverse("companies:import_discard", args=[uuid])).status_code == 409
    for ending in ("csv", "xlsx"):
        template = client.get(reverse("companies:import_template", args=[ending]))
        assert template.status_code == 200 and len(template.content) > 100
    assert client.get(reverse("companies:import_template", args=["exe"])).status_code == 404
    run = checked(
        karen, client.get(reverse("companies:import_template", args=["xlsx"])).content, name="s.xlsx"
    )
    assert (run.rows, run.wrong) == (2, 0), problems(run)
    assert client_of(make.consultant("Odder")).get(address).status_code == 404
