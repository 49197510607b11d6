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
        pk, values = found.place
        if pk is None:
            words = (values.get("name"), values.get("address"), values.get("postcode"))
            told.append(change(NEW_PLACE, "", ", ".join(filter(None, words))))
        else:
            told += _of_part(known.places, pk, values, _PLACE)
    if found.contact:
        pk, values = found.contact
        if pk is None:
            words = (values.get("name"), values.get("phone"), values.get("email"))
            told.append(change(NEW_CONTACT, "", ", ".join(filter(None, words))))
        else:
            told += _of_part(known.contacts, pk, values, _CONTACT)
    return told


def _of_part(
    there: Sequence[Mapping[str, Any]], pk: int, values: Mapping[str, Any], names: Mapping[str, str]
) -> list[Change]:
    before = next(one for one in there if one["id"] == pk)
    return [change(names.get(key, key), before[key], value) for key, value in values.items()]
