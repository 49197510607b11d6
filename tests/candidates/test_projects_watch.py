"""The public sign-up for a meeting, when it is forgotten, and the question after two months."""

import datetime

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.tenancy import acting_as
from candidates.enums import KeptAnswer
from candidates.models import InformationMeeting, Participant, SignUp, UpskillingProject
from candidates.services.participants import participant_kept
from candidates.services.project_watch import kept_ask, sign_ups_forget
from candidates.services.projects import meeting_link_renew
from candidates.tasks import watch_projects
from notifications.models import OutboxMail
from tests.candidates.projects import TODAY, ProjectStage
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
GOOD = {"name": "Grethe Hemmelig", "contact": "Grethe@Borger.example"}


@pytest.fixture
def stage() -> ProjectStage:
    return ProjectStage()


def at(meeting: InformationMeeting) -> str:
    return reverse("candidates:sign_up", args=[meeting.token])


def listed() -> list[tuple[str, str]]:
    with as_owner():
        return list(SignUp.objects.values_list("name", "contact"))


def test_a_citizen_signs_up_once_without_signing_in_and_the_page_names_nobody(
    stage: ProjectStage, client: Client
) -> None:
    meeting = stage.meeting()
    page = client.get(at(meeting))
    assert page.status_code == 200 and "Kom og hør om job." in page.text and "AMU Fyn" in page.text
    assert "no-store" in page["Cache-Control"] and listed() == []
    assert "Du står på listen." in client.post(at(meeting), GOOD).text
    # The same address again, however it is written, is told the same and stands there once.
    again = client.post(at(meeting), {"name": "G", "contact": " grethe@borger.EXAMPLE"})
    assert "Du står på listen." in again.text
    client.post(at(meeting), {"name": "Ali", "contact": "20 30 40 50"})
    client.post(at(meeting), {"name": "Ali", "contact": "+45 20304050"})
    assert listed() == [("Grethe Hemmelig", "Grethe@Borger.example"), ("Ali", "20 30 40 50")]
    assert "Grethe" not in client.get(at(meeting)).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "contact": "20304050"}, "Skriv dit navn."),
        ({"name": "Ali", "contact": ""}, "Skriv en e-mail eller et telefonnummer"),
        ({"name": "Ali", "contact": "2030"}, "otte cifre"),
        ({"name": "Ali", "contact": "ring bare"}, "otte cifre"),
        ({"name": "Ali", "contact": "ali@"}, "ser ikke rigtig ud"),
    ],
)
def test_bad_input_is_told_at_the_field_and_kept(
    stage: ProjectStage, client: Client, sent: dict[str, str], said: str
) -> None:
    page = client.post(at(stage.meeting()), sent)
    assert page.status_code == 422 and said in page.text and listed() == []
    assert all(f'value="{value}"' in page.text for value in sent.values() if value)


def test_a_link_that_is_nobodys_closed_or_renewed(stage: ProjectStage, client: Client) -> None:
    meeting = stage.meeting()
    assert client.get("/tilmelding/" + "x" * 32 + "/").status_code == 404
    assert client.post("/tilmelding/" + "x" * 32 + "/", GOOD).status_code == 404
    old = at(meeting)
    with acting_as(stage.leader):
        meeting_link_renew(actor=stage.leader, meeting=meeting)
    assert client.post(old, GOOD).status_code == 404
    with as_owner():
        InformationMeeting.objects.update(token="y" * 32, link_until=timezone.now() - DAY)
    page = client.post("/tilmelding/" + "y" * 32 + "/", GOOD)
    assert page.status_code == 410 and "ikke længere tilmeldes" in page.text
    with as_owner():
        InformationMeeting.objects.update(link_until=timezone.now() + DAY)
        UpskillingProject.objects.update(state="cancelled", ended_at=timezone.now())
    assert client.post("/tilmelding/" + "y" * 32 + "/", GOOD).status_code == 410
    assert listed() == []


