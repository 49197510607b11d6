"""What webhooks write to people: that an address was turned off."""

from django.conf import settings
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership
from notifications.outbox import queue_email
from webhooks.models import Endpoint


def turned_off(endpoint: Endpoint) -> None:
    """To the administrators of the organisation, once; to its mailbox where there is none."""
    rows = Membership.objects.active().filter(
        organisation_id=endpoint.organisation_id, role=Role.ADMINISTRATOR
    )
    to: list[tuple[str, int | None]] = [
        (row.user.email, row.user_id) for row in rows.select_related("user").order_by("id")
    ]
    for address, user_id in to or [(endpoint.organisation.email, None)]:
        if not address:
            continue
        queue_email(
            name="webhooks.turned_off",
            recipient=address,
            context={
                "address": endpoint.url,
                "reason": endpoint.off_reason,
                "link": settings.BASE_URL.rstrip("/") + reverse("webhooks:endpoint", args=[endpoint.uuid]),
            },
            organisation_id=endpoint.organisation_id,
            recipient_organisation_id=endpoint.organisation_id,
            recipient_user_id=user_id,
            dedupe_key=f"webhook_off:{endpoint.uuid}:{endpoint.off_at}:{address}",
        )
