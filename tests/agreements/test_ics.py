"""Invitations as calendars understand them: one UID, growing sequence, request and cancel."""

import datetime

import pytest
from icalendar import Calendar

from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import PartyRole
from agreements.meeting_rules import INVITE_DAYS_BEFORE
from agreements.models import AgreementMeeting
from agreements.services.changes import change_answer, change_propose
from agreements.services.meetings import meeting_cancel, meeting_invite, meeting_move, meetings_plan
from tests.agreements.living import START, Life, at, day, mails, run
from tests.factories import agreements as make
from tests.helpers.db import as_owner

FIRST = day(4, 1)
INVITED = FIRST - datetime.timedelta(days=INVITE_DAYS_BEFORE)


class Event:
    """One calendar object as it arrived."""

    def __init__(self, text: str) -> None:
        calendar = Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        self.method = str(calendar["METHOD"])
        self.uid = str(event["UID"])
        self.sequence = int(event["SEQUENCE"])
        self.start: datetime.datetime = event.decoded("DTSTART")
        self.end: datetime.datetime = event.decoded("DTEND")
        self.status = str(event["STATUS"])
        self.organiser = str(event["ORGANIZER"])
        guests = event.get("ATTENDEE", [])
        self.guests = {str(guest) for guest in (guests if isinstance(guests, list) else [guests])}
        self.place = str(event.get("LOCATION", ""))


def events(name: str, *, to: str = "") -> list[Event]:
    return [Event(mail.calendar) for mail in mails(name, to=to)]


pytestmark = pytest.mark.django_db


@pytest.fixture
def life() -> Life:
    made = Life()
    made.plan()
    return made


def test_invitations_go_out_by_themselves_four_weeks_before_once(life: Life) -> None:
    assert run(at(INVITED - datetime.timedelta(days=1), 23)).invited == 0
    assert run(at(INVITED, 0)).invited == 1
    assert run(at(INVITED, 0)).invited == 0
    sent = mails("meeting_invitation")
    assert len(sent) == len({mail.recipient for mail in sent}) == 5
    (event,) = {e.uid: e for e in events("meeting_invitation")}.values()
    assert event.method == "REQUEST"
    assert event.status == "CONFIRMED"
    assert event.start == at(FIRST, 10)
    assert event.end - event.start == datetime.timedelta(hours=1)
    assert event.organiser == f"mailto:{life.tovholder_contact()}"
    assert event.guests == {f"mailto:{mail.recipient}" for mail in sent}
    assert str(life.meetings()[0].uuid) in event.uid


def test_a_moved_meeting_updates_the_same_entry(life: Life) -> None:
    run(at(INVITED))
    meeting = life.meetings()[0]
    for n, hour in enumerate((9, 13), start=1):
        with playing(at(INVITED)), acting_as(life.karin):
            told = meeting_move(
                actor=life.karin,
                meeting=meeting,
                starts_at=at(day(4, 8), hour),
                minutes_long=90,
                place='Rådhuset i Ærøskøbing; lokale 2, "Søen"',
            )
        assert told
        newest = max(events("meeting_changed"), key=lambda e: e.sequence)
        assert newest.uid == events("meeting_invitation")[0].uid
        assert newest.sequence == events("meeting_invitation")[0].sequence + n
        assert newest.start == at(day(4, 8), hour)
        assert newest.place == 'Rådhuset i Ærøskøbing; lokale 2, "Søen"'
    assert len(mails("meeting_changed")) == 10


def test_nothing_is_sent_for_a_meeting_nobody_is_invited_to(life: Life) -> None:
    meeting = life.meetings()[2]
    with playing(at(START)), acting_as(life.mette):
        meeting_move(actor=life.mette, meeting=meeting, starts_at=at(day(10, 8)), minutes_long=60, place="")
        meeting_cancel(actor=life.mette, meeting=meeting, reason="")
    assert [mail for mail in mails() if mail.calendar] == []


