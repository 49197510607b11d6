"""An organisation takes everything out: what is in the archive, what is not, who fetches it, and how it goes away."""

import csv
import datetime
import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import AuditEvent, Membership
from accounts.moment import moment
from accounts.tenancy import acting_as
from candidates.models import AccessLog
from companies.models import Company
from leaving import running
from leaving.catalogue import columns_of, owned_tables
from leaving.enums import ExportState
from leaving.limits import KEPT
from leaving.models import Export, Piece
from leaving.running import export_make, export_sweep
from leaving.services import export_order
from notifications.models import OutboxMail
from tests.candidates.placing import SECRETS, Stage
from tests.factories import accounts, agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


def administrator(place: str) -> Actor:
    return accounts.actor(make.jobcenter(place), role=Role.ADMINISTRATOR, name=f"Administrator i {place}")


def ordered(actor: Actor) -> Export:
    with acting_as(actor):
        return export_order(actor=actor)


def made(actor: Actor) -> Export:
    export = ordered(actor)
    with as_worker():
        assert export_make(export.pk)
    with as_owner():
        return Export.objects.get(pk=export.pk)


def archive(export: Export) -> zipfile.ZipFile:
    with as_owner():
        pieces = Piece.objects.filter(export=export).order_by("number").values_list("content", flat=True)
        return zipfile.ZipFile(io.BytesIO(b"".join(bytes(piece) for piece in pieces)))


