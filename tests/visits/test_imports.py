"""Visits and calls from a file: read through, understood, taken in; the same file again changes nothing."""

import datetime
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import AuditEvent, Membership, User
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.models import Company
from companies.services import companies_merge
from imports.enums import ImportState
from notifications.models import OutboxMail
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.visits.import_files import (
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
from tests.visits.notes import NOON, client_of, note
from visits.enums import TaskKind
from visits.imports import loading
from visits.imports.services import import_upload
from visits.models import (
    Interaction,
    InteractionCorrection,
    Task,
    VisitImport,
    VisitImportLine,
    VisitImportPiece,
    VisitImportProblem,
)
from visits.services.interactions import NeedData

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def karen() -> Actor:
    return administrator()


@pytest.fixture
def mette(karen: Actor) -> Actor:
    found = accounts.actor(make.jobcenter("Horsens"), name="Mette Madsen")
    with as_owner():
        User.objects.filter(pk=found.user_id).update(email="mette@horsens.example")
    return found


def notes() -> list[Interaction]:
    with as_owner():
        return list(Interaction.objects.order_by("external_ref").select_related("author", "workplace"))


def tasks() -> list[Task]:
    with as_owner():
        return list(Task.objects.order_by("pk"))


def problems(run: VisitImport) -> list[tuple[int, str, str]]:
    with as_owner():
        rows = VisitImportProblem.objects.filter(run=run).order_by("line", "pk")
        return list(rows.values_list("line", "column", "text"))


def counts(run: VisitImport) -> tuple[int, int, int, int]:
    return run.new, run.changed, run.unchanged, run.wrong


def stored() -> list[Any]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select i.*, i.xmin::text from visits_interaction i order by id")
        return cursor.fetchall()


def test_everything_that_a_row_says(karen: Actor, mette: Actor, company: Company) -> None:
    with as_owner():
        place = company.workplaces.get()
        place.p_number = "1003388394"
        place.save()
    full = line(
        1,
        company.cvr,
        p_number="1003388394",
        author="METTE@horsens.example",
        text="De udvider hallen.\nOg mangler svejsere.",
        growth="vokser",
        needs_labour="ja",
        needs_apprentices="nej",
        needs_retention="x",
        outlook_3="Flere",
        outlook_12="samme",
        next_visit_on="01-06-2026",
        campaign="Industri 2026",
        is_shared="ja",
        organisation="Jobcenter Horsens",
    )
    call = line(2, p_number="1003388394", kind="Telefonopkald", next_visit_on="2026-03-10")
    run = checked(karen, sheet([full, call]))
    assert counts(run) == (2, 0, 0, 0), problems(run)
    assert notes() == []
    started(karen, run)
    assert work(run).state == ImportState.DONE
    visit, phoned = notes()
    assert (visit.organisation_id, visit.author_id, visit.workplace_id) == (
        karen.organisation_id,
        mette.user_id,
        place.pk,
    )
    assert visit.text == "De udvider hallen.\nOg mangler svejsere."
    assert (visit.growth, visit.outlook_3, visit.outlook_12) == ("grows", "more", "same")
    assert (visit.needs_labour, visit.needs_apprentices, visit.needs_retention) == (True, False, True)
    assert (visit.campaign, visit.is_shared, visit.held_on) == (
        "Industri 2026",
        True,
        datetime.date(2026, 3, 2),
    )
    assert (phoned.kind, phoned.company_id, phoned.author_id, phoned.is_shared) == (
        "call",
        company.pk,
        None,
        False,
    )
    # A next visit that lies ahead is a task like that of a typed note; one in the past is none.
    (task,) = tasks()
    assert (task.kind, task.interaction_id, task.assigned_id) == (
        TaskKind.NEXT_VISIT,
        visit.pk,
        mette.user_id,
    )
    assert task.due_on == datetime.date(2026, 6, 1) and phoned.next_visit_on == datetime.date(2026, 3, 10)
    with as_owner():
        assert list(OutboxMail.objects.values_list("name", flat=True)) == ["visits.import_done"]


def test_the_same_file_again_changes_nothing(karen: Actor, mette: Actor, company: Company) -> None:
    content = sheet(
        line(n, company.cvr, author="mette@horsens.example", next_visit_on="2026-06-01") for n in range(1, 6)
    )
    loaded(karen, content)
    before, due = stored(), tasks()
    run = loaded(karen, content)
    assert counts(run) == (0, 0, 5, 0) and run.state == ImportState.DONE
    assert stored() == before and tasks() == due
    with as_owner():
        assert not InteractionCorrection.objects.exists()


def test_a_changed_row_puts_the_note_right_and_keeps_what_stood(
    karen: Actor, mette: Actor, company: Company
) -> None:
    loaded(karen, sheet([line(1, company.cvr, campaign="Industri", next_visit_on="2026-06-01")]))
    # Neither the campaign nor the next visit is a column of this file: they stay.
    heads = ("reference", "type", "dato", "cvr-nummer", "notat", "jeres medarbejder")
    changed = line(1, company.cvr, text="Rettet.", author="mette@horsens.example")
    run = loaded(karen, sheet([changed], heads))
    assert (run.done_new, run.done_changed) == (0, 1)
    (found,) = notes()
    assert (found.text, found.campaign, found.version) == ("Rettet.", "Industri", 2)
    assert found.author_id == mette.user_id
    with as_owner():
        (kept,) = InteractionCorrection.objects.all()
    assert (kept.before["text"], kept.before["author"]) == ("Samtale nummer 1.", None)
    assert kept.author_id == karen.user_id
    assert [task.due_on for task in tasks()] == [datetime.date(2026, 6, 1)]
    # The task follows a next visit that moves, and goes with one that is over or taken back.
    for day in ("2026-07-01", "2026-03-20", "2026-08-03", ""):
        loaded(karen, sheet([line(1, company.cvr, next_visit_on=day)]))
        ahead = [datetime.date.fromisoformat(day)] if day > "2026-03-27" else []
        assert [task.due_on for task in tasks()] == ahead, day


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"reference": ""}, "reference", "Referencen mangler"),
        ({"kind": "Kaffe"}, "type", "Skriv besøg, opkald eller møde"),
        ({"held_on": "31-02-2026"}, "dato", "findes ikke"),
        ({"held_on": "2026-03-28"}, "dato", "ligger i fremtiden"),
        ({"held_on": "2011-03-28"}, "dato", "mere end 5 år tilbage"),
        ({"cvr": "12345678"}, "cvr-nummer", "kan ikke passe"),
        ({"cvr": "99900016"}, "cvr-nummer", "ikke registreret"),
        ({"cvr": ""}, "cvr-nummer", "Skriv virksomhedens CVR-nummer eller"),
        ({"p_number": "1003388394"}, "p-nummer", "ikke registreret"),
        ({"author": "fremmed@odder.example"}, "jeres medarbejder", "Ingen hos jer har"),
        ({"author": "ikke en adresse"}, "jeres medarbejder", "gyldig e-mailadresse"),
        ({"text": ""}, "notat", "Notatet er tomt"),
        ({"text": "x" * 5001}, "notat", "Der er plads til 5000"),
        ({"text": "Borgeren 010170-1234 er ledig."}, "notat", "cpr-nummer"),
        ({"campaign": "0101701234"}, "kampagne", "cpr-nummer"),
        ({"reference": "010170-1234"}, "reference", "cpr-nummer"),
        ({"held_on": "0101701234"}, "dato", "cpr-nummer"),
        ({"growth": "meget"}, "vækst", "Skriv vokser"),
        ({"needs_labour": "måske"}, "mangler arbejdskraft", "Skriv ja eller nej"),
        ({"outlook_3": "17"}, "ansatte om 3 måneder", "Skriv flere, samme eller færre"),
        ({"next_visit_on": "2026-03-01"}, "næste besøg", "ligger før dette"),
        ({"next_visit_on": "2036-03-01"}, "næste besøg", "langt ude i fremtiden"),
        ({"organisation": "Jobcenter Odder"}, "skrevet af", "Kun jeres egne notater"),
        ({"text": "PÃ¸lse"}, "", "gået i stykker"),
    ],
)
def test_each_fault_at_its_row_and_column(
    karen: Actor, company: Company, cells: dict[str, str], column: str, sentence: str
) -> None:
    run = checked(karen, sheet([line(1, company.cvr), line(2, **{"cvr": company.cvr, **cells})]))
    assert counts(run) == (1, 0, 0, 1), problems(run)
    (found,) = problems(run)
    assert found[:2] == (3, column) and sentence in found[2]
    assert "0101701234" not in str(run.sample) and "010170-1234" not in str((run.sample, found))


