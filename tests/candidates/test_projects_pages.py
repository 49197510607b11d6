"""The pages of upskilling projects: what is asked for at the field, one press per step, and who reads what."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind
from candidates.enums import GrantState
from candidates.models import InformationMeeting, Participant, UpskillingProject
from jobcenters.calendar import local_date
from tests.candidates.projects import ProjectStage
from tests.factories import accounts, candidates, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of, key
from ui import danish

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> ProjectStage:
    return ProjectStage()


def at(name: str, row: Any) -> str:
    return reverse(f"candidates:{name}", args=[row.uuid])


def sent(**changes: Any) -> dict[str, Any]:
    values = {
        "title": "Truckførere",
        "state": "planned",
        "places": "12",
        "submit_key": key(),
        "asked": [str(make.jobcenter("Odder").pk)],
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def test_a_project_is_begun_changed_and_sent_twice_only_once() -> None:
    mette = make.consultant("Horsens")
    client, new = client_of(mette), reverse("candidates:project_new")
    order = make.order(mette)
    form = sent(
        order=order.number.lower(),
        co_tovholder=str(make.jobcenter("Vejle").pk),
        planned_2="100",
        planned_6="20",
        job_guarantee="on",
        requirements="Truckcertifikat",
    )
    first = client.post(new, form)
    assert "allerede gemt" in client.post(new, form, follow=True).text
    with as_owner():
        (found,) = UpskillingProject.objects.all()
    assert first["Location"] == at("project", found)
    assert (found.company_id, found.planned) == (order.company_id, [None, 100, None, None, None, 20, None])
    page = client.get(at("project", found)).text
    for words in ("med jobgaranti", "Truckcertifikat", order.number, "Tovholder: Horsens og Vejle"):
        assert words in page
    edit = client.get(at("project_edit", found)).text
    assert 'value="Truckførere"' in edit and "checked" in edit
    answer = client.post(at("project_edit", found), sent(title="Nyt", version="1", asked=[]))
    assert answer.status_code == 302
    stale = client.post(at("project_edit", found), sent(title="Gammelt", version="1"))
    assert stale.status_code == 422 and "ændret af en anden" in stale.text and "Gammelt" in stale.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Giv projektet en titel."),
        ({"places": "0"}, "Skriv et tal mellem 1 og 500."),
        ({"job_guarantee": "on"}, "hvilke kvalifikationer der skal til"),
        ({"planned_3": "5", "planned_4": "6"}, "Der kan ikke være flere til “Intro"),
        ({"course_from": "2026-05-04", "course_to": "2026-05-01"}, "slutter, før det begynder"),
        ({"company": "12345678"}, "CVR"),
        ({"order": "2026-9999"}, "ingen ordre med det nummer"),
        ({"occupation": "999999"}, "Vælg et fag fra listen."),
        ({"asked": ["999999"]}, "Vælg jobcentre fra listen."),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_typed_is_lost(changes: dict[str, Any], said: str) -> None:
    client = client_of(make.consultant("Horsens"))
    page = client.post(reverse("candidates:project_new"), sent(partners="3F og AMU", **changes))
    assert page.status_code == 422 and said in page.text.replace("\u00a0", " ")
    assert "3F og AMU" in page.text
    with as_owner():
        assert not UpskillingProject.objects.exists()


def press(client: Client, row: Participant, act: str, **more: Any) -> Any:
    with as_owner():
        version = Participant.objects.values_list("version", flat=True).get(pk=row.pk)
    return client.post(at("participant", row), {"skridt": act, "version": version, **more}, follow=True)


def test_one_press_per_step_and_the_grant_is_told_at_the_field(stage: ProjectStage) -> None:
    since = local_date(timezone.now()) - datetime.timedelta(weeks=9, days=2)
    found = candidates.candidate("Odder", postcode="8300", name="Ane Hemmelig", unemployed_since=since)
    bo, leader = client_of(stage.bo), client_of(stage.leader)
    meeting = stage.meeting()
    add = at("project_candidates", stage.project)
    assert "mindst én kandidat" in bo.post(add, {"submit_key": key()}).text
    offered = bo.get(add, {"q": found.pseudonym.lower()}).text
    assert found.pseudonym in offered and "Ledig 9 uger, kan starte straks" in danish.plain(offered)
    assert "Ingen af jeres egne passer" in bo.get(add, {"q": "rumfartsingeniør"}).text
    bo.post(add, {"submit_key": key(), "candidates": [str(found.uuid)], "sign_up": "on"})
    with as_owner():
        row = Participant.objects.get()
    assert row.meeting_id == meeting.pk
    for _step in range(3):
        page = press(leader, row, "videre")
    assert "er flyttet til “Intro eller snusepraktik”" in page.text and "Fortryd" in page.text
    refused = press(leader, row, "videre")
    assert refused.status_code == 422 and "skal bevilge kurset først" in refused.text
    assert "form-error-message" in refused.text
    assert "Afventer bevilling" in leader.get(at("project", stage.project)).text
    nothing = press(bo, row, "bevilling", grant="refused", reason="")
    assert nothing.status_code == 422 and "Skriv, hvorfor kurset ikke er bevilget." in nothing.text
    press(bo, row, "bevilling", grant="refused", reason="Uden for målgruppen")
    assert "Uden for målgruppen" in bo.get(at("participant", row)).text
    page = leader.get(at("participant", row)).text
    assert "Ikke bevilget" in page and "Uden for målgruppen" not in page and "Ane" not in page
    press(bo, row, "bevilling", grant="granted")
    press(leader, row, "videre")
    press(leader, row, "videre", job_started_on="2026-01-05")
    assert stage.seen_by(stage.bo, row).job_started_on == datetime.date(2026, 1, 5)
    assert press(leader, row, "stadig").status_code == 422
    assert "Vælg, hvad der skal ske" in press(leader, row, "nonsens").text
    assert leader.post(at("participant", row), {"skridt": "videre", "version": "x"}).status_code == 422


def test_leaving_needs_a_reason_and_can_be_taken_back(stage: ProjectStage) -> None:
    (row,) = stage.add(stage.bo, "Odder")
    leader = client_of(stage.leader)
    assert "Vælg en grund." in press(leader, row, "ud").text
    assert "er ude af projektet" in press(leader, row, "ud", reason="no_place").text
    assert "Der er ikke flere pladser" in leader.get(at("project", stage.project)).text
    version = stage.seen_by(stage.leader, row).version
    leader.post(at("participant", row) + f"?skridt=tilbage&version={version}")
    assert stage.seen_by(stage.leader, row).stopped_reason == ""


def test_numbers_and_meetings_through_the_pages(stage: ProjectStage) -> None:
    leader, bo = client_of(stage.leader), client_of(stage.bo)
    numbers, odder = at("project_numbers", stage.project), make.jobcenter("Odder").pk
    wrong = leader.post(f"{numbers}?fra={odder}", {"step_2": "3", "step_3": "4"})
    assert wrong.status_code == 422 and 'value="4"' in wrong.text and "flere til “Samtale”" in wrong.text
    leader.post(f"{numbers}?fra={odder}", {"step_2": "30", "step_3": "14"})
    leader.post(f"{numbers}?fra=andre", {"step_2": "70"})
    page = leader.get(at("project", stage.project)).text
    assert ">100</td>" in page and "A-kasser og andre" in page
    assert 'value="14"' in bo.get(numbers).text
    for other in (make.jobcenter("Horsens").pk, "andre", "x", make.jobcenter("Silkeborg").pk):
        assert bo.get(f"{numbers}?fra={other}").status_code == 404
    plan, day = at("project_meeting_new", stage.project), timezone.localdate()
    early = {"day": (day - datetime.timedelta(days=1)).isoformat(), "time": "10.00", "minutes_long": "90"}
    refused = leader.post(plan, {**early, "place": ""})
    assert refused.status_code == 422 and "Skriv, hvor mødet holdes." in refused.text
    assert "passeret" in leader.post(plan, {**early, "place": "AMU Fyn"}).text
    later = {**early, "day": (day + datetime.timedelta(days=9)).isoformat(), "place": "AMU Fyn"}
    leader.post(plan, later)
    with as_owner():
        meeting = InformationMeeting.objects.get()
    leader.post(at("project_meeting", meeting), {**later, "place": "Jobcentret"})
    file = bo.get(at("project_ics", meeting))
    assert "LOCATION:Jobcentret" in file.text and "SEQUENCE:1" in file.text
    leader.post(at("project_link", meeting))
    with as_owner():
        assert InformationMeeting.objects.get().token != meeting.token


def test_who_sees_which_pages(stage: ProjectStage) -> None:
    (row,) = stage.add(stage.bo, "Odder")
    strangers = (
        companies.user_of(companies.company("Anden")),
        accounts.actor(accounts.organisation("A-kassen", kind=OrganisationKind.PARTNER)),
    )
    for stranger in strangers:
        assert client_of(stranger).get(reverse("candidates:projects")).status_code == 404
    national = client_of(accounts.actor(make.national()))
    assert stage.project.title in national.get(reverse("candidates:projects")).text
    page = national.get(at("project", stage.project)).text
    assert row.pseudonym not in page and "1–2" in page
    assert national.get(at("project_candidates", stage.project)).status_code == 404
    mette = client_of(stage.mette).get(at("project", stage.project)).text
    assert row.pseudonym not in mette and "1–2" in mette
    assert row.pseudonym in client_of(stage.second).get(at("project", stage.project)).text


def test_the_project_page_asks_as_much_for_many_as_for_one(stage: ProjectStage) -> None:
    client = client_of(stage.leader)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    stage.add(stage.bo, "Odder")
    stage.meeting()
    addresses = [at("project", stage.project), reverse("candidates:projects")]
    for address in addresses:
        asked(address)
    few = [asked(address) for address in addresses]
    for row in stage.add(stage.mette, "Horsens", 6):
        stage.grant(stage.mette, row, GrantState.GRANTED)
    stage.meeting(days=20)
    stage.save(stage.leader, title="Endnu et")
    assert [asked(address) for address in addresses] == few
