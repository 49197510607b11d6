"""Meetings as iCalendar objects (RFC 5545, RFC 5546): sent, updated and cancelled under one UID."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar needs to know. `starts_at` and `written_at` are aware; `sequence` grows with every change."""

    uid: UUID
    sequence: int
    starts_at: datetime.datetime
    minutes_long: int
    title: str
    text: str
    place: str
    organiser: str
    organiser_name: str
    guests: Sequence[tuple[str, str]]  # (name, address)
    written_at: datetime.datetime
    cancelled: bool = False


def calendar_file(invitation: Invitation) -> str:
    """The object as text with CRLF: METHOD:REQUEST for an invitation or its change, METHOD:CANCEL to take it back."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jobordre paa tvaers//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if invitation.cancelled else "REQUEST")
    event = Event()
    event.add("uid", f"{invitation.uid}@jobordre")
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.written_at.astimezone(datetime.UTC))
    start = invitation.starts_at.astimezone(datetime.UTC)
    event.add("dtstart", start)
    event.add("dtend", start + datetime.timedelta(minutes=invitation.minutes_long))
    event.add("summary", invitation.title)
    event.add("description", invitation.text)
    if invitation.place:
        event.add("location", invitation.place)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    event["organizer"] = _person(invitation.organiser_name, invitation.organiser)
    for name, address in invitation.guests:
        guest = _person(name, address)
        guest.params["role"] = vText("REQ-PARTICIPANT")
        guest.params["partstat"] = vText("NEEDS-ACTION")
        guest.params["rsvp"] = vText("TRUE")
        event.add("attendee", guest, encode=0)
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["cn"] = vText(name)
    return person
