"""A mail as the beginning of a case: what the form of the intake knows of it (see `orders.intake_sources`)."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from inbound.enums import InboundState
from inbound.models import InboundMail
from inbound.services.handling import mail_take
from orders.enums import Channel
from orders.intake_sources import Source
from orders.models import Order
from ui import danish

KEY = "post-"
TEXT_MAX = 5_000


def source_key(mail: InboundMail) -> str:
    return f"{KEY}{mail.uuid}"


def _mail(actor: Actor, key: str) -> InboundMail | None:
    if not key.startswith(KEY):
        return None
    try:
        uuid = UUID(key.removeprefix(KEY))
    except ValueError:
        return None
    rows = InboundMail.objects.of_jobcenter(actor).exclude(state__in=[InboundState.FILED, InboundState.SPAM])
    return rows.select_related("company__organisation", "contact").filter(uuid=uuid).first()


def mail_source(actor: Actor, key: str) -> Source | None:
    """The mail that a key names, where it is the actor's jobcentre's and may become a case."""
    mail = _mail(actor, key)
    if mail is None:
        return None
    when = danish.when(mail.received_at, timezone.now())
    return Source(
        key=key,
        channel=Channel.MAIL,
        text="\n\n".join(filter(None, [mail.subject, mail.text]))[:TEXT_MAX],
        by_name=mail.sender_name[:120],
        by_email=mail.sender,
        received_at=mail.received_at,
        said=_("Fra mail: %(who)s, modtaget %(when)s.") % {"who": mail.from_whom, "when": when},
        url=reverse("inbound:mail", args=[mail.uuid]),
        company=str(mail.company.uuid) if mail.company else "",
        contact=str(mail.contact.uuid) if mail.contact else "",
        look_up="" if mail.company else mail.sender.rpartition("@")[2].partition(".")[0],
    )


def mail_taken(actor: Actor, key: str, order: Order) -> None:
    mail = _mail(actor, key)
    if mail is not None:
        mail_take(actor=actor, mail=mail, order=order)
