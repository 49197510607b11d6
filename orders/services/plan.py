"""The delivery plan and alternatives."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.calendar import local_date, start_of_day
from orders import emails
from orders.endings import somebody_is_hired
from orders.enums import AccessRole, Decision, EventKind, OrderState
from orders.models import Alternative, Delivery, Order, OrderLine
from orders.models.timeline import WITH_COMPANY
from orders.panels import counted_elsewhere
from orders.permissions import check_can_decide_alternative, check_leads
from orders.promises import Act
from orders.services.agreement_clocks import delivered_clocks_stop, training_clock_start
from orders.services.clocks import clocks_stop, moment_under_lock
from orders.services.pauses import clocks_resume
from orders.services.timeline import event_add
from orders.workflow import can_go


@transaction.atomic
def delivery_plan(
    *, actor: Actor, order: Order, line: OrderLine, number: int, by: datetime.date, note: str = ""
) -> Delivery:
    """The tovholder's own part of the plan: `number` candidates to `line` by a date; replaces an earlier one."""
    check_leads(actor, order)
    delivery, _created = Delivery.objects.update_or_create(
        order=order,
        line=line,
        organisation_id=actor.organisation_id,
        request=None,
        defaults={"promised": number, "by": by, "note": note},
    )
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.PLANNED,
        title=_("%(name)s leverer %(number)d %(what)s")
        % {"name": actor.organisation_name, "number": number, "what": line.occupation},
        at=moment(),
    )
    return delivery


def check_numbers_are_typed(delivery: Delivery) -> None:
    """Raises PermissionDenied where the delivery's numbers follow from its candidates: one thing, one source."""
    if counted_elsewhere(delivery):
        raise PermissionDenied(
            _("Tallene følger de indstillede kandidater. Flyt kandidaterne, så retter tallene sig selv.")
        )


@transaction.atomic
def delivery_report(
    *,
    actor: Actor,
    delivery: Delivery,
    presented: int,
    hired: int,
    note: str = "",
    employed_from: datetime.date | None = None,
    counted: bool = False,
) -> Delivery:
    """Say how many candidates were presented and hired. The jobcentre that delivers, or the tovholder.

    `counted`: the numbers are those of rows kept elsewhere; where there are such rows, nobody types others.

    The first day of employment (`employed_from`, default today once somebody is hired) starts the promise of training
    that an agreement makes for new employees (A7).

    Raises PermissionDenied for others, ValueError (Danish) when more are hired than presented.
    """
    order = delivery.order
    if actor.organisation_id not in (delivery.organisation_id, order.tovholder_id) or not order.is_open:
        raise PermissionDenied(_("Kun det jobcenter, der leverer, og tovholderen kan rette tallene."))
    if not counted:
        check_numbers_are_typed(delivery)
    if hired > presented:
        raise ValueError(_("Der kan ikke være ansat flere, end der er præsenteret."))
    now = moment_under_lock(order)
    if presented > delivery.presented or (presented and delivery.presented_at is None):
        delivery.presented_at = now
    delivery.presented, delivery.hired, delivery.note = presented, hired, note
    if hired:
        delivery.employed_from = employed_from or delivery.employed_from or local_date(now)
    delivery.save()
    if (
        presented
        and order.tovholder_id == actor.organisation_id
        and order.state != OrderState.PRESENTING
        and can_go(order.state, OrderState.PRESENTING)
    ):
        order.state = OrderState.PRESENTING
        order.version += 1
        order.save(update_fields=["state", "version", "updated_at"])
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.PRESENTED,
        title=_("%(presented)d præsenteret og %(hired)d ansat: %(what)s")
        % {"presented": presented, "hired": hired, "what": delivery.line.occupation},
        text=note,
        at=now,
        audience=WITH_COMPANY,
        about_id=delivery.organisation_id,
    )
    if presented:
        delivered_clocks_stop(actor=actor, order=order, at=now)
    if delivery.employed_from is not None:
        first = start_of_day(delivery.employed_from)
        training_clock_start(actor=actor, order=order, line=delivery.line, at=first, asked=False)
    if hired:
        somebody_is_hired(order, delivery.line)
    return delivery


@transaction.atomic
def alternative_offer(
    *,
    actor: Actor,
    order: Order,
    line: OrderLine | None,
    kind: str,
    text: str,
    months: int | None = None,
    checked: Sequence[str] = (),
) -> Alternative:
    """Offer the company another solution ([003], R141). An offer stops no clock (A10).

    `checked` is what the one who offers has seen to, in the words that were ticked (R140).
    """
    check_leads(actor, order)
    now = moment()
    alternative = Alternative.objects.create(
        order=order,
        line=line,
        kind=kind,
        months=months,
        text=text,
        checked=[str(item)[:300] for item in checked],
        offered_at=now,
        offered_by_id=actor.user_id,
    )
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.ALTERNATIVE,
        title=_("Tilbudt: %s") % alternative.get_kind_display(),
        text=text,
        at=now,
        audience=WITH_COMPANY,
    )
    emails.alternative_offered(alternative=alternative)
    return alternative


@transaction.atomic
def alternative_decide(
    *,
    actor: Actor,
    alternative: Alternative,
    accepted: bool,
    by_name: str,
    channel: str,
    at: datetime.datetime | None = None,
) -> Alternative:
    """Record the company's answer with who gave it, when and how. Acceptance may stop D4 and D5 (A10), whether the
    company says it itself or its tovholder writes it down.

    `at` is aware (default now). Raises ValueError (Danish) when it lies before the offer or in the future,
    PermissionDenied for others than the company and the tovholder.
    """
    alternative = (
        Alternative.objects.select_for_update(of=("self",)).select_related("order").get(pk=alternative.pk)
    )
    check_can_decide_alternative(actor, alternative)
    now = moment()
    at = at or now
    if not alternative.offered_at <= at <= now:
        raise ValueError(_("Svaret kan hverken ligge før forslaget eller i fremtiden."))
    alternative.decision = Decision.ACCEPTED if accepted else Decision.DECLINED
    alternative.decided_at, alternative.decided_by_name, alternative.decided_channel = at, by_name, channel
    alternative.save()
    event_add(
        actor=actor,
        order=alternative.order,
        kind=EventKind.ALTERNATIVE_ANSWERED,
        title=(_("%(who)s siger ja til %(what)s") if accepted else _("%(who)s siger nej til %(what)s"))
        % {"who": by_name, "what": alternative.get_kind_display().lower()},
        text=channel,
        at=at,
        audience=[*WITH_COMPANY, AccessRole.TOVHOLDER],
    )
    clocks_resume(actor=actor, order=alternative.order, at=at, reason=_("%s har svaret") % by_name)
    if accepted:
        # The tovholder owes the clocks, also where the company itself says yes in the portal.
        clocks_stop(
            actor=actor,
            order=alternative.order,
            act=Act.ALTERNATIVE_ACCEPTED,
            at=at,
            owner_organisation_id=alternative.order.tovholder_id,
            line_ids=[alternative.line_id] if alternative.line_id else None,
        )
    if actor.is_company:
        emails.alternative_answered(alternative=alternative)
    return alternative
