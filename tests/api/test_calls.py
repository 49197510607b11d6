"""What holds for every call: who gets in, how failure is told, how often, twice the same, versions, pages."""

import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.enums import OrganisationKind, Role
from api import rate
from api.openapi import document
from api.problems import WORDS, Code
from candidates.models import ImportRun
from tests.api.client import Api, address
from tests.candidates.import_files import checked, person, sheet
from tests.factories import accounts, candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db
CSV = {"content_type": "text/csv"}


@pytest.fixture
def horsens() -> Api:
    return Api(make.jobcenter("Horsens"))


def runs() -> int:
    with as_owner():
        return ImportRun.objects.count()


# --- who gets in --------------------------------------------------------------------------------------------


def test_nobody_without_a_token() -> None:
    answer = Api().get("/candidates")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "no_token"


@pytest.mark.parametrize("value", ["Bearer nonsense", "Bearer " + "x" * 5_000, "Bearer \u00e6", "Bearer"])
def test_an_unknown_secret_is_refused(value: str) -> None:
    answer = Api().call("GET", "/candidates", Authorization=value)
    assert answer.status_code == 401


def test_a_session_gives_no_access() -> None:
    administrator = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    client = client_of(administrator)
    assert client.get(reverse("api:tokens")).status_code == 200
    for name in ("candidates", "imports", "candidate_search"):
        assert client.get(address(name)).status_code == 401
    assert client.post(address("imports"), "a;b", content_type="text/csv").status_code == 401


def test_each_call_needs_its_scope() -> None:
    organisation = make.jobcenter("Horsens")
    reader = Api(organisation, "candidates:read")
    assert reader.get("/candidates").status_code == 200
    for path in ("/candidates/imports", "/candidates/H-1"):
        answer = reader.get(path, Purpose="Formidling")
        assert answer.status_code == 403
        assert answer.json()["code"] == "scope_missing"
        assert "insufficient_scope" in answer["WWW-Authenticate"]
    importer = Api(organisation, "candidates:import")
    assert importer.get("/candidates/imports").status_code == 200
    assert importer.get("/candidates").status_code == 403


def test_every_operation_names_a_scope() -> None:
    for operations in document()["paths"].values():
        for operation in operations.values():
            if operation["tags"] == ["oauth"]:
                continue  # the client shows who it is in the call itself
            assert operation["security"][0]["token"], operation["operationId"]


def test_an_authority_without_candidates_of_its_own_has_no_list() -> None:
    national = Api(accounts.organisation("Jobservice", kind=OrganisationKind.NATIONAL))
    assert national.get("/candidates").status_code == 404
    assert national.get("/candidates/search", {"place": "8700"}).status_code == 200


# --- problems -----------------------------------------------------------------------------------------------


def test_problems_are_told_in_danish_or_english(horsens: Api) -> None:
    path = "/candidates/imports/00000000-0000-4000-8000-000000000000"
    danish = horsens.get(path)
    assert (danish.status_code, danish.json()["title"]) == (404, "Findes ikke")
    english = horsens.get(path, Accept_Language="en-GB,en;q=0.9,da;q=0.5")
    assert (english.json()["title"], english["Content-Language"]) == ("Not found", "en")
    assert english.json()["code"] == danish.json()["code"] == "not_found"
    assert horsens.get(path, Accept_Language="fr, da;q=0.5").json()["title"] == "Findes ikke"


