"""Taking a record of `jobordre-exchange/1` in: made once, and found again by its reference."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.actor import Actor
from accounts.moment import moment
from api.exchange import CONTACT, ORDER
from api.models import ExchangeRecord
from api.problems import Code, Problem, field_errors, refused_fields
from api.selectors.exchange import VISIT_NAMES
from api.serializers.orders import TOVHOLDER, RegisterSerializer
from api.services.orders import contact_found, order_take, parties_found
from visits.services.interactions import InteractionData, NeedData, interaction_add

CLAIM = """
insert into api_exchangerecord (organisation_id, system, kind, reference, sha256, created_at)
values (%s, %s, %s, %s, %s, %s) on conflict (organisation_id, system, kind, reference) do nothing returning id
"""


PARTIES = ("company", "workplace", "contact")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a record became: the public id of the order, the visit or the contact person."""

    kind: str
    object_id: UUID
    created: bool
    matches: bool


@transaction.atomic
def record_take(*, actor: Actor, record: Mapping[str, Any]) -> Exchanged:
    """Make what the record (which must be one) describes, or find what its reference has already become.

    Two that come together are one: the second waits for the first. Raises Problem, by field.
    """
    digest = hashlib.sha256(
        json.dumps({**record, "sent_at": None}, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    kind, system, reference = record["kind"], record["sender"]["system"], record["reference"]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [actor.organisation_id, system, kind, reference, digest, moment()])
        claimed = cursor.fetchone()
    row = ExchangeRecord.objects.get(
        organisation_id=actor.organisation_id, system=system, kind=kind, reference=reference
    )
    if not claimed and row.object_id is not None:
        return Exchanged(kind, row.object_id, created=False, matches=row.sha256 == digest)
    row.object_id = _made(actor, record)
    row.save(update_fields=["object_id"])
    return Exchanged(kind, row.object_id, created=True, matches=True)


def _made(actor: Actor, record: Mapping[str, Any]) -> UUID:
    if record["kind"] == ORDER:
        return _order(actor, record)
    if record["kind"] == CONTACT:
        return _contact(actor, record)
    return _visit(actor, record)


def _order(actor: Actor, record: Mapping[str, Any]) -> UUID:
    """The order, with the page's rules. Where the company has an agreement, its tovholder gets it (R94)."""
    told = {name: value for name, value in record["order"].items() if name != "state"}
    parties = {name: record[name] for name in PARTIES if record.get(name)}
    read = RegisterSerializer(data={**told, **parties, "handling": {"taken_by": TOVHOLDER}})
    try:
        if not read.is_valid():
            raise Problem(Code.INVALID, errors=list(field_errors(read.errors)))
        return order_take(actor=actor, values=read.validated_data).uuid
    except Problem as problem:
        # Told at the record's own places.
        problem.errors = tuple(
            fault
            if fault.field.partition("/")[0] in PARTIES
            else replace(fault, field=f"order/{fault.field}".rstrip("/"))
            for fault in problem.errors
        )
        raise


def _contact(actor: Actor, record: Mapping[str, Any]) -> UUID:
    """The contact person of a company that is registered; a known one is found by name and address."""
    person = contact_found(actor, record["company"]["cvr"], record["contact"])
    return person.uuid


def _visit(actor: Actor, record: Mapping[str, Any]) -> UUID:
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
    data = InteractionData(**values, needs=needs, workplace=workplace, contact=contact)
    try:
        return interaction_add(actor=actor, company=company, data=data).uuid
    except ValidationError as error:
        raise refused_fields(error, {"": "visit/"}) from None