def test_twice_in_a_file_and_across_companies(karen: Actor, company: Company) -> None:
    other = companies.company("Bageren ApS")
    loaded(karen, sheet([line(1, company.cvr)]))
    run = checked(karen, sheet([line(1, other.cvr), line(2, other.cvr), line(2, other.cvr, text="Andet.")]))
    assert counts(run) == (1, 0, 0, 2)
    first, second = problems(run)
    assert first[:2] == (2, "cvr-nummer") and f"(CVR {company.cvr})" in first[2]
    assert second[:2] == (4, "reference") and "linje 3" in second[2]


def test_only_ones_own_notes_are_changed(karen: Actor, company: Company) -> None:
    bo = administrator("Odder")
    loaded(bo, sheet([line(1, company.cvr, text="Odders eget.", is_shared="ja")]))
    run = loaded(karen, sheet([line(1, company.cvr, text="Horsens' eget.")]))
    assert (run.done_new, run.done_changed) == (1, 0)
    assert sorted(one.text for one in notes()) == ["Horsens' eget.", "Odders eget."]


def test_a_fetched_list_is_sent_back_without_a_change(karen: Actor, company: Company) -> None:
    colleague = accounts.actor(make.jobcenter("Horsens"), name="Ib Lund")
    with as_owner():
        place, person = company.workplaces.get(), company.contacts.get()
    note(
        colleague, company, growth="grows", text="=1+1 sagde de.", next_visit_on=datetime.date(2026, 6, 1),
        workplace=place, contact=person,
    )  # fmt: skip
    note(colleague, company, text="", needs=(NeedData("svejsere", 4, 3),))
    loaded(karen, sheet([line(1, company.cvr, is_shared="ja")]))
    note(administrator("Odder"), company, text="Odder deler.", is_shared=True)
    before = stored()
    for ending in ("csv", "xlsx"):
        response: Any = client_of(karen).get(reverse("visits:sheet", args=[ending]))
        run = loaded(karen, b"".join(response.streaming_content), name=f"hentet.{ending}")
        assert counts(run) == (0, 0, 3, 1), problems(run)
        assert "Jobcenter Odder" in problems(run)[-1][2]
    assert stored() == before


