"""A record that comes again: a later one with other content is a change, by the pages' rules."""

import datetime

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.tenancy import acting_as
from api.models import ExchangeRecord
from api.services.orders import need_of
from companies.models import Company, ContactPerson
from companies.services import ContactInput, companies_merge, contact_update
from orders.enums import EventKind
from orders.models import Order, OrderEvent
from orders.services.orders import order_clarify
from tests.api.changes import (
    AHEAD,
    OTHER,
    SAYING,
    T1,
    T2,
    T3,
    errors,
    order_saying,
    person_saying,
    told,
    value_of,
    visit_saying,
)
from tests.api.client import Api
from tests.api.test_exchange import record
from tests.factories import agreements, companies, webhooks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from visits.models import Interaction, InteractionCorrection
from visits.services.interactions import InteractionData, interaction_change


@pytest.fixture
def company(db: None) -> Company:
    return companies.company("Gudenå Maskinfabrik")


@pytest.fixture
def horsens(db: None) -> Api:
    return Api(make.jobcenter("Horsens"))


@pytest.mark.parametrize("kind", SAYING)
def test_a_later_one_is_a_change_and_an_older_one_or_the_same_is_none(
    horsens: Api, company: Company, kind: str
) -> None:
    saying, other = SAYING[kind], OTHER[kind]
    assert told(horsens.post("/exchange", saying(company, T2))) == (201, True, False, True)
    assert told(horsens.post("/exchange", saying(company, T1, **other))) == (200, False, False, False)
    assert told(horsens.post("/exchange", saying(company, T2, **other))) == (200, False, False, False)
    assert value_of(kind) == ""
    first = horsens.post("/exchange", saying(company, T2)).json()
    changed = horsens.post("/exchange", saying(company, T3, **other))
    assert told(changed) == (200, False, True, True)
    assert {**changed.json(), "changed": False} == first
    [said] = other.values()
    assert value_of(kind) == said
    assert said in str(horsens.get(first["record_url"]).json())
    # Again the same; what was said before it comes too late.
    assert told(horsens.post("/exchange", saying(company, T3, **other))) == (200, False, False, True)
    assert told(horsens.post("/exchange", saying(company, T2))) == (200, False, False, False)
    assert value_of(kind) == said


@pytest.mark.parametrize("kind", SAYING)
@pytest.mark.parametrize(("first", "second"), [(None, T3), (T2, None), (None, None)])
def test_without_a_time_on_both_sides_nothing_changes(
    horsens: Api, company: Company, kind: str, first: str | None, second: str | None
) -> None:
    saying, other = SAYING[kind], OTHER[kind]
    horsens.post("/exchange", saying(company, first))
    assert told(horsens.post("/exchange", saying(company, second, **other))) == (200, False, False, False)
    assert value_of(kind) == ""


def test_the_same_said_again_later_keeps_out_what_was_said_between(horsens: Api, company: Company) -> None:
    horsens.post("/exchange", order_saying(company, T1))
    assert told(horsens.post("/exchange", order_saying(company, T3))) == (200, False, False, True)
    between = order_saying(company, T2, job_description="Forkert")
    assert told(horsens.post("/exchange", between)) == (200, False, False, False)
    assert value_of("order") == ""


def test_a_time_that_is_still_to_come_is_refused(horsens: Api, company: Company) -> None:
    far = (timezone.now() + datetime.timedelta(days=2)).isoformat()
    for sent_at, code in (
        (far, "future"),
        ("9999-12-31T23:59:59-23:59", "invalid"),
        ("0001-01-01T00:00:00+23:59", "invalid"),
    ):
        answer = horsens.post("/exchange", visit_saying(company, sent_at))
        assert (answer.status_code, errors(answer)) == (422, [("sent_at", code)])
    with as_owner():
        assert not ExchangeRecord.objects.exists() and not Interaction.objects.exists()
    soon = (timezone.now() + datetime.timedelta(minutes=5)).isoformat()
    assert horsens.post("/exchange", visit_saying(company, soon)).status_code == 201


# --- nothing of one's own people's is overwritten -----------------------------------------------------------


