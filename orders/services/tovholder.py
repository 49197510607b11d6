"""Who is tovholder: chosen by Jobservice Danmark, agreed in advance, or changed.

A change is agreed with the company, accepted by the new one, and nothing of the history is lost (R46).
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from agreements.selectors.routing import route_to
from jobcenters.calendar import local_date
from orders import emails
from orders.enums import AccessRole, Decision, EventKind, OrderState
from orders.models import Clock, Order, TovholderChange
from orders.models.timeline import WITH_COMPANY
from orders.permissions import check_can_assign, check_can_decide_tovholder, check_leads
from orders.services.agreement_clocks import received_clocks_start, terms_under
from orders.services.clocks import clock_hand_over
from orders.services.timeline import event_add
from orders.workflow import transition


@transaction.atomic
def order_assign(*, actor: Actor, order: Order, to: Organisation, reason: str) -> Order:
    """Jobservice Danmark hands an order to a tovholder; the promise to the company keeps its due instant."""
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_can_assign(actor, order)
    now = moment()
    transition(order.state, "assign", AccessRole.NATIONAL)
    order.tovholder = to
    order.state = OrderState.RECEIVED
    order.version += 1
    route = route_to(order.workplace, local_date(order.received_at))
    terms = terms_under(route, to.pk)
    if route and terms:
        # The promises hold from the receipt, whoever of the two tovholders it is (A14, A15).
        order.agreement_id, order.agreement_terms = route.agreement_id, terms.data()
    order.save(update_fields=["tovholder", "state", "version", "agreement", "agreement_terms", "updated_at"])
    received_clocks_start(actor=actor, order=order, owner_organisation_id=actor.organisation_id)
    clocks = list(
        order.clocks.running().filter(request__isnull=True, owner_organisation_id=actor.organisation_id)
    )
    for clock in clocks:
        clock_hand_over(
            actor=actor, clock=clock, owner_organisation_id=to.pk, owner_user_id=None, at=now, reason=reason
        )
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.ASSIGNED,
        title=_("%(name)s er valgt som tovholder") % {"name": to.name},
        text=reason,
        at=now,
        audience=WITH_COMPANY,
    )
    for clock in clocks:
        clock.refresh_from_db()
        emails.order_new(order=order, clock=clock)
    return order


def order_hand_over(
    *, actor: Actor, order: Order, clocks: Sequence[Clock], to: Organisation, agreement: str
) -> None:
    """Give an order that was just received to the tovholder whom the company has agreed on (R94): it keeps the
    promises, and the due instants stay. A jobcentre that received it keeps sight of it as the former tovholder.

    The company's consent is the agreement that it has signed.
    """
    now = moment()
    reason = _("%(name)s er tovholder efter aftale %(number)s") % {"name": to.name, "number": agreement}
    for clock in clocks:
        clock_hand_over(
            actor=actor, clock=clock, owner_organisation_id=to.pk, owner_user_id=None, at=now, reason=reason
        )
    before = order.tovholder
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.TOVHOLDER_CHANGED if before else EventKind.ASSIGNED,
        title=_("Givet videre til %s") % to.name,
        text=reason,
        at=now,
        audience=[*WITH_COMPANY, AccessRole.FORMER.value],
    )
    if before is not None:
        TovholderChange.objects.create(
            order=order,
            from_organisation=before,
            to_organisation=to,
            reason=reason,
            consent_by=order.company.name[:120],
            consent_on=local_date(now),
            consent_channel=_("aftale %s") % agreement,
            proposed_at=now,
            proposed_by_id=actor.user_id,
            decision=Decision.ACCEPTED,
            decided_at=now,
            decision_text=reason,
        )
    order.tovholder, order.owner, order.state = to, None, OrderState.RECEIVED
    order.save(update_fields=["tovholder", "owner", "state", "updated_at"])


@transaction.atomic
def tovholder_propose(
    *,
    actor: Actor,
    order: Order,
    to: Organisation,
    reason: str,
    consent_by: str,
    consent_on: datetime.date,
    consent_channel: str,
) -> TovholderChange:
    """Propose another jobcentre as tovholder. The company's consent (who, when, how) must be recorded."""
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_leads(actor, order)
    now = moment()
    change = TovholderChange.objects.create(
        order=order,
        from_organisation_id=order.tovholder_id,
        to_organisation=to,
        reason=reason,
        consent_by=consent_by,
        consent_on=consent_on,
        consent_channel=consent_channel,
        proposed_at=now,
        proposed_by_id=actor.user_id,
    )
    order.proposed_tovholder = to
    order.version += 1
    order.save(update_fields=["proposed_tovholder", "version", "updated_at"])
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.TOVHOLDER_PROPOSED,
        title=_("%s er foreslået som tovholder") % to.name,
        text=_("%(reason)s. Aftalt med %(who)s, %(how)s.")
        % {"reason": reason, "who": consent_by, "how": consent_channel},
        at=now,
        audience=WITH_COMPANY,
        about_id=to.pk,
    )
    emails.tovholder_proposed(change=change)
    return change


@transaction.atomic
def tovholder_decide(
    *, actor: Actor, change: TovholderChange, accepted: bool, text: str = ""
) -> TovholderChange:
    """The proposed jobcentre accepts or declines. On acceptance running clocks follow; due instants stay."""
    change = TovholderChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    check_can_decide_tovholder(actor, change)
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=change.order_id)
    now = moment()
    before = order.tovholder
    change.decision = Decision.ACCEPTED if accepted else Decision.DECLINED
    change.decided_at, change.decided_by_id, change.decision_text = now, actor.user_id, text
    title = _("%s har sagt nej til at være tovholder") % actor.organisation_name
    audience, kind = [AccessRole.TOVHOLDER.value], EventKind.TOVHOLDER_PROPOSED
    if accepted:
        title = _("%s er tovholder") % actor.organisation_name
        audience, kind = [*WITH_COMPANY, AccessRole.FORMER.value], EventKind.TOVHOLDER_CHANGED
        order.tovholder_id, order.owner_id = actor.organisation_id, actor.user_id
    order.proposed_tovholder = None
    order.version += 1
    event_add(actor=actor, order=order, kind=kind, title=title, text=text, at=now, audience=audience)
    change.save()
    order.save(update_fields=["tovholder", "owner", "proposed_tovholder", "version", "updated_at"])
    if accepted and before is not None:
        _move_clocks(actor=actor, order=order, before_id=before.pk, at=now, reason=title)
    emails.tovholder_decided(change=change, accepted=accepted)
    return change


def _move_clocks(*, actor: Actor, order: Order, before_id: int, at: datetime.datetime, reason: str) -> None:
    """What the former tovholder owed, the new one owes; what it was owed by others, the new one is owed."""
    for clock in order.clocks.running().filter(request__isnull=True, owner_organisation_id=before_id):
        clock_hand_over(
            actor=actor,
            clock=clock,
            owner_organisation_id=actor.organisation_id,
            owner_user_id=actor.user_id,
            at=at,
            reason=reason,
        )
    order.clocks.running().filter(owed_to_id=before_id).update(
        owed_to_id=actor.organisation_id, owed_to_user_id=actor.user_id
    )
