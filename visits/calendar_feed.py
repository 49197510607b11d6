"""One person's open tasks and visits as a calendar that other programs read by its address (RFC 5545).

Its words are the product's own and companies' names: nothing that somebody typed, and no citizen, leaves this way.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from visits.sources import TaskLine


def feed(lines: Iterable[TaskLine], *, name: str, at: datetime.datetime) -> str:
    """The calendar as text with CRLF. What has no time of day is a whole day; `at` (aware) is when it was written."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jobordre paa tvaers//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    hourly = vDuration(datetime.timedelta(hours=1))
    hourly.params["VALUE"] = "DURATION"  # RFC 7986, 5.7
    calendar.add("refresh-interval", hourly)
    for line in lines:
        event = Event()
        event.add("uid", f"{line.uid}@jobordre")
        event.add("dtstamp", at.astimezone(datetime.UTC))
        if line.starts_at:
            start = line.starts_at.astimezone(datetime.UTC)
            event.add("dtstart", start)
            event.add("dtend", start + datetime.timedelta(minutes=line.minutes_long))
        else:
            event.add("dtstart", line.due_on)
            event.add("dtend", line.due_on + datetime.timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        what = str(line.calendar_text)
        event.add(
            "summary",
            _("%(what)s: %(about)s") % {"what": what, "about": line.about} if line.about else what,
        )
        event.add("url", settings.BASE_URL.rstrip("/") + line.url)
        calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text
