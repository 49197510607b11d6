"""The wording of one version as plain data: what is shown, hashed and printed is this, and nothing else.

Pure. It is built when a version is sent and stored with it; the page, the PDF and the check of a signature all start
from the stored one. Only text and lists of text: nothing in it can become markup.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from agreements.enums import Area, ContentGroup, PartyRole
from agreements.template_parts import Template
from jobcenters.calendar import CalendarDays, Unit, WorkingDays
from ui import danish

FORMAT = 1  # of the data below; a stored document keeps the number that it was written with


@dataclass(frozen=True, slots=True)
class PartyText:
    """One signature block: the kind of party, its name, area in words (tovholders) and its contact person."""

    key: str  # the party's public id, which ties a signature to its block
    role: str
    label: str
    name: str
    contact: str
    title: str
    email: str
    phone: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class GoalText:
    """A service goal; `standard` says the template's own length where the parties agreed another."""

    promise: str
    text: str
    standard: str = ""


@dataclass(frozen=True, slots=True)
class GroupText:
    """One heading of the content page with what is ticked and what could have been."""

    code: str
    heading: str
    ticked: tuple[str, ...]
    unticked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The whole agreement, ready to be shown. All dates are Danish words."""

    number: str
    version: int
    template: int
    kind: str
    title: str
    company: str
    cvr: str
    need_short: str
    need_long: str
    places: str
    goals: tuple[GoalText, ...]
    groups: tuple[GroupText, ...]
    period: str
    follow_up: str
    terms: tuple[str, ...]
    extra_terms: str
    parties: tuple[PartyText, ...]
    format: int = FORMAT
    notes: tuple[str, ...] = field(default_factory=tuple)
    network: str = ""  # of a network's agreement, which has no company

    @property
    def subject(self) -> str:
        """Whom the agreement is with or between."""
        return self.network or self.company

    def data(self) -> dict[str, Any]:
        """As stored: plain JSON."""
        stored: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        if not self.network:
            del stored[
                "network"
            ]  # wordings that were hashed before there were such agreements keep their hash
        return stored


def document_hash(data: Mapping[str, Any]) -> str:
    """SHA-256, in 64 hexadecimal digits, of the document's one canonical form: keys sorted, UTF-8, no spaces."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def stored(data: Mapping[str, Any]) -> DocumentText:
    """The document that was stored. Raises ValueError for a format that this code does not know."""
    if data.get("format") != FORMAT:
        raise ValueError(f"The document has format {data.get('format')}; only {FORMAT} is known.")
    values: dict[str, Any] = dict(data)
    values["goals"] = tuple(GoalText(**goal) for goal in values["goals"])
    values["groups"] = tuple(
        GroupText(**{**group, "ticked": tuple(group["ticked"]), "unticked": tuple(group["unticked"])})
        for group in values["groups"]
    )
    values["parties"] = tuple(PartyText(**party) for party in values["parties"])
    values["terms"], values["notes"] = tuple(values["terms"]), tuple(values["notes"])
    return DocumentText(**values)


def goal_texts(
    template: Template, codes: frozenset[str], lengths: Mapping[str, Unit]
) -> tuple[GoalText, ...]:
    """The service goals that the ticks promise, with the parties' own `lengths` by promise."""
    texts = []
    for goal in template.goals_for(codes):
        unit = lengths.get(goal.promise, goal.unit)
        standard = "" if unit == goal.unit else goal.sentence()
        texts.append(GoalText(goal.promise, goal.sentence(unit), standard))
    return tuple(texts)


def group_texts(template: Template, ticks: Mapping[str, str], day: date) -> tuple[GroupText, ...]:
    """The content page: per heading what is ticked (with the text of "Andet") and what is not.

    `ticks` maps code to text. A heading that came later than the first template is left out unless it is used (A24).
    """
    groups = []
    for group in ContentGroup:
        items = [
            item
            for item in template.items
            if item.group == group and (item.code in ticks or item.holds_on(day))
        ]
        ticked = [_ticked(item.text, ticks[item.code]) for item in items if item.code in ticks]
        unticked = [item.text for item in items if item.code not in ticks]
        if ticked or (items and group != ContentGroup.RETENTION):
            groups.append(GroupText(group.value, str(group.label), tuple(ticked), tuple(unticked)))
    return tuple(groups)


def _ticked(label: str, text: str) -> str:
    return f"{label}: {text.strip()}" if text.strip() else label


def period_text(starts_on: date | None, ends_on: date | None) -> str:
    """ "1. januar 2027 til 31. december 2028"."""
    if starts_on is None or ends_on is None:
        return ""
    return _("%(start)s til %(end)s") % {
        "start": danish.day_month(starts_on, year=True),
        "end": danish.day_month(ends_on, year=True),
    }


def follow_up_text(months: int | None, text: str, first_on: date | None) -> str:
    """How often the parties meet (R109, A25)."""
    parts = []
    if months:
        every = _("hver måned") if months == 1 else _("hver %d. måned") % months
        parts.append(_("Parterne holder opfølgningsmøde %s.") % every)
    if text.strip():
        parts.append(text.strip())
    if first_on:
        parts.append(_("Første møde er %s.") % danish.day_month(first_on, year=True))
    return " ".join(parts)


def area_text(area: str, municipality_names: Sequence[str]) -> str:
    """What a tovholder answers for, in words; "" for other parties."""
    if not area:
        return ""
    if area == Area.MUNICIPALITIES:
        return ", ".join(municipality_names)
    return str(Area(area).label)


def role_label(role: str) -> str:
    """The heading of a signature block."""
    return str(PartyRole(role).label)


def unit_of(unit: str, length: int) -> Unit:
    """A stored goal's unit. Raises ValueError for a unit that no service goal counts in."""
    if unit == WorkingDays.kind:
        return WorkingDays(length)
    if unit == CalendarDays.kind:
        return CalendarDays(length)
    raise ValueError(f"A service goal does not count in {unit}.")
