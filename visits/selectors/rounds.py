"""Whom to ring: companies by municipality, industry, and how long nobody has talked with them."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.actor import Actor
from companies.industries import SECTION_BY_LETTER
from companies.models import Company
from visits.models import Interaction
from visits.permissions import check_can_note

MOST = 100


@dataclass(frozen=True, slots=True)
class RoundChoice:
    """One company that could be rung. `last_on`: the newest note that the actor may read; None: none."""

    company: Company
    last_on: datetime.date | None


def companies_to_ring(
    actor: Actor, *, municipality: str = "", section: str = "", silent_since: datetime.date | None = None
) -> tuple[list[RoundChoice], bool]:
    """At most 100 companies by name that meet all conditions, and whether there are more. Two queries.

    A company where everybody has said that they want no contact is none of them.

    `silent_since`: no note (that the actor may read) on that Danish day or later. Raises NotAllowed.
    """
    check_can_note(actor)
    notes = Interaction.objects.visible_to(actor).filter(company=OuterRef("pk"))
    rows = Company.objects.visible_to(actor).with_somebody_to_ring()
    rows = rows.with_organisation().with_first_workplace().by_name()
    if municipality:
        rows = rows.with_workplace_in(municipality)
    if section in SECTION_BY_LETTER:
        asked = Q()
        for division in SECTION_BY_LETTER[section].divisions:
            asked |= Q(industry_code__startswith=division)
        rows = rows.filter(asked)
    if silent_since:
        rows = rows.filter(~Exists(notes.filter(held_on__gte=silent_since)))
    newest = notes.newest_first().values("held_on")[:1]
    found = list(rows.annotate(last_on=Subquery(newest))[: MOST + 1])
    shown = [RoundChoice(company, company.last_on) for company in found[:MOST]]
    return shown, len(found) > MOST
