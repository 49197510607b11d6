"""Training for new employees under an agreement: asked for, agreed, or declined ([001], R102; A7)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from orders.enums import EventKind
from orders.models import Order, OrderLine
from orders.models.timeline import WITH_COMPANY
from orders.permissions import check_leads
from orders.promises import Act
from orders.services.agreement_clocks import training_clock_start
from orders.services.clocks import clocks_stop, moment_under_lock
from orders.services.timeline import event_add
from ui import danish


@transaction.atomic
def training_ask(*, actor: Actor, order: Order, line: OrderLine | None, text: str = "") -> None:
    """The company asks for training of those it has hired or will hire, on a line or the whole order.

    It starts D6 where the agreement promises it. Raises PermissionDenied unless the actor leads the order.
    """
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_leads(actor, order)
    now = moment()
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.TRAINING_REQUESTED,
        title=_("Virksomheden beder om opkvalificering: %s") % (line.occupation if line else order.title),
        text=text,
        at=now,
        audience=WITH_COMPANY,
    )
    training_clock_start(actor=actor, order=order, line=line, at=now, asked=True)


@transaction.atomic
def training_settle(
    *,
    actor: Actor,
    order: Order,
    line: OrderLine | None,
    provider: str = "",
    starts_on: datetime.date | None = None,
    text: str = "",
) -> int:
    """Training is agreed with a `provider` and a date, or (without them) declined by the company; how many D6 it stops.

    Raises PermissionDenied unless the actor leads the order, ValueError (Danish) for only one of provider and date.
    """
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_leads(actor, order)
    if bool(provider) != bool(starts_on):
        raise ValueError(_("Skriv både, hvem der står for opkvalificeringen, og hvornår den begynder."))
    now = moment_under_lock(order)
    if starts_on:
        act = Act.TRAINING_AGREED
        title = _("Opkvalificering aftalt: %(provider)s fra %(day)s") % {
            "provider": provider,
            "day": danish.day_month(starts_on, year=True),
        }
    else:
        act, title = Act.TRAINING_DECLINED, _("Virksomheden siger nej tak til opkvalificering")
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.TRAINING_SETTLED,
        title=title,
        text=text,
        at=now,
        audience=WITH_COMPANY,
    )
    return clocks_stop(
        actor=actor, order=order, act=act, at=now, reason=title, line_ids=[line.pk] if line else None
    )
