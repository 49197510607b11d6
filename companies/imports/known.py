"""What the register knows of the companies of some rows. Four queries however many they are."""

from collections.abc import Iterable

from accounts.models import Organisation
from companies.imports.plan import Known
from companies.models import Company, ContactPerson, Workplace


def known_companies(cvrs: Iterable[str]) -> dict[str, Known]:
    """The registered ones of these CVR numbers; must run on an authority's behalf."""
    rows = Company.objects.filter(cvr__in=set(cvrs)).select_related("organisation", "merged_into")
    names = dict(
        Organisation.objects.filter(
            pk__in=[row.merged_into_id for row in rows if row.merged_into_id]
        ).values_list("pk", "name")
    )
    found: dict[int, Known] = {}
    by_cvr: dict[str, Known] = {}
    for row in rows:
        into = f"{names[row.merged_into.pk]} (CVR {row.merged_into.cvr})" if row.merged_into else ""
        by_cvr[row.cvr] = found[row.pk] = Known(
            row.pk,
            {
                "name": row.organisation.name,
                "industry_code": row.industry_code,
                "industry": row.industry,
                "employees": row.employees,
            },
            merged_into=into,
        )
    places = Workplace.objects.active().filter(company_id__in=found).order_by("pk")
    for place in places.values("id", "company_id", "name", "address", "postcode_id", "p_number"):
        found[place["company_id"]].places.append({**place, "postcode": place["postcode_id"]})
    contacts = ContactPerson.objects.active().filter(company_id__in=found).order_by("pk")
    for contact in contacts.values("id", "company_id", "name", "title", "phone", "email", "is_primary"):
        found[contact["company_id"]].contacts.append({**contact})
    return by_cvr


def owners_of(p_numbers: Iterable[str]) -> dict[str, str]:
    """Whose (CVR number) each registered P-number is."""
    rows = Workplace.objects.filter(p_number__in=set(p_numbers))
    return dict(rows.values_list("p_number", "company__cvr"))  # type: ignore[arg-type]
