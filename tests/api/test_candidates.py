"""Candidates by the API: the page's first level, the page's search, and a profile that is a look in the log."""

import json
from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.tenancy import acting_as
from candidates.enums import Basis, CandidateState
from candidates.models import AccessLog
from candidates.services.keeping import readers_watch
from candidates.watching import WITHOUT_ORDER
from tests.api.client import Api
from tests.candidates.placing import PROFILE, SECRETS, Stage
from tests.factories import accounts, candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db
WHY = {"Purpose": "Formidling til montage"}


@pytest.fixture
def odder() -> Api:
    return Api(make.jobcenter("Odder"), name="Momentum")


@pytest.fixture
def horsens() -> Api:
    return Api(make.jobcenter("Horsens"), name="KSD")


def looks() -> list[tuple[object, ...]]:
    with as_owner():
        return list(
            AccessLog.objects.order_by("pk").values_list(
                "user_id", "token_id", "system", "level", "surface", "order_id", "purpose"
            )
        )


# --- one's own ----------------------------------------------------------------------------------------------


def test_ones_own_are_listed_without_a_name_and_without_a_look(odder: Api) -> None:
    mine = candidates.candidate("Odder", postcode="8300", name="Zenobia Hemmelig", basis=Basis.NONE)
    candidates.candidate("Odder", postcode="8300", state=CandidateState.ANONYMISED)
    candidates.candidate("Horsens")
    answer = odder.get("/candidates")
    (item,) = answer.json()["items"]
    assert (item["pseudonym"], item["basis"], item["state"]) == (mine.pseudonym, "", "active")
    assert "reference" not in item and "Zenobia" not in answer.content.decode()
    assert looks() == []


def test_a_reference_leads_to_ones_own_and_is_a_look(odder: Api, horsens: Api) -> None:
    mine = candidates.candidate("Odder", postcode="8300")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select external_ref from candidates_candidateidentity")
        (reference,) = cursor.fetchone()
    answer = odder.get("/candidates", {"reference": reference}, Purpose=quote("Opfølgning på ønsker"))
    (item,) = answer.json()["items"]
    assert (item["pseudonym"], item["reference"]) == (mine.pseudonym, reference)
    assert answer["Cache-Control"] == "no-store" and "ETag" not in answer
    token = odder.issued.token.pk  # type: ignore[union-attr]
    assert looks() == [(None, token, "Momentum", 3, "api", None, "Opfølgning på ønsker")]
    assert horsens.get("/candidates", {"reference": reference}, **WHY).json()["items"] == []
    assert odder.get("/candidates", {"reference": "findes-ikke"}, **WHY).json()["items"] == []
    assert len(looks()) == 1


def test_a_reference_needs_a_purpose_and_the_scope(odder: Api) -> None:
    candidates.candidate("Odder", postcode="8300")
    assert odder.get("/candidates", {"reference": "sag-1"}).json()["errors"][0]["field"] == "Purpose"
    reader = Api(make.jobcenter("Odder"), "candidates:read")
    assert reader.get("/candidates", {"reference": "sag-1"}, **WHY).status_code == 403
    assert looks() == []


# --- the search ---------------------------------------------------------------------------------------------


def test_the_search_finds_what_the_page_finds(horsens: Api) -> None:
    near = candidates.candidate("Horsens", certificates=("Svejsecertifikat",), name="Zenobia Hemmelig")
    other = candidates.candidate("Odder", postcode="8300")
    hidden = candidates.candidate("Odder", postcode="8300", basis=Basis.NONE)
    answer = horsens.get("/candidates/search", {"place": "8700", "radius_km": "50"})
    told = answer.json()
    own, theirs = told["places"]
    assert own["is_own"] and [hit["pseudonym"] for hit in own["hits"]] == [near.pseudonym]
    assert own["hits"][0]["certificates"] == ["Svejsecertifikat"]
    assert [hit["pseudonym"] for hit in theirs["hits"]] == [other.pseudonym]
    # One or two of another municipality are not told apart, as on the page.
    assert theirs["count"] == {"at_least": 1, "at_most": 2, "text": "1–2"}
    text = answer.content.decode()
    assert hidden.pseudonym not in text and "Zenobia" not in text
    page = client_of(make.consultant("Horsens")).get(
        reverse("candidates:search"), {"sted": "8700", "km": "50"}
    )
    for row, shown in ((near, True), (other, True), (hidden, False)):
        assert (row.pseudonym in page.content.decode()) is shown
    assert told["summary"] in page.content.decode()
    assert looks() == []


def test_words_are_the_vocabularys_or_their_synonyms(horsens: Api) -> None:
    candidates.candidate("Horsens", occupation="Svejser")
    candidates.candidate("Horsens", occupation="Kok")
    told = horsens.get("/candidates/search", {"place": "Horsens", "occupation": "svejser"}).json()
    assert told["searched"]["occupations"] == ["Svejser"]
    assert told["searched"]["place"] == "8700 Horsens"
    assert [hit["occupation"] for hit in told["places"][0]["hits"]] == ["Svejser"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"radius_km": "5"}, "radius_km"),
        ({"radius_km": "500"}, "radius_km"),
        ({"place": "9999"}, "place"),
        ({"place": "Ingensteder"}, "place"),
        ({"place": ""}, "place"),
        ({"occupation": "rumskibspilotxyz"}, "occupation"),
        ({"available_by": "i morgen"}, "available_by"),
        ({"text": "x" * 10_000}, "text"),
        ({"hits": "0"}, "hits"),
        ({"hits": "999999"}, "hits"),
        ({"wish_certificates": "ja"}, "wish_certificates"),
        ({"navn": "Zenobia"}, "navn"),
    ],
)
def test_what_cannot_be_right_is_told_at_the_parameter(
    horsens: Api, query: dict[str, str], field: str
) -> None:
    answer = horsens.get("/candidates/search", query)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_hits_of_further_municipalities_are_given_where_they_are_named(horsens: Api) -> None:
    for place, code in (
        ("Horsens", "8700"),
        ("Odder", "8300"),
        ("Skanderborg", "8660"),
        ("Silkeborg", "8600"),
    ):
        candidates.candidate("Odder" if place == "Skanderborg" else place, postcode=code)
    query = {"place": "8700", "radius_km": "100"}
    told = horsens.get("/candidates/search", query).json()["places"]
    silent = [place for place in told if not place["hits"]]
    assert len(told) == 4 and len(silent) == 1
    named = {**query, "municipality": silent[0]["municipality"]["code"]}
    assert all(place["hits"] for place in horsens.get("/candidates/search", named).json()["places"])


