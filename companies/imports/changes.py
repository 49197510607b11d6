"""What a row of a file with companies changes, in the words of its columns. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from companies.imports.plan import Known, Plan
from imports.changes import ADDED, Change, change

NEW_PLACE, NEW_CONTACT = f"{ADDED}place", f"{ADDED}contact"
ADDED_LABELS = {NEW_PLACE: _("Ny arbejdsplads"), NEW_CONTACT: _("Ny kontaktperson")}
# What the columns of a workplace and of a contact person are called there, where it is something else.
_PLACE, _CONTACT = {"name": "place_name"}, {"name": "contact"}


def changes_of(found: Plan, known: Known) -> list[Change]:
    """The changes of a row that is about a known company."""
    told = [change(key, known.facts.get(key), value) for key, value in found.facts.items()]
    if found.place:
        told += _of_part(known.places, *found.place, NEW_PLACE, ("name", "address", "postcode"), _PLACE)
    if found.contact:
        told += _of_part(known.contacts, *found.contact, NEW_CONTACT, ("name", "phone", "email"), _CONTACT)
    return told


def _of_part(
    there: Sequence[Mapping[str, Any]],
    pk: int | None,
    values: Mapping[str, Any],
    new: str,
    shown: Sequence[str],
    names: Mapping[str, str],
) -> list[Change]:
    """Of a workplace or a person that is there, what changes; of one that is not (no `pk`), what is `shown` of it."""
    if pk is None:
        return [change(new, "", ", ".join(filter(None, map(values.get, shown))))]
    before = next(one for one in there if one["id"] == pk)
    return [change(names.get(key, key), before[key], value) for key, value in values.items()]
