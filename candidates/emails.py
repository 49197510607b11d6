"""The mails of candidates. One function per mail; its name is its template's name (templates/candidates/emails/)."""

import datetime

from django.conf import settings
from django.urls import reverse

from accounts.moment import moment
from candidates.models import CandidateIdentity, Invitation
from candidates.placing_mails import reached_at
from notifications.outbox import queue_email
from orders.calendars import calendar_of
from orders.clock import notify_at
from orders.reply_path import ReplyTo, reply_path


def link(name: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def invitation(
    *, invitation: Invitation, identity: CandidateIdentity, token: str, not_before: datetime.datetime
) -> None:
    """To the citizen: the job, until when and how to apply, and a personal link to answer (R33, R34).

    An answer by mail would tell whoever invites who the citizen is, so none is taken: the mail says that, and whom to
    ask at the jobcentre of residence. Confidential: nobody reads it in the outbox, and its text is removed once it is
    sent.
    """
    queue_email(
        name="candidates.invitation",
        recipient=identity.email,
        context={
            "now": moment(),
            "invitation": invitation,
            "name": identity.name,
            "sender": invitation.organisation.name,
            "link": link("candidates:reply", token),
            **reached_at(invitation.jobcenter),
            "ask_name": invitation.jobcenter.name,
        },
        not_before=not_before,
        dedupe_key=f"invitation:{invitation.uuid}",
        confidential=True,
    )


def interested(*, invitation: Invitation) -> None:
    """To the one who invited: somebody is interested. By pseudonym; the name is the home jobcentre's to give."""
    if invitation.invited_by is None:
        return
    queue_email(
        name="candidates.interested",
        recipient=invitation.invited_by.email,
        context={
            "now": moment(),
            "invitation": invitation,
            "link": link("candidates:invitation", invitation.uuid),
            "can_answer": bool(settings.INBOUND_DOMAIN),
            **reached_at(invitation.jobcenter),
        },
        reply_to=reply_path(ReplyTo(invitation.order_id, invitation.organisation_id)),
        organisation_id=invitation.jobcenter_id,
        recipient_organisation_id=invitation.organisation_id,
        recipient_user_id=invitation.invited_by_id,
        not_before=notify_at(moment(), calendar_of(invitation.organisation_id)),
        dedupe_key=f"interested:{invitation.uuid}",
    )