def people_change(kind: str) -> None:
    """Somebody in Horsens changes what the record became, on the page."""
    mette = make.consultant("Horsens")
    with acting_as(mette):
        if kind == "order":
            row = Order.objects.get()
            need = need_of({"cvs_wanted": 2}, row)
            order_clarify(actor=mette, order=row, version=row.version, data=need)
        elif kind == "visit":
            note = Interaction.objects.get()
            data = InteractionData(kind="visit", held_on=note.held_on, text="Rettet af Mette", growth="grows")
            interaction_change(actor=mette, interaction=note, data=data)
        else:
            person = ContactPerson.objects.get(name="Else Hansen")
            values = ContactInput(name=person.name, phone="11223344")
            contact_update(actor=mette, contact=person, values=values, is_primary=False)


@pytest.mark.parametrize("kind", SAYING)
def test_what_ones_own_people_have_changed_is_refused_and_stays(
    horsens: Api, company: Company, kind: str
) -> None:
    saying, other = SAYING[kind], OTHER[kind]
    made = horsens.post("/exchange", saying(company, T1)).json()
    people_change(kind)
    stands = horsens.get(made["url"]).json()
    refused = horsens.post("/exchange", saying(company, T2, **other))
    assert (refused.status_code, refused.json()["code"]) == (412, "changed")
    assert "Intet er overskrevet" in refused.json()["reason"]
    assert horsens.get(made["url"]).json() == stands
    with as_owner():
        kept = ExchangeRecord.objects.get()
    assert kept.sent_at is not None and kept.sent_at.isoformat() == T1
    # What was taken in before is still known as that.
    assert told(horsens.post("/exchange", saying(company, T1))) == (200, False, False, True)


@pytest.mark.parametrize("kind", ["visit", "contact"])
def test_what_ones_own_people_have_written_the_same_is_no_fault(
    horsens: Api, company: Company, kind: str
) -> None:
    saying, other = SAYING[kind], OTHER[kind]
    made = horsens.post("/exchange", saying(company, T1)).json()
    tag = horsens.get(made["url"])["ETag"]
    assert horsens.call("PATCH", made["url"], body=other, If_Match=tag).status_code == 200
    stands = horsens.get(made["url"]).json()
    assert told(horsens.post("/exchange", saying(company, T2, **other))) == (200, False, False, True)
    assert horsens.get(made["url"]).json() == stands


def test_an_answer_to_the_company_overwrites_no_need(horsens: Api, company: Company) -> None:
    made = horsens.post("/exchange", order_saying(company, T1)).json()
    answered = horsens.post(f"{made['url']}/answer", {"kind": "call", "note": "De starter med to."})
    assert answered.status_code == 200
    changed = horsens.post("/exchange", order_saying(company, T2, job_description="Montage"))
    assert told(changed) == (200, False, True, True)
    assert horsens.get(made["url"]).json()["state"] == "clarifying"


def test_a_change_is_logged_as_the_pages_log_it(horsens: Api, company: Company) -> None:
    horsens.post("/exchange", order_saying(company, T1))
    horsens.post("/exchange", visit_saying(company, T1))
    horsens.post("/exchange", order_saying(company, T2, candidate_profile="Svejser", start_on=AHEAD))
    horsens.post("/exchange", visit_saying(company, T2, text="De bygger.", needs=[]))
    with as_owner():
        assert OrderEvent.objects.filter(kind=EventKind.CLARIFIED).count() == 1
        correction = InteractionCorrection.objects.get()
        assert (correction.before["text"], len(correction.before["needs"])) == ("", 1)
        assert not Interaction.objects.get().needs.exists()
        assert Order.objects.get().start_on.isoformat() == AHEAD  # type: ignore[union-attr]


def test_a_record_is_the_whole_but_for_what_it_has_no_field_for(horsens: Api, company: Company) -> None:
    person = {"name": "Else Hansen", "phone": "76654321"}
    place = {"address": "Havnevej 3", "postcode": "8700"}
    first = visit_saying(company, T1, text="De bygger ud.", is_shared=True)
    made = horsens.post("/exchange", {**first, "contact": person, "workplace": place}).json()
    before = horsens.get(made["url"]).json()
    later = visit_saying(company, T2)
    del later["visit"]["growth"]
    horsens.post("/exchange", later)
    now = horsens.get(made["url"]).json()
    assert (now["text"], now["growth"], now["is_shared"]) == ("", "", False)
    assert now["contact"] == before["contact"] and now["contact"]
    assert now["workplace"] == before["workplace"] and now["workplace"]


