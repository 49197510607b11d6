"""What a record of `jobordre-exchange/1` says of a visit, as the note's own data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.actor import Actor
from api.selectors.exchange import VISIT_NAMES
from api.services.orders import parties_found
from companies.models import Company
from visits.models import Interaction
from visits.services.interactions import InteractionData, NeedData

PARTIES = ("company", "workplace", "contact")


def visit_data(
    actor: Actor, record: Mapping[str, Any], *, before: Interaction | None = None
) -> tuple[Company, InteractionData]:
    """The company with what the note is to say; place and person are found or added.

    What a record has no field for, and whom and where it does not tell, stays as in the note `before`. Raises Problem,
    by field.
    """
    parties = {name: record[name] for name in PARTIES if record.get(name)}
    company, workplace, contact = parties_found(actor, parties, place_needed=False)
    told = record["visit"]
    values = {field: told[name] for field, name in VISIT_NAMES.items() if name in told}
    for name in ("held_on", "next_visit_on"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    needs = [
        NeedData(
            occupation=need["occupation"], number=need.get("number"), horizon=need.get("within_months", 3)
        )
        for need in told.get("needs", ())
    ]
    if before is not None:
        workplace = workplace if "workplace" in parties else before.workplace
        contact = contact if "contact" in parties else before.contact
        values["campaign"] = before.campaign
    return company, InteractionData(**values, needs=needs, workplace=workplace, contact=contact)
