"""The mails about joint visits: a name is its template's (templates/visits/emails/). None speaks of a citizen."""

import datetime
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import Organisation
from notifications.calendar_files import Invitation, calendar_file
from notifications.outbox import BadRecipientError, check_recipient, queue_email
from visits.models import JointVisit


def link(name: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def mailbox(organisation: Organisation) -> str:
    """Where a jobcentre reads mail about companies; "" where it has no address that can be written to."""
    jobcenter = getattr(organisation, "jobcenter", None)
    return reachable((jobcenter.company_email if jobcenter else "") or organisation.email)


def reachable(address: str) -> str:
    """The address, or "" where no mail can go there."""
    try:
        return check_recipient(address)
    except BadRecipientError:
        return ""


def host_address(visit: JointVisit) -> str:
    """Where the host reads the answers: the person who invited, else its mailbox."""
    own = reachable(visit.author.email) if visit.author else ""
    return own or mailbox(visit.organisation) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def once(addresses: Iterable[str]) -> list[str]:
    """Each address once, whatever its case; those that are empty not at all."""
    seen: dict[str, str] = {}
    for address in addresses:
        if address:
            seen.setdefault(address.casefold(), address)
    return list(seen.values())


def place_of(visit: JointVisit) -> str:
    """Where it is: what was written, else the workplace's address; "" where neither is known."""
    return visit.place or (visit.workplace.full_address if visit.workplace else "")


def calendar_of(
    visit: JointVisit, guests: Sequence[str], *, at: datetime.datetime, cancelled: bool = False
) -> str:
    """The visit as a calendar file, as it stands (`starts_at` is set). Raises ValueError without a time."""
    if visit.starts_at is None:
        raise ValueError("A visit without a time has no place in a calendar.")
    page = link("visits:joint_visit", visit.uuid)
    return calendar_file(
        Invitation(
            uid=visit.uuid,
            sequence=visit.sequence,
            starts_at=visit.starts_at,
            minutes_long=visit.minutes_long,
            title=f"Sambesøg: {visit.company.name}",
            text="\n".join([visit.purpose, page]),
            place=place_of(visit),
            organiser=host_address(visit),
            organiser_name=visit.organisation.name,
            guests=[(address, address) for address in guests],
            written_at=at,
            cancelled=cancelled,
        )
    )


def joint_visit_mail(
    name: str,
    *,
    visit: JointVisit,
    to: str,
    at: datetime.datetime,
    key: str,
    sender_id: int | None = None,
    organisation_id: int | None = None,
    calendar: str = "",
    context: dict[str, Any] | None = None,
) -> None:
    """Queue one mail about the visit; `key` makes it the only one of its kind to that address."""
    queue_email(
        name=f"visits.{name}",
        recipient=to,
        context={
            "now": at,
            "visit": visit,
            "place": place_of(visit),
            "company": visit.company,
            "host": visit.organisation,
            "host_email": host_address(visit),
            "link": link("visits:joint_visit", visit.uuid),
            **(context or {}),
        },
        organisation_id=sender_id or visit.organisation_id,
        recipient_organisation_id=organisation_id,
        calendar=calendar,
        reply_to=host_address(visit),
        dedupe_key=f"{name}:{visit.uuid}:{key}:{to.casefold()}",
    )
