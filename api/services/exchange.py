"""Taking a record of `jobordre-exchange/1` in: made once, found again by its reference, and changed by a later one."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from api.exchange import CONTACT, ORDER
from api.models import ExchangeRecord
from api.problems import Code, Problem, field_errors, invalid, refused_fields
from api.serializers.orders import TOVHOLDER, RegisterSerializer
from api.services.exchange_changes import Made, first_version, record_change
from api.services.orders import contact_found, order_take
from api.services.visit_records import PARTIES, visit_data
from companies.models import ContactPerson
from orders.models import Order
from visits.models import Interaction
from visits.services.interactions import interaction_add

# A clock that goes a little fast is no fault; a day that is far ahead would keep every later change out.
FAST = datetime.timedelta(days=1)
CLAIM = """
insert into api_exchangerecord
       (organisation_id, system, kind, reference, sha256, created_at, sent_at, object_version)
values (%s, %s, %s, %s, %s, %s, %s, '') on conflict (organisation_id, system, kind, reference) do nothing returning id
"""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a record became: the public id of the order, the visit or the contact person.

    `matches`: it says what was last taken in with its reference. `changed`: what was known was changed by it.
    """

    kind: str
    object_id: UUID
    created: bool = False
    matches: bool = True
    changed: bool = False


@transaction.atomic
def record_take(*, actor: Actor, record: Mapping[str, Any]) -> Exchanged:
    """Make what the record (which must be one) describes, or find what its reference has already become.

    One that says something else and was sent later than what was last taken in is a change; without `sent_at` on either
    side nothing is. Two that come together come one after the other. Raises Problem, by field.
    """
    sent_at = _sent_at(record)
    digest = hashlib.sha256(
        json.dumps({**record, "sent_at": None}, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    kind, system, reference = record["kind"], record["sender"]["system"], record["reference"]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [actor.organisation_id, system, kind, reference, digest, moment(), sent_at])
        claimed = cursor.fetchone()
    row = ExchangeRecord.objects.select_for_update().get(
        organisation_id=actor.organisation_id, system=system, kind=kind, reference=reference
    )
    if claimed or row.object_id is None:
        made = _made(actor, record)
        row.object_id, row.object_version = made.uuid, first_version(made, record)
        row.save(update_fields=["object_id", "object_version"])
        return Exchanged(kind, made.uuid, created=True)
    matches = row.sha256 == digest
    if row.sent_at is None or sent_at is None or sent_at <= row.sent_at:
        return Exchanged(kind, row.object_id, matches=matches)
    changed = not matches and record_change(actor=actor, known=row, record=record)
    row.sha256, row.sent_at = digest, sent_at
    row.save(update_fields=["sha256", "sent_at", "object_version"])
    return Exchanged(kind, row.object_id, changed=changed)


def _sent_at(record: Mapping[str, Any]) -> datetime.datetime | None:
    """Raises Problem (422) for a time that is still to come."""
    if "sent_at" not in record:
        return None
    try:
        sent_at = datetime.datetime.fromisoformat(record["sent_at"]).astimezone(datetime.UTC)
    except OverflowError:
        raise invalid("sent_at") from None
    if sent_at > moment() + FAST:
        raise invalid("sent_at", "future", _("Tidspunktet er ikke kommet endnu."))
    return sent_at


def _made(actor: Actor, record: Mapping[str, Any]) -> Made:
    if record["kind"] == ORDER:
        return _order(actor, record)
    if record["kind"] == CONTACT:
        return _contact(actor, record)
    return _visit(actor, record)


def _order(actor: Actor, record: Mapping[str, Any]) -> Order:
    """The order, with the page's rules. Where the company has an agreement, its tovholder gets it (R94)."""
    told = {name: value for name, value in record["order"].items() if name != "state"}
    parties = {name: record[name] for name in PARTIES if record.get(name)}
    read = RegisterSerializer(data={**told, **parties, "handling": {"taken_by": TOVHOLDER}})
    try:
        if not read.is_valid():
            raise Problem(Code.INVALID, errors=list(field_errors(read.errors)))
        return order_take(actor=actor, values=read.validated_data)
    except Problem as problem:
        # Told at the record's own places.
        problem.errors = tuple(
            fault
            if fault.field.partition("/")[0] in PARTIES
            else replace(fault, field=f"order/{fault.field}".rstrip("/"))
            for fault in problem.errors
        )
        raise


def _contact(actor: Actor, record: Mapping[str, Any]) -> ContactPerson:
    """The contact person of a company that is registered; a known one is found by name and address."""
    return contact_found(actor, record["company"]["cvr"], record["contact"])


def _visit(actor: Actor, record: Mapping[str, Any]) -> Interaction:
    company, data = visit_data(actor, record)
    try:
        return interaction_add(actor=actor, company=company, data=data)
    except ValidationError as error:
        raise refused_fields(error, {"": "visit/"}) from None