def test_how_a_person_is_reached_stays_where_the_sender_may_not_tell_it(
    horsens: Api, company: Company
) -> None:
    horsens.post("/exchange", person_saying(company, T1))
    hidden = record("contact", company, contact={"name": "Else Holm", "title": "Chef"}, sent_at=T2)
    assert told(horsens.post("/exchange", hidden)) == (200, False, True, True)
    with as_owner():
        person = ContactPerson.objects.get(name="Else Holm")
    assert (person.title, person.phone) == ("Chef", "76654321")


def test_the_number_of_a_company_that_was_merged_leads_to_the_one_that_stands(
    horsens: Api, company: Company
) -> None:
    ids = {kind: horsens.post("/exchange", SAYING[kind](company, T1)).json()["id"] for kind in SAYING}
    old = horsens.get(f"/companies/{company.organisation.uuid}").json()
    boss, kept = agreements.national_actor(role=Role.ADMINISTRATOR), companies.company("Gudenå Pumper")
    with acting_as(boss):
        companies_merge(actor=boss, kept=kept, away=company, reason="Registreret to gange.")
    for kind in SAYING:
        later = SAYING[kind](company, T2, **OTHER[kind])
        assert told(horsens.post("/exchange", later)) == (200, False, True, True)
    fresh = {**visit_saying(company, T2), "reference": "ny"}
    assert told(horsens.post("/exchange", fresh))[0] == 201
    with as_owner():
        assert {note.company_id for note in Interaction.objects.all()} == {kept.pk}
        assert ContactPerson.objects.get(uuid=ids["contact"]).company_id == kept.pk
    found = horsens.get(old["url"]).json()
    assert (found["cvr"], found["url"] == old["url"]) == (kept.cvr, False)


# --- what cannot be changed ---------------------------------------------------------------------------------


def test_another_organisations_reference_changes_nothing_of_ours(horsens: Api, company: Company) -> None:
    horsens.post("/exchange", order_saying(company, T1))
    odder = Api(make.jobcenter("Odder"))
    assert told(odder.post("/exchange", order_saying(company, T2, **OTHER["order"])))[0] == 201
    with as_owner():
        texts = Order.objects.order_by("id").values_list("job_description", flat=True)
        assert list(texts) == ["", "Montage i hal 2"]


# --- from one installation to another -----------------------------------------------------------------------


def test_what_is_read_as_a_record_says_when_it_was_last_changed(horsens: Api, company: Company) -> None:
    """What Horsens changes is a change for Odder, which takes the record in as it is."""
    odder = Api(make.jobcenter("Odder"))
    for kind, change in (
        ("order", {"cvs_wanted": 3}),
        ("visit", {"text": "De bygger."}),
        ("contact", {"title": "HR"}),
    ):
        made = horsens.post("/exchange", SAYING[kind](company, T1)).json()
        url = made["url"]
        read = horsens.get(made["record_url"]).json()
        assert read["sent_at"] == horsens.get(url).json()["changed_at"]
        assert horsens.get(made["record_url"]).json() == read  # nothing has happened: the same record
        assert told(odder.post("/exchange", read))[0] == 201
        assert told(odder.post("/exchange", read)) == (200, False, False, True)
        changed = horsens.call("PATCH", url, body=change, If_Match=horsens.get(url)["ETag"])
        assert changed.status_code == 200, changed.json()
        later = horsens.get(made["record_url"]).json()
        if kind == "contact":
            continue  # both keep the one register of companies: Odder has it already
        assert told(odder.post("/exchange", later)) == (200, False, True, True)
        assert told(odder.post("/exchange", read)) == (200, False, False, False)


def test_a_shared_note_that_is_changed_by_a_record_is_told(horsens: Api, company: Company) -> None:
    webhooks.endpoint(make.jobcenter("Odder"), "visit.shared", "visit.changed", "visit.withdrawn")
    for sent_at, said in ((T1, {}), (T2, {"text": "De bygger."}), (T3, {"is_shared": False})):
        sent = visit_saying(company, sent_at, **{"is_shared": True, **said})
        assert horsens.post("/exchange", sent).status_code in (200, 201)
    assert webhooks.events(make.jobcenter("Odder")) == ["visit.shared", "visit.changed", "visit.withdrawn"]


# --- together -----------------------------------------------------------------------------------------------
