"""The company's page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import actor_of
from companies.panels import contact_guard_for, panels_for
from companies.permissions import can_change
from companies.selectors import CompanyCard, company_card
from companies.views.common import company_or_404, frame
from notifications.addresses import dead_addresses
from ui import danish
from ui.parts import Fact


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Facts, workplaces, contact persons, and what apps above have to show."""
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    card = company_card(actor, company, only_active=False)
    guard = contact_guard_for(actor, company)
    return render(
        request,
        "companies/detail.html",
        {
            **frame(actor),
            "company": company,
            "card": card,
            "dead": [] if guard else [*dead_addresses(contact.email for contact in card.contacts)],
            "facts": company_facts(card, is_guarded=guard is not None),
            "guard": guard,
            "panels": panels_for(actor, company),
            "can_change": can_change(actor, company),
        },
    )


def company_facts(card: CompanyCard, *, is_guarded: bool = False) -> list[Fact]:
    """The top of the page. What is not known says so, instead of being left out.

    `is_guarded`: how the first contact is reached is not shown yet.
    """
    company, contact = card.company, card.primary_contact
    unknown = _("Ikke oplyst")
    industry = f"{company.industry_code} {company.industry}".strip()
    return [
        Fact(_("CVR-nummer"), company.cvr_spaced),
        Fact(_("Branche"), industry or unknown),
        Fact(_("Ansatte"), danish.number(company.employees) if company.employees is not None else unknown),
        Fact(
            _("Første kontakt"),
            contact.name if contact else unknown,
            second=(contact.phone or contact.email) if contact and not is_guarded else "",
        ),
    ]
