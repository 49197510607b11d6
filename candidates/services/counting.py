"""The delivery plan's numbers, counted from nominations: one thing has one source.

A jobcentre's delivery on a line says how many of its candidates were presented and hired. Where it has nominated
anybody there, the numbers follow from the nominations and nobody types them.
"""

from collections import Counter
from collections.abc import Sequence

from accounts.actor import Actor
from accounts.moment import moment
from candidates.enums import NominationState
from candidates.models import Nomination
from jobcenters.calendar import local_date
from orders.models import Delivery, Order, OrderLine
from orders.services.agreement_clocks import as_tovholder
from orders.services.plan import delivery_report


def is_counted(delivery: Delivery) -> bool:
    """Whether the delivery's numbers follow from nominations."""
    return Nomination.objects.filter(
        line_id=delivery.line_id, organisation_id=delivery.organisation_id
    ).exists()


def open_lines(actor: Actor, order: Order, lines: Sequence[OrderLine]) -> list[OrderLine]:
    """Those of `lines` that have a place left, counted as the tovholder does: others see their own share alone."""
    taken: Counter[int] = Counter()
    with as_tovholder(actor, order):
        for line_id, hired in Delivery.objects.filter(order=order).values_list("line_id", "hired"):
            taken[line_id] += hired
    return [line for line in lines if taken[line.pk] < line.places]


def deliveries_follow(*, actor: Actor, order: Order, line: OrderLine, organisation_id: int) -> None:
    """Bring the deliveries of one jobcentre on one line up to date with its nominations.

    Without a plan of its own the jobcentre gets a delivery for what it has brought. Of several deliveries the first
    promised are filled first. What follows from the numbers (the order's state, D4, D5 and D6, the order's history) is
    `delivery_report`'s.
    """
    rows = Nomination.objects.filter(line=line, organisation_id=organisation_id)
    shown = rows.filter(presented_at__isnull=False)
    presented = shown.count()
    first_days = list(
        shown.filter(state=NominationState.HIRED)
        .order_by("employed_from")
        .values_list("employed_from", flat=True)
    )
    hired = len(first_days)
    deliveries = list(
        Delivery.objects.filter(order=order, line=line, organisation_id=organisation_id)
        .select_related("line")
        .order_by("pk")
    )
    if not deliveries and presented:
        deliveries = [
            Delivery.objects.create(
                order=order,
                line=line,
                organisation_id=organisation_id,
                promised=presented,
                by=local_date(moment()),
            )
        ]
    for position, delivery in enumerate(deliveries, start=1):
        last = position == len(deliveries)
        share = presented if last else min(presented, delivery.promised)
        taken = hired if last else min(hired, share)
        presented, hired = presented - share, hired - taken
        if (delivery.presented, delivery.hired) == (share, taken):
            continue
        delivery.order = order
        delivery_report(
            actor=actor,
            delivery=delivery,
            presented=share,
            hired=taken,
            note=delivery.note,
            employed_from=first_days[0] if taken and first_days else None,
            counted=True,
        )
