"""Inviting candidates to apply (R33, R34): who is invited, the mail made where the name may be known, and the answer.

Whoever invites sees pseudonyms only, also of candidates elsewhere. The mail is made by the worker on behalf of the
jobcentre of residence; its text with the name is confidential and is removed once it is sent.
"""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from accounts.tokens import token_hash
from candidates import emails
from candidates.enums import CandidateState, ContactChannel, InvitationState, ReplyKind
from candidates.invitation_rules import MOST_AT_ONCE, UNDO, expires_at, is_open, not_before
from candidates.models import Candidate, CandidateIdentity, Invitation
from notifications.outbox import BadRecipientError
from orders.enums import AccessRole, EventKind
from orders.models import Order, OrderLine
from orders.permissions import check_leads
from orders.services.timeline import event_add

PAGE = 100  # invitations that one transaction of the worker takes
NO_ADDRESS = "Kandidaten har ingen e-mail."
OPTED_OUT = "Kandidaten vil ikke have opfordringer."
GONE = "Kandidaten er ikke længere ledig."
TOO_LATE = "Ansøgningsfristen er passeret."


@dataclass(slots=True)
class Sent:
    """The invitations that were made, and the pseudonyms of those who were invited to this order before."""

    invitations: list[Invitation] = field(default_factory=list)
    before: list[str] = field(default_factory=list)


@transaction.atomic
def invitations_send(
    *,
    actor: Actor,
    order: Order,
    candidates: Sequence[Candidate],
    subject: str,
    text: str,
    apply_by: datetime.date,
    how_to_apply: str,
    line: OrderLine | None = None,
) -> Sent:
    """Invite `candidates` to apply for the order's job until `apply_by` (Danish day); nobody twice for one order.

    The mails leave after `UNDO`, and not in quiet hours. Raises PermissionDenied for others than the tovholder,
    ValueError (Danish) for a day that has passed, nobody chosen, or too many at once.
    """
    check_leads(actor, order)
    now = moment()
    if not is_open(apply_by, now):
        raise ValueError(_("Ansøgningsfristen er passeret. Vælg i dag eller senere."))
    if not candidates:
        raise ValueError(_("Vælg mindst én kandidat."))
    if len(candidates) > MOST_AT_ONCE:
        raise ValueError(_("Vælg højst %d kandidater ad gangen.") % MOST_AT_ONCE)
    known = set(
        Invitation.objects.visible_to(actor).filter(order=order).values_list("candidate_id", flat=True)
    )
    sent = Sent(before=[candidate.pseudonym for candidate in candidates if candidate.pk in known])
    rows = [
        Invitation(
            candidate=candidate,
            jobcenter_id=candidate.jobcenter_id,
            organisation_id=actor.organisation_id,
            order=order,
            line=line,
            subject=subject,
            text=text,
            apply_by=apply_by,
            how_to_apply=how_to_apply,
            invited_at=now,
            invited_by_id=actor.user_id,
        )
        for candidate in candidates
        if candidate.pk not in known
    ]
    # A colleague may have been quicker; whoever is there already is left out, and nobody is written to twice.
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [row.uuid for row in rows]
    sent.invitations = list(Invitation.objects.filter(uuid__in=keys).select_related("candidate"))
    if sent.invitations:
        count = len(sent.invitations)
        event_add(
            actor=actor,
            order=order,
            kind=EventKind.INVITED,
            title=ngettext("%(n)d kandidat opfordret", "%(n)d kandidater opfordret", count) % {"n": count},
            text=", ".join(sorted(row.candidate.pseudonym for row in sent.invitations)),
            at=now,
            audience=[AccessRole.TOVHOLDER],
        )
    return sent


@transaction.atomic
def invitations_undo(*, actor: Actor, order: Order, invited_at: datetime.datetime) -> int:
    """Take back what was sent at `invited_at` and has not left yet; returns how many were taken back."""
    check_leads(actor, order)
    waiting = (
        Invitation.objects.filter(
            order=order,
            organisation_id=actor.organisation_id,
            invited_at=invited_at,
            state=InvitationState.QUEUED,
        )
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("pk", flat=True)
    )
    count, _by_model = Invitation.objects.filter(pk__in=list(waiting)).delete()
    if count:
        event_add(
            actor=actor,
            order=order,
            kind=EventKind.INVITED,
            title=_("Opfordringen er fortrudt"),
            at=moment(),
            audience=[AccessRole.TOVHOLDER],
        )
    return count


# --- the worker ------------------------------------------------------------------------------------------------


def invitations_deliver(*, now: datetime.datetime | None = None) -> int:
    """Make the mails of the invitations that waited `UNDO`; returns how many were handled. For the worker role.

    Each is handled in a transaction of its own, on behalf of the candidate's jobcentre: safe to run twice at once.
    """
    at = now or moment()
    done = 0
    while True:
        with transaction.atomic():
            waiting = list(
                Invitation.objects.filter(state=InvitationState.QUEUED, invited_at__lte=at - UNDO)
                .order_by("pk")
                .values_list("pk", "jobcenter_id")[:PAGE]
            )
        for key, jobcenter_id in waiting:
            with acting_as(system_actor(jobcenter_id)):
                done += _deliver(key, at)
        if len(waiting) < PAGE:
            return done


