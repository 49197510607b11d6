"""Read queries on companies. All rows are read as `actor` may see them; a stranger's company does not exist."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db.models import Case, Func, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from companies.cvr import CVR_DIGITS, cvr_fault, digits_of, spaced_cvr
from companies.models import Company, ConsentKind, ContactConsent, ContactPerson, Workplace
from companies.models.company import SHORTEST_SEARCH
from companies.permissions import can_register
from companies.validators import CVR_FAULTS

PAGE_SIZE = 25
LOOKUP_LIMIT = 8


def company_get(actor: Actor, uuid: UUID) -> Company:
    """The company with that public id; of one that was merged into another, that other.

    Raises Company.DoesNotExist, also when `actor` may not see it.
    """
    return _standing(actor, organisation__uuid=uuid)


def company_of_cvr(actor: Actor, cvr: str) -> Company | None:
    """The registered company with that CVR number; of one that was merged into another, that other."""
    try:
        return _standing(actor, cvr=cvr)
    except Company.DoesNotExist:
        return None


def _standing(actor: Actor, **which: Any) -> Company:
    rows = Company.objects.visible_to(actor).with_organisation()
    company = rows.get(**which)
    while company.merged_into_id:
        company = rows.get(pk=company.merged_into_id)
    return company


def workplaces_of(actor: Actor, company: Company, *, only_active: bool = True) -> QuerySet[Workplace]:
    """The company's workplaces by name, with postcode and municipality fetched."""
    rows = Workplace.objects.visible_to(actor).of(company).with_place().order_by("-is_active", "name", "id")
    return rows.active() if only_active else rows


def contacts_of(actor: Actor, company: Company, *, only_active: bool = True) -> QuerySet[ContactPerson]:
    """The company's contact persons, the primary one first."""
    rows = ContactPerson.objects.visible_to(actor).of(company)
    return (
        rows.active().primary_first()
        if only_active
        else rows.order_by("-is_active", "-is_primary", "name", "id")
    )


def workplace_get(actor: Actor, company: Company, uuid: UUID) -> Workplace:
    """Raises Workplace.DoesNotExist, also when it is another company's."""
    return workplaces_of(actor, company, only_active=False).get(uuid=uuid)


def contact_get(actor: Actor, company: Company, uuid: UUID) -> ContactPerson:
    """Raises ContactPerson.DoesNotExist, also when it is another company's."""
    return contacts_of(actor, company, only_active=False).get(uuid=uuid)


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """What a page needs to show a company: two queries beside the company's own."""

    company: Company
    workplaces: list[Workplace]
    contacts: list[ContactPerson]

    @property
    def primary_contact(self) -> ContactPerson | None:
        """The person to call first: the primary contact, else the first active one."""
        return next((c for c in self.contacts if c.is_active), None)

    @property
    def first_workplace(self) -> Workplace | None:
        return next((w for w in self.workplaces if w.is_active), None)


def company_card(actor: Actor, company: Company, *, only_active: bool = True) -> CompanyCard:
    """The company with its workplaces and contact persons."""
    return CompanyCard(
        company=company,
        workplaces=list(workplaces_of(actor, company, only_active=only_active)),
        contacts=list(contacts_of(actor, company, only_active=only_active)),
    )


def consents_of(actor: Actor, company: Company) -> dict[int, list[ContactConsent]]:
    """By contact person's id, the last word on each kind of consent: one query."""
    found: dict[int, list[ContactConsent]] = {}
    for row in ContactConsent.objects.visible_to(actor).current(company):
        found.setdefault(row.contact_id, []).append(row)
    return found


def refusing(
    contacts: Iterable[ContactPerson], consents: Mapping[int, Sequence[ContactConsent]]
) -> list[ContactPerson]:
    """Of the contact persons in use, those whose last word (`consents_of`) is that they want no contact."""
    return [
        contact
        for contact in contacts
        if contact.is_active
        and any(row.kind == ConsentKind.CONTACT and not row.is_given for row in consents.get(contact.pk, ()))
    ]


