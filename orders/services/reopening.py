"""An order that had ended and is needed again: a new need is a new cycle of clocks (T9)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.selectors.routing import route_to
from jobcenters.calendar import local_date
from orders.effects import VIA_OF
from orders.enums import AccessRole, Channel, EventKind, OrderState
from orders.models import Order
from orders.models.timeline import WITH_COMPANY
from orders.permissions import check_can_reopen
from orders.services.agreement_clocks import received_clocks_start, terms_under
from orders.services.clocks import clock_start
from orders.services.timeline import event_add
from orders.workflow import transition


@transaction.atomic
def order_reopen(*, actor: Actor, order: Order, reason: str) -> Order:
    """Open a closed or cancelled order again, as if the company had just asked: D1, and what its agreement promises
    today beside it, start now. The clocks of before keep their results for ever, and no mail is sent.

    Raises PermissionDenied for others than the order's tovholder, NotAllowedError for an order that is open.
    """
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_can_reopen(actor, order)
    transition(order.state, "reopen", AccessRole.TOVHOLDER)
    now = moment()
    ended = {
        str(line.uuid): {"outcome": line.outcome, "hired": line.hired}
        for line in order.lines.exclude(outcome="")
    }
    # How it ended then is on the timeline; how it ends now is not known yet.
    order.lines.update(outcome="")
    route = route_to(order.workplace, local_date(now))
    terms = terms_under(route, order.tovholder_id)
    order.agreement_id = route.agreement_id if route and terms else None
    order.agreement_terms = terms.data()
    order.state, order.closed_at = OrderState.RECEIVED, None
    order.version += 1
    order.save()
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.REOPENED,
        title=_("Henvendelsen er genåbnet") if order.is_inquiry else _("Ordren er genåbnet"),
        text=reason,
        at=now,
        audience=WITH_COMPANY,
        data={"ended": ended},
    )
    clock_start(
        actor=actor,
        order=order,
        code="D1",
        received_at=now,
        owner_organisation_id=actor.organisation_id,
        owner_user_id=order.owner_id,
        owed_to_id=order.company_id,
        via=VIA_OF[Channel(order.channel)],
        subject=order.title,
        counterpart=order.company.name,
    )
    received_clocks_start(actor=actor, order=order, at=now)
    return order
