"""Notes of visits by the API: one's own and shared ones, written once, put right by who wrote them."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from companies.models import Company
from jobcenters.calendar import local_date
from tests.api.client import Api
from tests.factories import companies
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