def company_find(actor: Actor, text: str, limit: int = LOOKUP_LIMIT) -> list[Company]:
    """At most `limit` companies by CVR number, P-number, name, or a person's telephone or mail; an exact CVR number
    first, then names that start so.

    Organisation and active workplaces (`active_workplaces`) are fetched: two queries.
    """
    key = Func(Value(text.replace("\x00", "").strip()[:200]), function="companies_name_key")
    rows = (
        Company.objects.visible_to(actor)
        .standing()
        .search(text, actor)
        .annotate(key_at=StrIndex("name_key", key))
        .annotate(
            rank=Case(
                When(cvr=digits_of(text) or "-", then=Value(0)),
                When(key_at=1, then=Value(1)),
                default=Value(2),
            )
        )
    )
    return list(
        rows.order_by("rank", "name_key", "organisation_id")
        .with_organisation()
        .with_first_workplace()[:limit]
    )


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answer to a consultant's look-up: choices, or the sentence that says what to do instead.

    `state`: "empty" (too little typed), "hits", "bad_cvr" (cannot be a CVR number), "unknown_cvr" (can be, and is
    not registered), "no_hits". `cvr` is the number to register when it is unknown.
    """

    text: str
    state: Literal["empty", "hits", "bad_cvr", "unknown_cvr", "no_hits"]
    sentence: str
    companies: list[Company]
    has_more: bool = False
    cvr: str = ""
    can_register: bool = False


def company_lookup(actor: Actor, text: str, limit: int = LOOKUP_LIMIT) -> Lookup:
    """Look `text` (CVR number, P-number or name) up for a form that needs one company. At most two queries."""
    text = text.replace("\x00", "").strip()[:200]
    if len(text) < SHORTEST_SEARCH:
        return Lookup(text, "empty", _("Skriv CVR-nummer, P-nummer eller mindst to bogstaver af navnet."), [])
    found = company_find(actor, text, limit + 1)
    if found:
        more = len(found) > limit
        shown = found[:limit]
        if more:
            sentence = _("De første %(n)s vises. Skriv mere, hvis virksomheden ikke er iblandt dem.") % {
                "n": limit
            }
        else:
            sentence = ngettext("%(n)s virksomhed fundet.", "%(n)s virksomheder fundet.", len(shown)) % {
                "n": len(shown)
            }
        return Lookup(text, "hits", sentence, shown, has_more=more)
    digits = digits_of(text)
    if len(digits) == CVR_DIGITS and not cvr_fault(digits):
        sentence = _("Ingen virksomhed med CVR-nummer %(cvr)s er registreret endnu.") % {
            "cvr": spaced_cvr(digits)
        }
        return Lookup(text, "unknown_cvr", sentence, [], cvr=digits, can_register=can_register(actor))
    if len(digits) == CVR_DIGITS:
        return Lookup(text, "bad_cvr", str(CVR_FAULTS["check"]), [])
    sentence = _("Ingen registreret virksomhed passer på “%(text)s”. Prøv med CVR-nummeret.") % {"text": text}
    return Lookup(text, "no_hits", sentence, [], can_register=can_register(actor))


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """One page of the list in Danish alphabetical order; `next_key` and `previous_key` are "" at the ends."""

    companies: list[Company]
    next_key: str = ""
    previous_key: str = ""


def _key(company: Company) -> str:
    return f"{company.organisation_id}~{company.name_key}"


def _parsed(key: str) -> tuple[str, int] | None:
    organisation_id, _sep, name_key = key.replace("\x00", "").partition("~")
    if organisation_id.isascii() and organisation_id.isdigit() and len(organisation_id) < 10:
        return name_key[:420], int(organisation_id)
    return None


def company_page(
    actor: Actor, *, text: str = "", after: str = "", before: str = "", size: int = PAGE_SIZE
) -> CompanyPage:
    """At most `size` companies that match `text` (all when empty), next to the row that `after` or `before` names.

    Two queries however long the list is and however far one has leafed. A key that is none gives the first page.
    """
    rows = Company.objects.visible_to(actor).standing().with_organisation().with_first_workplace()
    if text.strip():
        rows = rows.search(text, actor)
    start, end = _parsed(after), _parsed(before)
    if end and not start:
        found = list(rows.before(*end).by_name(backwards=True)[: size + 1])
        shown = found[:size][::-1]
        return CompanyPage(
            shown,
            next_key=_key(shown[-1]) if shown else "",
            previous_key=_key(shown[0]) if len(found) > size else "",
        )
    found = list((rows.after(*start) if start else rows).by_name()[: size + 1])
    shown = found[:size]
    return CompanyPage(
        shown,
        next_key=_key(shown[-1]) if len(found) > size else "",
        previous_key=_key(shown[0]) if start and shown else "",
    )
