"""The mails about contact entries. One function per mail; its name is its template's name."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import Organisation
from jobcenters.contacting.links import path
from jobcenters.models import ContactAsk, ContactEntry, ContactGap, Jobcenter
from notifications.outbox import queue_email
from ui import danish


def link(name: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def contact_wanted(
    *,
    ask: ContactAsk,
    jobcenter: Jobcenter,
    entries: Sequence[ContactEntry],
    sender_id: int,
    not_before: datetime | None,
) -> None:
    """To a contact person: what stands about them, and the personal link by which they say whether it is right."""
    queue_email(
        name="jobcenters.contact_wanted",
        recipient=ask.email,
        context={
            "now": ask.asked_at,
            "person": entries[0].person,
            "jobcenter": jobcenter.title_on(danish.local(ask.asked_at).date()),
            "entries": entries,
            "until": danish.local(ask.expires_at).date(),
            "link": settings.BASE_URL.rstrip("/") + path(ask.uuid),
        },
        organisation_id=sender_id,
        recipient_organisation_id=ask.jobcenter_id,
        not_before=not_before,
        dedupe_key=f"contact_wanted:{ask.uuid}",
    )


def contact_left(*, ask: ContactAsk, jobcenter: Jobcenter, entries: Sequence[ContactEntry]) -> None:
    """To the jobcentre's mailbox: somebody on its lists has said that they have left."""
    mailbox = jobcenter.company_email or jobcenter.organisation.email
    if not mailbox:
        return
    queue_email(
        name="jobcenters.contact_left",
        recipient=mailbox,
        context={
            "now": ask.answered_at,
            "person": entries[0].person,
            "entries": entries,
            "link": link("jobcenters:contacts_national"),
        },
        organisation_id=jobcenter.pk,
        recipient_organisation_id=jobcenter.pk,
        dedupe_key=f"contact_left:{ask.uuid}",
    )


def contact_gaps(
    *, to: Organisation, mailbox: str, gaps: Sequence[ContactGap], sender_id: int, now: datetime
) -> None:
    """To a network's coordinator or Jobservice Danmark: jobcentres that have no living contact person."""
    newest = max(gap.pk for gap in gaps)
    queue_email(
        name="jobcenters.contact_gaps",
        recipient=mailbox,
        context={"now": now, "gaps": gaps, "link": link("jobcenters:contacts_national")},
        organisation_id=sender_id,
        recipient_organisation_id=to.pk,
        dedupe_key=f"contact_gaps:{to.pk}:{newest}",
    )
