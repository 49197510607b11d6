"""The mail about an upskilling project. It names nobody: the participant is called by pseudonym."""

import datetime

from accounts.models import Organisation
from candidates.emails import link
from candidates.models import Participant
from notifications.outbox import queue_email
from orders.calendars import calendar_of
from orders.clock import notify_at


def mailbox_of(organisation: Organisation) -> str:
    """The address that a jobcentre's company service reads."""
    jobcenter = getattr(organisation, "jobcenter", None)
    return (jobcenter.company_email if jobcenter else "") or organisation.email


def kept_wanted(*, participant: Participant, to_user: bool, now: datetime.datetime) -> None:
    """To whoever added the participant, else to the jobcentre's mailbox: is the participant still in the job? (R193)"""
    user = participant.added_by if to_user else None
    to = user.email if user else mailbox_of(participant.jobcenter)
    if not to:
        return
    queue_email(
        name="candidates.kept_wanted",
        recipient=to,
        context={
            "now": now,
            "participant": participant,
            "link": link("candidates:participant", participant.uuid),
        },
        organisation_id=participant.jobcenter_id,
        recipient_organisation_id=participant.jobcenter_id,
        recipient_user_id=user.pk if user else None,
        not_before=notify_at(now, calendar_of(participant.jobcenter_id)),
        dedupe_key=f"kept-wanted:{participant.uuid}",
    )
