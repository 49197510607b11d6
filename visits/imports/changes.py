"""What a row of a file with visits changes, in the words of its columns. Pure."""

from collections.abc import Mapping
from typing import Any

from imports.changes import Change, change
from ui import danish
from visits.enums import Growth, InteractionKind, Outlook
from visits.imports.plan import KnownNote, Plan, Register
from visits.imports.rows import DAYS, Row

CHOICES = {"kind": InteractionKind, "growth": Growth, "outlook_3": Outlook, "outlook_12": Outlook}


def changes_of(
    row: Row, found: Plan, known: KnownNote, register: Register, places: Mapping[int, str]
) -> list[Change]:
    """The changes of a row about a note that is there. `places` is what workplaces are called, by key."""
    told = []
    for key, value in found.values.items():
        before = known.values[key]
        if key == "workplace_id":
            told.append(change("p_number", places.get(before, ""), row.p_number))
        elif key == "author_id":
            email = next((email for email, one in register.people.items() if one.id == before), "")
            told.append(change("author", email, row.author))
        else:
            told.append(change(key, _words(key, before), _words(key, value)))
    return told


def _words(key: str, value: Any) -> Any:
    if key in CHOICES:
        return CHOICES[key](value).label if value else ""
    if key in DAYS:
        return danish.day_month(value, year=True) if value else ""
    return value
