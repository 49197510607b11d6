"""What the look-up's templates need, for this app's own endpoint and for the forms of apps above that include them.

In a form: `{% include "companies/partials/_lookup.html" %}` with `lookup_context(...)`. It posts `company` (a public
id) for a registered company, or the fields of `RegisterForm(prefix=NEW)` for one to be registered with the same press.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actor import Actor
from companies.forms import RegisterForm
from companies.models import Company
from companies.panels import choice_notes_for, contact_guard_for
from companies.permissions import can_register
from companies.selectors import Lookup, company_card, company_lookup

NEW = "ny"  # prefix of the fields for a company that is registered on the spot


def wants_new(data: Mapping[str, Any]) -> bool:
    """Whether a posted form asks for a new company: no registered one is chosen, and a CVR number is typed."""
    return not data.get("company") and bool(str(data.get(f"{NEW}-cvr", "")).strip())


def lookup_context(
    actor: Actor,
    text: str,
    *,
    picked: str = "",
    workplace: str = "",
    contact: str = "",
    new_data: Mapping[str, Any] | None = None,
    new_initial: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What `_lookup.html` needs: `lookup`, `picked`, `new_company` (a form or None), and `choices_context`'s values.

    `picked`, `workplace` and `contact` are public ids as they were posted; `new_data` is the whole post when a new
    company's fields have been filled in, `new_initial` what is known of a new one before anybody typed. A single hit is
    chosen. With `picked` and no text, that company is shown.
    """
    found = company_lookup(actor, text)
    if found.state == "empty" and picked:
        found = _chosen(actor, picked) or found
    company = next((row for row in found.companies if str(row.uuid) == picked), None)
    if company is None and len(found.companies) == 1:
        company = found.companies[0]
    new_company = None
    if new_data is not None and found.state == "empty":
        found = replace(found, can_register=can_register(actor))
    if found.can_register:
        new_company = (
            # Its fields must not hold the form around them back where a registered company is chosen.
            RegisterForm(new_data, prefix=NEW, use_required_attribute=False)
            if new_data is not None
            else RegisterForm(
                prefix=NEW, initial={**(new_initial or {}), "cvr": found.cvr}, use_required_attribute=False
            )
        )
    context = {"lookup": found, "picked": str(company.uuid) if company else "", "new_company": new_company}
    if company is None:
        return {**context, "card": None}
    return {**context, **choices_context(actor, company, workplace=workplace, contact=contact)}


def typed_new(data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(field's name in the post, its label, what was typed) of a new company, where something was."""
    form = RegisterForm(prefix=NEW)
    keys = [(form.add_prefix(name), str(field.label)) for name, field in form.fields.items()]
    return [(key, label, str(data[key]).strip()) for key, label in keys if str(data.get(key, "")).strip()]


def _chosen(actor: Actor, picked: str) -> Lookup | None:
    try:
        rows = Company.objects.visible_to(actor).with_organisation().with_first_workplace()
        company = rows.get(organisation__uuid=UUID(picked))
    except (ValueError, Company.DoesNotExist):
        return None
    return Lookup("", "hits", _("Den valgte virksomhed. Søg igen for at vælge en anden."), [company])


def choices_context(
    actor: Actor, company: Company, *, workplace: str = "", contact: str = ""
) -> dict[str, Any]:
    """`card` with the company's workplaces and contact persons, and the chosen of each: as asked, else the first."""
    card = company_card(actor, company)
    workplaces = {str(row.uuid) for row in card.workplaces}
    contacts = {str(row.uuid) for row in card.contacts}
    if workplace not in workplaces:
        workplace = str(card.workplaces[0].uuid) if card.workplaces else ""
    if contact not in contacts:
        contact = str(card.contacts[0].uuid) if card.contacts else ""
    place = next((row for row in card.workplaces if str(row.uuid) == workplace), None)
    return {
        "card": card,
        "company": company,
        "picked_workplace": workplace,
        "picked_contact": contact,
        "choice_notes": choice_notes_for(actor, company, place),
        "contacts_guarded": contact_guard_for(actor, company) is not None,
    }
