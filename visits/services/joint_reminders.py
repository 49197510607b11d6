"""The one reminder to a guest of a joint visit who does not answer. Safe to run twice, late, or at the same time."""

import datetime
import logging
from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from jobcenters.calendar import OpeningCalendar
from jobcenters.models import Jobcenter
from jobcenters.selectors import opening_calendars
from visits import emails
from visits.enums import JointVisitState
from visits.models import JointVisit
from visits.rules import reminder_due

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Silent:
    """A guest who has not answered the running round, and whose reminder has not left."""

    guest: int
    organisation: int
    host: int
    asked_at: datetime.datetime
    first_at: datetime.datetime


def guests_remind(*, now: datetime.datetime | None = None) -> int:
    """Remind those whose two working days are over; how many. For the worker role.

    One mail per guest, in a transaction of its own on the host's behalf, which holds the visit and the guest: neither a
    choice nor an answer comes between.
    """
    at = now or moment()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from visits_silent_guests(%s)", [at])
        silent = [_Silent(*row) for row in cursor.fetchall()]
        there = Jobcenter.objects.filter(pk__in={one.organisation for one in silent})
        calendars = opening_calendars(there)
    sent = 0
    for one in silent:
        opening = calendars.get(one.organisation)
        if reminder_due(one.asked_at, one.first_at, at, opening):
            # One that cannot be reminded, whatever is wrong with it, keeps nobody else waiting.
            try:
                with acting_as(replace(system_actor(one.host), kind=OrganisationKind.JOBCENTER)):
                    sent += _remind(one, at, opening)
            except Exception:
                logger.exception("The guest %s of a joint visit was not reminded.", one.guest)
    return sent


def _remind(one: _Silent, at: datetime.datetime, opening: OpeningCalendar | None) -> bool:
    """Write the mail, unless somebody else does, or what was read before holds no longer."""
    rows = JointVisit.objects.filter(organisation_id=one.host, guests=one.guest, state=JointVisitState.ASKED)
    visit = rows.with_names().select_for_update(of=("self",), skip_locked=True).first()
    if visit is None:
        return False
    guest = (
        visit.guests.filter(Q(answered_round__isnull=True) | ~Q(answered_round=visit.round))
        .filter(pk=one.guest, reminded_at__isnull=True)
        .select_related("organisation__jobcenter")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if guest is None:
        return False
    times = list(visit.times.filter(round=visit.round))
    address = emails.mailbox(guest.organisation)
    if not address or not reminder_due(visit.asked_at, times[0].starts_at, at, opening):
        return False
    emails.joint_visit_mail(
        "joint_visit_reminder",
        visit=visit,
        to=address,
        at=at,
        key=str(guest.pk),
        organisation_id=guest.organisation_id,
        context={"times": times},
    )
    guest.reminded_at = at
    guest.save(update_fields=["reminded_at"])
    return True
