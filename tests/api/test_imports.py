"""A file by the API: the page's rules, its progress, its explanations, its decision."""

import json

import pytest
from django.db import connection

from accounts.enums import Role
from api.views import imports as view
from candidates.models import Candidate, CandidateIdentity, ImportChunk, ImportRun
from tests.api.client import Api, address
from tests.candidates.import_files import loaded, person, sheet, work
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
CSV = {"content_type": "text/csv; charset=utf-8"}
PATH = "/candidates/imports"


@pytest.fixture
def horsens() -> Api:
    return Api(make.jobcenter("Horsens"))


def the_run() -> ImportRun:
    with as_owner():
        return ImportRun.objects.latest("pk")


def references() -> set[str]:
    with as_owner():
        return set(CandidateIdentity.objects.values_list("external_ref", flat=True))


@pytest.mark.parametrize("kind", ["csv", "json", "ndjson"])
def test_a_file_from_call_to_stock(horsens: Api, kind: str) -> None:
    rows = [person(n) for n in range(5)] + [person(6, postnummer="0999")]
    content, media = {
        "csv": (sheet(rows), "text/csv"),
        "json": (json.dumps(rows, ensure_ascii=False), "application/json"),
        "ndjson": ("\n".join(json.dumps(row) for row in rows), "application/x-ndjson"),
    }[kind]
    sent = horsens.post(PATH, content, content_type=media, query={"file_name": "marts.csv"})
    assert sent.status_code == 202
    told, place = sent.json(), sent["Location"]
    assert (told["state"], told["file_name"], told["url"]) == ("checking", "marts.csv", place)
    work(the_run())
    read = horsens.get(place).json()
    assert (read["state"], read["percent"]) == ("checked", 100)
    assert (read["counts"]["rows"], read["counts"]["new"], read["counts"]["wrong"]) == (6, 5, 1)
    (fault,) = horsens.get(read["faults_url"]).json()["items"]
    assert (fault["column"], fault["kind"]) == ("postnummer", "error")
    assert references() == set()
    started = horsens.post(f"{place}/start", {}, If_Match=horsens.get(place)["ETag"])
    assert (started.status_code, started.json()["state"]) == (202, "loading")
    work(the_run())
    done = horsens.get(place).json()
    assert (done["state"], done["done"]["new"]) == ("done", 5)
    assert references() == {f"sag-{n}" for n in range(5)}
    # The preview's names are for the page's eyes; no answer ever holds one.
    assert "Borger" not in json.dumps([told, read, done, fault])


def test_a_page_and_a_token_see_the_same_files(horsens: Api) -> None:
    administrator = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    run = loaded(administrator, sheet([person(1)]), name="fra siden.csv")
    (item,) = horsens.get(PATH).json()["items"]
    assert (item["id"], item["file_name"], item["state"]) == (str(run.uuid), "fra siden.csv", "done")
    odder = Api(make.jobcenter("Odder"))
    assert odder.get(PATH).json()["items"] == []
    for name in ("import", "import_faults"):
        assert odder.get(address(name, run.uuid)).status_code == 404
    for name in ("import_start", "import_discard"):
        assert odder.post(address(name, run.uuid), {}).status_code == 404


def test_faults_come_in_pages(horsens: Api) -> None:
    rows = [person(n, postnummer="0999") for n in range(7)]
    place = horsens.post(PATH, sheet(rows), **CSV)["Location"]
    work(the_run())
    lines, path = [], f"{place}/faults?limit=3"
    while path:
        page = horsens.get(path).json()
        lines += [item["line"] for item in page["items"]]
        path = page["next"]
    assert lines == list(range(2, 9))


def test_one_file_at_a_time(horsens: Api) -> None:
    horsens.post(PATH, sheet([person(1)]), **CSV)
    answer = horsens.post(PATH, sheet([person(2)]), **CSV)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["reason"] == "I har allerede en fil i gang. Indlæs eller kassér den først."
    with as_owner():
        assert ImportRun.objects.count() == 1


def test_a_file_that_cannot_be_read_says_why(horsens: Api) -> None:
    answer = horsens.post(PATH, "hund;kat\n1;2\n", **CSV)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body" and answer.json()["reason"]
    assert horsens.post(PATH, " \n", **CSV).status_code == 422
    assert horsens.post(PATH, b"\x00\x01\x02" * 50, **CSV).status_code == 422
    with as_owner():
        assert not ImportRun.objects.exists()
        assert not ImportChunk.objects.exists()


def test_a_file_beyond_the_limit_is_refused(horsens: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "MOST_BYTES", 2_000)
    for headers in ({}, {"Idempotency_Key": "big"}):
        answer = horsens.post(PATH, sheet(person(n) for n in range(50)), **CSV, **headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_many_leaving_needs_to_be_said_twice(horsens: Api) -> None:
    administrator = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    loaded(administrator, sheet(person(n) for n in range(40)))
    place = horsens.post(PATH, sheet([person(1)]), query={"whole_stock": "true"}, **CSV)["Location"]
    work(the_run())
    read = horsens.get(place).json()
    assert read["whole_stock"] and read["needs_sure"] and read["counts"]["leaving"] == 39
    answer = horsens.post(f"{place}/start", {})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "sure")
    assert horsens.post(f"{place}/start", {"sure": True}).status_code == 202


def test_a_discarded_file_is_gone(horsens: Api) -> None:
    place = horsens.post(PATH, sheet([person(1)]), **CSV)["Location"]
    assert horsens.post(f"{place}/discard").json()["state"] == "cancelled"
    answer = horsens.post(f"{place}/start", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    with as_owner():
        assert not Candidate.objects.exists()


def test_who_started_it_stands_in_the_audit(horsens: Api) -> None:
    place = horsens.post(PATH, sheet([person(1)]), **CSV)["Location"]
    work(the_run())
    horsens.post(f"{place}/start", {})
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select action, user_id, (detail->>'token')::int from accounts_auditevent"
            " where action like 'candidates.import%' order by at"
        )
        token = horsens.issued.token.pk  # type: ignore[union-attr]
        assert cursor.fetchall() == [
            ("candidates.import_upload", None, token),
            ("candidates.import_start", None, token),
        ]


@pytest.mark.parametrize("query", [{"whole_stock": "ja"}, {"whole_stock": ""}])
def test_a_parameter_that_is_none(horsens: Api, query: dict[str, str]) -> None:
    answer = horsens.post(PATH, sheet([person(1)]), query=query, **CSV)
    assert answer.json()["errors"][0]["field"] == "whole_stock"
