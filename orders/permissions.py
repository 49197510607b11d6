"""Who may do what to an order. `check_*` raises a Danish sentence for the user; `can(...)` answers yes or no."""

from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from orders.enums import AnswerKind, ClockState, Decision, RequestState
from orders.models import Alternative, Breach, Clock, HeadsUp, Order, Request, TovholderChange
from orders.promises import promise

OPEN_ANSWERS = frozenset({AnswerKind.CLARIFY, AnswerKind.PASSED_ON})


def check_leads(actor: Actor, order: Order) -> None:
    """The actor works for the order's tovholder, and the order is open. Raises PermissionDenied."""
    if order.tovholder_id != actor.organisation_id or actor.is_company:
        raise PermissionDenied(_("Kun ordrens tovholder kan gøre det."))
    if not order.is_open:
        raise PermissionDenied(_("Ordren er lukket."))


def check_can_reopen(actor: Actor, order: Order) -> None:
    """The tovholder of an order that has ended. Raises PermissionDenied."""
    if order.tovholder_id is None or order.tovholder_id != actor.organisation_id or actor.is_company:
        raise PermissionDenied(_("Kun ordrens tovholder kan genåbne den."))
    if order.is_open:
        raise PermissionDenied(_("Ordren er åben."))


def check_can_pause(actor: Actor, clock: Clock, now: datetime) -> None:
    """A consultant of whoever owes the promise, while it still can be kept (A12). Raises PermissionDenied."""
    if actor.is_company or clock.owner_organisation_id != actor.organisation_id:
        raise PermissionDenied(_("Kun det jobcenter, der har lovet det, kan sætte fristen på pause."))
    if not promise(clock.promise).pausable:
        raise PermissionDenied(_("Et svar, der er lovet, kan ikke sættes på pause."))
    if clock.paused_until is not None:
        raise PermissionDenied(_("Fristen er allerede på pause."))
    if now > clock.due_at:
        raise PermissionDenied(_("Fristen er overskredet. En pause ændrer det ikke."))
    if now < clock.received_at:
        raise PermissionDenied(_("Fristen er ikke begyndt endnu."))


def check_pause_left(left: int) -> None:
    """Some of the ten working days in which a promise may wait is left (A12). Raises PermissionDenied."""
    if left < 1:
        raise PermissionDenied(
            _("Fristen har ventet på virksomheden i ti arbejdsdage. Den kan ikke sættes på pause igen.")
        )


def check_can_resume(actor: Actor, clock: Clock, now: datetime) -> None:
    """Whoever owes the promise, while it is paused. Raises PermissionDenied."""
    if actor.is_company or clock.owner_organisation_id != actor.organisation_id:
        raise PermissionDenied(_("Kun det jobcenter, der har lovet det, kan lade fristen løbe igen."))
    if not clock.is_paused_at(now):
        raise PermissionDenied(_("Fristen er ikke på pause. Den løber."))


def check_can_correct_stop(actor: Actor, clock: Clock, registered_by: int | None) -> None:
    """The one who registered what stopped the clock, or a manager of whoever owed it. Raises PermissionDenied."""
    if actor.is_company or clock.owner_organisation_id != actor.organisation_id:
        raise PermissionDenied(_("Kun det jobcenter, der havde lovet det, kan rette tidspunktet."))
    if registered_by != actor.user_id and not manages(actor):
        raise PermissionDenied(_("Kun den, der registrerede det, og lederen kan rette tidspunktet."))
    if clock.state != ClockState.STOPPED:
        raise PermissionDenied(_("Der er ikke registreret noget, der kan rettes."))


def check_can_correct_breach(actor: Actor, breach: Breach) -> None:
    """A manager of the jobcentre that did not keep the promise. Raises PermissionDenied."""
    if breach.organisation_id != actor.organisation_id or not manages(actor):
        raise PermissionDenied(_("Kun jobcentrets leder kan rette årsagen."))


def manages(actor: Actor) -> bool:
    """Whether the actor answers for the jobcentre's promises."""
    return actor.is_manager or actor.is_administrator


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
