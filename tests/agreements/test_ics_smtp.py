"""An invitation and its cancellation over a real SMTP line: what arrives is a mail that a calendar reads."""

import datetime
from collections import Counter

from icalendar import Calendar

from accounts.tenancy import acting_as
from agreements.services.meetings import meeting_cancel, meeting_invite
from notifications.delivery import deliver
from notifications.models import OutboxMail
from tests.agreements.living import Life, at
from tests.helpers.committed import Committed, committed, session_role
from tests.helpers.db import as_owner
from tests.notifications.conftest import Mailbox, mailbox

__all__ = ["committed", "mailbox"]


def test_request_and_cancel_arrive_as_calendar_and_as_file(committed: Committed, mailbox: Mailbox) -> None:
    today = datetime.datetime.now(datetime.UTC).date()
    life = Life(starts_on=today, ends_on=today + datetime.timedelta(days=300))
    life.plan(at(today, 0))
    with as_owner():
        OutboxMail.objects.all().delete()
    meeting = life.meetings()[0]
    with acting_as(life.mette):
        meeting_invite(actor=life.mette, meeting=meeting)
        meeting_cancel(actor=life.mette, meeting=meeting, reason="Sygdom på Ærø")
    with session_role("jo_worker"):
        deliver()
    host = life.tovholder_contact()
    methods: Counter[str] = Counter()
    for mail in mailbox.mails:
        parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        inline = next(part for part in parts if not part.get_filename())
        attached = next(part for part in parts if part.get_filename() == "invitation.ics")
        assert inline.get_content().split() == attached.get_content().split()
        calendar = Calendar.from_ical(inline.get_content())
        (event,) = calendar.walk("VEVENT")
        method = str(inline.get_param("method"))
        assert method == calendar["METHOD"]
        assert str(event["UID"]) == f"{meeting.uuid}@jobordre"
        assert int(event["SEQUENCE"]) == {"REQUEST": 1, "CANCEL": 2}[method]
        assert event.decoded("DTSTART") == meeting.starts_at
        assert mail["Reply-To"] == host
        methods[method] += 1
    assert methods == {"REQUEST": 5, "CANCEL": 5}
