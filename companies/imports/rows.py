"""From a row of a file to what it says of a company, or to what is wrong with it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from companies.cvr import CVR_DIGITS, cvr_fault, digits_of
from companies.validators import CVR_FAULTS, one_line, valid_industry_code, valid_p_number, valid_phone
from imports.rows import MOST_PROBLEMS, CellReader, Problem, checked
from tabular import cells
from tabular.reading import Raw

MAX_EMPLOYEES = 1_000_000


@dataclass(slots=True)
class Row:
    """What a row says. `company`, `place` and `contact` hold what is filled in; a row says nothing by an empty cell."""

    line: int
    cvr: str = ""
    company: dict[str, Any] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What may stand in a file once: a company's workplace and contact person."""
        where = (
            self.place.get("p_number") or f"{self.place.get('address', '')}/{self.place.get('postcode', '')}"
        )
        return f"{self.cvr}|{where}|{self.contact.get('name', '')}".casefold()[:500]

    @property
    def data(self) -> dict[str, Any]:
        return {"c": self.company, "w": self.place, "p": self.contact}

    @classmethod
    def of(cls, line: int, cvr: str, data: dict[str, Any]) -> "Row":
        """The row that was staged."""
        return cls(line, cvr, data["c"], data["w"], data["p"])


def _line(most: int) -> Callable[[Any], str]:
    return lambda value: checked(one_line, cells.text(value, most))


def cvr_number(value: Any) -> str:
    text = cells.text(value, 40)
    if not text:
        raise ValueError(_("CVR-nummeret mangler."))
    # A spreadsheet takes it for a number and writes it with a point.
    number = digits_of(text.removesuffix(".0").removesuffix(",0")) or text
    if fault := cvr_fault(number):
        raise ValueError(str(CVR_FAULTS[fault]))
    if len(number) != CVR_DIGITS or number[0] == "0":
        raise ValueError(str(CVR_FAULTS["check"]))
    return number


def p_number(value: Any) -> str:
    text = cells.text(value, 40)
    return checked(valid_p_number, digits_of(text.removesuffix(".0").removesuffix(",0")) or text)


def _employees(value: Any) -> int | None:
    text = cells.text(value, 20).replace(".", "").replace(" ", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_EMPLOYEES):
        raise ValueError(_("Skriv et helt antal ansatte, for eksempel 120."))
    return int(text)


def _industry_code(value: Any) -> str:
    text = cells.text(value, 20).replace(".", "")
    return checked(valid_industry_code, text.zfill(6) if text.isdigit() and len(text) == 5 else text)


READ: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    # column: (part, what it is called there, how it is read)
    "name": ("company", "name", _line(200)),
    "industry_code": ("company", "industry_code", _industry_code),
    "industry": ("company", "industry", _line(160)),
    "employees": ("company", "employees", _employees),
    "place_name": ("place", "name", _line(200)),
    "address": ("place", "address", _line(200)),
    "p_number": ("place", "p_number", p_number),
    "contact": ("contact", "name", _line(120)),
    "title": ("contact", "title", _line(80)),
    "phone": ("contact", "phone", lambda value: checked(valid_phone, cells.text(value, 30))),
    "email": ("contact", "email", cells.email),
}


class RowReader(CellReader):
    """Reads the rows of one file. `postcodes` are those that there are."""

    def __init__(self, postcodes: frozenset[str], heading: Callable[[str], str]) -> None:
        super().__init__(heading)
        self.postcodes = postcodes

    def read(self, raw: Raw) -> Row:
        """What the row says, with what is wrong with it."""
        row = Row(raw.line)
        if self.is_broken(raw, row):
            return row
        row.cvr = self.cell(raw, row, "cvr", cvr_number) or ""
        for key, (part, name, read) in READ.items():
            value = self.cell(raw, row, key, read) if key in raw.cells else None
            if value not in (None, ""):
                getattr(row, part)[name] = value
        if cells.text(raw.cells.get("postcode") or ""):
            code = self.cell(raw, row, "postcode", cells.postcode) or ""
            if code and code not in self.postcodes:
                self.add(
                    row,
                    "postcode",
                    _("Postnummeret %s findes ikke. Skriv fire cifre, for eksempel 8700.") % code,
                )
            row.place["postcode"] = code
        self._together(row)
        del row.problems[MOST_PROBLEMS:]
        return row

    def _together(self, row: Row) -> None:
        place, contact = row.place, row.contact
        if row.company.get("industry_code") and not row.company.get("industry"):
            self.add(row, "industry", _("Skriv også branchens navn."))
        if place.get("address") and not place.get("postcode"):
            self.add(row, "postcode", _("Postnummeret mangler."))
        if place.get("postcode") and not place.get("address"):
            self.add(row, "address", _("Adressen mangler. Skriv vej og husnummer."))
        if set(place) == {"name"}:
            self.add(row, "address", _("Adressen mangler. Skriv vej og husnummer."))
        if contact and not contact.get("name"):
            self.add(row, "contact", _("Kontaktpersonens navn mangler."))
