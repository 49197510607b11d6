"""What was found about a person: where, how much, and what happens to it. Read for pages and for the copy."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import HoldKind
from accounts.models import Hold, Membership
from accounts.personal_data import About, Place, Words
from candidates.models import Candidate
from orders.models import Order
from retention import wording
from retention.catalogue import about, places
from retention.enums import PersonKind
from retention.models import RightsRequest


@dataclass(slots=True)
class Found:
    """One place with how many rows name the person, and what erasing does there."""

    what: Words
    code: str
    number: int
    outcome: str
    kept: bool


@dataclass(slots=True)
class Findings:
    """All that is found. `blocked` says why the person's own row must stay; "" where it may go."""

    rows: list[Found] = field(default_factory=list)
    blocked: str = ""

    @property
    def erased(self) -> list[Found]:
        return [row for row in self.rows if not row.kept]

    @property
    def kept(self) -> list[Found]:
        return [row for row in self.rows if row.kept]


def words_of(request: RightsRequest) -> list[str]:
    return wording.words(
        name=request.name, email=request.email, phone=request.phone, other=request.other_words
    )


# A person's own row: told once, as the person.
OWN_ROW = {PersonKind.CONTACT: "companies_contactperson", PersonKind.USER: "accounts_user"}


def texts_naming(request: RightsRequest) -> list[tuple[Place, str, Any, str]]:
    """(place, what it belongs to, when, the text) of everything the acting organisation wrote that names the person."""
    named = {place.code: place for place in places()}
    own = (OWN_ROW.get(PersonKind(request.person)), str(request.contact_id))
    with connection.cursor() as cursor:
        cursor.execute("select place, key, about, at, said from retention_find(%s)", [words_of(request)])
        return [
            (named[code], label, at, said)
            for code, key, label, at, said in cursor.fetchall()
            if (named[code].table, key) != own
        ]


def rows_of(request: RightsRequest) -> list[tuple[About, dict[str, Any]]]:
    """(what it is, its columns) of the rows that belong to the person whom the request is about."""
    key = {
        PersonKind.CITIZEN: request.candidate_id,
        PersonKind.CONTACT: request.contact_id,
        PersonKind.USER: request.user_subject_id,
    }[PersonKind(request.person)]
    if key is None:
        return []
    lines = about()
    with connection.cursor() as cursor:
        cursor.execute(f"select line, said::text from retention_about_{request.person}(%s)", [key])  # noqa: S608
        return [(lines[line], json.loads(said)) for line, said in cursor.fetchall()]


def findings(request: RightsRequest) -> Findings:
    """What erasing would do, place by place; the acting organisation's own data alone."""
    result = Findings(blocked=blocked(request))
    if request.candidate_id or request.contact_id or request.user_subject_id:
        outcome = {
            PersonKind.CITIZEN: _("Navn, kontakt, profil og CV slettes. Kendenavnet bliver uden navn."),
            PersonKind.CONTACT: _("Navn, titel, telefon og e-mail slettes."),
            PersonKind.USER: _("Navn, e-mail, telefon og adgang slettes."),
        }[PersonKind(request.person)]
        label = PersonKind(request.person).label
        result.rows.append(Found(label, "person", 1, result.blocked or outcome, bool(result.blocked)))
    seen: dict[tuple[str, str], Found] = {}
    for place, _label, _at, _said in texts_naming(request):
        outcome = str(place.kept) or (
            _("Rækken slettes.") if place.goes else _("Personen bliver til [slettet] i teksten.")
        )
        key = (str(place.what), outcome)
        if key not in seen:
            seen[key] = Found(place.what, place.code, 0, outcome, bool(place.kept))
            result.rows.append(seen[key])
        seen[key].number += 1
    for one, _columns in rows_of(request):
        if one.table == OWN_ROW.get(PersonKind(request.person)):
            continue
        key = (str(one.what), "")
        if key not in seen:
            outcome = _("Bliver stående uden navn, indtil tiden er gået.")
            seen[key] = Found(one.what, one.table, 0, outcome, True)
            result.rows.append(seen[key])
        seen[key].number += 1
    return result


def blocked(request: RightsRequest) -> str:
    """Why the person's own row cannot be erased now, in Danish; "" where it can."""
    held = {
        HoldKind.CANDIDATE: request.candidate_id,
        HoldKind.CONTACT: request.contact_id,
        HoldKind.USER: request.user_subject_id,
    }
    for kind, key in held.items():
        if key and Hold.objects.holding().of(kind).filter(object_id=key).exists():
            return _("Tilbageholdt: nogen har sagt hvorfor på siden om sletning.")
    if request.contact_id:
        running = Order.objects.filter(contact_id=request.contact_id, closed_at__isnull=True)
        if number := running.count():
            return ngettext(
                "Personen er kontakt på %s ordre, der ikke er lukket (art. 17, stk. 1, litra a: stadig nødvendig).",
                "Personen er kontakt på %s ordrer, der ikke er lukket (art. 17, stk. 1, litra a: stadig nødvendig).",
                number,
            ) % (number)
    if (
        request.user_subject_id
        and Membership.objects.active().filter(user_id=request.user_subject_id).exists()
    ):
        return _("Personen har stadig adgang. Fjern adgangen først.")
    if request.candidate_id and not Candidate.objects.filter(pk=request.candidate_id).exists():
        return _("Borgeren er ikke hos jer mere.")
    return ""
