""" "Hvis det kom …": the deadline that would be, from the very function that every clock starts with."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Organisation
from jobcenters.calendar import CalendarRangeError, NoOpeningHoursError, OpeningCalendar, Voice, why
from orders.basis import counted_with
from orders.calendars import calendar_of
from orders.clock import RULES_VERSION, promised_deadline
from orders.promises import Promise
from orders.selectors.facts import place_of
from orders.strip import Strip, build_strip
from ui import danish


@dataclass(frozen=True, slots=True)
class WhenDue:
    """The answer: until when, the sentence, its drawing, what it was counted with; or `fault`, why there is none."""

    due: str = ""
    why: str = ""
    basis: str = ""
    strip: Strip | None = None
    fault: str = ""


def when_due(
    promised: Promise,
    at: datetime.datetime,
    counted_in: Organisation,
    *,
    viewer_id: int,
    now: datetime.datetime,
) -> WhenDue:
    """When `promised` would be due for something that comes at `at`; both instants aware. At most three queries.

    `counted_in` comes with its jobcenter; its opening hours are those registered now, also for days ahead.
    """
    opening: OpeningCalendar = calendar_of(counted_in.pk)
    try:
        deadline = promised_deadline(promised, at, opening)
    except (NoOpeningHoursError, CalendarRangeError) as error:
        return WhenDue(fault=str(error))
    place = _("vi") if counted_in.pk == viewer_id else place_of(counted_in)
    voice = Voice(promised.received_text, place)
    return WhenDue(
        due=danish.when(deadline.due_at, now),
        why=why(deadline, voice, now),
        basis=counted_with(
            promise=promised,
            received_at=at,
            due_at=deadline.due_at,
            opening=opening,
            calendar_version=deadline.calendar_version,
            rules_version=RULES_VERSION,
        ),
        strip=build_strip(deadline, opening, received_word=promised.received_text, voice=voice),
    )
