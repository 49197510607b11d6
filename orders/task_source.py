"""Follow-ups of orders as lines of the list of tasks."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from orders.models import FollowUp
from visits.sources import Asked, TaskLine


def follow_ups(actor: Actor, asked: Asked) -> list[TaskLine]:
    """Those of the orders that the actor's jobcentre leads; a person's are those of the orders it owns. One query."""
    rows = FollowUp.objects.filter(order__tovholder_id=actor.organisation_id, done_at__isnull=True)
    if asked.company:
        rows = rows.filter(order__company=asked.company)
    if asked.user_id is not None:
        rows = rows.filter(order__owner_id=asked.user_id)
    found = rows.select_related("order__company__organisation", "order__owner").order_by("due_on", "id")
    return [
        TaskLine(
            uid=f"opfoelgning-{row.uuid}",
            due_on=row.due_on,
            text=_("Ring før ansøgningsfristen: %s") % row.order.title,
            url=reverse("orders:order", args=[row.order.uuid]),
            calendar_text=_("Ring før ansøgningsfristen"),
            about=row.order.company.name,
            who=row.order.owner.name if row.order.owner else "",
            done_url=reverse("orders:follow_up", args=[row.uuid]),
            label=row.order.number,
        )
        for row in found[: asked.most]
    ]
