"""What a row means for the notes that are there: the same answer before the file is taken in, and while it is. Pure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from imports.rows import Refused
from visits.imports.rows import Row
from visits.services.interactions import InteractionData, NeedData, faults_of

NOTE_FIELDS = (
    *("kind", "held_on", "text", "growth", "needs_labour", "needs_apprentices", "needs_retention"),
    *("outlook_3", "outlook_12", "campaign", "next_visit_on", "is_shared"),
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here, or did; one who has left gets no task."""

    id: int
    is_active: bool


@dataclass(slots=True)
class Register:
    """What is known of what some rows name: companies by CVR number, workplaces (key, company) by P-number.

    A company that was merged into another is that other. `cvrs` are the companies' CVR numbers by key, `people` one's
    own by e-mail address, `notes` one's own notes by reference.
    """

    companies: dict[str, int] = field(default_factory=dict)
    workplaces: dict[str, tuple[int, int]] = field(default_factory=dict)
    cvrs: dict[int, str] = field(default_factory=dict)
    people: Mapping[str, Colleague] = field(default_factory=dict)
    notes: dict[str, "KnownNote"] = field(default_factory=dict)


@dataclass(slots=True)
class KnownNote:
    """A note that is there: key, reference, company, and every field that a file can change, by the model's names.

    `needs` is how many needs by occupation it names: they make it no empty note.
    """

    id: int
    reference: str
    company_id: int
    values: dict[str, Any]
    needs: int = 0


@dataclass(slots=True)
class Plan:
    """What is to be written for one row: the note (None: new), its company, and the values that change."""

    note: int | None
    company_id: int
    values: dict[str, Any]

    @property
    def is_new(self) -> bool:
        return self.note is None

    @property
    def is_empty(self) -> bool:
        return self.note is not None and not self.values


def plan(row: Row, register: Register, today: datetime.date) -> Plan:
    """What the row changes; `today` is the Danish day. Raises Refused."""
    company_id, workplace_id = _where(row, register)
    known = register.notes.get(row.reference)
    if known and known.company_id != company_id:
        raise Refused(
            "cvr" if row.cvr else "p_number",
            _("Notatet med den reference handler om en anden virksomhed (CVR %s). Brug en ny reference.")
            % register.cvrs.get(known.company_id, ""),
        )
    values = dict(row.said)
    if workplace_id:
        values["workplace_id"] = workplace_id
    if row.author:
        colleague = register.people.get(row.author)
        if colleague is None:
            raise Refused(
                "author",
                _("Ingen hos jer har e-mailadressen %s. Ret den, eller lad feltet stå tomt.") % row.author,
            )
        values["author_id"] = colleague.id
    before = known.values if known else {}
    changed = {key: value for key, value in values.items() if not known or before[key] != value}
    if known and not changed:
        return Plan(known.id, company_id, {})
    _check({**before, **values}, known.needs if known else 0, today)
    return Plan(known.id if known else None, company_id, changed)


def _where(row: Row, register: Register) -> tuple[int, int | None]:
    """The company and the workplace that the row names."""
    company = register.companies.get(row.cvr)
    if row.cvr and company is None:
        raise Refused("cvr", _("Virksomheden er ikke registreret. Registrér eller indlæs den først."))
    if not row.p_number:
        assert company is not None  # noqa: S101  (the reader refuses a row without either)
        return company, None
    if row.p_number not in register.workplaces:
        raise Refused(
            "p_number",
            _("P-nummeret er ikke registreret. Lad feltet stå tomt, eller registrér arbejdspladsen først."),
        )
    workplace, owner = register.workplaces[row.p_number]
    if company is not None and owner != company:
        raise Refused(
            "p_number",
            _("P-nummeret er registreret hos en anden virksomhed (CVR %s).") % register.cvrs.get(owner, ""),
        )
    return owner, workplace


def _check(values: Mapping[str, Any], needs: int, today: datetime.date) -> None:
    """The rules that hold for a typed note. Raises Refused with the first fault."""
    # Its needs by occupation, which no file has, say something too.
    needed = [NeedData("-")] * min(needs, 1)
    data = InteractionData(**{name: values[name] for name in NOTE_FIELDS if name in values}, needs=needed)
    for name, errors in faults_of(data, today).found.items():
        raise Refused(name, errors[0].messages[0])
