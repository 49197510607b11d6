"""Follow-up meetings (R96, R109): planned by the interval, moved, invited to, held.

Every change of a meeting that somebody holds an invitation to goes out as a calendar object with the same UID and a
higher sequence number, so that calendars move or remove the entry that they have.
"""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements import life_mails
from agreements.enums import AccessRole, LogKind, MeetingState
from agreements.meeting_rules import STARTS_AT, meeting_days
from agreements.models import Agreement, AgreementMeeting
from agreements.permissions import DRAFTERS, check_is_inside
from agreements.selectors.parties import Party, parties_of
from agreements.services.drafting import version_draft
from agreements.services.invitations import (
    Letters,
    invitations_hand_out,
    invitations_take_back,
    is_in_step,
)
from agreements.services.log import log_add
from jobcenters.calendar import local_date, local_instant
from ui import danish


class MeetingError(ValueError):
    """What was asked of a meeting cannot be. `field` is the form's field that it concerns; the text is Danish."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def meetings_plan(
    *, agreement: Agreement, at: datetime.datetime | None = None, actor: Actor | None = None
) -> None:
    """Make the coming meetings follow the agreement's current end and interval, as they stand at `at` (aware).

    Safe to call again. Meetings that were held, that have passed, or that somebody has moved or cancelled by hand stay
    as they are. A planned one that no longer has its day, or lies after the end, is cancelled, and those invited are
    told. An agreement that is not in force has no coming meetings. Where the parties have changed, invitations that
    are out are sent to the new parties and taken back from those who left.
    """
    at = at or moment()
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    wanted = _wanted_days(agreement, at)
    coming = list(
        AgreementMeeting.objects.select_for_update(of=("self",))
        .filter(agreement=agreement, state=MeetingState.PLANNED, starts_at__gt=at)
        .order_by("starts_at")
    )
    for meeting in coming:
        fits = meeting.planned_for in wanted if meeting.is_generated else _within(agreement, meeting)
        if fits:
            _update_guests(agreement, meeting, actor, at)
        else:
            _cancel(agreement, meeting, actor, at)
    # Days that have a meeting, had one that was cancelled by hand, or one that has been held.
    taken = set(
        AgreementMeeting.objects.filter(agreement=agreement, planned_for__isnull=False)
        .exclude(state=MeetingState.CANCELLED, is_generated=True)
        .values_list("planned_for", flat=True)
    )
    AgreementMeeting.objects.bulk_create(
        AgreementMeeting(
            agreement=agreement,
            starts_at=local_instant(day, STARTS_AT),
            place=_place(agreement),
            planned_for=day,
        )
        for day in wanted
        if day not in taken
    )


def _wanted_days(agreement: Agreement, at: datetime.datetime) -> list[datetime.date]:
    version = agreement.current
    if not agreement.is_in_force or version is None or version.starts_on is None or agreement.ends_on is None:
        return []
    days = meeting_days(
        version.starts_on, agreement.ends_on, version.meeting_months, version.first_meeting_on
    )
    return [day for day in days if local_instant(day, STARTS_AT) > at]


def _within(agreement: Agreement, meeting: AgreementMeeting) -> bool:
    return (
        agreement.is_in_force
        and agreement.ends_on is not None
        and local_date(meeting.starts_at) <= agreement.ends_on
    )


def _place(agreement: Agreement) -> str:
    """At the company, until somebody says otherwise."""
    return _("Hos virksomheden") if agreement.company_id else ""


# --- invitations ----------------------------------------------------------------------------------------------


def guests_of(agreement: Agreement) -> list[Party]:
    """Those who are invited: the contact person of every party of the version that counts, each address once."""
    found: dict[str, Party] = {}
    for party in parties_of(agreement):
        found.setdefault(party.contact_email.lower(), party)
    return list(found.values())


def host_of(agreement: Agreement) -> Party | None:
    """Who calls the parties together and writes the minutes: the primary tovholder, else the first party."""
    parties = parties_of(agreement)
    tovholders = [party for party in parties if party.is_tovholder]
    primary = [party for party in tovholders if party.is_primary]
    return next(iter([*primary, *tovholders, *parties]), None)


def _letters(
    agreement: Agreement,
    meeting: AgreementMeeting,
    host: Party,
    actor: Actor | None,
    at: datetime.datetime,
    reason: str = "",
) -> Letters:
    sender_id = actor.organisation_id if actor else agreement.owner_id
    guests = guests_of(agreement)

    def invite(address: str, is_update: bool) -> None:
        life_mails.meeting_invitation(
            agreement=agreement,
            meeting=meeting,
            host=host,
            guests=guests,
            to=address,
            sender_id=sender_id,
            at=at,
            is_update=is_update,
        )

    def take_back(address: str) -> None:
        life_mails.meeting_cancelled(
            agreement=agreement,
            meeting=meeting,
            host=host,
            to=address,
            sender_id=sender_id,
            at=at,
            reason=reason,
        )

    return Letters(invite, take_back)


def _addresses(agreement: Agreement) -> list[str]:
    return [party.contact_email for party in guests_of(agreement)]


def _send_invitations(
    agreement: Agreement, meeting: AgreementMeeting, actor: Actor | None, at: datetime.datetime
) -> None:
    """To every guest: the meeting as it is now. Those who hold an invitation and are no guest any more lose it."""
    host = host_of(agreement)
    if host is not None:
        invitations_hand_out(
            meeting=meeting,
            addresses=_addresses(agreement),
            letters=_letters(agreement, meeting, host, actor, at),
            at=at,
        )


def _update_guests(
    agreement: Agreement, meeting: AgreementMeeting, actor: Actor | None, at: datetime.datetime
) -> None:
    """Where invitations are out and the parties' contacts are others now, send them again."""
    if meeting.invited_at is not None and not is_in_step(meeting, _addresses(agreement)):
        _send_invitations(agreement, meeting, actor, at)


