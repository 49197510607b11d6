"""Which agreement holds for a company, and who its tovholder is for a workplace (R94-R99, A14, A15)."""

import datetime
from dataclasses import dataclass

from accounts.actor import Actor
from agreements.coverage import Place, Share, tovholder_for
from agreements.enums import FORCE_STATES
from agreements.models import Agreement, AgreementParty
from companies.models import Company, Workplace


@dataclass(frozen=True, slots=True)
class Route:
    """The agreement in force, and the party that is tovholder for the place (None: the agreement leaves a gap)."""

    agreement: Agreement
    tovholder: AgreementParty | None


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


def route(actor: Actor, workplace: Workplace, on: datetime.date) -> Route | None:
    """The agreement and the tovholder for an order at `workplace`; None where no agreement holds.

    A jobcentre outside every tovholder's area cannot see the agreement, and then there is none to keep to.
    """
    agreement = agreement_in_force(actor, workplace.company, on)
    if agreement is None or agreement.current is None:
        return None
    parties = {
        party.pk: party
        for party in agreement.current.parties.select_related("organisation")
        if party.is_tovholder
    }
    municipality = workplace.postcode.municipality
    if municipality is None:
        return Route(agreement, None)
    place = Place(municipality.code, municipality.name, municipality.side)
    shares = [
        Share(party.pk, party.organisation.name, party.area, frozenset(party.municipalities))
        for party in parties.values()
    ]
    share = tovholder_for(shares, place)
    return Route(agreement, parties[share.key] if share else None)
