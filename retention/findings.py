"""What was found about a person: where, how much, and what happens to it. Read for pages and for the copy."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Hold, Organisation
from accounts.personal_data import About, Place, Words
from retention import wording
from retention.catalogue import about, places
from retention.enums import PersonKind, StepKind
from retention.models import RightsRequest, RightsStep


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
    key = _key_of(request)
    if key is None:
        return []
    lines = about()
    with connection.cursor() as cursor:
        cursor.execute(f"select line, said::text from retention_about_{request.person}(%s)", [key])  # noqa: S608
        return [(lines[line], json.loads(said)) for line, said in cursor.fetchall()]


def findings(request: RightsRequest) -> Findings:
    """What erasing would do, place by place; the acting organisation's own data alone."""
    result = Findings(blocked=blocked(request).words)
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


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why the person's own row cannot be erased, in Danish. `waits` passes some day, `stays` is not ours to change.

    `home` is the organisation that answers for the row, where that is another one.
    """

    waits: str = ""
    stays: str = ""
    home: int | None = None

    @property
    def words(self) -> str:
        return " ".join(filter(None, (self.waits, self.stays)))


def blocked(request: RightsRequest) -> Blocked:
    """What the database says keeps the person's own row now, whoever it is that keeps it."""
    key = _key_of(request)
    if key is None:
        return Blocked()
    with connection.cursor() as cursor:
        cursor.execute(f"select why, number from retention_blocked_{request.person}(%s)", [key])  # noqa: S608
        found = dict(cursor.fetchall())
    waits = []
    if "elsewhere" in found:
        return Blocked(stays=_elsewhere(request, found["elsewhere"]), home=found["elsewhere"])
    if "held" in found:
        waits.append(_held(request, key))
    if number := found.get("running"):
        waits.append(
            ngettext(
                "Personen er kontakt på %s ordre, der ikke er lukket (art. 17, stk. 1, litra a: stadig nødvendig).",
                "Personen er kontakt på %s ordrer, der ikke er lukket (art. 17, stk. 1, litra a: stadig nødvendig).",
                number,
            )
            % number
        )
    if "member" in found:
        waits.append(_("Personen har stadig adgang. Fjern adgangen først."))
    return Blocked(waits=" ".join(waits))


def _key_of(request: RightsRequest) -> int | None:
    return {
        PersonKind.CITIZEN: request.candidate_id,
        PersonKind.CONTACT: request.contact_id,
        PersonKind.USER: request.user_subject_id,
    }[PersonKind(request.person)]


def _held(request: RightsRequest, key: int) -> str:
    own = Hold.objects.filter(organisation_id=request.organisation_id).holding().filter(object_id=key)
    if own.exists():
        return _("Tilbageholdt: nogen har sagt hvorfor på siden om sletning.")
    return _("Tilbageholdt, til den, der har bedt om det, ophæver det.")


def _elsewhere(request: RightsRequest, home: int | None) -> str:
    if request.person == PersonKind.CITIZEN:
        return _("Borgeren er ikke hos jer mere.")
    name = Organisation.objects.filter(pk=home or 0).values_list("name", flat=True).first()
    if not name:
        return _("Kontaktpersonen er registreret af andre. Virksomheden selv kan slette den.")
    return _("Kontaktpersonen er registreret af %s, som har fået besked om at slette den.") % name


@dataclass(slots=True)
class Report:
    """What an erasure did: (what, how many) that is gone, and (what, how many, why) that stays for good."""

    gone: list[tuple[str, int]] = field(default_factory=list)
    kept: list[tuple[str, int, str]] = field(default_factory=list)


def report_of(request: RightsRequest, steps: Iterable[RightsStep]) -> Report:
    """What the steps of an erasure say was done, by what it is called on pages."""
    named = {place.code: place for place in places()}
    gone: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for step in steps:
        if step.kind in (StepKind.PARTLY, StepKind.ERASED):
            gone.update(step.counts.get("places", {}))
            # The last look counts: what stays is counted anew each time.
            kept = Counter(step.counts.get("kept", {}))
    result = Report()
    for code, number in gone.items():
        words = named[code].what if code in named else PersonKind(request.person).label
        _add(result.gone, str(words), number)
    for code, number in kept.items():
        if code in named:
            result.kept.append((str(named[code].what), number, str(named[code].kept)))
    return result


def _add(lines: list[tuple[str, int]], words: str, number: int) -> None:
    for index, (there, so_many) in enumerate(lines):
        if there == words:
            lines[index] = (there, so_many + number)
            return
    lines.append((words, number))
