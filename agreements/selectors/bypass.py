"""Whether a contact goes around the tovholder, and who has done it before (R94, R95, N7)."""

import datetime

from accounts.actor import Actor
from agreements.enums import FORCE_STATES, PartyRole
from agreements.models import AgreementParty, TovholderBypass
from agreements.selectors.routing import Route, route
from companies.models import Company, Workplace
from jobcenters.calendar import start_of_day

LOG_SHOWN = 20


def route_of_company(company: Company, workplaces: list[Workplace], on: datetime.date) -> Route | None:
    """The agreement with a company as a whole, by its first workplace that is in use. One query."""
    first = next((row for row in workplaces if row.is_active), None)
    return route(company.pk, first.postcode.municipality_id if first else None, on)


def goes_around(actor: Actor, found: Route | None) -> bool:
    """Whether the actor's jobcentre is none of the agreement's tovholders: who leads one area knows the company."""
    if found is None or not found.is_around(actor):
        return False
    return not AgreementParty.objects.filter(
        version__agreement_id=found.agreement_id,
        version__state__in=FORCE_STATES,
        role=PartyRole.TOVHOLDER,
        organisation_id=actor.organisation_id,
    ).exists()


def has_reason_today(actor: Actor, company: Company, today: datetime.date) -> bool:
    """Whether the actor has given a reason for contact with the company on this Danish date."""
    return TovholderBypass.objects.filter(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id or 0,
        company=company,
        at__gte=start_of_day(today),
    ).exists()


def bypasses_of(actor: Actor, company: Company) -> list[TovholderBypass]:
    """Contacts around the tovholder that the actor may know of, the newest first."""
    return list(
        TovholderBypass.objects.visible_to(actor)
        .filter(company=company)
        .select_related("organisation__jobcenter", "user")
        .order_by("-at")
        .distinct()[:LOG_SHOWN]
    )
