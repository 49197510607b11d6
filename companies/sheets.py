"""The register as files: companies with their workplaces, and contact persons. The columns are those of an import."""

from collections.abc import Iterator

from accounts.actor import Actor
from companies.imports.columns import COMPANY_KEYS, CONTACT_KEYS, HEADING
from companies.models import Company, ContactPerson, Workplace
from companies.models.company import CompanyQuerySet
from companies.panels import guarded_companies

FETCH = 2_000


def _chosen(actor: Actor, text: str) -> CompanyQuerySet:
    rows = Company.objects.visible_to(actor).standing()
    return rows.search(text, actor) if text.strip() else rows


def company_lines(actor: Actor, text: str = "") -> Iterator[list[object]]:
    """Headings, then one line per workplace in use (one for a company without any), by name; of those that match."""
    yield [HEADING[key] for key in COMPANY_KEYS]
    rows = _chosen(actor, text).by_name().with_organisation().with_first_workplace()
    for company in rows.iterator(chunk_size=FETCH):
        places: list[Workplace | None] = [*company.active_workplaces] or [None]  # type: ignore[attr-defined]
        for place in places:
            yield [
                company.cvr,
                company.name,
                company.industry_code,
                company.industry,
                company.employees,
                place.name if place else "",
                place.address if place else "",
                place.postcode_id if place else "",
                (place.p_number or "") if place else "",
            ]


def contact_lines(actor: Actor, text: str = "") -> Iterator[list[object]]:
    """Headings, then one line per contact person in use. How they are reached is left out where a reason is needed."""
    yield [HEADING[key] for key in CONTACT_KEYS]
    chosen = _chosen(actor, text)
    hidden = guarded_companies(actor, list(chosen.values_list("pk", flat=True)))
    rows = (
        ContactPerson.objects.visible_to(actor)
        .active()
        .filter(company__in=chosen)
        .select_related("company__organisation")
        .order_by("company__name_key", "company_id", "-is_primary", "name", "id")
    )
    for contact in rows.iterator(chunk_size=FETCH):
        is_hidden = contact.company_id in hidden
        yield [
            contact.company.cvr,
            contact.company.name,
            contact.name,
            contact.title,
            "" if is_hidden else contact.phone,
            "" if is_hidden else contact.email,
        ]


SHEETS = {"virksomheder": company_lines, "kontaktpersoner": contact_lines}
