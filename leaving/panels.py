"""The way from a company's own page to everything it has here."""

from accounts.actor import Actor
from companies.models import Company
from companies.panels import Panel


def own_data(actor: Actor, company: Company) -> Panel | None:
    """For the company itself; authorities have it in their menu."""
    if not actor.is_company or actor.organisation_id != company.pk:
        return None
    return Panel("leaving/partials/_own_data.html", {})
