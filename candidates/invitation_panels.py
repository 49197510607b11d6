"""What inviting adds to the pages of orders: how the invited have answered, and what waits for the message tray."""

from collections import Counter

from django.db.models import Count
from django.utils import timezone

from accounts.actor import Actor
from candidates.enums import InvitationState, ReplyKind
from candidates.models import Invitation
from candidates.selectors.invitations import waiting_for_tray
from candidates.services.invitations import OPTED_OUT
from jobcenters.calendar import local_date
from orders.day_notes import DayNote
from orders.enums import AccessRole
from orders.models import Order
from orders.panels import Panel
from ui import danish
from ui.words import gettext as _

INVITED = "candidates/partials/_invited.html"


def order_invited(actor: Actor, order: Order, role: str) -> Panel | None:
    """How many were invited and what they answered, for the tovholder; None before anybody was. One query."""
    if role != AccessRole.TOVHOLDER:
        return None
    rows = (
        Invitation.objects.visible_to(actor)
        .filter(order=order)
        .order_by()
        .values_list("state", "reply", "not_sent_reason")
        .annotate(many=Count("pk"))
    )
    kinds: Counter[str] = Counter()
    for state, reply, reason, many in rows:
        kinds[reply or (OPTED_OUT if reason == OPTED_OUT else state)] += many
    if not kinds:
        return None
    return Panel(INVITED, {"order": order, "total": kinds.total(), "answers": _answers(kinds)})


def _answers(kinds: Counter[str]) -> list[tuple[str, str]]:
    """ "Interesseret" and "3", those who matter most first; kinds that nobody is of are left out."""
    lines = (
        *((str(kind.label), kinds[kind]) for kind in ReplyKind),
        (_("Intet svar endnu"), kinds[InvitationState.SENT]),
        (_("På vej"), kinds[InvitationState.QUEUED]),
        (_("Venter på Jobnets beskedbakke"), kinds[InvitationState.TO_PASS_ON]),
        (_("Vil ikke have opfordringer"), kinds[OPTED_OUT]),
        (_("Ikke sendt af andre grunde"), kinds[InvitationState.NOT_SENT]),
    )
    return [(label, danish.number(many)) for label, many in lines if many]


def messages_to_pass_on(actor: Actor) -> DayNote | None:
    """ "2 beskeder skal lægges i Jobnets beskedbakke", as long as the time to apply is not over."""
    many = waiting_for_tray(actor).filter(apply_by__gte=local_date(timezone.now())).count()
    if not many:
        return None
    counted = danish.count(many, _("besked"), _("beskeder"))
    return DayNote(
        _("%s skal lægges i Jobnets beskedbakke") % counted, "candidates:message_tray", icon="mail"
    )