def _cancel(
    agreement: Agreement,
    meeting: AgreementMeeting,
    actor: Actor | None,
    at: datetime.datetime,
    reason: str = "",
) -> None:
    """Cancel, and take the invitation back from everybody who holds one, whether still a party or not."""
    host = host_of(agreement)
    meeting.state = MeetingState.CANCELLED
    if host is not None:
        letters = _letters(agreement, meeting, host, actor, at, reason)
        invitations_take_back(meeting=meeting, letters=letters)
    meeting.save(update_fields=["state", "is_generated"])


# --- what people do with a meeting ----------------------------------------------------------------------------


def _open(actor: Actor, meeting: AgreementMeeting) -> tuple[Agreement, AgreementMeeting, str]:
    """The agreement and the planned meeting, both locked, and the actor's role.

    Raises PermissionDenied, and MeetingError where the meeting has been held or cancelled.
    """
    agreement = (
        Agreement.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=meeting.agreement_id)
    )
    role = check_is_inside(actor, agreement)
    meeting = AgreementMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.state == MeetingState.HELD:
        raise MeetingError(_("Mødet er holdt, og referatet er skrevet."))
    if meeting.state == MeetingState.CANCELLED:
        raise MeetingError(_("Mødet er aflyst."))
    return agreement, meeting, role


@transaction.atomic
def meeting_move(
    *,
    actor: Actor,
    meeting: AgreementMeeting,
    starts_at: datetime.datetime,
    minutes_long: int,
    place: str,
) -> bool:
    """Another time (aware instant) or place; everybody who holds an invitation gets it corrected. True if they do.

    Raises PermissionDenied, and MeetingError for a time that has passed or lies after the agreement's current end.
    """
    agreement, meeting, _role = _open(actor, meeting)
    now = moment()
    if starts_at <= now:
        raise MeetingError(_("Tidspunktet er passeret. Vælg et senere."), "day")
    if agreement.ends_on and local_date(starts_at) > agreement.ends_on:
        raise MeetingError(
            _("Aftalen slutter %s. Mødet skal ligge inden.") % danish.day_month(agreement.ends_on, year=True),
            "day",
        )
    place = place.strip()[:200]
    if (meeting.starts_at, meeting.minutes_long, meeting.place) == (starts_at, minutes_long, place):
        return False
    meeting.starts_at, meeting.minutes_long, meeting.place = starts_at, minutes_long, place
    meeting.is_generated, meeting.minutes_reminded_at = False, None
    meeting.save()
    if meeting.invited_at:
        _send_invitations(agreement, meeting, actor, now)
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.MEETING,
        title=_("%(user)s ændrede opfølgningsmødet til %(when)s")
        % {"user": actor.name, "when": danish.full_time(starts_at, year=True)},
    )
    return meeting.invited_at is not None


