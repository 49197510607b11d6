"""Reading the cells of a row, and what is wrong with one. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tabular import cells
from tabular.reading import Raw

MOST_PROBLEMS = 6  # of one row


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place: the row is not taken in."""

    line: int
    column: str
    text: str


class Refused(ValueError):
    """The row cannot be taken in. `column` is the key of the column to put it right in; the text is Danish."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


class HasProblems(Protocol):
    """A row of any kind of file."""

    line: int
    problems: list[Problem]


def checked(check: Callable[[str], object], text: str) -> str:
    """The text, where the check that forms make lets it pass. Raises ValueError (Danish)."""
    if text:
        try:
            check(text)
        except ValidationError as refused:
            raise ValueError(refused.messages[0]) from None
    return text


class CellReader:
    """Reads cells and puts what is wrong at their place. `heading` says what a column is called in the file."""

    def __init__(self, heading: Callable[[str], str]) -> None:
        self.heading = heading

    def problem(self, line: int, key: str, text: str) -> Problem:
        return Problem(line, self.heading(key) if key else "", text)

    def is_broken(self, raw: Raw, row: HasProblems) -> bool:
        """Whether the row has lost letters; then that is all that is said of it."""
        if not cells.is_broken(raw.everything):
            return False
        text = _(
            "Rækken har bogstaver, der er gået i stykker, for eksempel “Ã¦”. Gem filen igen som CSV UTF-8."
        )
        row.problems = [Problem(raw.line, "", text)]
        return True

    def add(self, row: HasProblems, key: str, text: str) -> None:
        row.problems.append(self.problem(row.line, key, text))

    def cell(self, raw: Raw, row: HasProblems, key: str, read: Callable[[Any], Any]) -> Any:
        """What `read` makes of the cell; None after it was refused."""
        try:
            return read(raw.cells.get(key))
        except ValueError as problem:
            self.add(row, key, str(problem))
            return None
