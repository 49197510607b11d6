"""Who may do what to an order. `check_*` raises a Danish sentence for the user; `can(...)` answers yes or no."""

from collections.abc import Callable
from typing import ParamSpec

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from orders.enums import AnswerKind, Decision, RequestState
from orders.models import Alternative, HeadsUp, Order, Request, TovholderChange

OPEN_ANSWERS = frozenset({AnswerKind.CLARIFY, AnswerKind.PASSED_ON})


def check_leads(actor: Actor, order: Order) -> None:
    """The actor works for the order's tovholder, and the order is open. Raises PermissionDenied."""
    if order.tovholder_id != actor.organisation_id or actor.is_company:
        raise PermissionDenied(_("Kun ordrens tovholder kan gøre det."))
    if not order.is_open:
        raise PermissionDenied(_("Ordren er lukket."))


def check_can_assign(actor: Actor, order: Order) -> None:
    """Jobservice Danmark chooses the tovholder of an order that it received and that has none."""
    if not actor.is_national or order.received_by_id != actor.organisation_id:
        raise PermissionDenied(_("Kun Jobservice Danmark kan vælge tovholder her."))
    if order.tovholder_id is not None:
        raise PermissionDenied(_("Ordren har allerede en tovholder."))


def check_can_answer_request(actor: Actor, request: Request) -> None:
    """Only the jobcentre that was asked answers, and for good only once. Raises PermissionDenied.

    A question back, and pointing to another jobcentre, leave the answer itself open.
    """
    if request.to_organisation_id != actor.organisation_id:
        raise PermissionDenied(_("Kun det jobcenter, der er spurgt, kan svare."))
    if request.state == RequestState.WITHDRAWN:
        raise PermissionDenied(_("Henvendelsen er trukket tilbage. I skal ikke svare."))
    if request.state == RequestState.ANSWERED and request.answer not in OPEN_ANSWERS:
        raise PermissionDenied(_("Henvendelsen er allerede besvaret."))


def check_can_clarify_request(actor: Actor, request: Request) -> None:
    """The order's tovholder answers what an asked jobcentre wants to know first. Raises PermissionDenied."""
    check_leads(actor, request.order)
    if request.state != RequestState.ANSWERED or request.answer != AnswerKind.CLARIFY:
        raise PermissionDenied(_("Jobcentret venter ikke på en afklaring."))


def check_can_withdraw_request(actor: Actor, request: Request) -> None:
    """Whoever asked, until there is an answer; a question back is none."""
    if request.from_organisation_id != actor.organisation_id:
        raise PermissionDenied(_("Kun det jobcenter, der har sendt henvendelsen, kan trække den tilbage."))
    if request.state != RequestState.SENT and request.answer != AnswerKind.CLARIFY:
        raise PermissionDenied(_("Henvendelsen er allerede besvaret eller trukket tilbage."))


def check_can_see_heads_up(actor: Actor, heads_up: HeadsUp) -> None:
    if heads_up.to_organisation_id != actor.organisation_id:
        raise PermissionDenied(_("Kun det jobcenter, der er varslet, kan markere varslingen som set."))


def check_can_decide_tovholder(actor: Actor, change: TovholderChange) -> None:
    if change.to_organisation_id != actor.organisation_id:
        raise PermissionDenied(_("Kun det foreslåede jobcenter kan svare."))
    if change.decision != Decision.OFFERED:
        raise PermissionDenied(_("Der er allerede svaret på forslaget."))


def check_can_decide_alternative(actor: Actor, alternative: Alternative) -> None:
    """The company itself, or its tovholder on what the company said."""
    if actor.organisation_id not in (alternative.order.company_id, alternative.order.tovholder_id):
        raise PermissionDenied(_("Kun virksomheden eller tovholderen kan svare."))
    if alternative.decision != Decision.OFFERED:
        raise PermissionDenied(_("Der er allerede svaret på forslaget."))


def check_can_cancel(actor: Actor, order: Order) -> None:
    """The tovholder, who also takes back what others were asked; before there is one, the company or the receiver."""
    mine = actor.organisation_id
    allowed = (order.tovholder_id,) if order.tovholder_id else (order.company_id, order.received_by_id)
    if mine not in allowed:
        raise PermissionDenied(_("Kun ordrens tovholder kan annullere den."))
    if not order.is_open:
        raise PermissionDenied(_("Ordren er allerede lukket."))


P = ParamSpec("P")


def can(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether `check` passes, for showing or hiding a button."""
    try:
        check(*args, **kwargs)
    except PermissionDenied:
        return False
    return True