def test_the_number_of_questions_does_not_grow_with_the_hits(
    horsens: Api, django_assert_max_num_queries: object
) -> None:
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            horsens.get("/candidates/search", {"place": "8700", "radius_km": "50", "hits": "50"})
        return len(queries)

    candidates.candidate("Horsens")
    asked()
    few = asked()
    for _ in range(12):
        candidates.candidate("Horsens")
    assert asked() == few


# --- a profile ----------------------------------------------------------------------------------------------


def test_a_profile_is_given_with_a_purpose_and_stands_in_the_log(horsens: Api) -> None:
    stage = Stage()
    secret = stage.secret_candidate()
    path = f"/candidates/{secret.pseudonym}"
    query = {"order": str(stage.order.uuid)}
    answer = horsens.get(path, query, **WHY)
    told = answer.json()["profile"]
    assert told["text"] == PROFILE["text"] and told["target_groups"] == [PROFILE["target"]]
    assert told["history"] == [{"title": "Montør", "first_year": "2019", "last_year": "2024"}]
    assert not any(text in answer.content.decode() for text in SECRETS.values())
    assert answer["Cache-Control"] == "no-store" and "ETag" not in answer
    token = horsens.issued.token.pk  # type: ignore[union-attr]
    assert looks() == [(None, token, "KSD", 2, "api", stage.order.pk, WHY["Purpose"])]
    # The jobcentre of residence reads who it was.
    keeper = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    page = client_of(keeper).get(reverse("candidates:access_log")).content.decode()
    assert "KSD (API)" in page and WHY["Purpose"] in page


@pytest.mark.parametrize("purpose", [None, "", "   ", "abc", "x" * 301, "%00%00%00"])
def test_no_purpose_no_profile(horsens: Api, purpose: str | None) -> None:
    found = candidates.candidate("Odder", postcode="8300")
    headers = {} if purpose is None else {"Purpose": purpose}
    answer = horsens.get(f"/candidates/{found.pseudonym}", **headers)
    assert answer.json()["errors"][0]["field"] == "Purpose"
    assert looks() == []


def test_an_order_that_is_not_ones_own_is_no_purpose(horsens: Api) -> None:
    found = candidates.candidate("Odder", postcode="8300")
    foreign = make.order(make.consultant("Silkeborg"))
    for order in (str(foreign.uuid), "nonsense", ""):
        answer = horsens.get(f"/candidates/{found.pseudonym}", {"order": order}, **WHY)
        assert answer.json()["errors"] == [
            {
                "field": "order",
                "code": "does_not_exist",
                "detail": "Det findes ikke, eller I kan ikke se det.",
            }
        ]
    assert looks() == []


def test_who_may_not_be_found_is_not_there(horsens: Api, odder: Api) -> None:
    hidden = candidates.candidate("Odder", postcode="8300", basis=Basis.NONE)
    withdrawn = candidates.candidate("Odder", postcode="8300", state=CandidateState.WITHDRAWN)
    for row in (hidden, withdrawn):
        assert horsens.get(f"/candidates/{row.pseudonym}", **WHY).status_code == 404
    assert horsens.get("/candidates/X-1", **WHY).status_code == 404
    assert odder.get(f"/candidates/{hidden.pseudonym.lower()}", **WHY).status_code == 200


def test_unusual_reading_by_a_system_is_told(horsens: Api) -> None:
    keeper = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    for _ in range(WITHOUT_ORDER):
        found = candidates.candidate("Odder", postcode="8300")
        horsens.get(f"/candidates/{found.pseudonym}", **WHY)
    with as_worker():
        assert readers_watch(now=timezone.now()) == 1
        assert readers_watch(now=timezone.now()) == 1
    rows = make.rows(
        "select text from notifications_outboxmail where name = 'candidates.unusual_reading'"
        " and recipient_user_id = %s",
        keeper.user_id,
    )
    assert len(rows) == 1 and "KSD (API)" in rows[0][0]


def test_a_token_is_never_given_an_identity_though_one_asks_the_database(odder: Api) -> None:
    mine = candidates.candidate("Odder", postcode="8300", name="Zenobia Hemmelig")
    person = make.consultant("Odder")
    ask = "select to_jsonb(f)::text from candidates_identities(%s, 'page', null, 'Formidling') f"
    from accounts.selectors import token_found

    found = token_found(odder.secret)
    assert found is not None
    with acting_as(found.actor), connection.cursor() as cursor:
        cursor.execute(ask, [[mine.pk]])
        assert cursor.fetchall() == []
    assert looks() == []
    with acting_as(person), connection.cursor() as cursor:
        cursor.execute(ask, [[mine.pk]])
        assert "Zenobia" in json.dumps(cursor.fetchall())
