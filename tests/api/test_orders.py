"""Orders by the API: registered with the company, read by role, changed, answered and closed as on the pages."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies.models import Company
from notifications.models import OutboxMail
from orders.models import Clock, ClockEvent, Order
from tests.api.client import Api
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
LINE = {"occupation": "montører", "places": 4}


@pytest.fixture
def horsens() -> Api:
    return Api(make.jobcenter("Horsens"), name="Momentum")


@pytest.fixture
def company() -> Company:
    return companies.company("Gudenå Maskinfabrik")


def body(company: Company, /, **more: Any) -> dict[str, Any]:
    return {"company": {"cvr": company.cvr}, "channel": "phone", "lines": [LINE], **more}


def clocks(order: str) -> dict[str, str]:
    with as_owner():
        return dict(Clock.objects.filter(order__uuid=order).values_list("promise", "state"))


def test_an_order_is_registered_for_a_known_company(horsens: Api, company: Company) -> None:
    sent = body(company, cvs_wanted=8, note="Ring efter tolv", job_description="Montage")
    answer = horsens.post("/orders", sent, Idempotency_Key="o-1")
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert (told["role"], told["state"], told["title"]) == ("tovholder", "received", "4 montører")
    assert told["company"]["cvr"] == company.cvr
    assert told["contact"]["name"] == company.contacts.get().name
    assert [line["places"] for line in told["lines"]] == [4]
    assert clocks(told["id"]) == {"D1": "open"}
    again = horsens.post("/orders", sent, Idempotency_Key="o-1")
    assert again.json() == told and again["Idempotency-Replayed"] == "true"
    with as_owner():
        assert Order.objects.count() == 1
        started = ClockEvent.objects.get(kind="start")
        assert (started.data["via"], started.data["who"]) == ("phone", "company")
        assert OutboxMail.objects.filter(name="orders.order_received").count() == 1
        note = make.rows("select text, audience from orders_orderevent where kind = 'note'")
    assert note == [("Ring efter tolv", ["tovholder"])]
    assert horsens.get(answer["Location"]).json() == told


def test_what_a_system_hears_itself_starts_the_same_promise(horsens: Api, company: Company) -> None:
    sent = body(company)
    del sent["channel"]
    told = horsens.post("/orders", sent).json()
    assert told["channel"] == "system"
    with as_owner():
        assert ClockEvent.objects.get(kind="start").data["via"] == "api"
    assert clocks(told["id"]) == {"D1": "open"}


def test_a_company_that_nobody_knows_is_registered_with_its_order(horsens: Api) -> None:
    cvr = "12345674"
    short = horsens.post("/orders", {"company": {"cvr": cvr}, "lines": [LINE]})
    assert [error["field"] for error in short.json()["errors"]] == ["company/name", "workplace", "contact"]
    sent = {
        "company": {"cvr": cvr, "name": "Ny Smedje ApS"},
        "workplace": {"address": "Smedevej 1", "postcode": "8700"},
        "contact": {"name": "Ib Lund", "phone": "76123456"},
        "lines": [LINE],
    }
    wrong = horsens.post("/orders", {**sent, "workplace": {"address": "Smedevej 1", "postcode": "9999"}})
    assert [error["field"] for error in wrong.json()["errors"]] == ["workplace/postcode"]
    told = horsens.post("/orders", sent).json()
    assert (told["company"]["name"], told["workplace"]["town"]) == ("Ny Smedje ApS", "Horsens")
    assert told["contact"]["name"] == "Ib Lund"


def test_place_and_person_are_found_or_added(horsens: Api, company: Company) -> None:
    told = horsens.post(
        "/orders",
        body(
            company,
            workplace={"address": "Havnevej 3", "postcode": "8700", "p_number": "1012345678"},
            contact={"name": "Else Hansen", "email": "else@gudenaa.example"},
        ),
    ).json()
    assert told["workplace"]["address"] == "Havnevej 3"
    found = horsens.post(
        "/orders",
        body(company, workplace={"p_number": "10 12 34 56 78"}, contact={"name": "else hansen"}),
    ).json()
    assert found["workplace"]["id"] == told["workplace"]["id"]
    assert found["contact"]["id"] == told["contact"]["id"]
    several = horsens.post("/orders", body(company))
    assert [error["field"] for error in several.json()["errors"]] == ["workplace"]
    other = companies.company("Anden")
    foreign = horsens.post("/orders", body(company, workplace={"id": str(other.workplaces.get().uuid)}))
    assert [error["field"] for error in foreign.json()["errors"]] == ["workplace/id"]


def test_a_company_under_agreement_has_one_entrance(horsens: Api) -> None:
    guarded = companies.company("Én indgang ApS")
    agreements.agreement_in_force(guarded)
    silkeborg = Api(make.jobcenter("Silkeborg"))
    refused = silkeborg.post("/orders", body(guarded))
    assert [error["field"] for error in refused.json()["errors"]] == ["handling"]
    unsaid = silkeborg.post("/orders", body(guarded, handling={"taken_by": "self"}))
    assert [error["field"] for error in unsaid.json()["errors"]] == ["handling/reason"]
    kept = silkeborg.post("/orders", body(guarded, handling={"taken_by": "self", "reason": "citizen"}))
    assert kept.json()["role"] == "tovholder"
    given = silkeborg.post("/orders", body(guarded, handling={"taken_by": "tovholder"})).json()
    assert given["role"] != "tovholder" and given["tovholder"]["name"] != "Jobcenter Silkeborg"
    assert make.rows("select reason from agreements_tovholderbypass") == [("citizen",)]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"company": {"cvr": "12345678"}}, "company/cvr"),
        ({"company": {"cvr": "x"}}, "company/cvr"),
        ({"lines": []}, "lines"),
        ({"lines": [{"occupation": "", "places": 1}]}, "lines/0/occupation"),
        ({"lines": [{"occupation": "smed", "places": 0}]}, "lines/0/places"),
        ({"lines": [{"occupation": "smed", "places": 1, "løn": 1}]}, "lines/0/løn"),
        ({"lines": [{"occupation": "s\u0007med", "places": 1}]}, "lines/0/occupation"),
        ({"start_on": "2020-01-01"}, "start_on"),
        ({"start_on": "9999-01-01"}, "start_on"),
        ({"received_at": "2999-01-01T00:00:00Z"}, "received_at"),
        ({"received_at": "2020-01-01T00:00:00Z"}, "received_at"),
        ({"channel": "portal"}, "channel"),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field(
    horsens: Api, company: Company, more: dict[str, Any], field: str
) -> None:
    answer = horsens.post("/orders", body(company, **more))
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]], answer.json()
    with as_owner():
        assert not Order.objects.exists()


def test_each_role_is_told_what_its_page_tells(horsens: Api, company: Company) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, company=company, job_description="Hemmelig montage", cvs_wanted=9)
    make.request(mette, order, make.jobcenter("Odder"))
    path = f"/orders/{order.uuid}"
    whole = horsens.get(path).json()
    asked = Api(make.jobcenter("Odder")).get(path).json()
    assert whole["contact"]["name"] and whole["cvs_wanted"] == 9
    assert (asked["role"], asked["contact"], asked["cvs_wanted"]) == ("asked", None, None)
    assert asked["job_description"] == "Hemmelig montage"
    assert Api(make.jobcenter("Vejle")).get(path).status_code == 404


def test_the_list_leafs_and_knows_what_is_new(horsens: Api, company: Company) -> None:
    mette = make.consultant("Horsens")
    made = [make.order(mette, company=company) for _number in range(5)]
    first = horsens.get("/orders", {"limit": "2"}).json()
    second = horsens.call("GET", first["next"]).json()
    last = horsens.call("GET", second["next"]).json()
    found = [item["id"] for page in (first, second, last) for item in page["items"]]
    assert found == [str(order.uuid) for order in reversed(made)] and last["next"] is None
    everything = horsens.get("/orders", {"updated_since": "2020-01-01T00:00:00Z"}).json()["items"]
    assert [item["id"] for item in everything] == [str(order.uuid) for order in made]
    since = everything[-1]["changed_at"]
    make.request(mette, made[0], make.jobcenter("Odder"))
    news = horsens.get("/orders", {"updated_since": since}).json()["items"]
    assert [item["id"] for item in news] == [str(made[4].uuid), str(made[0].uuid)]
    assert Api(make.jobcenter("Vejle")).get("/orders").json()["items"] == []


@pytest.mark.parametrize(
    "query",
    [{"updated_since": "i går"}, {"updated_since": "2026-01-01"}, {"open": "ja"}, {"role": "x"}, {"søg": "x"},
     {"cursor": "!!"}, {"updated_since": "0001-01-01T00:00:00+23:00"}],
)  # fmt: skip
def test_a_list_refuses_what_it_does_not_know(horsens: Api, query: dict[str, str]) -> None:
    assert horsens.get("/orders", query).status_code == 422


def test_lists_cost_the_same_for_one_and_for_many(horsens: Api, company: Company) -> None:
    mette = make.consultant("Horsens")
    make.order(mette, company=company)
    counted = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as caught:
            horsens.get("/orders")
        counted.append(len(caught))
        for _number in range(10):
            make.order(mette, company=companies.company())
    assert counted[0] == counted[1]


def test_an_answer_keeps_the_promise_and_says_who_said_so(horsens: Api, company: Company) -> None:
    told = horsens.post("/orders", body(company)).json()
    answered = horsens.post(f"{told['url']}/answer", {"kind": "call", "note": "To til januar"})
    assert answered.json()["state"] == "clarifying"
    assert clocks(told["id"]) == {"D1": "stopped"}
    with as_owner():
        stopped = ClockEvent.objects.get(kind="stop")
        assert (stopped.data["via"], stopped.data["who"]) == ("api", "consultant")
        assert Clock.objects.get().kept is True
    assert make.rows("select title from orders_orderevent where kind = 'call'")[0][0].startswith(
        "Momentum talte med"
    )


def test_a_change_says_what_it_has_read(horsens: Api, company: Company) -> None:
    told = horsens.post("/orders", body(company, job_description="Montage")).json()
    path = told["url"]
    horsens.post(f"{path}/answer", {"kind": "call"})
    tag = horsens.get(path)["ETag"]
    start = (timezone.now() + datetime.timedelta(days=30)).date().isoformat()
    assert horsens.call("PATCH", path, body={"start_on": start}).status_code == 428
    changed = horsens.call("PATCH", path, body={"start_on": start}, If_Match=tag)
    assert changed.json()["start_on"] == start and changed.json()["job_description"] == "Montage"
    late = horsens.call("PATCH", path, body={"cvs_wanted": 3}, If_Match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "changed")
    assert horsens.get(path).json()["cvs_wanted"] is None
    stale = horsens.post(f"{path}/close", {"lines": []}, If_Match=tag)
    assert stale.status_code == 412


def test_the_lines_of_a_registered_order_stay_and_the_refusal_says_so(horsens: Api, company: Company) -> None:
    """No page changes them, so no system does: as they stand they may be sent, and nothing else."""
    two = [{"occupation": "montører", "places": 4}, {"occupation": "smed", "places": 1, "form": "internship"}]
    told = horsens.post("/orders", body(company, lines=two)).json()
    path, stand = told["url"], told["lines"]
    said = [
        {name: line[name] for name in ("id", "occupation", "places", "form", "target_group", "requirements")}
        for line in stand
    ]

    def patch(lines: Any) -> Any:
        return horsens.call("PATCH", path, body={"lines": lines}, If_Match=horsens.get(path)["ETag"])

    for same in (said, two):
        answer = patch(same)
        assert (answer.status_code, answer.json()["lines"]) == (200, stand)
    for lines, fields in (
        ([{**said[0], "occupation": "smede"}, said[1]], {"lines/0/occupation": "cannot_change"}),
        ([said[0], {**said[1], "places": 2}], {"lines/1/places": "cannot_change"}),
        ([said[0]], {"lines": "cannot_change"}),
        ([*said, two[0]], {"lines/2": "cannot_change"}),
        ([said[1], said[0]], {"lines/0/id": "cannot_change", "lines/1/id": "cannot_change"}),
        ([{**said[0], "id": told["id"]}, said[1]], {"lines/0/id": "does_not_exist"}),
        ([], {"lines": "empty"}),
        ([{**said[0], "occupation": ""}, said[1]], {"lines/0/occupation": "blank"}),
        ([{**said[0], "hired": 1}, said[1]], {"lines/0/hired": "unknown"}),
        (two * 11, {"lines": "max_length"}),
    ):
        refused = patch(lines)
        assert refused.status_code == 422
        assert {error["field"]: error["code"] for error in refused.json()["errors"]} == fields
        if "cannot_change" in fields.values():
            assert "ligger fast" in refused.json()["errors"][0]["detail"]
    assert horsens.get(path).json()["lines"] == stand
    assert horsens.call("PATCH", path, body={"lines": said}).status_code == 428


def test_closing_follows_the_pages_rules(horsens: Api, company: Company) -> None:
    told = horsens.post("/orders", body(company)).json()
    path, line = told["url"], told["lines"][0]["id"]
    hired = {"lines": [{"line": line, "outcome": "hired", "hired": 4}]}
    early = horsens.post(f"{path}/close", hired)
    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    horsens.post(f"{path}/answer", {"kind": "reply"})
    wrong = horsens.post(f"{path}/close", {"lines": [{"line": line, "outcome": "hired", "hired": 3}]})
    assert [error["field"] for error in wrong.json()["errors"]] == ["lines/0/hired"]
    assert horsens.post(f"{path}/close", {"lines": []}).status_code == 422
    closed = horsens.post(f"{path}/close", {**hired, "note": "Godt samarbejde"}).json()
    assert (closed["state"], closed["is_open"], closed["lines"][0]["hired"]) == ("closed", False, 4)
    assert horsens.get("/orders").json()["items"] == []
    assert [item["id"] for item in horsens.get("/orders", {"open": "false"}).json()["items"]] == [told["id"]]
    refused = horsens.post(f"{path}/answer", {"kind": "call"})
    assert (refused.status_code, refused.json()["reason"]) == (403, "Ordren er lukket.")


def test_an_order_is_cancelled_with_a_reason(horsens: Api, company: Company) -> None:
    told = horsens.post("/orders", body(company)).json()
    assert horsens.post(f"{told['url']}/cancel", {"reason": ""}).status_code == 422
    cancelled = horsens.post(f"{told['url']}/cancel", {"reason": "Udskudt"}).json()
    assert (cancelled["state"], cancelled["closing_note"]) == ("cancelled", "Udskudt")
    assert clocks(told["id"]) == {"D1": "cancelled"}


def test_searches_are_evidence_by_the_pages_rules(horsens: Api, company: Company) -> None:
    path = horsens.post("/orders", body(company)).json()["url"]
    found = {"criteria": "montør", "postcode": "8700", "radius_km": 50, "hits": 3, "suitable": 1}
    silent = horsens.post(f"{path}/searches", found)
    assert [error["field"] for error in silent.json()["errors"]] == ["unsuitable_reason"]
    made = horsens.post(f"{path}/searches", {**found, "unsuitable_reason": "Mangler kørekort"}).json()
    assert made["across_borders"] is True and made["is_evidence"] is True
    assert horsens.get(f"{path}/searches").json()["items"] == [made]


def test_jobservice_danmark_registers_without_leading(company: Company) -> None:
    national = Api(make.national())
    told = national.post("/orders", body(company)).json()
    assert (told["role"], told["state"], told["channel"], told["tovholder"]) == (
        "national", "unassigned", "national", None,
    )  # fmt: skip


def test_reading_is_not_writing(company: Company) -> None:
    reader = Api(make.jobcenter("Horsens"), "orders:read")
    assert reader.get("/orders").status_code == 200
    assert reader.post("/orders", body(company)).json()["code"] == "scope_missing"
    writer = Api(make.jobcenter("Horsens"), "orders:write")
    assert writer.get("/orders").json()["code"] == "scope_missing"
