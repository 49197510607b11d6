"""Leaders' meetings in the leaders' calendars: invited, moved, cancelled; who joins and who leaves (R143, R144)."""

import datetime
from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership, Organisation, User
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.meeting_rules import LEADERS_INVITE_DAYS_BEFORE
from agreements.models import NetworkMeeting
from agreements.selectors.leaders import leaders_of
from agreements.services.networks import (
    network_meeting_cancel,
    network_meeting_change,
    network_meeting_invite,
    network_meetings_plan,
)
from agreements.tasks import run_endings
from jobcenters.models import Jobcenter, Network
from notifications.models import OutboxMail
from tests.agreements.living import at, mails, run
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)
FIRST = datetime.date(2026, 6, 1)
SENT = FIRST - timedelta(days=LEADERS_INVITE_DAYS_BEFORE)
ONE_DAY = timedelta(days=1)


class Leaders:
    """Odder coordinates and Horsens is a member with a manager; Skanderborg has none and reads its mailbox."""

    def __init__(self) -> None:
        self.network = networks.network(
            "Prøve", coordinator="Odder", members=("Odder", "Horsens", "Skanderborg")
        )
        self.birthe = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR, name="Birthe Kjær")
        self.hans = accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER, name="Hans Toft")
        accounts.actor(make.jobcenter("Horsens"), name="Mette Lund")  # a consultant leads nobody
        self.mailbox = "jobcenter@skanderborg.example"
        with as_owner():
            Organisation.objects.filter(pk=make.jobcenter("Skanderborg").pk).update(email=self.mailbox)
        with playing(at(TODAY)), acting_as(self.birthe):
            self.plan = network_meetings_plan(
                actor=self.birthe, network=self.network, first_on=FIRST, place="Odder Rådhus"
            )

    @property
    def invited(self) -> set[str]:
        return {address(self.birthe), address(self.hans), self.mailbox}

    def meeting(self, n: int = 0) -> NetworkMeeting:
        with as_owner():
            return NetworkMeeting.objects.get(pk=self.plan[n].pk)


def address(actor: Actor) -> str:
    with as_owner():
        return User.objects.get(pk=actor.user_id).email


def event(mail: OutboxMail) -> tuple[str, str, int, datetime.datetime]:
    """(method, uid, sequence, start) of the calendar file."""
    calendar = Calendar.from_ical(mail.calendar)
    (one,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), str(one["UID"]), int(one["SEQUENCE"]), one.decoded("DTSTART")


def posted(actor: Actor, route: str, *arguments: object, **data: object) -> None:
    response = client_of(actor).post(reverse(f"agreements:{route}", args=arguments), data)
    assert response.status_code == 302, response.text


@pytest.fixture
def leaders() -> Leaders:
    return Leaders()


def test_who_leads_the_members(leaders: Leaders) -> None:
    with acting_as(leaders.birthe):
        found = leaders_of(leaders.network, FIRST)
    assert {one.email for one in found} == leaders.invited
    assert {one.name for one in found if one.is_person} == {"Birthe Kjær", "Hans Toft"}
    with acting_as(make.consultant("Nyborg")):
        assert leaders_of(leaders.network, FIRST) == [], "outside the network nobody is named"


def test_invited_eight_weeks_before_and_once(leaders: Leaders) -> None:
    assert run(at(SENT - ONE_DAY)).leaders == 0
    assert run(at(SENT)).leaders == 1
    assert run(at(SENT)).leaders == 0
    assert run(at(SENT + ONE_DAY)).leaders == 0
    sent = mails("leaders_invitation")
    assert {mail.recipient for mail in sent} == leaders.invited
    assert len(sent) == 3
    assert {event(mail) for mail in sent} == {
        ("REQUEST", f"{leaders.plan[0].uuid}@jobordre", 1, at(FIRST, 10))
    }
    assert sent[0].organisation_id == leaders.network.coordinator_id
    assert "Holder vi løfterne til virksomheder og til hinanden?" in sent[0].text