def _deliver(key: int, now: datetime.datetime) -> int:
    row = (
        Invitation.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=key, state=InvitationState.QUEUED)
        .first()
    )
    if row is None:
        return 0
    candidate = Candidate.objects.filter(pk=row.candidate_id).first()
    identity = CandidateIdentity.objects.filter(pk=row.candidate_id).first()
    if candidate is None or identity is None or candidate.state != CandidateState.ACTIVE:
        _not_sent(row, GONE)
    elif identity.opted_out_at is not None:
        _not_sent(row, OPTED_OUT)
    elif not is_open(row.apply_by, now):
        _not_sent(row, TOO_LATE)
    elif identity.channel != ContactChannel.MAIL or not identity.email:
        row.state = InvitationState.TO_PASS_ON
        row.save(update_fields=["state"])
    else:
        _send(row, identity, now)
    return 1


def _send(row: Invitation, identity: CandidateIdentity, now: datetime.datetime) -> None:
    token = _link(row)
    try:
        emails.invitation(invitation=row, identity=identity, token=token, not_before=not_before(now))
    except BadRecipientError:
        row.state, row.token_hash, row.expires_at = InvitationState.TO_PASS_ON, None, None
    else:
        row.state, row.sent_at = InvitationState.SENT, now
    row.save(update_fields=["state", "sent_at", "token_hash", "expires_at"])


def _not_sent(row: Invitation, reason: str) -> None:
    row.state, row.not_sent_reason = InvitationState.NOT_SENT, reason
    row.save(update_fields=["state", "not_sent_reason"])


def _link(row: Invitation) -> str:
    """Give the invitation a new link of 32 random bytes; the token is stored nowhere. Does not save."""
    token = secrets.token_urlsafe(32)
    row.token_hash, row.expires_at = token_hash(token), expires_at(row.apply_by)
    return token


@transaction.atomic
def invitation_pass_on(*, actor: Actor, invitation: Invitation) -> str:
    """The jobcentre of residence puts the message into the citizen's Jobnet tray itself: the link's token for it.

    The link before, if there was one, no longer works. Raises ValueError (Danish) when the time to apply is over.
    """
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    now = moment()
    if row.jobcenter_id != actor.organisation_id or row.state not in (
        InvitationState.TO_PASS_ON,
        InvitationState.SENT,
    ):
        raise ValueError(_("Opfordringen skal ikke lægges i beskedbakken."))
    if not is_open(row.apply_by, now):
        raise ValueError(_("Ansøgningsfristen er passeret. Beskeden skal ikke lægges i beskedbakken."))
    token = _link(row)
    row.state, row.sent_at = InvitationState.SENT, row.sent_at or now
    row.save(update_fields=["state", "sent_at", "token_hash", "expires_at"])
    return token


# --- the citizen, who has no user ------------------------------------------------------------------------------

BY_LINK = "select * from candidates_invitation_by_link(%s)"


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the page behind a personal link may say. Nothing names the citizen."""

    uuid: str
    company: str
    town: str
    subject: str
    text: str
    apply_by: datetime.date
    how_to_apply: str
    expires_at: datetime.datetime
    reply: str
    replied_at: datetime.datetime | None
    sender: str
    jobcenter_id: int
    opted_out: bool


def invitation_by_token(token: str) -> OpenInvitation | None:
    """The invitation that a link belongs to, also after its end; None for a link that is nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(BY_LINK, [token_hash(token)])
        row = cursor.fetchone()
    return OpenInvitation(*row) if row else None


@transaction.atomic
def invitation_reply(*, token: str, reply: ReplyKind) -> bool:
    """Store the citizen's answer and tell the one who invited; False where the link has ended."""
    found = invitation_by_token(token)
    with connection.cursor() as cursor:
        cursor.execute("select candidates_invitation_answer(%s, %s)", [token_hash(token), reply.value])
        answered = bool(cursor.fetchone()[0])
    if answered and found and reply == ReplyKind.INTERESTED and found.reply != ReplyKind.INTERESTED:
        with acting_as(system_actor(found.jobcenter_id)):
            emails.interested(invitation=Invitation.objects.get(uuid=found.uuid))
    return answered


@transaction.atomic
def invitation_opt_out(*, token: str, wants_none: bool) -> bool:
    """The citizen wants no more invitations (or does again); False for a link that is nobody's."""
    with connection.cursor() as cursor:
        cursor.execute("select candidates_invitation_opt_out(%s, %s)", [token_hash(token), wants_none])
        return bool(cursor.fetchone()[0])
