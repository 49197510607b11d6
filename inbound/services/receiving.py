"""A mail at the door: stored with what follows from it in one transaction, once, before the other server is told so.

Nothing is ever answered from here, so no two machines can talk to each other.
"""

import logging
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.models import Membership, Organisation
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from companies.mail_domains import PUBLIC_DOMAINS
from companies.models import Company, ContactPerson
from inbound.addresses import local_part, place_of
from inbound.enums import InboundState
from inbound.models import InboundFile, InboundMail
from inbound.reading import ReadMail, read_mail
from jobcenters.calendar import local_date
from jobcenters.models import ContactEntry, Jobcenter
from orders import emails
from orders.enums import AccessRole, EventKind
from orders.models import Order, Request
from orders.reply_path import ReplyTo, reply_of
from orders.services.messages import message_receive
from orders.services.timeline import event_add

logger = logging.getLogger(__name__)


class Received(StrEnum):
    """What came of a mail at the door."""

    UNKNOWN = "unknown"
    STORED = "stored"
    AGAIN = "again"  # the same mail was here before


@dataclass(frozen=True, slots=True)
class Whither:
    """Whose a mail is: the jobcentre that deals with it, and of an answer what it answers to."""

    jobcenter_id: int
    order_id: int | None = None
    party_id: int | None = None
    request_id: int | None = None


def whither(address: str) -> Whither | None:
    """Whose the address is; None for an address that is nobody's. Needs the worker's role."""
    answer = reply_of(address)
    if answer is not None:
        return _answered(answer)
    local = place_of(address)
    if not local:
        return None
    with transaction.atomic():
        rows = Jobcenter.objects.on(local_date(moment())).values_list("pk", "place")
        found = [pk for pk, place in rows if local_part(place) == local]
    return Whither(found[0]) if len(found) == 1 else None


