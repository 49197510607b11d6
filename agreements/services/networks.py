"""The leaders' half-yearly network meetings: planned, moved, recorded."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.enums import MeetingState
from agreements.meeting_rules import STARTS_AT, meeting_days, months_after
from agreements.models import NetworkMeeting
from jobcenters.calendar import local_date, local_instant
from jobcenters.models import Network
from jobcenters.permissions import check_can_keep_network

INTERVAL_MONTHS = 6
PLANNED_AHEAD_MONTHS = 24


def standard_agenda() -> str:
    """What the meeting pack has numbers for, as the points of an agenda."""
    points = (
        _("Holder vi løfterne til virksomheder og til hinanden?"),
        _("Brud og deres årsager: hvad lærer vi?"),
        _("Kontaktlisterne: er de friske?"),
        _("Fordelingen af tovholderopgaver"),
        _("Spilleregler og serviceminimum: skal noget ændres?"),
        _("Eventuelt"),
    )
    return "\n".join(f"{n}. {point}" for n, point in enumerate(points, start=1))


@transaction.atomic
def network_meetings_plan(
    *, actor: Actor, network: Network, first_on: datetime.date, place: str = ""
) -> list[NetworkMeeting]:
    """Plan a meeting every six months for two years from `first_on` (a Danish date), each moved to a working day.

    Coming meetings of an earlier plan that nobody has changed are replaced; others stay, and no day gets two.
    Raises NotAllowed, or ValidationError ("first_on").
    """
    check_can_keep_network(actor, network)
    now = moment()
    if first_on <= local_date(now):
        raise ValidationError({"first_on": _("Det første møde skal ligge efter i dag.")})
    days = meeting_days(first_on, months_after(first_on, PLANNED_AHEAD_MONTHS - 1), INTERVAL_MONTHS, first_on)
    coming = NetworkMeeting.objects.filter(network=network, state=MeetingState.PLANNED, starts_at__gt=now)
    coming.filter(is_generated=True).delete()
    taken = {local_date(meeting.starts_at) for meeting in coming}
    agenda = standard_agenda()
    return NetworkMeeting.objects.bulk_create(
        NetworkMeeting(
            network=network,
            starts_at=local_instant(day, STARTS_AT),
            planned_for=day,
            place=place,
            agenda=agenda,
        )
        for day in days
        if day not in taken
    )


@transaction.atomic
def network_meeting_change(
    *, actor: Actor, meeting: NetworkMeeting, starts_at: datetime.datetime, place: str, agenda: str
) -> NetworkMeeting:
    """Another time (aware), place or agenda. Raises NotAllowed, or ValidationError ("day") for a time that is taken."""
    meeting = _kept(actor, meeting)
    if starts_at <= moment():
        raise ValidationError({"day": _("Tidspunktet er passeret. Vælg et senere.")})
    others = NetworkMeeting.objects.filter(network=meeting.network_id, starts_at=starts_at)
    if others.exclude(pk=meeting.pk).exists():
        raise ValidationError({"day": _("Der er allerede et møde på det tidspunkt.")})
    meeting.starts_at, meeting.place, meeting.agenda = starts_at, place, agenda
    meeting.is_generated = False
    meeting.save(update_fields=["starts_at", "place", "agenda", "is_generated"])
    return meeting


@transaction.atomic
def network_meeting_cancel(*, actor: Actor, meeting: NetworkMeeting) -> NetworkMeeting:
    """The meeting is not held; a new plan does not bring it back. Raises NotAllowed."""
    meeting = _kept(actor, meeting)
    meeting.state = MeetingState.CANCELLED
    meeting.is_generated = False
    meeting.save(update_fields=["state", "is_generated"])
    return meeting


@transaction.atomic
def network_meeting_record(*, actor: Actor, meeting: NetworkMeeting, minutes: str) -> NetworkMeeting:
    """Write the minutes of a meeting whose day has come. Raises NotAllowed, or ValidationError ("minutes")."""
    meeting = _kept(actor, meeting)
    now = moment()
    if local_date(meeting.starts_at) > local_date(now):
        raise ValidationError({"minutes": _("Mødet er ikke holdt endnu.")})
    meeting.state, meeting.held_at, meeting.minutes = MeetingState.HELD, now, minutes
    meeting.recorded_by_id = actor.user_id
    meeting.save(update_fields=["state", "held_at", "minutes", "recorded_by"])
    return meeting


def _kept(actor: Actor, meeting: NetworkMeeting) -> NetworkMeeting:
    """The meeting, locked and still planned. Raises PermissionDenied."""
    meeting = (
        NetworkMeeting.objects.select_for_update(of=("self",)).select_related("network").get(pk=meeting.pk)
    )
    check_can_keep_network(actor, meeting.network)
    if meeting.state == MeetingState.HELD:
        raise PermissionDenied(_("Mødets referat er skrevet. Det kan ikke ændres."))
    if meeting.state == MeetingState.CANCELLED:
        raise PermissionDenied(_("Mødet er aflyst."))
    return meeting
