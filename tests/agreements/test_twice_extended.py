"""From the first end to the third, as it happens: the beat's task as the worker, the calendar files over real SMTP.

An agreement is extended twice. The parties are warned of the newest end alone; the meetings follow; a meeting that is
moved moves in the calendars; and when all agree to end before it, every calendar loses it.
"""

import datetime
from email.message import EmailMessage

from icalendar import Calendar

from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementState
from agreements.services.meetings import meeting_move
from agreements.tasks import run_endings
from notifications.delivery import deliver
from notifications.models import OutboxMail
from tests.agreements.living import START, Life, at, day
from tests.agreements.test_endings import agreed
from tests.helpers.committed import Committed, committed, session_role
from tests.helpers.db import as_owner
from tests.notifications.conftest import Mailbox, mailbox

__all__ = ["committed", "mailbox"]

SECOND, NEWEST = day(12, 31, 2027), day(12, 31, 2028)
LAST_MEETING = day(11, 2, 2028)
MOVED_TO = at(day(11, 3, 2028), 13)


def beat(when: datetime.datetime) -> None:
    """The beat's own task in the worker's role, and everything that then waits goes out."""
    with session_role("jo_worker"), playing(when):
        run_endings()
    post()


def post() -> None:
    with session_role("jo_worker"):
        deliver()


def entries(mailbox: Mailbox) -> list[tuple[str, str, str, int, datetime.datetime]]:
    """(to, UID, method, sequence, start) of every calendar file that arrived, in order."""
    found = []
    for mail in mailbox.mails:
        for part in mail.walk():
            if part.get_content_type() == "text/calendar" and not part.get_filename():
                calendar = Calendar.from_ical(part.get_content())
                (event,) = calendar.walk("VEVENT")
                found.append(
                    (
                        str(mail["To"]),
                        str(event["UID"]),
                        str(calendar["METHOD"]),
                        int(event["SEQUENCE"]),
                        event.decoded("DTSTART"),
                    )
                )
    return found


def warnings(mailbox: Mailbox) -> list[str]:
    """The text of each mail that warns of an end."""
    with as_owner():
        sent = OutboxMail.objects.filter(name="agreements.agreement_ending")
        ids = set(sent.values_list("message_id", flat=True))
    return [text_of(mail) for mail in mailbox.mails if str(mail["Message-ID"]).strip() in ids]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def test_extended_twice_warned_of_the_newest_end_and_every_calendar_in_step(
    committed: Committed, mailbox: Mailbox
) -> None:
    life = Life(first_meeting_on=day(2, 2))
    life.plan(at(START, 8))
    assert life.days()[-1] == day(11, 2)
    with as_owner():
        OutboxMail.objects.all().delete()  # how it was signed is another story

    agreed(life, "extend", SECOND, day(3, 1))
    assert life.days()[-1] == day(11, 2, 2027)
    agreed(life, "extend", NEWEST, day(3, 2))
    assert life.days()[-1] == LAST_MEETING
    assert life.reload().state == AgreementState.EXTENDED

    for passed in (day(10, 2), day(12, 31), day(10, 2, 2027), SECOND, day(10, 1, 2028)):
        beat(at(passed))
    assert warnings(mailbox) == [], "an end that was put off is no end"
    assert life.reload().state == AgreementState.EXTENDED

    for _twice in range(2):
        beat(at(day(10, 2, 2028)))  # 90 days before the newest end
    told = warnings(mailbox)
    assert len(told) == 4
    assert all("31. december 2028" in text for text in told)

    for _twice in range(2):
        beat(at(day(10, 6, 2028)))
    meeting = next(one for one in life.meetings("planned") if one.planned_for == LAST_MEETING)
    uid = f"{meeting.uuid}@jobordre"
    guests = {address for address, *_rest in entries(mailbox)}
    assert len(guests) == 5
    assert sorted(entries(mailbox)) == sorted((to, uid, "REQUEST", 1, at(LAST_MEETING, 10)) for to in guests)

    with playing(at(day(10, 9, 2028))), acting_as(life.karin):
        meeting_move(actor=life.karin, meeting=meeting, starts_at=MOVED_TO, minutes_long=60, place="Kantinen")
    post()
    assert sorted(entries(mailbox)[5:]) == sorted((to, uid, "REQUEST", 2, MOVED_TO) for to in guests)

    agreed(life, "cancel", day(10, 31, 2028), day(10, 10, 2028))
    post()
    assert sorted(entries(mailbox)[10:]) == sorted((to, uid, "CANCEL", 3, MOVED_TO) for to in guests)
    for late in (day(11, 1, 2028), day(11, 2, 2028), day(1, 1, 2029)):
        beat(at(late))
    assert life.reload().state == AgreementState.CANCELLED
    assert len(entries(mailbox)) == 15, "nothing more about a meeting that is not held"
    assert len(warnings(mailbox)) == 4
