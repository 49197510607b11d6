"""Which agreement holds for a company, and who its tovholder is for a workplace (R94-R99, A14, A15)."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from accounts.actor import Actor
from agreements.document import unit_of
from agreements.enums import FORCE_STATES
from agreements.models import Agreement
from agreements.template import template
from agreements.template_parts import Template
from companies.models import Company, Workplace
from jobcenters.calendar import Unit
from jobcenters.enums import SearchPromiseStart
from ui.telephone import tel_url


@dataclass(frozen=True, slots=True)
class Tovholder:
    """The tovholder for a place, and its one contact person (R104). Texts may be empty."""

    organisation_id: int
    name: str
    contact: str
    title: str
    phone: str
    email: str

    @property
    def phone_url(self) -> str:
        return tel_url(self.phone)


@dataclass(frozen=True, slots=True)
class Route:
    """The agreement in force with a company, as far as an order needs to know it.

    `tovholder` is None where no tovholder's area holds the place: the agreement leaves a gap. `lengths` holds the
    service goals whose length the parties changed, by promise.
    """

    agreement_id: int
    uuid: UUID
    number: str
    title: str
    ends_on: datetime.date
    version: int
    template: Template
    ticks: frozenset[str]
    search_starts: str
    tovholder: Tovholder | None
    lengths: Mapping[str, Unit] = field(default_factory=dict)

    def goals(self) -> dict[str, Unit]:
        """What the ticks promise: D3-D6 with the agreement's own lengths."""
        return {
            goal.promise: self.lengths.get(goal.promise, goal.unit)
            for goal in self.template.goals_for(self.ticks)
        }

    @property
    def starts_clarified(self) -> bool:
        """Whether the promise of candidates counts from the clarified order (A5)."""
        return self.search_starts == SearchPromiseStart.CLARIFIED

    def is_around(self, actor: Actor) -> bool:
        """Whether a contact by the actor goes around the tovholder: another jobcentre than the one agreed (R94)."""
        return (
            actor.is_jobcenter
            and self.tovholder is not None
            and self.tovholder.organisation_id != actor.organisation_id
        )


def agreement_in_force(actor: Actor, company: Company, on: datetime.date) -> Agreement | None:
    """The signed agreement with the company that holds on a Danish date; the newest where there are several."""
    return (
        Agreement.objects.visible_to(actor)
        .of_company(company.pk)
        .filter(state__in=FORCE_STATES, starts_on__lte=on, ends_on__gte=on)
        .select_related("current")
        .order_by("-starts_on", "-id")
        .first()
    )


def route(company_id: int, municipality: str | None, on: datetime.date) -> Route | None:
    """The agreement in force on a Danish date and the tovholder for a municipality; None where no agreement holds.

    It answers for authorities and for the company itself, also for those whose organisation may not see the agreement:
    they must know that there is one entrance. One query. Of several agreements the one with a tovholder for the place
    counts, a regional one before its parent, then the newest; of two tovholders the one with the narrower area.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from agreements_tovholder_of(%s, %s, %s)", [company_id, municipality, on])
        names = [column.name for column in cursor.description or ()]
        found = cursor.fetchone()
    if found is None:
        return None
    row = dict(zip(names, found, strict=True))
    goals = row["goals"] if isinstance(row["goals"], dict) else json.loads(row["goals"])
    tovholder = None
    if row["organisation_id"] is not None:
        tovholder = Tovholder(
            organisation_id=row["organisation_id"],
            name=row["organisation"],
            contact=row["contact_name"],
            title=row["contact_title"],
            phone=row["contact_phone"],
            email=row["contact_email"],
        )
    return Route(
        agreement_id=row["agreement_id"],
        uuid=row["agreement_uuid"],
        number=row["number"],
        title=row["title"],
        ends_on=row["ends_on"],
        version=row["version_number"],
        template=template(row["template"]),
        ticks=frozenset(row["ticks"]),
        search_starts=row["search_starts"],
        tovholder=tovholder,
        lengths={promise: unit_of(unit, length) for promise, (unit, length) in goals.items()},
    )


def route_to(workplace: Workplace, on: datetime.date) -> Route | None:
    """The same for an order at `workplace`, by the municipality of its postcode (A15)."""
    return route(workplace.company_id, workplace.postcode.municipality_id, on)