def test_every_status_is_a_problem_document(horsens: Api) -> None:
    answers = {
        404: horsens.get("/nothing/here", documented=False),
        405: horsens.call("DELETE", "/candidates"),
        406: horsens.get("/candidates", Accept="text/html"),
        413: horsens.post(address("import_start", _run(horsens)), {"sure": True, "x": "y" * 3_000_000}),
        415: horsens.post("/candidates/imports", "x", content_type="image/png"),
        422: horsens.get("/candidates", {"limit": "0"}),
        400: horsens.post(address("import_start", _run(horsens)), "{not json"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, (status, answer.content)
    assert "GET" in answers[405]["Allow"]
    assert horsens.call("OPTIONS", "/candidates").status_code == 405


def test_what_fails_before_the_view_is_a_problem_too(horsens: Api) -> None:
    assert horsens.get("/candidates?reference=%00", documented=False).status_code == 400
    assert horsens.get("/candidates/", documented=False).status_code == 404


def test_a_fault_of_ours_tells_nothing_of_itself(horsens: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object) -> None:
        raise RuntimeError("Zenobia Hemmelig")

    monkeypatch.setattr("api.views.candidates.own_after", burst)
    answer = horsens.get("/candidates")
    assert answer.status_code == 500
    assert "Zenobia" not in answer.content.decode()


def _run(api: Api) -> str:
    with as_owner():
        found = ImportRun.objects.first()
    if found is None:
        administrator = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
        found = checked(administrator, sheet([person(1)]))
    return str(found.uuid)


def test_a_field_that_nobody_knows_is_an_error(horsens: Api) -> None:
    answer = horsens.post(address("import_start", _run(horsens)), {"sikker": True})
    assert answer.json()["errors"] == [
        {"field": "sikker", "code": "unknown", "detail": "Feltet kendes ikke."}
    ]
    english = horsens.post(address("import_start", _run(horsens)), {"sure": "måske"}, Accept_Language="en")
    assert english.json()["errors"] == [
        {"field": "sure", "code": "invalid", "detail": "The value is not valid."}
    ]
    assert horsens.post(address("import_start", _run(horsens)), [1]).status_code == 422


def test_every_code_is_explained_on_the_page() -> None:
    page = Client().get(reverse("api:guide")).content.decode()
    for code in Code:
        assert f'id="{code.value}"' in page
        assert WORDS[code].title[0] in page


# --- how often ----------------------------------------------------------------------------------------------


def test_the_limit_is_per_token(
    horsens: Api, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another worker's test may have a token of the same number in this minute, and the counters are shared.
    monkeypatch.setattr(rate, "KEYS", f"api:calls:{uuid4()}")
    settings.API_CALLS_PER_MINUTE = 3  # type: ignore[attr-defined]
    other = Api(make.jobcenter("Odder"))
    codes = []
    # Eight calls cannot all be the first three of a minute, wherever the minute ends.
    for _ in range(8):
        answer = horsens.get("/candidates")
        codes.append(answer.status_code)
    assert 429 in codes and codes[0] == 200
    assert answer.json()["code"] == "too_many_requests" or 200 in codes[3:]
    refused = next(one for one in (horsens.get("/candidates") for _ in range(8)) if one.status_code == 429)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert other.get("/candidates").status_code == 200


def test_a_redis_that_is_down_stops_nobody(
    horsens: Api, monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    settings.API_CALLS_PER_MINUTE = 1  # type: ignore[attr-defined]
    rate._client.cache_clear()
    monkeypatch.setattr(rate, "_asleep_until", 0.0)
    try:
        answers = [horsens.get("/candidates") for _ in range(3)]
    finally:
        rate._client.cache_clear()
        monkeypatch.setattr(rate, "_asleep_until", 0.0)
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "RateLimit-Limit" not in answers[0]


def test_the_limit_is_told(horsens: Api) -> None:
    answer = horsens.get("/candidates")
    assert answer["RateLimit-Limit"] == str(settings.API_CALLS_PER_MINUTE)
    assert int(answer["RateLimit-Remaining"]) < settings.API_CALLS_PER_MINUTE


# --- twice the same -----------------------------------------------------------------------------------------


def test_the_same_call_twice_is_one(horsens: Api) -> None:
    body = sheet([person(1)])
    first = horsens.post("/candidates/imports", body, **CSV, Idempotency_Key="a-1")
    again = horsens.post("/candidates/imports", body, **CSV, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert runs() == 1


def test_the_same_key_for_another_call_is_refused(horsens: Api) -> None:
    horsens.post("/candidates/imports", sheet([person(1)]), **CSV, Idempotency_Key="a-1")
    for body, query in ((sheet([person(2)]), None), (sheet([person(1)]), {"whole_stock": "true"})):
        answer = horsens.post("/candidates/imports", body, query=query, **CSV, Idempotency_Key="a-1")
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert runs() == 1


def test_a_key_belongs_to_one_token(horsens: Api) -> None:
    odder = Api(make.jobcenter("Odder"))
    body = sheet([person(1)])
    for api in (horsens, odder):
        answer = api.post("/candidates/imports", body, **CSV, Idempotency_Key="same")
        assert answer.status_code == 202 and "Idempotency-Replayed" not in answer
    assert runs() == 2


def test_a_refused_call_may_be_sent_again_with_its_key(horsens: Api) -> None:
    run = _run(horsens)
    path = address("import_discard", run)
    assert horsens.post(path, Idempotency_Key="k").status_code == 200
    assert horsens.post(path, Idempotency_Key="other").status_code == 409
    assert horsens.post(path, Idempotency_Key="other").status_code == 409
    assert horsens.post(path, Idempotency_Key="k").json()["state"] == "cancelled"


@pytest.mark.parametrize("key", ["", "a b", "æ", "x" * 129])
def test_a_key_that_is_none_is_told(horsens: Api, key: str) -> None:
    answer = horsens.post("/candidates/imports", sheet([person(1)]), **CSV, Idempotency_Key=key)
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert runs() == 0


# --- versions -----------------------------------------------------------------------------------------------


def test_an_answer_that_is_known_is_not_sent_again(horsens: Api) -> None:
    path = address("import", _run(horsens))
    first = horsens.get(path)
    assert horsens.get(path, If_None_Match=first["ETag"]).status_code == 304
    assert horsens.get(path, If_None_Match='"other"').status_code == 200
    assert horsens.call("HEAD", path).status_code == 200
    horsens.post(address("import_discard", _run(horsens)))
    assert horsens.get(path, If_None_Match=first["ETag"]).status_code == 200


def test_what_was_not_seen_is_not_changed(horsens: Api) -> None:
    run = _run(horsens)
    path = address("import_discard", run)
    seen = horsens.get(address("import", run))["ETag"]
    answer = horsens.post(path, If_Match='"something-old"')
    assert (answer.status_code, answer.json()["code"]) == (412, "changed")
    # Compressed on the way, the tag comes back as a weak one.
    assert horsens.post(path, If_Match=f'"x", W/{seen}').status_code == 200


# --- pages --------------------------------------------------------------------------------------------------


def test_pages_hold_every_row_once_though_rows_are_added(horsens: Api) -> None:
    names = [candidates.candidate("Horsens").pseudonym for _ in range(5)]
    candidates.candidate("Odder", postcode="8300")
    seen, path, query = [], "/candidates", {"limit": "2"}
    while path:
        page = horsens.get(path, query).json()
        seen += [item["pseudonym"] for item in page["items"]]
        path, query = page["next"], None
        if len(seen) == 2:
            names.append(candidates.candidate("Horsens").pseudonym)
    assert seen == names


@pytest.mark.parametrize("cursor", ["x", "!!", "MS0y", "LTE", "w6Y", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_cursor_that_is_none_is_told(horsens: Api, cursor: str) -> None:
    assert horsens.get("/candidates", {"cursor": cursor}).json()["errors"][0]["field"] == "cursor"


# --- the document -------------------------------------------------------------------------------------------


def test_the_document_is_openapi_and_its_examples_fit(horsens: Api) -> None:
    from jsonschema import Draft202012Validator

    answer = Client().get(address("openapi_json"))
    whole = json.loads(answer.content)
    assert whole["openapi"].startswith("3.1")
    assert answer["ETag"]
    examples = 0
    for operations in whole["paths"].values():
        for operation in operations.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (one for body in bodies for one in body.get("content", {}).values()):
                schema = {**content["schema"], "components": whole["components"]}
                for one in content.get("examples", {}).values():
                    examples += 1
                    faults = list(Draft202012Validator(schema).iter_errors(one["value"]))
                    assert faults == [], (operation["operationId"], faults)
            assert any("examples" in c for body in bodies for c in body.get("content", {}).values())
    assert examples >= 12
    yaml_text = Client().get(address("openapi_yaml")).content.decode()
    assert "openapi: 3.1" in yaml_text


def test_the_generator_has_nothing_to_warn_of(capsys: pytest.CaptureFixture[str]) -> None:
    from drf_spectacular.generators import SchemaGenerator

    SchemaGenerator(urlconf="api.urls.v1_root").get_schema(request=None, public=True)
    assert capsys.readouterr().err == ""


def test_the_page_says_something_of_every_operation() -> None:
    page = Client().get(reverse("api:guide")).content.decode()
    for path, operations in document()["paths"].items():
        for method in operations:
            assert f">{method.upper()} {path}</code>" in page
