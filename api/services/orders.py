"""Registering an order that another system tells of: the company, the place and the person are found or added first."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from agreements.selectors.routing import Route, route_to
from agreements.services.bypass import bypass_log
from api.problems import Code, FieldError, Problem, invalid, refused_fields
from api.serializers.orders import SELF, TOVHOLDER
from companies.cvr import digits_of
from companies.models import Company, ContactPerson, Workplace
from companies.selectors import company_card, company_of_cvr
from companies.services import (
    ContactInput,
    WorkplaceInput,
    company_register,
    contact_add,
    workplace_add,
)
from companies.validators import valid_cvr
from jobcenters.calendar import NoOpeningHoursError, local_date
from orders.enums import Channel
from orders.forms.inquiry import OLDEST
from orders.models import Order
from orders.services.orders import LineData, OrderData, order_register

Parties = tuple[Company, Workplace | None, ContactPerson | None]
NEW = {"workplace_": "workplace/", "contact_": "contact/", "cvr": "company/cvr", "name": "company/name"}


@transaction.atomic
def order_take(*, actor: Actor, values: Mapping[str, Any]) -> Order:
    """Register the order that `values` (see `RegisterSerializer`) describe, as the intake's page would.

    A jobcentre becomes its tovholder; where the company has an agreement with another one, `handling` says who takes
    it (R94, R95). Raises Problem, by field.
    """
    received_at = _received(values.get("received_at"))
    company, workplace, contact = parties_found(actor, values)
    assert workplace is not None  # noqa: S101  (the place is needed)
    own = Organisation.objects.get(pk=actor.organisation_id)
    now = timezone.now()
    route = route_to(workplace, local_date(received_at or now))
    hand_to = _hand_to(actor, route, values.get("handling"))
    note = values.get("note", "")
    try:
        order = order_register(
            actor=actor,
            company=company,
            workplace=workplace,
            contact=contact,
            channel=Channel.NATIONAL if actor.is_national else values["channel"],
            lines=[LineData(**line) for line in values["lines"]],
            data=need_of(values, OrderData()),
            received_by=own,
            tovholder=None if actor.is_national else own,
            owner_user_id=None,
            submit_key=uuid4(),
            received_at=received_at,
            note=note if actor.is_national else "",
            internal_note="" if actor.is_national else note,
            hand_to=hand_to,
        )
    except NoOpeningHoursError:
        raise Problem(
            Code.CONFLICT,
            reason=_(
                "Jobcentrets åbningstider mangler, så fristen kan ikke beregnes. Skriv dem i kalenderen først."
            ),
        ) from None
    if route and route.is_around(actor) and hand_to is None:
        handling = values["handling"]
        bypass_log(
            actor=actor,
            company=company,
            route=route,
            reason=handling["reason"],
            text=handling.get("text", ""),
            about=_("ordre %(number)s, %(title)s") % {"number": order.number, "title": order.title},
        )
    return order


def need_of(values: Mapping[str, Any], before: Any) -> OrderData:
    """What is known of the need: what `values` say, else what `before` (an order, or OrderData) has."""
    texts = {name: values.get(name, getattr(before, name)) for name in OrderData.__slots__}
    return OrderData(**texts)


def _received(at: datetime.datetime | None) -> datetime.datetime | None:
    if at is None:
        return None
    now = timezone.now()
    if at > now:
        raise invalid("received_at", "future", _("Tidspunktet er ikke kommet endnu."))
    if at < now - OLDEST:
        raise invalid("received_at", "past", _("Datoen ligger mere end en måned tilbage."))
    return at


def _hand_to(actor: Actor, route: Route | None, handling: Mapping[str, Any] | None) -> Organisation | None:
    """The agreed tovholder, where it is another one and gets the order. Raises Problem without an answer."""
    if route is None or route.tovholder is None or route.tovholder.organisation_id == actor.organisation_id:
        return None
    if handling is None and not actor.is_national:
        sentence = _("Virksomheden har en aftale, og %s er tovholder. Sig, hvem der tager ordren.")
        raise invalid("handling", "required", sentence % route.tovholder.name)
    if handling is None or handling["taken_by"] == TOVHOLDER:
        return Organisation.objects.get(pk=route.tovholder.organisation_id)
    if handling["taken_by"] == SELF and not handling.get("reason") and actor.is_jobcenter:
        raise invalid("handling/reason", "required")
    if handling.get("reason") == "other" and not handling.get("text", "").strip():
        raise invalid("handling/text", "required", _("Skriv, hvorfor I beholder ordren."))
    return None


def parties_found(actor: Actor, values: Mapping[str, Any], *, place_needed: bool = True) -> Parties:
    """The company with the place and the person, each found or added. Raises Problem, by field.

    Without `place_needed` what is not told stays open: no place, and nobody.
    """
    told = values["company"]
    cvr = _cvr(told["cvr"])
    company = company_of_cvr(actor, cvr)
    if company is None:
        return _register(actor, cvr, told, values)
    card = company_card(actor, company)
    place, person = values.get("workplace"), values.get("contact")
    workplace = _workplace(actor, company, card.workplaces, place) if place or place_needed else None
    contact = _contact(actor, company, card.contacts, person) if person or place_needed else None
    return company, workplace, contact


def contact_found(actor: Actor, cvr: str, told: Mapping[str, Any]) -> ContactPerson:
    """The contact person of a registered company, found or added. Raises Problem, by field."""
    company = company_of_cvr(actor, _cvr(cvr))
    if company is None:
        raise invalid("company/cvr", "does_not_exist")
    found = _contact(actor, company, company_card(actor, company).contacts, told)
    assert found is not None  # noqa: S101  (somebody is told)
    return found


def _cvr(text: str) -> str:
    cvr = digits_of(text) or text
    try:
        valid_cvr(cvr)
    except ValidationError as error:
        raise invalid("company/cvr", "invalid", " ".join(error.messages)) from None
    return cvr


def _register(actor: Actor, cvr: str, told: Mapping[str, Any], values: Mapping[str, Any]) -> Parties:
    lacking = [name for name in ("workplace", "contact") if not values.get(name)]
    if not told.get("name") or lacking:
        sentence = _("Virksomheden er ikke registreret endnu: send også navn, arbejdsplads og kontaktperson.")
        fields = [
            name for name in ("company/name", *lacking) if name != "company/name" or not told.get("name")
        ]
        raise Problem(
            Code.INVALID,
            reason=sentence,
            errors=[FieldError(name, "required", sentence) for name in fields],
        )
    try:
        company = company_register(
            actor=actor,
            cvr=cvr,
            name=told["name"],
            workplace=_place(values["workplace"]),
            contact=_person(values["contact"]),
        )
    except ValidationError as error:
        raise refused_fields(error, NEW) from None
    card = company_card(actor, company)
    return company, card.workplaces[0], card.primary_contact


def _place(told: Mapping[str, Any]) -> WorkplaceInput:
    return WorkplaceInput(
        address=told.get("address", ""),
        postcode=told.get("postcode", ""),
        name=told.get("name", ""),
        p_number=told.get("p_number", ""),
    )


def _person(told: Mapping[str, Any]) -> ContactInput:
    return ContactInput(
        name=told.get("name", ""),
        title=told.get("title", ""),
        phone=told.get("phone", ""),
        email=told.get("email", ""),
    )


def _workplace(
    actor: Actor, company: Company, known: list[Workplace], told: Mapping[str, Any] | None
) -> Workplace:
    """The workplace that is meant; one that is not known is added. Raises Problem."""
    if not told:
        if len(known) == 1:
            return known[0]
        raise invalid("workplace", "required", _("Sig, hvor der skal arbejdes."))
    if "id" in told:
        found = next((row for row in known if row.uuid == told["id"]), None)
        if found is None:
            raise invalid("workplace/id", "does_not_exist")
        return found
    number = digits_of(told.get("p_number", ""))
    found = next((row for row in known if number and row.p_number == number), None)
    if found is None and told.get("address"):
        wanted = (told["address"].strip().casefold(), told.get("postcode", ""))
        names = {told.get("name", "").strip().casefold() or company.name.casefold()}
        same = [row for row in known if (row.address.casefold(), row.postcode_id) == wanted]
        found = next((row for row in same if not number or not row.p_number), None)
        if found and told.get("name"):
            found = next((row for row in same if row.name.casefold() in names), None)
    if found is not None:
        return found
    if not told.get("address"):
        sentence = _("Arbejdspladsen er ikke registreret endnu: send også adresse og postnummer.")
        raise invalid("workplace/address", "required", sentence)
    try:
        return workplace_add(actor=actor, company=company, workplace=_place(told))
    except ValidationError as error:
        raise refused_fields(error, {"": "workplace/"}) from None


def _contact(
    actor: Actor, company: Company, known: list[ContactPerson], told: Mapping[str, Any] | None
) -> ContactPerson | None:
    """The contact person that is meant; one that is not known is added. Raises Problem."""
    if not told:
        return known[0] if known else None
    if "id" in told:
        found = next((row for row in known if row.uuid == told["id"]), None)
        if found is None:
            raise invalid("contact/id", "does_not_exist")
        return found
    for row in known:
        if is_person(row, told):
            return row
    try:
        return contact_add(actor=actor, company=company, contact=_person(told))
    except ValidationError as error:
        raise refused_fields(error, {"": "contact/"}) from None


def is_person(row: ContactPerson, told: Mapping[str, Any]) -> bool:
    """Whether a person that is told of without an id is this one: by name, and by address where both have one."""
    name, email = told.get("name", "").strip().casefold(), told.get("email", "").strip().casefold()
    same_mail = not email or not row.email or row.email.casefold() == email
    return row.name.casefold() == name and same_mail


def is_place(row: Workplace, told: Mapping[str, Any]) -> bool:
    """Whether a workplace that is told of without its id may be this one: by P-number, else by address."""
    number = digits_of(told.get("p_number", ""))
    if number and row.p_number:
        return row.p_number == number
    if not told.get("address"):
        return not number
    wanted = (told["address"].strip().casefold(), told.get("postcode", ""))
    return (row.address.casefold(), row.postcode_id) == wanted