def test_the_beats_own_task_sends_them(leaders: Leaders) -> None:
    with as_worker(), playing(at(SENT)):
        run_endings()
    assert {mail.recipient for mail in mails("leaders_invitation")} == leaders.invited


def test_moved_and_cancelled_in_every_calendar(leaders: Leaders) -> None:
    run(at(SENT))
    with playing(at(SENT)), acting_as(leaders.birthe):
        moved = {"starts_at": at(FIRST + ONE_DAY, 13), "minutes_long": 90, "place": "Horsens"}
        assert network_meeting_change(actor=leaders.birthe, meeting=leaders.meeting(), agenda="A", **moved)
        assert not network_meeting_change(
            actor=leaders.birthe, meeting=leaders.meeting(), agenda="B", **moved
        )
    changed = mails("leaders_changed")
    assert {mail.recipient for mail in changed} == leaders.invited
    uid = f"{leaders.plan[0].uuid}@jobordre"
    assert {event(mail) for mail in changed} == {("REQUEST", uid, 2, at(FIRST + ONE_DAY, 13))}
    with playing(at(SENT)), acting_as(leaders.birthe):
        assert network_meeting_cancel(actor=leaders.birthe, meeting=leaders.meeting())
    gone = mails("leaders_cancelled")
    assert {mail.recipient for mail in gone} == leaders.invited
    assert {event(mail)[:3] for mail in gone} == {("CANCEL", uid, 3)}
    run(at(SENT + ONE_DAY))
    assert len([mail for mail in mails() if mail.name.startswith("agreements.leaders")]) == 9


def test_one_that_leaves_is_told_and_one_that_joins_is_invited(leaders: Leaders) -> None:
    """Through the pages that the coordinator uses. Who stays hears nothing."""
    run(at(SENT))
    anna = accounts.actor(make.jobcenter("Hedensted"), role=Role.MANAGER, name="Anna Bech")
    with as_owner():
        horsens = leaders.network.members.get(jobcenter__place="Horsens")
        hedensted = Jobcenter.objects.get(place="Hedensted")
    network = leaders.network.uuid
    with playing(at(SENT)):
        posted(leaders.birthe, "network_member_leave", network, horsens.pk, last_day=FIRST.isoformat())
        assert mails("leaders_cancelled") == [], "still a member on the meeting's day"
        posted(
            leaders.birthe,
            "network_member_leave",
            network,
            horsens.pk,
            last_day=(FIRST - ONE_DAY).isoformat(),
        )
        posted(
            leaders.birthe, "network_member_new", network, jobcenter=hedensted.pk, valid_from=SENT.isoformat()
        )
    (gone,) = mails("leaders_cancelled")
    assert (gone.recipient, event(gone)[0], event(gone)[2]) == (address(leaders.hans), "CANCEL", 2)
    assert "ikke længere inviteret" in gone.text
    (new,) = mails("leaders_invitation", to=address(anna))
    assert event(new)[::2] == ("REQUEST", 3)
    assert mails("leaders_changed") == []
    assert run(at(SENT + ONE_DAY)).leaders == 0
    with as_owner():
        assert set(leaders.meeting().invited) == leaders.invited - {address(leaders.hans)} | {address(anna)}


def test_back_again_is_invited_again(leaders: Leaders) -> None:
    """The calendar has removed the entry: a new one needs a higher number, and is not taken for the old mail."""
    run(at(SENT))
    with as_owner():
        member = leaders.network.members.get(jobcenter__place="Horsens")
    for last_day, kind, number in (
        (FIRST - ONE_DAY, "leaders_cancelled", 2),
        (FIRST, "leaders_invitation", 3),
    ):
        with as_owner():
            member.valid_to = last_day
            member.save()
        assert run(at(SENT)).leaders == 1
        assert event(mails(kind, to=address(leaders.hans))[-1])[2] == number