def test_a_company_that_was_merged_is_the_one_that_it_is_now(karen: Actor, company: Company) -> None:
    away = companies.company("Smedjen I/S")
    content = sheet([line(1, away.cvr)])
    loaded(karen, content)
    boss = accounts.actor(make.national(), role=Role.ADMINISTRATOR)
    with acting_as(boss):
        companies_merge(actor=boss, kept=company, away=away, reason="Registreret to gange.")
    run = loaded(karen, content)
    assert counts(run) == (0, 0, 1, 0), problems(run)
    assert notes()[0].company_id == company.pk


def test_a_killed_worker_loses_nothing_and_writes_nothing_twice(
    karen: Actor, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imports.checking.BATCH", 10)
    monkeypatch.setattr(loading, "BATCH", 10)
    run = checked(karen, sheet(line(n, company.cvr, next_visit_on="2026-06-01") for n in range(1, 36)))
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
            from visits.imports.running import import_turn

            import_turn(run.pk)
    done = work(run)
    assert (done.state, done.done_new) == (ImportState.DONE, 35)
    assert len(notes()) == len(tasks()) == 35


def test_what_is_gone_meanwhile_is_explained(karen: Actor, mette: Actor, company: Company) -> None:
    run = checked(karen, sheet([line(1, company.cvr), line(2, company.cvr, author="mette@horsens.example")]))
    started(karen, run)
    with as_owner():
        Membership.objects.filter(user_id=mette.user_id).delete()
    done = work(run)
    assert (done.done_new, done.wrong) == (1, 1) and "Ingen hos jer" in problems(run)[0][2]


def test_who_may_and_one_file_at_a_time(karen: Actor, mette: Actor, company: Company) -> None:
    upload(karen, sheet([line(1, company.cvr)]))
    with pytest.raises(Exception, match="allerede en fil"):
        upload(karen, sheet([line(2, company.cvr)]))
    for actor in (mette, companies.user_of(company)):
        with acting_as(actor), pytest.raises(PermissionDenied):
            import_upload(actor=actor, name="x.csv", pieces=[b"x"])
    client = client_of(mette)
    assert client.get(reverse("visits:imports")).status_code == 403
    assert reverse("visits:imports") not in client.get(reverse("visits:tasks")).content.decode()
    assert reverse("visits:imports") in client_of(karen).get(reverse("visits:tasks")).content.decode()


def test_nobody_decides_and_what_was_told_is_forgotten(karen: Actor, company: Company) -> None:
    run = checked(karen, sheet([line(1, company.cvr), line(2)]))
    with playing(NOON + datetime.timedelta(days=6, hours=23)):
        swept()
        assert fresh(run).state == ImportState.CHECKED
    with playing(NOON + datetime.timedelta(days=7, minutes=1)):
        swept()
    gone = fresh(run)
    assert (gone.state, gone.sample) == (ImportState.CANCELLED, []) and gone.purged_at
    with as_owner():
        assert not VisitImportLine.objects.exists() and not VisitImportPiece.objects.exists()
    assert problems(run)
    with playing(NOON + datetime.timedelta(days=98)):
        swept()
    assert problems(run) == [] and fresh(run).forgotten_at


def test_the_web_role_reads_neither_file_nor_rows(karen: Actor, company: Company) -> None:
    checked(karen, sheet([line(1, company.cvr)]))
    for table in ("visits_visitimportpiece", "visits_visitimportline"):
        with (
            acting_as(karen),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="permission"),
            transaction.atomic(),
        ):
            cursor.execute(f"select * from {table}")


