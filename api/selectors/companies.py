"""Companies, workplaces and contact persons as the API tells of them."""

import datetime
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from api.paging import by_time, microseconds
from api.selectors.orders import company_brief, iso
from companies.models import Company, ConsentKind, ContactConsent, ContactPerson, Workplace
from companies.panels import contact_guard_for
from companies.selectors import company_card, company_get

Row = TypeVar("Row", bound=Model)


def rows_after(
    rows: QuerySet[Row], since: datetime.datetime | None, after: tuple[int, ...] | None, size: int
) -> list[Row]:
    """At most `size` of the rows: with `since` by the time of change, else by key. `after`: (microseconds, key)."""
    if since is None:
        if after:
            rows = rows.filter(pk__gt=after[1])
        return list(rows.order_by("pk")[:size])
    return by_time(rows, "changed_at", since, after, size)


def place_of(row: Any) -> tuple[int, int]:
    """The cursor of a row."""
    return microseconds(row.changed_at), row.pk


def companies_asked(actor: Actor, *, text: str = "", cvr: str = "") -> QuerySet[Company]:
    """The companies that the actor may see, of a text (CVR, P-number or words of the name) or of a CVR number."""
    rows = Company.objects.visible_to(actor).with_organisation()
    if text:
        rows = rows.search(text, actor)
    return rows.filter(cvr=cvr) if cvr else rows


def company_or_404(actor: Actor, uuid: UUID) -> Company:
    """The company; of one that was merged into another, that other. Raises Http404."""
    try:
        return company_get(actor, uuid)
    except Company.DoesNotExist:
        raise Http404 from None


def workplaces_asked(actor: Actor) -> QuerySet[Workplace]:
    return (
        Workplace.objects.visible_to(actor).with_place().select_related("company__organisation", "postcode")
    )


def workplace_or_404(actor: Actor, uuid: UUID) -> Workplace:
    """Raises Http404."""
    row = workplaces_asked(actor).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def contacts_asked(actor: Actor) -> QuerySet[ContactPerson]:
    return ContactPerson.objects.visible_to(actor).select_related("company__organisation")


def contacts_withdrawn(
    actor: Actor, *, since: datetime.datetime | None, after: tuple[int, ...] | None, size: int
) -> list[ContactPerson]:
    """At most `size` persons who want not to be shared and are not shown to the actor for that, the oldest word first.

    `withdrawn_at` is when it was written down.
    """
    words = ContactConsent.objects.visible_to(actor).filter(contact=OuterRef("pk"), kind=ConsentKind.SHARE)
    rows = ContactPerson.objects.visible_to(actor, withheld=True).filter(ContactPerson.withheld_from(actor))
    told = rows.annotate(withdrawn_at=Subquery(words.order_by("-at", "-id").values("at")[:1]))
    return by_time(told.only("pk", "uuid"), "withdrawn_at", since, after, size)


def withdrawn_place(row: Any) -> tuple[int, int]:
    """The cursor of what was withdrawn."""
    return microseconds(row.withdrawn_at), row.pk


def withdrawn_document(row: Any) -> dict[str, Any]:
    """See `WithdrawnSerializer`."""
    return {"id": str(row.uuid), "withdrawn_at": iso(row.withdrawn_at)}


def contact_or_404(actor: Actor, uuid: UUID) -> ContactPerson:
    """Raises Http404."""
    row = contacts_asked(actor).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def company_document(company: Company) -> dict[str, Any]:
    """See `CompanySerializer`."""
    return {
        "id": str(company.uuid),
        "url": company_url(company.uuid),
        "cvr": company.cvr,
        "name": company.name,
        "industry_code": company.industry_code,
        "industry": company.industry,
        "employees": company.employees,
        "changed_at": iso(company.changed_at),
    }


def card_document(actor: Actor, company: Company) -> dict[str, Any]:
    """The company with the workplaces and contact persons that are in use. See `CompanyCardSerializer`."""
    card = company_card(actor, company)
    hidden = is_guarded(actor, company)
    return {
        **company_document(company),
        "workplaces": _of(company, card.workplaces, workplace_document),
        "contacts": _of(company, card.contacts, lambda row: contact_document(row, guarded=hidden)),
    }


def _of(company: Company, rows: Sequence[Any], document: Any) -> list[dict[str, Any]]:
    for row in rows:
        row.company = company
    return [document(row) for row in rows]


def workplace_document(row: Workplace) -> dict[str, Any]:
    """See `WorkplaceSerializer`."""
    return {
        "id": str(row.uuid),
        "url": reverse("v1:workplace", args=[row.uuid]),
        "company": company_brief(row.company),
        "name": row.name,
        "p_number": row.p_number or "",
        "address": row.address,
        "postcode": row.postcode_id,
        "town": row.postcode.name,
        "municipality": row.postcode.municipality_id,
        "is_active": row.is_active,
        "changed_at": iso(row.changed_at),
    }


def is_guarded(actor: Actor, company: Company) -> bool:
    """Whether how the company's persons are reached is left out: another jobcentre is its tovholder (R94).

    A system gives no reason, so this holds also on a day on which one of its people has given one on the page.
    """
    return contact_guard_for(actor, company) is not None


def contact_document(row: ContactPerson, *, guarded: bool) -> dict[str, Any]:
    """See `ContactSerializer`. `guarded`: how the person is reached is left out."""
    return {
        "id": str(row.uuid),
        "url": reverse("v1:contact", args=[row.uuid]),
        "company": company_brief(row.company),
        "name": row.name,
        "title": row.title,
        "phone": "" if guarded else row.phone,
        "email": "" if guarded else row.email,
        "is_guarded": guarded,
        "is_primary": row.is_primary,
        "is_active": row.is_active,
        "changed_at": iso(row.changed_at),
    }


def company_url(uuid: UUID) -> str:
    return reverse("v1:company", args=[uuid])