def _answered(answer: ReplyTo) -> Whither | None:
    """The order's tovholder deals with it, else whoever received the order."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select inbound_order(%s)", [answer.order_id])
        row = cursor.fetchone()
    if not row or row[0] is None:
        return None
    return Whither(row[0], answer.order_id, answer.organisation_id, answer.request_id or None)


def mail_receive(*, address: str, envelope_sender: str, content: bytes) -> Received:
    """Store the mail that came to `address`. Needs the worker's role; returns when it is committed.

    Never raises for anything in the arguments; raises DatabaseError where the database is out of reach.
    """
    found = whither(address)
    if found is None:
        return Received.UNKNOWN
    mail = read_mail(content, address=address, envelope_sender=envelope_sender)
    actor = replace(system_actor(found.jobcenter_id), kind=OrganisationKind.JOBCENTER)
    with acting_as(actor):
        row = _row(actor, found, mail)
        made = InboundMail.objects.bulk_create([row], ignore_conflicts=True)
        stored = InboundMail.objects.filter(uuid=made[0].uuid).first()
        if stored is None:
            return Received.AGAIN
        InboundFile.objects.bulk_create(
            InboundFile(
                mail=stored,
                position=n,
                name=file.name,
                kind=file.kind,
                size=len(file.content),
                content=file.content,
            )
            for n, file in enumerate(mail.files)
        )
        if stored.state == InboundState.FILED:
            file_on_order(actor, stored)
    logger.info("Mail %s came: %s.", row.uuid, row.state)
    return Received.STORED


def _row(actor: Actor, found: Whither, mail: ReadMail) -> InboundMail:
    row = InboundMail(
        jobcenter_id=found.jobcenter_id,
        state=InboundState.NEW,
        automatic=mail.automatic[:80],
        key=mail.key,
        message_id=mail.message_id,
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        text=mail.text,
        quoted=mail.quoted,
        notes=mail.notes,
        received_at=moment(),
        party_id=found.party_id,
        order_id=found.order_id,
        request_id=found.request_id,
    )
    row.company, row.contact = company_of(mail.sender)
    if mail.is_machine:
        row.state = InboundState.AUTOMATIC
    elif found.order_id is not None:
        row.state, row.why = _judged(row, found)
        if mail.automatic and row.state == InboundState.FILED:
            # Filed, it would stop a clock or end a pause, which only a person's words do.
            row.state, row.why = InboundState.REVIEW, _("Ligner et autosvar.")
    return row


def _judged(row: InboundMail, found: Whither) -> tuple[InboundState, str]:
    """An answer lies on its order when it comes from whom the address belongs to, and the order is open."""
    order = Order.objects.filter(pk=found.order_id or 0).first()
    party = Organisation.objects.filter(pk=found.party_id or 0).first()
    if order is None or party is None:
        return InboundState.REVIEW, _("Svaret hører til en ordre, der ikke længere er hos jer.")
    if found.request_id and not Request.objects.filter(pk=found.request_id, order=order).exists():
        row.request_id = None
    if not belongs_to(row.sender, party):
        return InboundState.REVIEW, _("Afsenderen er ikke kendt hos %s.") % party.name
    if order.tovholder_id != row.jobcenter_id:
        return InboundState.REVIEW, _("Ordren har ingen tovholder endnu.")
    if not order.is_open:
        return InboundState.REVIEW, _("Ordren er lukket.")
    return InboundState.FILED, ""


def belongs_to(sender: str, party: Organisation) -> bool:
    """Whether the address is one of the organisation's: a person's, its mailbox, or (authorities) its own domain."""
    if not sender:
        return False
    known = {party.email.lower()}
    known |= {
        address.lower()
        for address in Membership.objects.filter(organisation=party, is_active=True).values_list(
            "user__email", flat=True
        )
    }
    if party.kind == OrganisationKind.COMPANY:
        contacts = ContactPerson.objects.filter(company_id=party.pk, is_active=True)
        known |= {address.lower() for address in contacts.values_list("email", flat=True)}
        return sender in known
    jobcenter = Jobcenter.objects.filter(pk=party.pk).first()
    if jobcenter is not None:
        entries = ContactEntry.objects.filter(jobcenter=jobcenter).values_list("email", flat=True)
        known |= {jobcenter.company_email.lower(), *(address.lower() for address in entries)}
    domains = {address.rpartition("@")[2] for address in known} - PUBLIC_DOMAINS - {""}
    return sender in known or sender.rpartition("@")[2] in domains


def company_of(sender: str) -> tuple[Company | None, ContactPerson | None]:
    """Whose address it is: a contact person's, else of the one company that writes from the same domain."""
    if not sender:
        return None, None
    rows = ContactPerson.objects.filter(is_active=True).select_related("company")
    found = list(rows.filter(email__iexact=sender).order_by("-is_primary", "pk")[:2])
    if found:
        only = len({row.company_id for row in found}) == 1
        return (found[0].company, found[0]) if only else (None, None)
    domain = sender.rpartition("@")[2]
    if domain in PUBLIC_DOMAINS:
        return None, None
    companies = list(
        rows.filter(email__iendswith=f"@{domain}")
        .order_by("company_id")
        .values_list("company", flat=True)
        .distinct()[:2]
    )
    return (Company.objects.get(pk=companies[0]), None) if len(companies) == 1 else (None, None)


def file_on_order(actor: Actor, row: InboundMail) -> None:
    """Lay the answer on its order: what a company writes is its message, as if it had been typed by the tovholder."""
    order = Order.objects.get(pk=row.order_id or 0)
    text = row.text or _("(mail uden tekst)")
    if row.party_id == order.company_id:
        clock = message_receive(
            actor=actor, order=order, text=text, by_name=row.from_whom[:120], at=row.received_at
        )
        order.refresh_from_db()
        emails.message_received(
            order=order, by_name=row.from_whom[:120], text=text[:2000], clock=clock, at=row.received_at
        )
        return
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.MAIL,
        title=_("Mail fra %s") % row.from_whom,
        text=text,
        at=row.received_at,
        about_id=row.party_id,
        audience=[AccessRole.TOVHOLDER],
        data={"mail": str(row.uuid)},
    )
