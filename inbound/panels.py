"""What received mail adds to the pages of orders, and to the consultant's day."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from inbound.enums import InboundState
from inbound.models import InboundMail
from orders.day_notes import DayNote
from orders.enums import AccessRole, RequestState
from orders.models import Order, Request
from orders.panels import Panel
from ui import danish, parts

PANEL = "inbound/partials/_panel.html"
MOST = 10


def order_mails(actor: Actor, order: Order, role: str) -> Panel | None:
    """The mails of an order for its tovholder; what machines wrote stands small. None where there is none."""
    if role != AccessRole.TOVHOLDER:
        return None
    rows = InboundMail.objects.of_jobcenter(actor).filter(order=order).exclude(state=InboundState.SPAM)
    return _panel(list(rows.defer("text", "quoted")[:MOST]))


def request_mails(actor: Actor, request: Request) -> Panel | None:
    """The asked jobcentre's own mails about a request: one press makes an answer of them."""
    if request.to_organisation_id != actor.organisation_id:
        return None
    rows = (
        InboundMail.objects.visible_to(actor)
        .filter(request=request, party_id=actor.organisation_id)
        .exclude(state=InboundState.SPAM)
    )
    is_open = request.state == RequestState.SENT
    return _panel(list(rows.defer("text", "quoted")[:MOST]), can_answer=is_open)


def _panel(rows: list[InboundMail], *, can_answer: bool = False) -> Panel | None:
    now = timezone.now()
    lines = [
        {
            "url": reverse("inbound:mail", args=[row.uuid]),
            "who": row.from_whom,
            "subject": row.subject or _("(uden emne)"),
            "when": danish.capitalise(danish.when(row.received_at, now)),
            "why": row.why if row.state == InboundState.REVIEW else "",
            "answer": parts.Action(
                _("Registrér som svar"), reverse("inbound:answer", args=[row.uuid]), primary=True
            )
            if can_answer and row.state != InboundState.AUTOMATIC and row.answered_at is None
            else None,
        }
        for row in rows
        if row.state != InboundState.AUTOMATIC
    ]
    automatic = [
        {
            "url": reverse("inbound:mail", args=[row.uuid]),
            "who": row.from_whom,
            "when": danish.when(row.received_at, now),
        }
        for row in rows
        if row.state == InboundState.AUTOMATIC
    ]
    return Panel(PANEL, {"lines": lines, "automatic": automatic}) if rows else None


def mails_waiting(actor: Actor) -> DayNote | None:
    """ "2 mails venter i Modtaget post"."""
    if not actor.is_jobcenter:
        return None
    many = InboundMail.objects.of_jobcenter(actor).waiting().count()
    if not many:
        return None
    counted = danish.count(many, _("mail"), _("mails"))
    return DayNote(_("%s venter i Modtaget post") % counted, "inbound:inbox", icon="mail")
