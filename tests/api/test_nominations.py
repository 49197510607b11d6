"""Nominating by the API: one's own, all or none, answered and told as from the page."""

import pytest

from candidates.models import Nomination, NominationStep, Release
from candidates.workflow import Part
from orders.enums import RequestState
from orders.models import Order, Request
from tests.api.client import Api
from tests.candidates.placing import TODAY, Stage
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def odder() -> Api:
    return Api(make.jobcenter("Odder"), name="Momentum")


def path(stage: Stage) -> str:
    return f"/orders/{stage.order.uuid}/nominations"


def nominated() -> list[str]:
    with as_owner():
        return list(Nomination.objects.order_by("pk").values_list("pseudonym", flat=True))


def test_own_candidates_are_nominated_and_the_request_is_answered(stage: Stage, odder: Api) -> None:
    rows = [stage.candidate(), stage.candidate()]
    body = {
        "candidates": [row.pseudonym for row in rows],
        "line": str(stage.line.uuid),
        "release": {"to": ["tovholder"], "purpose": "Formidling", "until": TODAY.isoformat()},
    }
    answer = odder.post(path(stage), body, Idempotency_Key="n-1")
    assert answer.status_code == 201
    items = answer.json()["items"]
    assert [item["pseudonym"] for item in items] == nominated() == body["candidates"]
    assert {item["released"][0]["to"] for item in items} == {"tovholder"}
    assert odder.post(path(stage), body, Idempotency_Key="n-1").json() == answer.json()
    assert len(nominated()) == 2
    with as_owner():
        request = Request.objects.get(pk=stage.request.pk)
        assert (request.state, request.answer, request.answered_by_id) == (RequestState.ANSWERED, "yes", None)
        assert Release.objects.count() == 2
        assert set(NominationStep.objects.values_list("user_id", flat=True)) == {None}
    told = make.rows("select name from notifications_outboxmail where recipient_organisation_id = %s",
                     stage.mette.organisation_id)  # fmt: skip
    assert ("candidates.nominated",) in told


def test_each_sees_its_own_part(stage: Stage, odder: Api) -> None:
    mine = stage.candidate()
    stage.nominate(mine, to=(Part.TOVHOLDER, Part.COMPANY))
    theirs = stage.candidate("Horsens")
    stage.nominate(theirs, actor=stage.mette)
    horsens = Api(make.jobcenter("Horsens"))
    assert [item["pseudonym"] for item in odder.get(path(stage)).json()["items"]] == [mine.pseudonym]
    all_of_them = horsens.get(path(stage)).json()["items"]
    assert {item["pseudonym"] for item in all_of_them} == {mine.pseudonym, theirs.pseudonym}
    by_name = {item["pseudonym"]: item for item in all_of_them}
    assert {one["to"] for one in by_name[mine.pseudonym]["released"]} == {"company", "tovholder"}
    assert by_name[mine.pseudonym]["state"] == "proposed"
    assert Api(make.jobcenter("Silkeborg")).get(path(stage)).status_code == 404


def test_others_candidates_are_not_nominated_and_then_nobody_is(stage: Stage, odder: Api) -> None:
    mine, theirs = stage.candidate(), stage.candidate("Horsens")
    answer = odder.post(path(stage), {"candidates": [mine.pseudonym, theirs.pseudonym, "X-1"]})
    assert [error["field"] for error in answer.json()["errors"]] == ["candidates/1", "candidates/2"]
    assert {error["code"] for error in answer.json()["errors"]} == {"does_not_exist"}
    assert nominated() == []


def test_twice_the_same_candidate_is_refused_in_words(stage: Stage, odder: Api) -> None:
    mine = stage.candidate()
    stage.nominate(mine)
    answer = odder.post(path(stage), {"candidates": [mine.pseudonym]})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["reason"] == f"{mine.pseudonym} er allerede indstillet til ordren."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "candidates"),
        ({"candidates": []}, "candidates"),
        ({"candidates": "H-1"}, "candidates"),
        ({"candidates": [{"navn": "x"}]}, "candidates/0"),
        ({"candidates": ["x" * 500]}, "candidates/0"),
        ({"candidates": ["H-1"], "line": "x"}, "line"),
        ({"candidates": ["H-1"], "line": "00000000-0000-4000-8000-000000000000"}, "line"),
        ({"candidates": ["H-1"], "release": {"to": ["alle"], "purpose": "Formidling"}}, "release/to/0"),
        ({"candidates": ["H-1"], "release": {"to": [], "purpose": ""}}, "release/to"),
        ({"candidates": ["H-1"], "navn": "x"}, "navn"),
    ],
)
def test_what_cannot_be_right_is_told_at_the_field(
    stage: Stage, odder: Api, body: dict[str, object], field: str
) -> None:
    answer = odder.post(path(stage), body)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]], answer.json()


def test_a_release_needs_a_basis_and_then_nothing_is_nominated(stage: Stage, odder: Api) -> None:
    mine = stage.candidate(basis="")
    release = {"to": ["tovholder"], "purpose": "Formidling", "until": TODAY.isoformat()}
    answer = odder.post(path(stage), {"candidates": [mine.pseudonym], "release": release})
    assert answer.status_code == 422 and "grundlag" in answer.json()["reason"]
    assert nominated() == []
    past = {**release, "until": "2020-01-01"}
    assert odder.post(path(stage), {"candidates": [mine.pseudonym], "release": past}).status_code == 422


def test_who_was_not_asked_finds_no_order(stage: Stage) -> None:
    silkeborg = Api(make.jobcenter("Silkeborg"))
    answer = silkeborg.post(path(stage), {"candidates": [stage.candidate("Silkeborg").pseudonym]})
    assert answer.status_code == 404
    national = Api(make.national())
    assert national.post(path(stage), {"candidates": ["H-1"]}).status_code == 403
    assert nominated() == []


def test_a_closed_order_takes_nobody(stage: Stage, odder: Api) -> None:
    mine = stage.candidate()
    with as_owner():
        Order.objects.filter(pk=stage.order.pk).update(state="closed", closed_at=stage.order.received_at)
    answer = odder.post(path(stage), {"candidates": [mine.pseudonym]})
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert answer.json()["detail"] == "Ordren er lukket."
    english = odder.post(path(stage), {"candidates": [mine.pseudonym]}, Accept_Language="en")
    assert english.json()["reason"] == "Ordren er lukket."


def test_reading_is_not_writing(stage: Stage) -> None:
    reader = Api(make.jobcenter("Odder"), "nominations:read")
    assert reader.get(path(stage)).status_code == 200
    assert reader.post(path(stage), {"candidates": [stage.candidate().pseudonym]}).status_code == 403
    assert nominated() == []