def test_a_new_manager_stands_in_for_the_mailbox(leaders: Leaders) -> None:
    run(at(SENT))
    ida = accounts.actor(make.jobcenter("Skanderborg"), role=Role.MANAGER, name="Ida Winther")
    assert run(at(SENT + ONE_DAY)).leaders == 1
    assert [mail.recipient for mail in mails("leaders_cancelled")] == [leaders.mailbox]
    assert len(mails("leaders_invitation", to=address(ida))) == 1
    with as_owner():
        Membership.objects.filter(user_id=ida.user_id).update(is_active=False)
    run(at(SENT + 2 * ONE_DAY))
    assert [mail.recipient for mail in mails("leaders_cancelled")] == [leaders.mailbox, address(ida)]


def test_a_new_plan_keeps_what_fits_and_takes_back_the_rest(leaders: Leaders) -> None:
    with playing(at(TODAY)), acting_as(leaders.birthe):
        assert network_meeting_invite(actor=leaders.birthe, meeting=leaders.plan[0])
        assert not network_meeting_invite(actor=leaders.birthe, meeting=leaders.plan[0])
        again = network_meetings_plan(actor=leaders.birthe, network=leaders.network, first_on=FIRST)
        assert [one.pk for one in again] == [one.pk for one in leaders.plan]
        assert len(mails("leaders_invitation")) == 3, "nobody is told what they know"
        later = network_meetings_plan(
            actor=leaders.birthe, network=leaders.network, first_on=FIRST + 7 * ONE_DAY
        )
        assert leaders.plan[0].pk not in {one.pk for one in later}
        assert {mail.recipient for mail in mails("leaders_cancelled")} == leaders.invited
        back = network_meetings_plan(actor=leaders.birthe, network=leaders.network, first_on=FIRST)
        assert back[0].starts_at == leaders.plan[0].starts_at, "a time that was given up is free again"
        network_meeting_cancel(actor=leaders.birthe, meeting=back[0])
        assert len(network_meetings_plan(actor=leaders.birthe, network=leaders.network, first_on=FIRST)) == 3


def test_without_a_coordinator_jobservice_danmark_invites(leaders: Leaders) -> None:
    with as_owner():
        Network.objects.filter(pk=leaders.network.pk).update(coordinator=None)
        national = Organisation.objects.filter(kind="national").first() or make.national()
        Organisation.objects.filter(pk=national.pk).update(email="jobservice@star.example")
    run(at(SENT))
    sent = mails("leaders_invitation")
    assert "jobservice@star.example" in {mail.recipient for mail in sent}
    assert {mail.reply_to for mail in sent} == {"jobservice@star.example"}
    assert address(leaders.hans) in {mail.recipient for mail in sent}


def test_a_mailbox_that_cannot_be_written_to_stops_nobody(leaders: Leaders) -> None:
    with as_owner():
        Organisation.objects.filter(pk=make.jobcenter("Skanderborg").pk).update(email="ingen adresse")
    assert run(at(SENT)).leaders == 1
    assert {mail.recipient for mail in mails("leaders_invitation")} == leaders.invited - {leaders.mailbox}


def test_one_meeting_that_fails_does_not_stop_the_others(leaders: Leaders) -> None:
    with as_owner():
        NetworkMeeting.objects.filter(pk=leaders.plan[1].pk).update(sequence=32767, starts_at=at(FIRST, 12))
    assert run(at(SENT)).leaders == 1
    assert len(mails("leaders_invitation")) == 3


def test_the_file_and_the_page(leaders: Leaders) -> None:
    client = client_of(leaders.hans)
    page = client.get(reverse("agreements:network_meeting", args=[leaders.plan[0].uuid])).text
    assert "Birthe Kjær" in page
    assert "Fælles postkasse" in page
    assert "Aflys mødet" not in page, "the coordinator's alone"
    answer = client.get(reverse("agreements:network_meeting_ics", args=[leaders.plan[0].uuid]))
    assert answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    (one,) = calendar.walk("VEVENT")
    assert str(one["UID"]) == f"{leaders.plan[0].uuid}@jobordre"
