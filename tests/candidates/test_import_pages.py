"""The pages of imports as a browser without scripts uses them, and what they refuse."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from candidates.models import ImportChunk, ImportRun
from candidates.views import imports as views
from imports.enums import ImportState
from imports.uploads import LimitedUpload
from tabular import limits
from tests.agreements.pages import signed_in
from tests.candidates.import_files import administrator, checked, fresh, loaded, person, sheet, work
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
NEW = "/kandidater/indlaes/fil/"


@pytest.fixture
def karen() -> Actor:
    return administrator()


@pytest.fixture
def client(karen: Actor) -> Client:
    return signed_in(karen)


def send(client: Client, content: str, **fields: object):
    file = SimpleUploadedFile("kandidater.csv", content.encode(), content_type="text/csv")
    return client.post(NEW, {"file": file, **fields})


def only_run() -> ImportRun:
    with as_owner():
        return ImportRun.objects.get()


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("candidates:import_run", args=[run.uuid])).content.decode()


def test_from_the_file_to_the_stock(client: Client, karen: Actor) -> None:
    overview = client.get("/kandidater/indlaes/").content.decode()
    assert "Der er ingen kandidater endnu." in overview
    form = client.get(NEW).content.decode()
    assert "1.000.000 rækker" in form and "500 MB" in form and "sagsbehandlers e-mail" in form
    response = send(client, sheet([*(person(n) for n in range(30)), person(30, navn="")]))
    run = only_run()
    assert response["Location"] == reverse("candidates:import_run", args=[run.uuid])
    waiting = page(client, run)
    assert "Filen læses igennem" in waiting and "<progress" in waiting and "Opdater" in waiting
    work(run)
    preview = page(client, run)
    assert "Indlæs 30 kandidater" in preview
    assert "Borger Nummera" in preview and "Navnet mangler." in preview
    client.post(reverse("candidates:import_begin", args=[run.uuid]))
    assert "Kandidaterne indlæses" in page(client, run)
    work(run)
    done = page(client, run)
    assert "Kandidaterne er indlæst" in done and "Borger Nummera" not in done
    overview = client.get("/kandidater/indlaes/").content.decode()
    assert "Kan findes af andre jobcentre" in overview and "kandidater.csv" in overview


def test_the_stock_says_what_its_cvs_lack(client: Client, karen: Actor) -> None:
    loaded(
        karen,
        sheet([person(1), person(2, faglig_profil="", sprog=""), person(3, faglig_profil="", grundlag="")]),
    )
    overview = client.get("/kandidater/indlaes/").content.decode()
    assert "Faglig profil mangler eller er meget kort" in overview
    assert overview.index("Faglig profil mangler") < overview.index("Intet sprog")
    other = signed_in(administrator("Odder")).get("/kandidater/indlaes/").content.decode()
    assert "Faglig profil mangler" not in other


def test_polling_tells_how_far_and_asks_for_a_new_page_at_the_end(client: Client, karen: Actor) -> None:
    send(client, sheet([person(1)]))
    run = only_run()
    address = reverse("candidates:import_run", args=[run.uuid])
    part = client.get(address, headers={"HX-Request": "true"})
    assert "hx-get" in part.content.decode() and "<html" not in part.content.decode()
    work(run)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_is_wrong_stands_at_the_field_and_the_tick_stays(client: Client) -> None:
    response = send(client, "navn;postnummer\nA;8700\n", whole_stock="on")
    text = response.content.decode()
    assert response.status_code == 422
    assert "Filen mangler “reference”" in text and "checked" in text
    response = client.post(NEW, {})
    assert response.status_code == 422 and "Vælg en fil." in response.content.decode()
    with as_owner():
        assert not ImportChunk.objects.exists()


def test_a_file_beyond_the_limit_is_refused_in_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitedUpload, "most", 100_000)
    response = send(client, "x" * 3_000_000)
    assert response.status_code == 422
    assert "Filen er større end" in response.content.decode()
    assert limits.MOST_BYTES > 100_000_000


def test_the_token_is_checked(karen: Actor) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(karen).cookies
    assert send(client, sheet([person(1)])).status_code == 403


def test_faults_by_page_and_as_a_sheet(client: Client, karen: Actor) -> None:
    rows = [person(n, grundlag="=2+2;måske") for n in range(120)]
    run = checked(karen, sheet(rows))
    address = reverse("candidates:import_faults", args=[run.uuid])
    seen, at = [], address
    while at:
        response = client.get(at)
        seen += [row.line for row in response.context["rows"]]
        last, at = at, response.context["page"].next_url
    assert seen == list(range(2, 122))
    back = client.get(client.get(last).context["page"].previous_url)
    assert [row.line for row in back.context["rows"]] == list(range(52, 102))
    for nonsense in ("x", "1", "1-", "9" * 40 + "-1", "1-1'--"):
        assert client.get(address, {"efter": nonsense}).status_code == 200
    sheet_of = client.get(reverse("candidates:import_faults_sheet", args=[run.uuid])).content
    lines = list(csv.reader(io.StringIO(sheet_of.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 121
    assert lines[1][:2] == ["2", "grundlag"]


def test_no_formula_leaves_in_a_sheet(client: Client, karen: Actor) -> None:
    text = (
        sheet([person(1, grundlag="x")]).replace("grundlag", "=grundlag", 1).replace("=grundlag", "grundlag")
    )
    run = checked(karen, text)
    with as_owner():
        run.faults.update(column="=cmd", text="@SUM(1)")
    sheet_of = client.get(reverse("candidates:import_faults_sheet", args=[run.uuid])).content
    assert b"'=cmd" in sheet_of and b"'@SUM" in sheet_of


def test_the_example_is_a_file_that_can_be_taken_in(client: Client, karen: Actor) -> None:
    example = client.get("/kandidater/indlaes/skabelon.csv?eksempel").content
    run = loaded(karen, example)
    assert (run.done_new, run.wrong, run.ignored, run.absent) == (2, 0, [], [])
    same = client.get("/kandidater/indlaes/eksempel.json").content
    assert len(json.loads(same)) == 2
    assert checked(karen, same, name="k.json").unchanged == 2
    assert (
        client.get("/kandidater/indlaes/skabelon.csv")
        .content.decode("utf-8-sig")
        .startswith("reference;navn;")
    )


def test_who_may_open_it(karen: Actor) -> None:
    run = checked(karen, sheet([person(1)]))
    horsens = make.jobcenter("Horsens")
    assert (
        signed_in(accounts.actor(horsens, role=Role.MANAGER)).get("/kandidater/indlaes/").status_code == 200
    )
    mette = signed_in(make.consultant("Horsens"))
    assert mette.get("/kandidater/indlaes/").status_code == 403
    assert mette.get(reverse("candidates:import_run", args=[run.uuid])).status_code == 404
    assert (
        signed_in(administrator("Odder")).get(reverse("candidates:import_run", args=[run.uuid])).status_code
        == 404
    )


def test_two_clicks_start_one_run(client: Client, karen: Actor) -> None:
    run = checked(karen, sheet([person(1)]))
    start = reverse("candidates:import_begin", args=[run.uuid])
    assert client.post(start).status_code == 302
    again = client.post(start)
    assert again.status_code == 409 and "allerede" in again.content.decode()
    assert client.post(reverse("candidates:import_discard", args=[run.uuid])).status_code == 409
    assert fresh(run).state == ImportState.LOADING


def test_a_sheet_too_large_for_memory_comes_from_disk(
    client: Client, karen: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SHEET_IN_MEMORY", 500)
    run = checked(karen, sheet(person(n, grundlag="x") for n in range(20)))
    response = client.get(reverse("candidates:import_faults_sheet", args=[run.uuid]))
    assert response.streaming
    assert len(response.getvalue().splitlines()) == 21
