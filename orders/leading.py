"""Who leads a running order must reach its contact person, whoever else may not (see `companies.leading`)."""

from django.db.models import Q

from accounts.actor import Actor
from orders.models import Order


def running_orders(actor: Actor) -> Q:
    """The contact persons of open orders that the actor's organisation is tovholder of, or received and leads still."""
    mine = Q(tovholder_id=actor.organisation_id) | Q(
        tovholder__isnull=True, received_by_id=actor.organisation_id
    )
    orders = Order.objects.visible_to(actor).open().filter(mine, contact__isnull=False)
    return Q(pk__in=orders.order_by().values("contact"))
