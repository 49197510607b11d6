"""The company's page."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import actor_of
from companies.industries import division_title, section_of
from companies.merging import likely_duplicates, merges_of
from companies.models import ContactPerson
from companies.panels import actions_for, contact_guard_for, facts_for, panels_for
from companies.permissions import can_change
from companies.selectors import CompanyCard, company_card, consents_of, refusing
from companies.views.common import company_or_404, frame
from notifications.addresses import dead_addresses
from ui import danish
from ui.parts import Fact


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What to read before a telephone call: facts, workplaces, contact persons, and what apps above have to show.

    A constant number of queries, whatever has happened with the company.
    """
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    if company.uuid != uuid:
        return redirect("companies:detail", uuid=company.uuid)
    card = company_card(actor, company, only_active=False)
    guard = contact_guard_for(actor, company)
    panels = panels_for(actor, company)
    consents = consents_of(actor, company)
    refused = refusing(card.contacts, consents)
    return render(
        request,
        "companies/detail.html",
        {
            **frame(actor),
            "company": company,
            "card": card,
            "dead": [] if guard else [*dead_addresses(contact.email for contact in card.contacts)],
            "facts": [
                *company_facts(card, is_guarded=guard is not None, refused=refused),
                *facts_for(actor, company),
            ],
            "actions": actions_for(actor, company),
            "guard": guard,
            "contacts": [(contact, consents.get(contact.pk, [])) for contact in card.contacts],
            "refused": refused,
            "top": [panel for panel in panels if panel.place == "top"],
            "panels": [panel for panel in panels if panel.place == "main"],
            "beside": [panel for panel in panels if panel.place == "aside"],
            "can_change": can_change(actor, company),
            "likely": likely_duplicates(actor, card)[:3] if actor.is_staff else [],
            "merges": merges_of(actor, company) if actor.is_staff else [],
        },
    )


def company_facts(
    card: CompanyCard, *, is_guarded: bool = False, refused: Sequence[ContactPerson] = ()
) -> list[Fact]:
    """The top of the page. What is not known says so, instead of being left out.

    `is_guarded`: how the first contact is reached is not shown yet. `refused`: who wants no contact.
    """
    company, contact = card.company, card.primary_contact
    wants_none = contact is not None and contact in refused
    reach = contact if contact and not is_guarded and not wants_none else None
    unknown = _("Ikke oplyst")
    section = section_of(company.industry_code)
    industry = company.industry or division_title(company.industry_code)
    # "Fremstillingsvirksomhed · 25 Jern- og metalvareindustri …": what it is among all, in DB07's words.
    among = [section.title] if section else []
    if section and section.divisions[company.industry_code[:2]] != section.title:
        among.append(f"{company.industry_code[:2]} {division_title(company.industry_code)}")
    return [
        Fact(_("CVR-nummer"), company.cvr_spaced),
        Fact(
            _("Branche"),
            f"{company.industry_code} {industry}".strip() or unknown,
            second=" · ".join(among),
        ),
        Fact(_("Ansatte"), danish.number(company.employees) if company.employees is not None else unknown),
        Fact(
            _("Første kontakt"),
            contact.name if contact else unknown,
            second=_("Vil ikke kontaktes")
            if wants_none
            else reach.email
            if reach and not reach.phone
            else "",
            phone=reach.phone if reach else "",
        ),
    ]
