"""A record of `jobordre-exchange/1` that comes again with other content: what it became is changed by the pages' rules.

A record is the whole: what it leaves out is empty, but for whom and where, which a sender may not be allowed to tell.
How an order first came (its channel, when) and how far it is with the sender are not taken over again.
Nothing that this organisation's own people have changed since the record was last taken in is overwritten: the object's
version, kept beside the reference, says so.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.actor import Actor
from api.exchange import CONTACT, ORDER
from api.models import ExchangeRecord
from api.problems import Code, FieldError, Problem, field_errors, invalid, refused_fields
from api.selectors.companies import contact_or_404
from api.selectors.orders import order_and_access
from api.selectors.visits import visit_or_404
from api.serializers.orders import ChangeSerializer
from api.services.order_lines import line_faults
from api.services.orders import is_person, is_place, need_of
from api.services.visit_records import visit_data
from companies.models import Company, ContactPerson
from companies.selectors import company_of_cvr
from companies.services import ContactInput, EditedMeanwhile, contact_update
from orders.enums import AccessRole
from orders.models import Order, OrderLine
from orders.services.orders import ChangedByAnotherError, order_clarify
from visits.models import Interaction
from visits.services.interactions import interaction_change

# What a record can tell of an order's need, and what it means to leave it out.
NEED: dict[str, Any] = {
    "job_description": "",
    "candidate_profile": "",
    "start_on": None,
    "application_deadline": None,
    "cvs_wanted": None,
}


Made = Order | Interaction | ContactPerson


def version_of(row: Made) -> str:
    """What changes whenever anything is changed that a record could overwrite."""
    if isinstance(row, Order):
        # An order's own version counts what is done about it too: an answer to the company overwrites no need.
        need = json.dumps(_need(row), sort_keys=True)
        return hashlib.sha256(need.encode()).hexdigest()[:40]
    # A note's time moves where its company is merged into another, its version does not.
    return str(row.version) if isinstance(row, Interaction) else row.changed_at.isoformat()


def first_version(row: Made, record: Mapping[str, Any]) -> str:
    """The version of what the record has just become; "" where somebody had written something else of the person.

    The record has not taken the place of that, and a later one must not either.
    """
    if isinstance(row, ContactPerson):
        told = record["contact"]
        names = ("title", "phone", "email") if told.get("phone") or told.get("email") else ("title",)
        if any(getattr(row, name) and _same(row, name) != _same(told, name) for name in names):
            return ""
    return version_of(row)


def _same(whose: ContactPerson | Mapping[str, Any], name: str) -> str:
    value = getattr(whose, name) if isinstance(whose, ContactPerson) else whose.get(name, "")
    if name == "phone":
        return "".join(filter(str.isdecimal, value))[-8:]  # with or without +45
    return "".join(value.split()).casefold()


def record_change(*, actor: Actor, known: ExchangeRecord, record: Mapping[str, Any]) -> bool:
    """Carry the record out on what `known` (locked) became, and keep its new version there; whether that is another.

    Raises Problem: CHANGED where one's own people have changed it meanwhile, else by field.
    """
    assert known.object_id is not None  # noqa: S101  (it was made)
    changes: dict[str, Callable[..., tuple[Made, bool]]] = {ORDER: _order, CONTACT: _contact}
    change = changes.get(known.kind, _visit)
    try:
        row, changed = change(actor, known, known.object_id, record)
    except Http404:
        raise _gone(known.kind) from None
    known.object_version = version_of(row)
    return changed


def _order(actor: Actor, known: ExchangeRecord, uuid: UUID, record: Mapping[str, Any]) -> tuple[Order, bool]:
    found, access = order_and_access(actor, uuid)
    _check_company(actor, found.company, record)
    told, stands = record["order"], _need(found)
    lines = OrderLine.objects.filter(order=found).order_by("position", "id")
    faults = [*_fixed_parties(found, record), *line_faults(list(lines), told["lines"], "order/lines")]
    wanted = {name: _plain(told.get(name, empty)) for name, empty in NEED.items()}
    other = {name: value for name, value in wanted.items() if value != stands[name]}
    if not other and not faults:
        return found, False  # only what is not taken over, such as how far the sender has come
    if access.role != AccessRole.TOVHOLDER:
        raise _refused("order", "not_yours", _("Kun ordrens tovholder kan ændre den, og det er ikke jer."))
    if not found.is_open:
        raise _refused("order", "closed", _("Ordren er lukket og kan ikke ændres."))
    _check_unchanged(known, found)
    # A day that has passed since it was written may stay: only what is another is looked at.
    read = ChangeSerializer(data=other)
    if not read.is_valid():
        faults += field_errors(read.errors, "order")
    if faults:
        raise Problem(Code.INVALID, errors=faults)
    try:
        row = order_clarify(
            actor=actor,
            order=found,
            version=found.version,
            data=need_of(read.validated_data, found),
            is_large=found.is_large,
        )
    except ChangedByAnotherError:
        raise _changed() from None
    return row, True


def _fixed_parties(found: Order, record: Mapping[str, Any]) -> list[FieldError]:
    """Where and with whom: not changed on an order that is registered."""
    faults = []
    place, person = record.get("workplace"), record.get("contact")
    if place and not is_place(found.workplace, place):
        faults.append(FieldError("workplace", "cannot_change", _("Ordrens arbejdsplads kan ikke ændres.")))
    if person and not (found.contact and is_person(found.contact, person)):
        sentence = _(
            "Ordrens kontaktperson kan ikke ændres. Har personen skiftet navn, så ret personen først."
        )
        faults.append(FieldError("contact", "cannot_change", sentence))
    return faults


def _visit(
    actor: Actor, known: ExchangeRecord, uuid: UUID, record: Mapping[str, Any]
) -> tuple[Interaction, bool]:
    note = visit_or_404(actor, uuid)
    _check_company(actor, note.company, record)
    _company, data = visit_data(actor, record, before=note)
    try:
        row = interaction_change(actor=actor, interaction=note, data=data, version=note.version)
    except EditedMeanwhile:
        raise _changed() from None
    except ValidationError as error:
        raise refused_fields(error, {"": "visit/"}) from None
    if row.version == note.version:
        return row, False
    _check_unchanged(known, note)  # what was written just now goes with the transaction
    return row, True


def _contact(
    actor: Actor, known: ExchangeRecord, uuid: UUID, record: Mapping[str, Any]
) -> tuple[ContactPerson, bool]:
    row = contact_or_404(actor, uuid)
    _check_company(actor, row.company, record)
    told = record["contact"]
    # A sender who may not tell how a person is reached tells neither.
    hidden = not (told.get("phone") or told.get("email"))
    reached = {name: getattr(row, name) if hidden else told.get(name, "") for name in ("phone", "email")}
    wanted = ContactInput(
        name=told["name"].strip(), title=told.get("title", "").strip(), user_id=row.user_id, **reached
    )
    if all(getattr(row, name) == getattr(wanted, name) for name in ("name", "title", "phone", "email")):
        return row, False
    _check_unchanged(known, row)
    try:
        changed = contact_update(
            actor=actor,
            contact=row,
            values=wanted,
            is_primary=row.is_primary,
            is_active=row.is_active,
            seen_at=row.changed_at,
        )
    except EditedMeanwhile:
        raise _changed() from None
    except ValidationError as error:
        raise refused_fields(error, {"": "contact/"}) from None
    return changed, True


def _need(order: Order) -> dict[str, Any]:
    return {name: _plain(getattr(order, name)) for name in NEED}


def _plain(value: Any) -> Any:
    """As a record has it: days as text, texts without space around them."""
    if isinstance(value, str):
        return value.strip()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _check_company(actor: Actor, company: Company, record: Mapping[str, Any]) -> None:
    """The sender may have the number of one that was merged into it. Raises Problem for another company."""
    cvr = record["company"]["cvr"]
    if cvr != company.cvr and company_of_cvr(actor, cvr) != company:
        sentence = _(
            "Den hører til en anden virksomhed, og det kan ikke ændres. Send den med en ny reference."
        )
        raise invalid("company/cvr", "cannot_change", sentence)


def _check_unchanged(known: ExchangeRecord, row: Made) -> None:
    if version_of(row) != known.object_version:
        raise _changed()


def _changed() -> Problem:
    return Problem(
        Code.CHANGED,
        reason=_("Jeres egne har ændret det her, siden posten sidst blev taget ind. Intet er overskrevet."),
    )


def _gone(kind: str) -> Problem:
    return _refused(kind, "gone", _("Det, posten blev til, findes ikke mere, eller I kan ikke se det."))


def _refused(field: str, code: str, sentence: str) -> Problem:
    return Problem(Code.CONFLICT, reason=sentence, errors=[FieldError(field, code, sentence)])
