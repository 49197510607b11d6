"""What a person does with a mail: make a case of it, lay it on its order, register it as an answer, remove it."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from inbound.enums import WAITING, InboundState
from inbound.models import InboundMail
from inbound.services.receiving import file_on_order
from orders.models import Clock, Order, Request
from orders.services.corrections import clock_stop_correct
from orders.services.requests import request_answer

REMOVABLE = frozenset({InboundState.NEW, InboundState.REVIEW, InboundState.AUTOMATIC})


def _locked(actor: Actor, mail: InboundMail) -> InboundMail:
    """The mail, of the actor's own jobcentre, as it is now. Raises PermissionDenied."""
    row = InboundMail.objects.of_jobcenter(actor).select_for_update(of=("self",)).filter(pk=mail.pk).first()
    if row is None:
        raise PermissionDenied(_("Mailen hører til et andet jobcenter."))
    return row


def _handled(actor: Actor, row: InboundMail, state: InboundState) -> InboundMail:
    row.state, row.handled_at, row.handled_by_id = state, moment(), actor.user_id
    row.save(update_fields=["state", "handled_at", "handled_by", "order", "before_spam"])
    return row


@transaction.atomic
def mail_take(*, actor: Actor, mail: InboundMail, order: Order) -> InboundMail:
    """The case `order` was made of the mail. Raises PermissionDenied where one was made of it before."""
    row = _locked(actor, mail)
    if row.state == InboundState.TAKEN and row.order_id == order.pk:
        return row
    if row.state not in REMOVABLE:
        raise PermissionDenied(_("En kollega har allerede registreret mailen."))
    row.order = order
    return _handled(actor, row, InboundState.TAKEN)


@transaction.atomic
def mail_lay(*, actor: Actor, mail: InboundMail) -> InboundMail:
    """Lay an answer on its order although the door did not: the consultant knows who it is from.

    Raises PermissionDenied, in words, where it belongs to no order of the actor's, or the order is closed.
    """
    row = _locked(actor, mail)
    if row.order_id is None or row.state not in (InboundState.REVIEW, InboundState.AUTOMATIC):
        raise PermissionDenied(_("Mailen hører ikke til en ordre, eller den ligger der allerede."))
    file_on_order(actor, row)
    return _handled(actor, row, InboundState.FILED)


@transaction.atomic
def mail_remove(*, actor: Actor, mail: InboundMail) -> InboundMail:
    """It is spam. It can be taken back. Raises PermissionDenied for what lies on an order."""
    row = _locked(actor, mail)
    if row.state == InboundState.SPAM:
        return row
    if row.state not in REMOVABLE:
        raise PermissionDenied(_("Mailen ligger på en ordre og kan ikke fjernes."))
    row.before_spam = row.state
    return _handled(actor, row, InboundState.SPAM)


@transaction.atomic
def mail_set_aside(*, actor: Actor, mail: InboundMail) -> InboundMail:
    """A machine wrote it, a person has seen: it waits for nothing. It can be taken back. Raises PermissionDenied."""
    row = _locked(actor, mail)
    if row.state == InboundState.AUTOMATIC:
        return row
    if row.state not in WAITING:
        raise PermissionDenied(_("Mailen er allerede behandlet."))
    row.before_spam = row.state
    return _handled(actor, row, InboundState.AUTOMATIC)


@transaction.atomic
def mail_restore(*, actor: Actor, mail: InboundMail) -> InboundMail:
    """It was no spam, or no machine's after all: it lies where it lay."""
    row = _locked(actor, mail)
    if row.state != InboundState.SPAM and not (row.state == InboundState.AUTOMATIC and row.before_spam):
        return row
    state = InboundState(row.before_spam or InboundState.NEW)
    row.before_spam = ""
    row = _handled(actor, row, state)
    row.handled_at, row.handled_by_id = None, None
    row.save(update_fields=["handled_at", "handled_by"])
    return row


@transaction.atomic
def mail_answers(
    *,
    actor: Actor,
    mail: InboundMail,
    answer: str,
    number: int | None,
    by: datetime.date | None,
    text: str,
) -> Request:
    """The asked jobcentre registers what its own mail said as the answer to the request.

    A mail in free words says neither a number nor a day by itself, so it stops nothing (`orders.effects`): the answer
    is given on this page, and its time is then put right to when the mail came, by a second record. Raises
    PermissionDenied for others than the asked jobcentre, ValueError (Danish) as `request_answer`.
    """
    row = (
        InboundMail.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .filter(pk=mail.pk, party_id=actor.organisation_id, request__isnull=False)
        .exclude(state__in=[InboundState.AUTOMATIC, InboundState.SPAM])
        .first()
    )
    if row is None or row.answered_at is not None:
        raise PermissionDenied(_("Mailen kan ikke registreres som jeres svar."))
    request = Request.objects.visible_to(actor).select_related("order").get(pk=row.request_id or 0)
    clock = Clock.objects.running().filter(request=request).first()
    answered = request_answer(actor=actor, request=request, answer=answer, number=number, by=by, text=text)
    if clock is not None and row.received_at >= clock.received_at:
        stopped = Clock.objects.filter(pk=clock.pk, stopped_at__gt=row.received_at).first()
        if stopped is not None:
            reason = _("Svaret kom på mail fra %s.") % row.from_whom
            clock_stop_correct(actor=actor, clock=stopped, at=row.received_at, reason=reason)
    row.answered_at = moment()
    row.save(update_fields=["answered_at"])
    return answered