def rows(packed: zipfile.ZipFile, name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(packed.read(f"json/{name}.json"))
    text = packed.read(f"csv/{name}.csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(lines) == len(found) + 1
    if found:
        assert lines[0] == list(found[0])
    return found


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    secret = stage.secret_candidate()
    stage.presented(secret)
    agreements.agreement_in_force()
    return stage


def test_a_jobcentre_leaves_with_its_own_and_with_nothing_else(stage: Stage) -> None:
    odder, horsens = administrator("Odder"), administrator("Horsens")
    packed = archive(made(odder))
    assert {f"csv/{one.file}.csv" for one in owned_tables()} | {"LÆSMIG.txt"} <= set(packed.namelist())
    (person,) = rows(packed, "kandidater-identiteter")
    assert person["name"] == SECRETS["name"] and person["external_ref"] == SECRETS["reference"]
    (profile,) = rows(packed, "kandidater-profiler")
    assert "hydraulik" in str(profile["wanted_work"])
    assert [row["to_organisation_id"] for row in rows(packed, "henvendelser")] == [odder.organisation_id]
    assert rows(packed, "ordrer") == []  # Horsens leads it
    theirs = archive(made(horsens))
    assert [row["number"] for row in rows(theirs, "ordrer")] == [stage.order.number]
    assert rows(theirs, "kandidater-identiteter") == []
    everything = b"".join(theirs.read(name) for name in theirs.namelist())
    for secret in (SECRETS["email"], SECRETS["reference"], SECRETS["employer"]):
        assert secret.encode() not in everything


def test_every_own_candidate_that_leaves_is_a_look_in_the_log(stage: Stage) -> None:
    odder = administrator("Odder")
    made(odder)
    with as_owner():
        looks = AccessLog.objects.filter(user_id=odder.user_id, purpose__startswith="Udtræk")
        assert sorted(looks.values_list("level", flat=True)) == [2, 3]
        assert set(looks.values_list("surface", flat=True)) == {"csv"}


def test_no_secret_of_a_sign_in_or_a_link_leaves(stage: Stage) -> None:
    packed = archive(made(administrator("Horsens")))
    for table in owned_tables():
        for column in columns_of(table):
            assert not column.endswith("_hash") or column == "document_hash", (table.table, column)
            assert column not in ("password", "secret", "token"), (table.table, column)
    with as_owner():
        password = Membership.objects.select_related("user").first().user.password
    assert password and all(password.encode() not in packed.read(name) for name in packed.namelist())


def test_a_company_finds_the_way_on_its_own_page(stage: Stage) -> None:
    with as_owner():
        company = Company.objects.select_related("organisation").get(pk=stage.karin.organisation_id)
    address = reverse("companies:detail", args=[company.uuid])
    way = reverse("leaving:exports")
    assert way in client_of(stage.karin).get(address).content.decode()
    assert f'href="{way}">Tag alt' not in client_of(stage.mette).get(address).content.decode()
    assert client_of(stage.karin).get(way).status_code == 200


def test_a_company_leaves_with_its_own(stage: Stage) -> None:
    packed = archive(made(stage.karin))
    assert [row["id"] for row in rows(packed, "organisation")] == [stage.karin.organisation_id]
    assert [row["number"] for row in rows(packed, "ordrer")] == [stage.order.number]
    assert rows(packed, "kandidater") == rows(packed, "opslagslog") == []


def test_the_readme_says_what_every_column_means_and_formulas_are_harmless() -> None:
    horsens = administrator("Horsens")
    company = companies.company('=HYPERLINK("http://ond.example")')
    with as_owner():
        Company.objects.filter(pk=company.pk).update(
            created_by_organisation=horsens.organisation_id, industry="=1+1"
        )
    packed = archive(made(horsens))
    assert '"\'=1+1"' in packed.read("csv/virksomheder.csv").decode() or ";'=1+1;" in packed.read(
        "csv/virksomheder.csv"
    ).decode("utf-8-sig")
    assert rows(packed, "virksomheder")[0]["industry"] == "=1+1"
    text = packed.read("LÆSMIG.txt").decode()
    assert "virksomheder (1)" in text and "cvr: CVR-nummer" in text and "Ikke med: password" in text
    for table in owned_tables():
        for column in columns_of(table):
            assert f"  {column}: " in text


def test_who_may_order_and_fetch(stage: Stage) -> None:
    odder = administrator("Odder")
    export = made(odder)
    for actor in (stage.bo, accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER)):
        with acting_as(actor), pytest.raises(PermissionDenied):
            export_order(actor=actor)
        assert client_of(actor).get(reverse("leaving:exports")).status_code == 403
    fetch = reverse("leaving:fetch", args=[export.uuid])
    assert client_of(administrator("Horsens")).get(fetch).status_code == 404
    assert client_of(stage.bo).get(fetch).status_code == 404
    assert Client().get(fetch).status_code == 302
    response = client_of(odder).get(fetch)
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None and len(content) == export.size
    assert response["Cache-Control"].find("no-store") >= 0
    with as_owner():
        assert AuditEvent.objects.filter(action="export.fetch", user_id=odder.user_id).count() == 1
    with acting_as(odder), connection.cursor() as cursor:
        cursor.execute("select count(*) from leaving_piece")
        assert cursor.fetchone()[0] >= 1
    with acting_as(administrator("Horsens")), connection.cursor() as cursor:
        cursor.execute("select count(*) from leaving_piece")
        assert cursor.fetchone() == (0,)


def test_one_at_a_time_one_mail_and_deleted_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    horsens = administrator("Horsens")
    export = ordered(horsens)
    with pytest.raises(ValidationError, match="allerede"):
        ordered(horsens)
    with as_worker():
        assert export_sweep() == 1
        assert export_sweep() == 0
    with as_owner():
        (mail,) = OutboxMail.objects.filter(name="leaving.export_ready")
        assert mail.recipient_user_id == horsens.user_id and reverse("leaving:exports") in mail.text
        export.refresh_from_db()
        assert (
            export.is_done
            and export.expires_at
            and export.expires_at - moment() > KEPT - datetime.timedelta(hours=1)
        )
    later = moment() + KEPT + datetime.timedelta(minutes=1)
    monkeypatch.setattr(running, "moment", lambda: later)
    with as_worker():
        export_sweep()
    with as_owner():
        export.refresh_from_db()
        assert export.state == ExportState.REMOVED and not Piece.objects.filter(export=export).exists()
    assert client_of(horsens).get(reverse("leaving:fetch", args=[export.uuid])).status_code == 404
    ordered(horsens)


def test_who_is_no_administrator_any_more_gets_nothing() -> None:
    horsens = administrator("Horsens")
    export = ordered(horsens)
    with as_owner():
        Membership.objects.filter(user_id=horsens.user_id).update(role=Role.CONSULTANT)
    with as_worker():
        assert not export_make(export.pk)
    with as_owner():
        export.refresh_from_db()
        assert export.state == ExportState.FAILED and "administrator" in export.problem
        assert OutboxMail.objects.filter(name="leaving.export_failed").count() == 1


def test_a_try_that_breaks_leaves_nothing_and_is_given_up_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    horsens = administrator("Horsens")
    export = ordered(horsens)

    def breaks(*_args: object) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as broken:
        broken.setattr(running, "_store", breaks)
        with as_worker():
            assert export_sweep() == 0
    with as_owner():
        export.refresh_from_db()
        assert export.is_waiting and export.tries == 1 and not Piece.objects.exists()
        Export.objects.filter(pk=export.pk).update(tries=3)
    with as_worker():
        export_sweep()
    with as_owner():
        export.refresh_from_db()
        assert export.state == ExportState.FAILED


def test_the_page_orders_and_lets_go() -> None:
    horsens = administrator("Horsens")
    client = client_of(horsens)
    page = reverse("leaving:exports")
    assert "I har ikke taget data ud endnu" in client.get(page).content.decode()
    assert client.post(reverse("leaving:order")).status_code == 302
    assert client.post(reverse("leaving:order"), follow=True).status_code == 200
    with as_worker():
        export_sweep()
    text = client.get(page).content.decode()
    assert "Hent filen" in text and "slettes" in text
    with as_owner():
        export = Export.objects.get()
    client.post(reverse("leaving:remove", args=[export.uuid]))
    with as_worker():
        export_sweep()
    assert "Slettet" in client.get(page).content.decode()