def test_the_pages_from_the_file_to_the_notes(karen: Actor, company: Company) -> None:
    client: Client = client_of(karen)
    page = reverse("visits:imports")
    assert "I har ikke indlæst nogen endnu" in client.get(page).content.decode()
    assert "Vælg en fil." in client.post(page, {}).content.decode()
    content = io.BytesIO(sheet([line(1, company.cvr), line(2, company.cvr, growth="=1+1")]).encode())
    content.name = "mappe\\besøg.csv"
    response: Any = client.post(page, {"file": content})
    assert response.status_code == 302
    address = response.url
    assert "Filen læses igennem" in client.get(address).content.decode()
    swept()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    text = client.get(address).content.decode()
    assert (
        "Indlæs 1 række" in text
        and "Skriv vokser" in text
        and "Besøg 2. marts 2026" in text.replace("\xa0", " ")
    )
    assert "Smedjen ApS" in text and "Samtale nummer 1." in text
    uuid = address.rstrip("/").rsplit("/", 1)[-1]
    assert "3;vækst;" in client.get(reverse("visits:import_faults", args=[uuid])).content.decode()
    assert client.post(reverse("visits:import_begin", args=[uuid])).status_code == 302
    assert client.post(reverse("visits:import_begin", args=[uuid])).status_code == 409
    swept()
    assert "Besøg og opkald er indlæst" in client.get(address).content.decode()
    assert client.post(reverse("visits:import_discard", args=[uuid])).status_code == 409
    with as_owner():
        acts = AuditEvent.objects.filter(object_type="visit_import").values_list("action", flat=True)
        assert sorted(acts) == ["visits.import_start", "visits.import_upload"]
    template: Any = client.get(reverse("visits:import_template", args=["xlsx"]))
    assert template.status_code == 200
    run = checked(karen, template.content, name="s.xlsx")
    assert run.rows == 2 and run.headings == list(HEADINGS)
    assert client_of(administrator("Odder")).get(address).status_code == 404
