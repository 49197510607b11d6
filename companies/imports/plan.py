"""What a row means for what is known: the same answer before the file is taken in, and while it is. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from companies.imports.rows import Row
from imports.rows import Refused


@dataclass(slots=True)
class Known:
    """A registered company: its facts, workplaces and contact persons in use (each with `id`), and where it went."""

    id: int
    facts: dict[str, Any]
    places: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    merged_into: str = ""


@dataclass(slots=True)
class Plan:
    """What is to be written for one row: changed facts, and per part its id (None: new) and its changed values."""

    is_new: bool
    facts: dict[str, Any] = field(default_factory=dict)
    place: tuple[int | None, dict[str, Any]] | None = None
    contact: tuple[int | None, dict[str, Any]] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.is_new or self.facts or self.place or self.contact)


def plan(row: Row, known: Known | None, owners: Mapping[str, str]) -> Plan:
    """What the row changes. `owners` is the CVR number that each P-number of the file is registered with.

    Raises Refused.
    """
    if known and known.merged_into:
        raise Refused(
            "cvr", _("Virksomheden er lagt sammen med %s. Brug dens CVR-nummer.") % known.merged_into
        )
    if known is None and not row.company.get("name"):
        raise Refused("name", _("Virksomheden er ikke registreret endnu, så dens navn skal med."))
    number = row.place.get("p_number")
    if number and owners.get(number, row.cvr) != row.cvr:
        raise Refused(
            "p_number", _("P-nummeret er registreret hos en anden virksomhed (CVR %s).") % owners[number]
        )
    found = Plan(known is None)
    before: dict[str, Any] = known.facts if known else {}
    found.facts = {key: value for key, value in row.company.items() if before.get(key) != value}
    name = row.company.get("name") or before.get("name", "")
    if row.place:
        found.place = _place(row.place, known.places if known else [], name)
    if row.contact:
        found.contact = _contact(row.contact, known.contacts if known else [])
    return found


def _place(
    said: dict[str, str], places: Iterable[dict[str, Any]], company: str
) -> tuple[int | None, dict[str, Any]] | None:
    number = said.get("p_number")
    there = [
        p
        for p in places
        if _same(p["address"], said.get("address")) and p["postcode"] == said.get("postcode")
    ]
    by_number = next((p for p in places if number and p["p_number"] == number), None)
    # Without a number, or where the place has none yet, the address says which it is.
    by_address = next(
        (
            p
            for p in there
            if (not number or not p["p_number"]) and (not said.get("name") or _same(p["name"], said["name"]))
        ),
        None,
    )
    one = by_number or by_address
    if one is None:
        if not said.get("address"):
            raise Refused("address", _("P-nummeret er nyt, så adressen skal med."))
        values = {"name": company, **said}
        if any(_same(p["name"], values["name"]) for p in there):
            raise Refused("p_number", _("Arbejdspladsen findes allerede på adressen med et andet P-nummer."))
        return None, values
    changed = {key: value for key, value in said.items() if (one[key] or "") != value}
    return (one["id"], changed) if changed else None


def _contact(
    said: dict[str, str], contacts: Iterable[dict[str, Any]]
) -> tuple[int | None, dict[str, Any]] | None:
    one = next((c for c in contacts if _same(c["name"], said["name"])), None)
    if one is None:
        if not (said.get("phone") or said.get("email")):
            raise Refused("phone", _("Skriv et telefonnummer eller en e-mailadresse."))
        return None, dict(said)
    changed = {key: value for key, value in said.items() if one[key] != value}
    return (one["id"], changed) if changed else None


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()


def contradiction(row: Row, earlier: Iterable[Row]) -> Refused | None:
    """Where the row says something else than an earlier one of the same file about the same thing.

    Taking both in would change it to and fro each time the file is read.
    """
    columns = {"company": {}, "place": {"name": "place_name"}, "contact": {"name": "contact"}}
    for other in earlier:
        pairs = [("company", row.company, other.company)]
        if row.place and other.place and _is_same_place(row.place, other.place):
            pairs.append(("place", row.place, other.place))
        if row.contact and other.contact and _same(row.contact.get("name"), other.contact.get("name")):
            pairs.append(("contact", row.contact, other.contact))
        for part, ours, theirs in pairs:
            for key, value in ours.items():
                if key in theirs and theirs[key] != value:
                    text = _("Linje %(line)s siger noget andet: “%(value)s”. Ret den ene.") % {
                        "line": other.line,
                        "value": str(theirs[key])[:80],
                    }
                    return Refused(columns[part].get(key, key), text)
    return None


def _is_same_address(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return _same(one.get("address"), other.get("address")) and one.get("postcode") == other.get("postcode")


def _is_same_place(one: dict[str, str], other: dict[str, str]) -> bool:
    if one.get("p_number") and other.get("p_number"):
        return one["p_number"] == other["p_number"]
    return _is_same_address(one, other)