def test_a_cancelled_meeting_cancels_every_entry(life: Life) -> None:
    run(at(INVITED))
    with playing(at(INVITED)), acting_as(life.mette):
        meeting_cancel(actor=life.mette, meeting=life.meetings()[0], reason="Sygdom")
    gone = events("meeting_cancelled")
    assert len(gone) == 5
    for event in gone:
        assert (event.method, event.status) == ("CANCEL", "CANCELLED")
        assert event.uid == events("meeting_invitation")[0].uid
        assert event.sequence > events("meeting_invitation")[0].sequence
    assert "Sygdom" in mails("meeting_cancelled")[0].text


def test_a_cancelled_agreement_takes_the_invitations_back(life: Life) -> None:
    run(at(INVITED))
    with playing(at(INVITED)), acting_as(life.mette):
        change = change_propose(
            actor=life.mette,
            agreement=life.agreement,
            kind="cancel",
            ends_on=FIRST - datetime.timedelta(days=1),
        )
    for actor in life.parties.values():
        if actor is not life.mette:
            with playing(at(INVITED)), acting_as(actor):
                change_answer(actor=actor, change=change, agrees=True, name=actor.name)
    assert {e.uid for e in events("meeting_cancelled")} == {e.uid for e in events("meeting_invitation")}
    assert len(events("meeting_cancelled")) == 5, "the two later meetings had no invitations out"


def test_who_left_the_agreement_loses_the_entry_and_who_came_gets_it(life: Life) -> None:
    """A new version without the a-kasse, and with another contact in the company."""
    from agreements.services.drafting import version_draft

    run(at(INVITED))
    fund, old_contact = life.contact(PartyRole.PARTNER), life.contact(PartyRole.COMPANY)
    with playing(at(INVITED)), acting_as(life.lise):
        new = version_draft(actor=life.lise, agreement=life.agreement, reason="")
    with as_owner():
        new.parties.filter(role=PartyRole.PARTNER).delete()
        new.parties.filter(role=PartyRole.COMPANY).update(contact_email="ny@firma.example")
        old = life.reload().current
        old.state = "superseded"
        old.save()
    with playing(at(INVITED)):
        make.conclude(make.send(new))
        with acting_as(life.lise):
            meetings_plan(agreement=life.reload())
    assert {mail.recipient for mail in mails("meeting_cancelled")} == {fund, old_contact}
    assert [mail.recipient for mail in mails("meeting_invitation") if mail.recipient == "ny@firma.example"]
    uids = {
        e.uid for name in ("meeting_invitation", "meeting_changed", "meeting_cancelled") for e in events(name)
    }
    assert len(uids) == 1
    with playing(at(INVITED)), acting_as(life.lise):
        meeting_cancel(actor=life.lise, meeting=life.meetings("planned")[0], reason="")
    latest = max(events("meeting_cancelled"), key=lambda e: e.sequence).sequence
    last = [m for m in mails("meeting_cancelled") if Event(m.calendar).sequence == latest]
    assert "ny@firma.example" in {m.recipient for m in last}
    assert fund not in {m.recipient for m in last}, "it has lost the entry already"


def test_text_cannot_break_out_of_the_calendar(life: Life) -> None:
    meeting = life.meetings()[0]
    with playing(at(INVITED)), acting_as(life.mette):
        meeting_invite(actor=life.mette, meeting=meeting)
        meeting_move(
            actor=life.mette,
            meeting=meeting,
            starts_at=at(day(4, 9)),
            minutes_long=60,
            place="A\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:ond",
        )
    assert all(e.method == "REQUEST" and "ond" not in e.uid for e in events("meeting_changed"))


def test_the_file_to_download_is_the_same_meeting(life: Life) -> None:
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User

    meeting: AgreementMeeting = life.meetings()[0]
    client = Client()
    client.force_login(User.objects.get(pk=life.karin.user_id))
    response = client.get(reverse("agreements:meeting_ics", args=[meeting.uuid]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    event = Event(response.content.decode())
    assert str(meeting.uuid) in event.uid
    assert event.start == meeting.starts_at
