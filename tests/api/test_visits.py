"""Notes of visits by the API: one's own and shared ones, written once, put right by who wrote them."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.enums import OrganisationKind
from companies.models import Company
from jobcenters.calendar import local_date
from tests.api.client import Api
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from visits.models import Interaction, InteractionCorrection, Task

pytestmark = pytest.mark.django_db
TODAY = local_date(timezone.now())


@pytest.fixture
def horsens() -> Api:
    return Api(make.jobcenter("Horsens"))


@pytest.fixture
def company() -> Company:
    return companies.company("Gudenå Maskinfabrik")


def note(company: Company, /, **more: Any) -> dict[str, Any]:
    return {
        "company": str(company.uuid),
        "kind": "visit",
        "held_on": TODAY.isoformat(),
        "text": "De bygger ud",
        **more,
    }


def test_a_note_is_written_once_with_its_next_visit(horsens: Api, company: Company) -> None:
    ahead = (TODAY + datetime.timedelta(days=60)).isoformat()
    with as_owner():
        person = company.contacts.get()
    sent = note(
        company,
        contact=str(person.uuid),
        needs=[{"occupation": "Svejser", "number": 3}],
        next_visit_on=ahead,
    )
    made = horsens.post("/visits", sent, Idempotency_Key="v-1")
    assert made.status_code == 201, made.json()
    told = made.json()
    assert (told["is_own"], told["is_shared"], told["version"]) == (True, False, 1)
    assert told["needs"] == [{"occupation": "Svejser", "number": 3, "horizon": 3}]
    assert horsens.get(made["Location"]).json() == told
    assert horsens.post("/visits", sent, Idempotency_Key="v-1").json() == told
    with as_owner():
        assert Interaction.objects.count() == 1
        assert Task.objects.get().due_on.isoformat() == ahead


def test_others_read_what_is_shared_and_nothing_else(horsens: Api, company: Company) -> None:
    mine = horsens.post("/visits", note(company)).json()
    odder = Api(make.jobcenter("Odder"))
    assert odder.get(mine["url"]).status_code == 404
    assert odder.get("/visits").json()["items"] == []
    tag = horsens.get(mine["url"])["ETag"]
    shared = horsens.call("PATCH", mine["url"], body={"is_shared": True}, If_Match=tag).json()
    assert shared["version"] == 2 and shared["text"] == "De bygger ud"
    read = odder.get(mine["url"])
    assert (read.status_code, read.json()["is_own"]) == (200, False)
    refused = odder.call("PATCH", mine["url"], body={"text": "Nej"}, If_Match=read["ETag"])
    assert (refused.status_code, refused.json()["code"]) == (403, "refused")
    assert odder.get("/visits", {"own": "true"}).json()["items"] == []
    with as_owner():
        assert InteractionCorrection.objects.count() == 1


def test_what_others_take_back_is_listed_until_it_is_shared_again(horsens: Api, company: Company) -> None:
    made = [horsens.post("/visits", note(company, text=str(n), is_shared=True)).json() for n in range(4)]
    horsens.post("/visits", note(company, text="Aldrig delt"))

    def share(row: dict[str, Any], is_shared: bool) -> None:
        tag = horsens.get(row["url"])["ETag"]
        answer = horsens.call("PATCH", row["url"], body={"is_shared": is_shared}, If_Match=tag)
        assert answer.status_code == 200, answer.json()

    odder = Api(make.jobcenter("Odder"))
    assert odder.get("/visits/withdrawn").json() == {"items": [], "next": None}
    for row in (made[2], made[0], made[1]):
        share(row, False)
    gone = odder.get("/visits/withdrawn").json()["items"]
    # One transaction has one time here: those of the same instant come in the order in which they were written.
    assert [row["id"] for row in gone] == [made[2]["id"], made[0]["id"], made[1]["id"]]
    assert set(gone[0]) == {"id", "withdrawn_at"}
    assert [row["id"] for row in odder.get("/visits").json()["items"]] == [made[3]["id"]]
    first = odder.get("/visits/withdrawn", {"limit": "2", "updated_since": gone[0]["withdrawn_at"]}).json()
    second = odder.call("GET", first["next"]).json()
    assert [*first["items"], *second["items"]] == gone
    assert second["next"] is None
    assert odder.get("/visits/withdrawn", {"updated_since": "2999-01-01T00:00:00Z"}).json()["items"] == []
    share(made[0], True)
    assert [row["id"] for row in odder.get("/visits/withdrawn").json()["items"]] == [
        made[2]["id"],
        made[1]["id"],
    ]
    # Whose note it is has it still; who never reads shared notes is told of none, the company least of all.
    assert horsens.get("/visits/withdrawn").json()["items"] == []
    assert len(horsens.get("/visits").json()["items"]) == 5
    assert len(Api(make.national()).get("/visits/withdrawn").json()["items"]) == 2
    office = Api(accounts.organisation("AMK", kind=OrganisationKind.LABOUR_MARKET_OFFICE))
    assert office.get("/visits/withdrawn").json()["code"] == "scope_missing"
    with as_owner():
        theirs = company.organisation
    with pytest.raises(PermissionDenied):  # no system of a company gets in at all
        Api(theirs, "visits:read")
    for query in ({"own": "true"}, {"updated_since": "i går"}, {"cursor": "x"}, {"limit": "0"}):
        assert odder.get("/visits/withdrawn", query).status_code == 422
    assert odder.post("/visits/withdrawn", {}).status_code == 405
    assert Api(make.jobcenter("Odder"), "orders:read").get("/visits/withdrawn").status_code == 403


def test_nobody_overwrites_what_they_have_not_read(horsens: Api, company: Company) -> None:
    url = horsens.post("/visits", note(company)).json()["url"]
    tag = horsens.get(url)["ETag"]
    assert horsens.call("PATCH", url, body={"text": "A"}).status_code == 428
    assert horsens.call("PATCH", url, body={"text": "B"}, If_Match=tag).json()["text"] == "B"
    assert horsens.call("PATCH", url, body={"text": "C"}, If_Match=tag).status_code == 412


def test_what_changed_since_and_pages(horsens: Api, company: Company) -> None:
    made = [horsens.post("/visits", note(company, text=str(number))).json() for number in range(4)]
    first = horsens.get("/visits", {"limit": "3"}).json()
    second = horsens.call("GET", first["next"]).json()
    assert [row["text"] for row in (*first["items"], *second["items"])] == ["0", "1", "2", "3"]
    tag = horsens.get(made[0]["url"])["ETag"]
    horsens.call("PATCH", made[0]["url"], body={"text": "ny"}, If_Match=tag)
    news = horsens.get("/visits", {"updated_since": made[3]["changed_at"]}).json()["items"]
    assert [row["text"] for row in news] == ["3", "ny"]
    other = companies.company("Anden")
    assert horsens.get("/visits", {"company": str(other.uuid)}).json()["items"] == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "brev"}, "kind"),
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"text": "Ring til 010190-1234"}, "text"),
        ({"text": ""}, "text"),
        ({"growth": "x"}, "growth"),
        ({"needs": [{"occupation": "Svejser", "number": 0}]}, "needs/0/number"),
        ({"contact": "00000000-0000-4000-8000-000000000000"}, "contact"),
        ({"next_visit_on": "2000-01-01"}, "next_visit_on"),
        ({"company": "00000000-0000-4000-8000-000000000000"}, "company"),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field(
    horsens: Api, company: Company, more: dict[str, Any], field: str
) -> None:
    answer = horsens.post("/visits", note(company, **more))
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]], answer.json()
    with as_owner():
        assert not Interaction.objects.exists()
