"""Requests between two jobcentres' systems: the gate, the promise of an answer, and every kind of answer."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from orders.models import Clock, ClockEvent, Delivery, Order, Request
from tests.api.client import Api
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
SOON = (timezone.now() + datetime.timedelta(days=14)).date().isoformat()


@dataclass
class Two:
    """Horsens leads an order and asks Odder, each by its own system."""

    horsens: Api
    odder: Api
    order: Order
    path: str

    def ask(self, place: str = "Odder", **more: Any) -> Any:
        sent = {
            "to": [str(make.jobcenter(place).uuid)],
            "reason": "sparring",
            "text": "Mangler 2 montører",
            "number_wanted": 2,
            **more,
        }
        return self.horsens.post(f"{self.path}/requests", sent)

    def asked(self) -> str:
        url: str = self.ask().json()["items"][0]["url"]
        return url


@pytest.fixture
def two() -> Two:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    return Two(
        Api(make.jobcenter("Horsens"), name="Momentum"),
        Api(make.jobcenter("Odder"), name="Fasit"),
        order,
        f"/orders/{order.uuid}",
    )


def d2() -> Clock:
    with as_owner():
        return Clock.objects.filter(promise="D2").latest("received_at")


def test_a_request_goes_out_and_an_answer_comes_back(two: Two) -> None:
    asked = two.ask()
    assert asked.status_code == 201
    sent = asked.json()["items"][0]
    assert (sent["direction"], sent["state"], sent["clock"]) == ("outgoing", "sent", "open")
    clock = d2()
    assert datetime.datetime.fromisoformat(sent["due_at"]) == clock.due_at
    with as_owner():
        started = ClockEvent.objects.get(clock=clock, kind="start")
        assert (started.data["via"], started.data["who"]) == ("api", "consultant")
    incoming = two.odder.get("/requests").json()["items"]
    assert [(item["direction"], item["url"]) for item in incoming] == [("incoming", sent["url"])]
    yes = {"answer": "yes", "number": 2, "by": SOON, "text": "To er klar"}
    answered = two.odder.post(f"{sent['url']}/answer", yes, Idempotency_Key="svar-1").json()
    assert (answered["state"], answered["clock"]) == ("answered", "stopped")
    assert answered["answer"]["channel"] == "api"
    with as_owner():
        stopped = ClockEvent.objects.get(clock=clock, kind="stop")
        assert (stopped.data["via"], stopped.data["who"]) == ("api", "other_jobcenter")
        assert Clock.objects.get(pk=clock.pk).kept is True
        assert Delivery.objects.get().promised == 2
    told = make.rows("select name from notifications_outboxmail where name = 'orders.request_answered'")
    assert len(told) == 1
    text = make.rows("select text from orders_orderevent where kind = 'answered'")[0][0]
    assert "Svaret kom fra systemet Fasit." in text
    assert two.horsens.get(sent["url"]).json()["answer"]["number"] == 2
    again = two.odder.post(f"{sent['url']}/answer", {"answer": "no", "text": "Nej"})
    assert (again.status_code, again.json()["reason"]) == (403, "Henvendelsen er allerede besvaret.")
    repeated = two.odder.post(f"{sent['url']}/answer", yes, Idempotency_Key="svar-1")
    assert repeated.json() == answered


def test_a_failed_search_must_be_recorded_first(two: Two) -> None:
    refused = two.ask(reason="search_failed")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert refused.json()["reason"].startswith("Søg selv først.")
    with as_owner():
        assert not Request.objects.exists() and not Clock.objects.filter(promise="D2").exists()
    search = {"criteria": "montør", "postcode": "8700", "radius_km": 50, "hits": 0, "suitable": 0}
    assert two.horsens.post(f"{two.path}/searches", search).status_code == 201
    asked = two.ask(reason="search_failed")
    assert asked.status_code == 201
    assert asked.json()["items"][0]["evidence"]["criteria"] == "montør"


def test_a_question_back_is_answered_and_the_clock_runs_anew(two: Two) -> None:
    url = two.asked()
    first = d2()
    asked = two.odder.post(f"{url}/answer", {"answer": "clarify", "text": "Er det dagtimer?"}).json()
    assert (asked["answer"]["answer"], asked["clock"]) == ("clarify", "stopped")
    assert two.odder.post(f"{url}/clarify", {"text": "Ja"}).status_code == 404
    open_again = two.horsens.post(f"{url}/clarify", {"text": "Ja, dagtimer"}).json()
    assert (open_again["state"], open_again["answer"], open_again["clock"]) == ("sent", None, "open")
    assert d2().pk != first.pk
    no = two.odder.post(f"{url}/answer", {"answer": "no", "text": "Ingen egnede"}).json()
    assert no["answer"]["text"] == "Ingen egnede"
    twice = two.horsens.post(f"{url}/clarify", {"text": "Ja"})
    assert twice.status_code == 403


def test_one_may_point_to_another_jobcentre(two: Two) -> None:
    url, vejle = two.asked(), make.jobcenter("Vejle")
    own = two.odder.post(
        f"{url}/answer", {"answer": "passed_on", "referred_to": str(make.jobcenter("Odder").uuid)}
    )
    assert [error["field"] for error in own.json()["errors"]] == ["referred_to"]
    told = two.odder.post(f"{url}/answer", {"answer": "passed_on", "referred_to": str(vejle.uuid)}).json()
    assert told["answer"]["referred_to"]["name"] == vejle.name


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"answer": "yes"}, ["number", "by"]),
        ({"answer": "yes", "number": 0, "by": SOON}, ["number"]),
        ({"answer": "yes", "number": 1, "by": "2020-01-01"}, ["by"]),
        ({"answer": "no"}, ["text"]),
        ({"answer": "no", "text": "Nej", "number": 3}, ["number"]),
        ({"answer": "clarify", "text": ""}, ["text"]),
        ({"answer": "passed_on"}, ["referred_to"]),
        ({"answer": "måske"}, ["answer"]),
        ({}, ["answer"]),
        ({"answer": "no", "text": "Nej", "ved": 1}, ["ved"]),
    ],
)
def test_an_answer_that_cannot_be_right_keeps_nothing(
    two: Two, body: dict[str, Any], fields: list[str]
) -> None:
    url = two.asked()
    answer = two.odder.post(f"{url}/answer", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert d2().state == "open"


def test_only_the_asked_one_answers_and_only_the_asker_takes_back(two: Two) -> None:
    url = two.asked()
    assert two.horsens.post(f"{url}/answer", {"answer": "no", "text": "Nej"}).status_code == 404
    assert two.odder.post(f"{url}/withdraw", {}).status_code == 404
    stranger = Api(make.jobcenter("Silkeborg"))
    for path in (url, f"{url}/answer", f"{url}/withdraw"):
        assert stranger.call("GET" if path == url else "POST", path, body={}).status_code == 404
    taken = two.horsens.post(f"{url}/withdraw", {"reason": "Fundet selv"}).json()
    assert (taken["state"], taken["clock"], taken["due_at"]) == ("withdrawn", "cancelled", None)
    assert two.odder.get(url).status_code == 404
    assert two.odder.get("/requests").json()["items"] == []
    assert two.horsens.get("/requests", {"direction": "outgoing"}).json()["items"][0]["state"] == "withdrawn"


def test_asking_the_same_twice_and_asking_nobody(two: Two) -> None:
    two.asked()
    twice = two.ask()
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict")
    odder = str(make.jobcenter("Odder").uuid)
    for to in ([], ["x"], [str(make.jobcenter("Horsens").uuid)], [odder, odder], [str(make.national().uuid)]):
        assert two.ask(to=to).status_code == 422, to
    with as_owner():
        assert Request.objects.count() == 1


def test_what_changed_since(two: Two) -> None:
    url = two.asked()
    first = two.odder.get("/requests").json()["items"][0]
    two.odder.post(f"{url}/answer", {"answer": "no", "text": "Nej"})
    news = two.horsens.get(
        "/requests", {"direction": "outgoing", "updated_since": first["changed_at"]}
    ).json()
    assert [item["state"] for item in news["items"]] == ["answered"]
    assert news["items"][0]["changed_at"] > first["changed_at"]
    later = two.horsens.get(
        "/requests", {"direction": "outgoing", "updated_since": "2999-01-01T00:00:00Z"}
    ).json()
    assert later["items"] == []
    assert two.odder.get("/requests", {"state": "sent"}).json()["items"] == []


def test_an_answer_to_what_has_changed_meanwhile(two: Two) -> None:
    url = two.asked()
    tag = two.odder.get(url)["ETag"]
    two.odder.post(f"{url}/answer", {"answer": "clarify", "text": "Hvornår?"})
    late = two.odder.post(f"{url}/answer", {"answer": "no", "text": "Nej"}, If_Match=tag)
    assert late.status_code == 412
