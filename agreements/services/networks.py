"""The leaders' half-yearly network meetings (R143): planned, invited to, moved, recorded."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from agreements import network_mails
from agreements.enums import MeetingState
from agreements.meeting_rules import (
    LEADERS_INVITE_DAYS_BEFORE,
    STARTS_AT,
    meeting_days,
    months_after,
)
from agreements.models import NetworkMeeting
from agreements.selectors.leaders import Leader, host_id_of, host_of, leaders_of
from agreements.services.invitations import (
    Letters,
    invitations_hand_out,
    invitations_take_back,
    is_in_step,
)
from jobcenters.calendar import local_date, local_instant
from jobcenters.models import Network
from jobcenters.permissions import check_can_keep_network
from jobcenters.services.networks import network_lock

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

    Returns the plan's meetings. A coming one of an earlier plan stays where its day is still wanted; else it falls
    away, and who holds an invitation gets it back. What somebody has changed or cancelled by hand stays so, and no day
    gets two. Raises NotAllowed, or ValidationError ("first_on").
    """
    check_can_keep_network(actor, network)
    network_lock(network)
    now = moment()
    if first_on <= local_date(now):
        raise ValidationError({"first_on": _("Det første møde skal ligge efter i dag.")})
    days = meeting_days(first_on, months_after(first_on, PLANNED_AHEAD_MONTHS - 1), INTERVAL_MONTHS, first_on)
    all_meetings = NetworkMeeting.objects.filter(network=network)
    plan = []
    coming = all_meetings.select_for_update(of=("self",)).filter(
        state=MeetingState.PLANNED, starts_at__gt=now, is_generated=True
    )
    for meeting in coming:
        if meeting.planned_for not in days:
            _fall_away(network, meeting, actor, now)
            continue
        plan.append(meeting)
        if place and meeting.place != place:
            meeting.place = place
            meeting.save(update_fields=["place"])
            _invite_again(network, meeting, actor, now, to_all=True)
    # Days that have a meeting, or had one that somebody has moved, cancelled or held.
    standing = all_meetings.exclude(state=MeetingState.CANCELLED, is_generated=True)
    taken = set(standing.values_list("planned_for", flat=True))
    taken |= {
        local_date(at)
        for at in standing.exclude(state=MeetingState.CANCELLED).values_list("starts_at", flat=True)
    }
    agenda = standard_agenda()
    made = NetworkMeeting.objects.bulk_create(
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
    return sorted([*plan, *made], key=lambda meeting: meeting.starts_at)


def _fall_away(network: Network, meeting: NetworkMeeting, actor: Actor, at: datetime.datetime) -> None:
    if meeting.invited:
        _cancel(network, meeting, actor, at)
    else:
        meeting.delete()


@transaction.atomic
def network_meeting_change(
    *,
    actor: Actor,
    meeting: NetworkMeeting,
    starts_at: datetime.datetime,
    minutes_long: int,
    place: str,
    agenda: str,
) -> bool:
    """Another time (aware), length, place or agenda. True if those invited were told: of all but the agenda.

    Raises NotAllowed, or ValidationError ("day") for a time that has passed or is taken.
    """
    network, meeting = _kept(actor, meeting)
    now = moment()
    if starts_at <= now:
        raise ValidationError({"day": _("Tidspunktet er passeret. Vælg et senere.")})
    others = NetworkMeeting.objects.filter(network=network, starts_at=starts_at)
    if others.exclude(pk=meeting.pk).exclude(state=MeetingState.CANCELLED).exists():
        raise ValidationError({"day": _("Der er allerede et møde på det tidspunkt.")})
    before = (meeting.starts_at, meeting.minutes_long, meeting.place)
    meeting.starts_at, meeting.minutes_long, meeting.place = starts_at, minutes_long, place
    meeting.agenda, meeting.is_generated = agenda, False
    meeting.save(update_fields=["starts_at", "minutes_long", "place", "agenda", "is_generated"])
    is_moved = before != (starts_at, minutes_long, place)
    return is_moved and _invite_again(network, meeting, actor, now, to_all=True)


@transaction.atomic
def network_meeting_cancel(*, actor: Actor, meeting: NetworkMeeting) -> bool:
    """The meeting is not held; a new plan does not bring it back. True if somebody held an invitation, and is told.

    Raises NotAllowed.
    """
    network, meeting = _kept(actor, meeting)
    was_invited = bool(meeting.invited)
    meeting.is_generated = False
    _cancel(network, meeting, actor, moment())
    return was_invited


@transaction.atomic
def network_meeting_record(*, actor: Actor, meeting: NetworkMeeting, minutes: str) -> NetworkMeeting:
    """Write the minutes of a meeting whose day has come. Raises NotAllowed, or ValidationError ("minutes")."""
    _network, meeting = _kept(actor, meeting)
    now = moment()
    if local_date(meeting.starts_at) > local_date(now):
        raise ValidationError({"minutes": _("Mødet er ikke holdt endnu.")})
    meeting.state, meeting.held_at, meeting.minutes = MeetingState.HELD, now, minutes
    meeting.recorded_by_id = actor.user_id
    meeting.save(update_fields=["state", "held_at", "minutes", "recorded_by"])
    return meeting


def _kept(actor: Actor, meeting: NetworkMeeting) -> tuple[Network, NetworkMeeting]:
    """The network and the meeting, locked and still planned. Raises PermissionDenied."""
    check_can_keep_network(actor, meeting.network)  # before the lock: others may not even lock the row
    meeting = _locked(meeting.pk)
    if meeting.state == MeetingState.HELD:
        raise PermissionDenied(_("Mødets referat er skrevet. Ret referatet i stedet."))
    if meeting.state == MeetingState.CANCELLED:
        raise PermissionDenied(_("Mødet er aflyst."))
    return meeting.network, meeting


def _locked(pk: int) -> NetworkMeeting:
    return NetworkMeeting.objects.select_for_update(of=("self",)).select_related("network").get(pk=pk)


# --- invitations ----------------------------------------------------------------------------------------------


@transaction.atomic
def network_meeting_invite(*, actor: Actor, meeting: NetworkMeeting) -> bool:
    """Send the invitations now; False where everybody has one already. Raises NotAllowed, and PermissionDenied for a
    meeting that has begun.
    """
    network, meeting = _kept(actor, meeting)
    now = moment()
    if meeting.starts_at <= now:
        raise PermissionDenied(_("Mødet er begyndt. Der kan ikke inviteres mere."))
    return _hand_out(network, meeting, actor, now)


@transaction.atomic
def network_guests_update(*, actor: Actor, network: Network) -> None:
    """Where invitations are out and the members or the coordinator are others now: invite those who came, and take it
    back from those who left. The others hear nothing.
    """
    now = moment()
    coming = NetworkMeeting.objects.select_for_update(of=("self",)).filter(
        network=network, state=MeetingState.PLANNED, starts_at__gt=now
    )
    for meeting in coming:
        _invite_again(network, meeting, actor, now)


@transaction.atomic
def network_invitations_send(*, meeting_id: int, at: datetime.datetime) -> bool:
    """The system's invitation, eight weeks before, and to leaders who came since; False where nothing was to be sent.

    `at`: an aware instant. Needs the worker's role.
    """
    meeting = NetworkMeeting.objects.select_related("network").filter(pk=meeting_id).first()
    if meeting is None:
        return False
    with acting_as(system_actor(host_id_of(meeting.network))):
        meeting = _locked(meeting_id)
        soon = local_date(at) + datetime.timedelta(days=LEADERS_INVITE_DAYS_BEFORE)
        is_due = meeting.invited_at is not None or local_date(meeting.starts_at) <= soon
        if meeting.state != MeetingState.PLANNED or meeting.starts_at <= at or not is_due:
            return False
        return _hand_out(meeting.network, meeting, None, at)


def _invite_again(
    network: Network,
    meeting: NetworkMeeting,
    actor: Actor,
    at: datetime.datetime,
    *,
    to_all: bool = False,
) -> bool:
    """As `_hand_out`, where invitations are out."""
    return meeting.invited_at is not None and _hand_out(network, meeting, actor, at, to_all=to_all)


def _hand_out(
    network: Network,
    meeting: NetworkMeeting,
    actor: Actor | None,
    at: datetime.datetime,
    *,
    to_all: bool = False,
) -> bool:
    """Let the leaders of the meeting's day, and nobody else, hold an invitation; whether anything was sent."""
    leaders = leaders_of(network, local_date(meeting.starts_at))
    addresses = [leader.email for leader in leaders]
    if not (addresses or meeting.invited) or (not to_all and is_in_step(meeting, addresses)):
        return False
    invitations_hand_out(
        meeting=meeting,
        addresses=addresses,
        letters=_letters(network, meeting, leaders, actor, at),
        at=at,
        to_all=to_all,
    )
    return True


def _cancel(network: Network, meeting: NetworkMeeting, actor: Actor, at: datetime.datetime) -> None:
    meeting.state = MeetingState.CANCELLED
    leaders = leaders_of(network, local_date(meeting.starts_at))
    invitations_take_back(meeting=meeting, letters=_letters(network, meeting, leaders, actor, at))
    meeting.save(update_fields=["state", "is_generated"])


def _letters(
    network: Network,
    meeting: NetworkMeeting,
    leaders: list[Leader],
    actor: Actor | None,
    at: datetime.datetime,
) -> Letters:
    host = host_of(network, leaders)
    sender_id = actor.organisation_id if actor else host.organisation_id

    def invite(address: str, is_update: bool) -> None:
        network_mails.leaders_invitation(
            network=network,
            meeting=meeting,
            host=host,
            leaders=leaders,
            to=address,
            sender_id=sender_id,
            at=at,
            is_update=is_update,
        )

    def take_back(address: str) -> None:
        network_mails.leaders_cancelled(
            network=network, meeting=meeting, host=host, to=address, sender_id=sender_id, at=at
        )

    return Letters(invite, take_back)
