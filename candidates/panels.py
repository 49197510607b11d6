"""What candidates add to the pages of orders."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.enums import NominationState
from candidates.models import Nomination
from candidates.placing_mails import counted
from candidates.selectors.nominations import Board, board_of
from candidates.selectors.released import released_to
from candidates.selectors.shortlist import presented_to
from candidates.services.counting import open_lines
from orders.enums import AccessRole
from orders.models import Order, OrderLine, Request
from orders.panels import NEXT_PRESS, Panel
from ui import parts

BOARD = "candidates/partials/_board.html"


def order_panel(actor: Actor, order: Order, role: str) -> Panel | None:
    """All candidates of the order for its tovholder, line by line; None for others, and for a case without lines."""
    if role != AccessRole.TOVHOLDER or order.is_inquiry:
        return None
    now = timezone.now()
    board = board_of(actor, order, now)
    begun = order.is_open and order.state != "received"
    values = _values(actor, order, board, can_nominate=begun)
    return Panel(BOARD, {**values, NEXT_PRESS: _next_press(order, board, values["present_label"])})


def _next_press(order: Order, board: Board, label: str) -> parts.Action | None:
    """Present those who are ready; else go to those who wait for a step. None where nobody is on the way."""
    if board.to_present:
        url = reverse("candidates:present", args=[order.uuid])
        return parts.Action(label, url, icon="send", primary=True, post=True)
    waiting = any(row.action for line in board.lines for row in line.rows)
    return parts.Action(_("Se kandidaterne"), "#kandidater", primary=True) if waiting else None


def request_panel(actor: Actor, request: Request) -> Panel | None:
    """The asked jobcentre's own candidates on the line it was asked about, or on all lines."""
    order = request.order
    lines = [request.line] if request.line else list(OrderLine.objects.filter(order=order))
    if request.to_organisation_id != actor.organisation_id or not actor.is_jobcenter or not lines:
        return None
    board = board_of(actor, order, timezone.now(), lines=lines)
    return Panel(BOARD, _values(actor, order, board, can_nominate=order.is_open))


def _values(actor: Actor, order: Order, board: Board, *, can_nominate: bool) -> dict[str, Any]:
    lines = [line.line for line in board.lines]
    return {
        "order": order,
        "board": board,
        "can_nominate": can_nominate and bool(open_lines(actor, order, lines)),
        "present_label": _("Præsentér %s") % counted(len(board.to_present)),
        "release_label": _("Bed om at få %s frigivet") % counted(len(board.to_release)),
    }


def portal_panel(actor: Actor, order: Order) -> Panel | None:
    """ "Vi afventer jer": candidates to choose from; None before anybody was presented."""
    rows: list[Nomination] = presented_to(actor, order)
    if not rows:
        return None
    seen = released_to(order.pk, actor.organisation_id)
    waiting = sum(row.state == NominationState.PRESENTED and row.candidate_id in seen for row in rows)
    return Panel(
        "candidates/partials/_portal.html",
        {"order": order, "waiting": waiting, "counted": counted(waiting), "is_open": order.is_open},
    )
