"""What is here, as records of `jobordre-exchange/1` for other systems. Nothing about citizens is in them."""

import datetime
from typing import Any

from django.conf import settings

from accounts.actor import Actor
from api.exchange import CONTACT, ORDER, SCHEMA_NAME, VISIT
from api.selectors.companies import is_guarded
from companies.models import ContactPerson
from visits.models import Interaction

HERE = "Jobordre på tværs"
# Field of a note -> the record's name for it.
VISIT_NAMES = {
    "kind": "how",
    "held_on": "held_on",
    "text": "text",
    "growth": "growth",
    "needs_labour": "needs_labour",
    "needs_apprentices": "needs_apprentices",
    "needs_retention": "needs_retention",
    "outlook_3": "staff_in_3_months",
    "outlook_12": "staff_in_12_months",
    "next_visit_on": "next_visit_on",
    "is_shared": "is_shared",
}


def _record(
    actor: Actor, kind: str, reference: object, changed_at: datetime.datetime | str
) -> dict[str, Any]:
    """`changed_at`: when what it tells of was last changed. By it whoever takes it in knows the later of two."""
    return {
        "schema": SCHEMA_NAME,
        "kind": kind,
        "reference": str(reference),
        "sender": {"organisation": actor.organisation_name, "system": f"{HERE} ({settings.BASE_URL})"},
        "sent_at": changed_at if isinstance(changed_at, str) else changed_at.isoformat(),
    }


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: a record leaves it out."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def order_record(actor: Actor, document: dict[str, Any]) -> dict[str, Any]:
    """From the order's own document (`api.selectors.orders`), so a role is told here what it is told there."""
    channel = document["channel"]
    order = {
        "received_at": document["received_at"],
        "channel": channel if channel in ("phone", "mail", "visit") else "system",
        "lines": [
            _told(
                {
                    name: line[name]
                    for name in ("occupation", "places", "form", "target_group", "requirements")
                }
            )
            for line in document["lines"]
        ],
        **{
            name: document[name]
            for name in (
                "job_description",
                "candidate_profile",
                "start_on",
                "application_deadline",
                "cvs_wanted",
                "state",
            )
        },
    }
    contact = document["contact"]
    names = ("name", "title", "phone", "email")
    return {
        **_record(actor, ORDER, document["id"], document["changed_at"]),
        "company": {"cvr": document["company"]["cvr"], "name": document["company"]["name"]},
        "workplace": _told(
            {name: document["workplace"][name] for name in ("p_number", "name", "address", "postcode")}
        ),
        **({"contact": _told({name: contact[name] for name in names})} if contact else {}),
        "order": _told(order),
    }


def _person(actor: Actor, person: ContactPerson) -> dict[str, Any]:
    """`person` comes with its company. How it is reached is left out where a page does not show it."""
    hidden = is_guarded(actor, person.company) or not ContactPerson.objects.visible_to(actor).contains(person)
    names = ("name", "title") if hidden else ("name", "title", "phone", "email")
    return _told({name: getattr(person, name) for name in names})


def contact_record(actor: Actor, person: ContactPerson) -> dict[str, Any]:
    return {
        **_record(actor, CONTACT, person.uuid, person.changed_at),
        "company": {"cvr": person.company.cvr, "name": person.company.name},
        "contact": _person(actor, person),
    }


def visit_record(actor: Actor, note: Interaction) -> dict[str, Any]:
    """`note` comes with company, workplace, contact and needs, and says whether its contact is told (`told_to`)."""
    visit = {name: getattr(note, field) for field, name in VISIT_NAMES.items()}
    for name in ("held_on", "next_visit_on"):
        visit[name] = visit[name].isoformat() if visit[name] else None
    visit["needs"] = [
        _told({"occupation": need.occupation, "number": need.number, "within_months": need.horizon})
        for need in note.needs.all()
    ]
    place, person = note.workplace, note.contact
    told = {
        **_record(actor, VISIT, note.uuid, note.updated_at),
        "company": {"cvr": note.company.cvr, "name": note.company.name},
        "visit": _told(visit),
    }
    if place:
        told["workplace"] = _told(
            {
                "p_number": place.p_number,
                "name": place.name,
                "address": place.address,
                "postcode": place.postcode_id,
            }
        )
    if person and note.names_contact:
        person.company = note.company
        told["contact"] = _person(actor, person)
    return told
