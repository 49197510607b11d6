"""The mail to a tovholder when another jobcentre has contacted the company all the same."""

from django.conf import settings
from django.urls import reverse

from accounts.actor import Actor
from accounts.moment import moment
from agreements.models import TovholderBypass
from agreements.selectors.routing import Route
from companies.models import Company
from notifications.outbox import queue_email


def tovholder_bypassed(
    *, bypass: TovholderBypass, actor: Actor, company: Company, route: Route, about: str
) -> None:
    """To the tovholder's contact person: who contacted the company, why, and what it was about."""
    if route.tovholder is None or not route.tovholder.email:
        return
    queue_email(
        name="agreements.tovholder_bypassed",
        recipient=route.tovholder.email,
        context={
            "now": moment(),
            "bypass": bypass,
            "who": actor.organisation_name,
            "person": actor.name,
            "company": company,
            "number": route.number,
            "about": about,
            "link": settings.BASE_URL.rstrip("/") + reverse("companies:detail", args=[company.uuid]),
        },
        organisation_id=actor.organisation_id,
        recipient_organisation_id=route.tovholder.organisation_id,
        dedupe_key=f"tovholder_bypassed:{bypass.id}",
    )
