"""Minutes are corrected by a record beside them, with who, when and why; what was written stays readable."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.enums import LogKind, MeetingState
from agreements.models import Agreement, AgreementMeeting, MinutesCorrection, NetworkMeeting
from agreements.permissions import check_is_inside
from agreements.selectors.minutes import minutes_of
from agreements.services.log import log_add
from agreements.services.meetings import MeetingError
from jobcenters.calendar import local_date
from jobcenters.permissions import check_can_keep_network
from ui import danish


@transaction.atomic
def minutes_correct(
    *, actor: Actor, meeting: AgreementMeeting, minutes: str, reason: str, seen: int
) -> MinutesCorrection:
    """Correct the minutes of a follow-up meeting, as any of the agreement's parties may. `seen`: how many corrections
    the actor had read.

    Raises PermissionDenied, and MeetingError: not held, nothing written or changed, or corrected by somebody since.
    """
    agreement = Agreement.objects.visible_to(actor).get(pk=meeting.agreement_id)
    check_is_inside(actor, agreement)
    meeting = AgreementMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    made = _correct(actor, meeting, minutes, reason, seen)
    day = danish.full_day(local_date(meeting.starts_at), year=True)
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.MEETING,
        title=_("%(user)s rettede referatet af opfølgningsmødet %(when)s")
        % {"user": actor.name, "when": day},
        text=made.reason,
    )
    return made


@transaction.atomic
def network_minutes_correct(
    *, actor: Actor, meeting: NetworkMeeting, minutes: str, reason: str, seen: int
) -> MinutesCorrection:
    """The same for a leaders' meeting, by those who keep the network. Raises NotAllowed and MeetingError."""
    check_can_keep_network(actor, meeting.network)
    meeting = NetworkMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    return _correct(actor, meeting, minutes, reason, seen)


def _correct(
    actor: Actor, meeting: AgreementMeeting | NetworkMeeting, minutes: str, reason: str, seen: int
) -> MinutesCorrection:
    before = minutes_of(meeting)
    if meeting.state != MeetingState.HELD or before is None:
        raise MeetingError(_("Der er ikke skrevet referat af mødet."))
    minutes, reason = minutes.strip(), reason.strip()[:500]
    if not minutes:
        raise MeetingError(_("Skriv, hvad I talte om."), "minutes")
    if not reason:
        raise MeetingError(_("Skriv kort, hvad der var forkert."), "reason")
    if before.corrections != seen:
        raise MeetingError(
            _("%s har rettet referatet imens. Læs rettelsen, før du gemmer din.") % before.now.author,
            "minutes",
        )
    if minutes == before.now.text.strip():
        raise MeetingError(_("Teksten er uændret. Ret den, eller fortryd."), "minutes")
    mine = {"meeting": meeting} if isinstance(meeting, AgreementMeeting) else {"network_meeting": meeting}
    return MinutesCorrection.objects.create(
        number=before.corrections + 1,
        minutes=minutes,
        reason=reason,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        author=actor.name[:120],
        place=actor.organisation_name[:200],
        at=moment(),
        **mine,
    )
