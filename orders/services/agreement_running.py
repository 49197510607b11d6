"""Letting orders that run follow the version of their agreement that is in force (T11).

All parties have signed it, so the new terms are agreed; that they are to hold for what was asked before them is the
tovholder's own act, looked at first.
"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.models import Agreement
from orders.agreed import AGREED
from orders.enums import RecalculationKind
from orders.models import Order, Recalculation
from orders.selectors.recalculation_agreement import agreed_moves
from orders.services.recalculation import recalculation_plan


@transaction.atomic
def running_orders_follow(
    *, actor: Actor, agreement: Agreement, at: datetime.datetime | None = None
) -> Recalculation:
    """The open orders under `agreement` that the actor's jobcentre leads get the terms in force, and their running
    deadlines are counted again by them. Raises PermissionDenied (Danish) where there is none that has others.
    """
    found = agreed_moves(actor, agreement, at or moment())
    if not found.orders:
        raise PermissionDenied(
            _("Ingen af jeres åbne ordrer har andre vilkår end aftalens gældende version.")
        )
    Order.objects.filter(pk__in=[order.pk for order in found.orders]).update(
        agreement_terms=found.terms.data()
    )
    goals = {code: [unit.kind, unit.n] for code, unit in found.terms.goals.items() if code in AGREED}
    return recalculation_plan(
        actor=actor,
        organisation_id=actor.organisation_id,
        kind=RecalculationKind.AGREEMENT,
        what=_("Nye servicemål i aftale %s, også for ordrer, der løber") % found.terms.number,
        scope={
            "clocks": [clock.pk for clock in found.clocks],
            "agreed": {"number": found.terms.number, "goals": goals, "from_clarified": False},
        },
    )