def test_guessing_and_flooding_are_stopped(stage: ProjectStage, client: Client) -> None:
    meeting = stage.meeting()
    flood = [client.post(at(meeting), {"name": f"N{n}", "contact": f"{20000000 + n}"}) for n in range(35)]
    assert [flood[0].status_code, flood[-1].status_code] == [200, 429]
    cache.clear()
    guesses = [client.get(f"/tilmelding/{n:032d}/").status_code for n in range(25)]
    assert [guesses[0], guesses[-1]] == [404, 429]


def test_sign_ups_are_the_tovholders_alone_and_can_be_deleted(stage: ProjectStage, client: Client) -> None:
    meeting = stage.meeting()
    client.post(at(meeting), GOOD)
    address = reverse("candidates:project", args=[stage.project.uuid])
    for actor, reads in ((stage.leader, True), (stage.second, True), (stage.bo, False)):
        page = client_of(actor).get(address).text
        assert ("Grethe Hemmelig" in page) is reads and ("Grethe@Borger.example" in page) is reads
        assert at(meeting) in page  # everybody in the project hands the link out
    with as_owner():
        signed = SignUp.objects.get()
    remove = reverse("candidates:project_sign_up_remove", args=[signed.uuid])
    assert client_of(stage.bo).post(remove).status_code == 404
    with pytest.raises(DatabaseError), acting_as(stage.leader):
        SignUp.objects.update(name="x")
    client_of(stage.second).post(remove)
    assert listed() == []


def test_names_are_forgotten_thirty_days_after_the_project(stage: ProjectStage, client: Client) -> None:
    client.post(at(stage.meeting()), GOOD)
    now = timezone.now()

    def forget() -> int:
        with as_worker():
            return sign_ups_forget(now=now)

    assert forget() == 0
    with as_owner():
        UpskillingProject.objects.update(state="finished", ended_at=now - 29 * DAY)
    assert forget() == 0
    with as_owner():
        UpskillingProject.objects.update(ended_at=now - 31 * DAY)
    assert forget() == 1 and listed() == []
    with pytest.raises(DatabaseError), as_worker(), connection.cursor() as cursor:
        cursor.execute("select name from candidates_signup")


def mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(name="candidates.kept_wanted").order_by("created_at"))


def test_the_home_is_asked_once_two_months_later_and_answers_with_one_press(stage: ProjectStage) -> None:
    """R193, as beat starts it: the task, in the worker's role."""
    row = stage.hired(stage.bo, "Odder", TODAY - 70 * DAY)
    stage.hired(stage.mette, "Horsens", TODAY - 20 * DAY)
    for _turn in range(2):
        with as_worker():
            watch_projects.apply().get()
    (mail,) = mails()
    assert mail.subject == f"Er {row.pseudonym} stadig i job?"
    assert (mail.recipient_user_id, mail.organisation_id) == (stage.bo.user_id, stage.bo.organisation_id)
    assert "Ane Bech" not in mail.text and f"/opkvalificering/deltagere/{row.uuid}/" in mail.text
    client = client_of(stage.bo)
    page = client.get(reverse("candidates:project", args=[stage.project.uuid])).text
    assert "Er de stadig i job?" in page
    row = stage.seen_by(stage.bo, row)
    client.post(
        reverse("candidates:participant", args=[row.uuid]), {"skridt": "stadig", "version": row.version}
    )
    assert stage.seen_by(stage.bo, row).kept == KeptAnswer.STILL
    assert (
        "Er de stadig i job?" not in client.get(reverse("candidates:project", args=[stage.project.uuid])).text
    )


def test_who_has_left_the_jobcentre_is_not_written_to_and_the_answered_are_not_asked(
    stage: ProjectStage,
) -> None:
    first, second = (stage.hired(stage.bo, "Odder", TODAY - 70 * DAY) for _n in range(2))
    with acting_as(stage.bo):
        participant_kept(actor=stage.bo, participant=first, version=first.version, answer=KeptAnswer.ENDED)
    with as_owner():
        Membership.objects.filter(user_id=stage.bo.user_id).update(is_active=False)
    with as_worker():
        assert kept_ask() == 1
    (mail,) = mails()
    assert second.pseudonym in mail.text and mail.recipient_user_id is None
    with as_owner():
        assert Participant.objects.get(pk=second.pk).kept_asked_at is not None
