"""From a row of a file to what it says of a visit or a call, or to what is wrong with it. Pure."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from companies.imports.rows import cvr_number, p_number
from imports.rows import MOST_PROBLEMS, CellReader, Problem
from tabular import cells
from tabular.columns import normal
from tabular.reading import Raw
from visits.enums import Growth, InteractionKind, Outlook
from visits.models.interaction import REFERENCE_MAX, TEXT_MAX
from visits.rules import has_cpr
from visits.services.faults import CPR_SENTENCE
from visits.services.interactions import CAMPAIGN_MAX

DAYS = ("held_on", "next_visit_on")
TEXTS = ("reference", "text", "campaign")
# How other systems say the answers, beside our own words and values.
SAID_ELSEWHERE = {
    InteractionKind.VISIT: ("virksomhedsbesøg", "fysisk besøg"),
    InteractionKind.CALL: ("telefon", "telefonopkald", "telefonsamtale", "opringning"),
    InteractionKind.MEETING: ("onlinemøde", "teams", "teamsmøde"),
    Growth.GROWS: ("vækst", "fremgang", "i vækst"),
    Growth.STEADY: ("stabil", "uændret"),
    Growth.SHRINKS: ("tilbagegang", "falder"),
    Outlook.MORE: ("stiger",),
    Outlook.SAME: ("uændret", "det samme"),
    Outlook.FEWER: ("falder",),
}
YES, NO = ("ja", "j", "true", "sand", "x", "1"), ("nej", "n", "false", "falsk", "0")


@dataclass(slots=True)
class Row:
    """What a row says. `said` holds the note's fields of the columns that the file has; days are dates.

    `author` is an e-mail address; it, CVR and P-number are "" where they are not said.
    """

    line: int
    reference: str = ""
    cvr: str = ""
    p_number: str = ""
    author: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        """As it is staged, days as ISO dates."""
        said = {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in self.said.items()}
        return {
            "cvr": self.cvr,
            "p": self.p_number,
            "author": self.author,
            "said": said,
        }

    @classmethod
    def of(cls, line: int, reference: str, data: dict[str, Any]) -> "Row":
        """The row that was staged."""
        said = {
            key: datetime.date.fromisoformat(value) if key in DAYS and value else value
            for key, value in data["said"].items()
        }
        return cls(line, reference, data["cvr"], data["p"], data["author"], said)


def _one_of(choices: type[TextChoices], sentence: Callable[[], str]) -> Callable[[Any], str]:
    known = {
        normal(word): choice.value
        for choice in choices
        for word in (choice.value, str(choice.label), *SAID_ELSEWHERE[choice])
    }

    def read(value: Any) -> str:
        text = cells.text(value, 60)
        if text and normal(text) not in known:
            raise ValueError(sentence())
        return known[normal(text)] if text else ""

    return read


def _kind(value: Any) -> str:
    found = _kinds(value)
    if not found:
        raise ValueError(_("Skriv besøg, opkald eller møde."))
    return found


def _held_on(value: Any) -> datetime.date:
    found = cells.day(value)
    if found is None:
        raise ValueError(_("Datoen mangler. Skriv, hvornår I talte sammen."))
    return found


def _reference(value: Any) -> str:
    found = cells.text(value, REFERENCE_MAX)
    if not found:
        raise ValueError(_("Referencen mangler. Skriv jeres eget nummer på besøget."))
    return found


def _yes(value: Any) -> bool:
    text = cells.text(value, 20).casefold()
    if text in YES:
        return True
    if text and text not in NO:
        raise ValueError(_("Skriv ja eller nej."))
    return False


_kinds = _one_of(InteractionKind, lambda: _("Skriv besøg, opkald eller møde."))
_outlook = _one_of(Outlook, lambda: _("Skriv flere, samme eller færre, eller lad feltet stå tomt."))
READ: dict[str, Callable[[Any], Any]] = {
    "kind": _kind,
    "held_on": _held_on,
    "text": lambda value: cells.long_text(value, TEXT_MAX),
    "growth": _one_of(
        Growth, lambda: _("Skriv vokser, står stille eller skrumper, eller lad feltet stå tomt.")
    ),
    "needs_labour": _yes,
    "needs_apprentices": _yes,
    "needs_retention": _yes,
    "outlook_3": _outlook,
    "outlook_12": _outlook,
    "next_visit_on": cells.day,
    "campaign": lambda value: cells.text(value, CAMPAIGN_MAX),
    "is_shared": _yes,
}


class RowReader(CellReader):
    """Reads the rows of one file. `present` are the columns that it has, `own_name` what the organisation is called."""

    def __init__(self, present: frozenset[str], own_name: str, heading: Callable[[str], str]) -> None:
        super().__init__(heading)
        self.present, self.own_name = present, own_name

    def problem(self, line: int, key: str, text: str) -> Problem:
        """Never with a CPR number in it, as where one stands in the column for the date."""
        return super().problem(line, key, str(CPR_SENTENCE) if has_cpr(text) else text)

    def read(self, raw: Raw) -> Row:
        """What the row says, with what is wrong with it."""
        row = Row(raw.line)
        if self.is_broken(raw, row):
            return row
        row.reference = self.cell(raw, row, "reference", _reference) or ""
        whose = cells.text(raw.cells.get("organisation"))
        if whose and normal(whose) != normal(self.own_name):
            text = _("Notatet er skrevet af %s. Kun jeres egne notater kan indlæses.") % whose[:80]
            row.problems = [self.problem(raw.line, "organisation", text)]
            return row
        row.cvr = self.cell(raw, row, "cvr", _cvr) or ""
        row.p_number = self.cell(raw, row, "p_number", p_number) or ""
        row.author = (self.cell(raw, row, "author", cells.email) or "").casefold()
        for key, read in READ.items():
            if key in self.present:
                row.said[key] = self.cell(raw, row, key, read)
        if not row.cvr and not row.p_number and not row.problems:
            self.add(row, "cvr", _("Skriv virksomhedens CVR-nummer eller arbejdspladsens P-nummer."))
        for key in TEXTS:
            if has_cpr(str(raw.cells.get(key) or "")):
                self.add(row, key, str(CPR_SENTENCE))
        if has_cpr(row.reference):  # it stands in the preview
            row.reference = ""
        del row.problems[MOST_PROBLEMS:]
        return row


def _cvr(value: Any) -> str:
    return cvr_number(value) if cells.text(value, 40) else ""