@transaction.atomic
def meeting_cancel(*, actor: Actor, meeting: AgreementMeeting, reason: str) -> None:
    """Cancel one meeting; the others stay. Raises PermissionDenied and MeetingError."""
    agreement, meeting, _role = _open(actor, meeting)
    meeting.is_generated = False  # by hand: it is not made again when the meetings are planned anew
    _cancel(agreement, meeting, actor, moment(), reason)
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.MEETING,
        title=_("%(user)s aflyste opfølgningsmødet %(when)s")
        % {"user": actor.name, "when": danish.full_time(meeting.starts_at, year=True)},
        text=reason,
    )


@transaction.atomic
def meeting_invite(*, actor: Actor, meeting: AgreementMeeting) -> bool:
    """Send the invitations now; False where everybody has one already. Raises PermissionDenied and MeetingError."""
    agreement, meeting, _role = _open(actor, meeting)
    now = moment()
    if meeting.starts_at <= now:
        raise MeetingError(_("Mødet er begyndt. Der kan ikke inviteres mere."))
    if is_in_step(meeting, _addresses(agreement)):
        return False
    _send_invitations(agreement, meeting, actor, now)
    return True


@transaction.atomic
def invitations_send(*, meeting_id: int, at: datetime.datetime) -> bool:
    """The system's invitation, when the meeting comes near; False where it is no longer called for."""
    meeting = AgreementMeeting.objects.filter(pk=meeting_id).first()
    if meeting is None:
        return False
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=meeting.agreement_id)
    meeting = AgreementMeeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    is_due = (
        agreement.is_in_force
        and meeting.state == MeetingState.PLANNED
        and meeting.invited_at is None
        and meeting.starts_at > at
    )
    if is_due:
        _send_invitations(agreement, meeting, None, at)
    return is_due


@transaction.atomic
def meeting_record(
    *, actor: Actor, meeting: AgreementMeeting, minutes: str, adjustments: str, as_version: bool
) -> bool:
    """The meeting was held: its minutes, and what is to be adjusted. True when a new version was begun of it.

    `as_version`: the adjustments change what was signed, so a new version is drafted, which all parties sign again;
    only a drafter can begin one, and from anybody else the drafter is asked by mail. Raises PermissionDenied,
    MeetingError (not held yet; nothing written), and DraftError while another version is under way.
    """
    agreement, meeting, role = _open(actor, meeting)
    now = moment()
    if local_date(meeting.starts_at) > local_date(now):
        raise MeetingError(_("Mødet er ikke holdt endnu. Flyt det, hvis I har mødtes før tiden."), "minutes")
    if not minutes.strip():
        raise MeetingError(_("Skriv, hvad I talte om."), "minutes")
    if as_version and not adjustments.strip():
        raise MeetingError(_("Skriv, hvad der skal justeres."), "adjustments")
    meeting.state, meeting.held_at, meeting.recorded_by_id = MeetingState.HELD, now, actor.user_id
    meeting.minutes, meeting.adjustments = minutes.strip(), adjustments.strip()
    meeting.save()
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.MEETING,
        title=_("%(user)s skrev referat af opfølgningsmødet %(when)s")
        % {"user": actor.name, "when": danish.full_day(local_date(meeting.starts_at), year=True)},
        text=meeting.adjustments,
    )
    if not as_version:
        return False
    if role in DRAFTERS:
        version_draft(actor=actor, agreement=agreement, reason=meeting.adjustments)
        return True
    life_mails.meeting_adjustments(agreement=agreement, meeting=meeting, actor=actor)
    return False


def may_begin_version(role: str) -> bool:
    """Whether an organisation with this access role drafts versions itself."""
    return AccessRole(role) in DRAFTERS
