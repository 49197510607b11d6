"""What other systems read: deadlines with their reason, jobcentres with living contact lists, agreements."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tenancy import acting_as
from jobcenters.models import ContactEntry, Network
from orders.enums import EventKind
from orders.models import Clock
from orders.services.orders import order_answer
from tests.api.client import Api
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def horsens() -> Api:
    return Api(make.jobcenter("Horsens"))


def test_a_deadline_is_told_with_its_reason(horsens: Api) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    told = horsens.get("/deadlines").json()["items"]
    with as_owner():
        clock = Clock.objects.get()
    assert [(row["promise"], row["state"], row["order"]["id"]) for row in told] == [
        ("D1", "open", str(order.uuid))
    ]
    assert datetime.datetime.fromisoformat(told[0]["due_at"]) == clock.due_at
    assert told[0]["why"].startswith("Modtaget") and "24 timer" in told[0]["why"]
    assert horsens.get(f"/orders/{order.uuid}/deadlines").json()["items"] == told
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
    assert horsens.get("/deadlines").json()["items"] == []
    ended = horsens.get("/deadlines", {"state": "stopped"}).json()["items"]
    assert [(row["kept"], row["status"]) for row in ended] == [(True, "kept")]


def test_whoever_asked_sees_what_others_owe(horsens: Api) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    request = make.request(mette, order, make.jobcenter("Odder"))
    theirs = horsens.get("/deadlines", {"owner": "others"}).json()["items"]
    assert [(row["promise"], row["request"]) for row in theirs] == [("D2", str(request.uuid))]
    odder = Api(make.jobcenter("Odder"))
    assert [row["promise"] for row in odder.get("/deadlines").json()["items"]] == ["D2"]
    assert [row["promise"] for row in odder.get(f"/orders/{order.uuid}/deadlines").json()["items"]] == ["D2"]
    assert Api(make.jobcenter("Vejle")).get("/deadlines", {"owner": "others"}).json()["items"] == []


def test_deadlines_leaf_in_a_constant_number_of_queries(horsens: Api) -> None:
    mette = make.consultant("Horsens")
    counted = []
    for many in (1, 10):
        for _number in range(many):
            make.order(mette, company=companies.company())
        horsens.get("/deadlines")  # opening hours are known from here on
        with CaptureQueriesContext(connection) as caught:
            horsens.get("/deadlines")
        counted.append(len(caught))
    assert counted[0] == counted[1]
    first = horsens.get("/deadlines", {"limit": "7"}).json()
    second = horsens.call("GET", first["next"]).json()
    found = [row["id"] for row in (*first["items"], *second["items"])]
    assert len(set(found)) == 11 and second["next"] is None
    late = (timezone.now() - datetime.timedelta(days=1)).isoformat()
    assert horsens.get("/deadlines", {"due_until": late}).json()["items"] == []


def test_jobcentres_and_whom_to_ask(horsens: Api) -> None:
    odder = make.jobcenter("Odder")
    rows = {row["place"]: row for row in horsens.get("/jobcenters").json()["items"]}
    assert rows["Odder"]["id"] == str(odder.uuid)
    assert [one["name"] for one in rows["Odder"]["municipalities"]] == ["Odder"]
    assert horsens.get(rows["Odder"]["url"]).json() == rows["Odder"]
    with as_owner():
        network = Network.objects.get()
        ContactEntry.objects.filter(jobcenter_id=odder.pk).delete()
        ContactEntry.objects.create(
            network=network, list_kind="sparring", jobcenter_id=odder.pk, person="Bo Krogh", telephone="87803344",
            last_confirmed_on=timezone.now().date(),
        )  # fmt: skip
    told = horsens.get(f"{rows['Odder']['url']}/contacts").json()["items"]
    assert [(row["person"], row["freshness"], row["list"]) for row in told] == [
        ("Bo Krogh", "fresh", "sparring")
    ]


def test_agreements_are_read_by_those_who_have_to_do_with_them(horsens: Api) -> None:
    company = companies.company("Aftale A/S")
    agreement = agreements.agreement_in_force(company)
    mine, strangers = [], []
    for place in ("Horsens", "Odder", "Vejle", "Silkeborg", "Aarhus"):
        api = Api(make.jobcenter(place))
        found = api.get("/agreements", {"cvr": company.cvr}).json()["items"]
        one = api.get(f"/agreements/{agreement.uuid}")
        assert (one.status_code == 200) == bool(found), place
        (mine if found else strangers).append(place)
        if found:
            assert found == [one.json()]
            assert found[0]["document_sha256"] == agreement.current.document_hash
            told = {party["contact"] is None for party in found[0]["parties"]}
            assert told == {found[0]["role"] == "covered"}
    assert mine, "somebody is party to it"
    assert Api(make.national()).get("/agreements").json()["items"]
    assert horsens.get("/agreements", {"state": "x"}).status_code == 422
