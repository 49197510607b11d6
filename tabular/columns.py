"""The columns of a file: their headings, what is written in them, and how they are recognised. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tabular.limits import MOST_COLUMNS
from ui import danish

LIST = _("Flere adskilles af |")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


@dataclass(frozen=True, slots=True)
class Column:
    """`key` names it in code, `heading` in files. `kinds` are the kinds of words it holds, the likeliest first."""

    key: str
    heading: str
    what: str | Promise
    examples: tuple[Any, Any]
    aliases: tuple[str, ...] = ()
    needed: bool = False
    kinds: tuple[str, ...] = ()
    several: bool = False


def normal(heading: str) -> str:
    """How headings are compared: in any case, without signs, æ ø å as ae oe aa."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold().translate(_LETTERS))


class HeadingProblem(ValueError):
    """The file cannot be read by its headings. The text is Danish and can be shown."""


@dataclass(frozen=True)
class Columns:
    """The columns that a kind of file may have. `word` is what one row is ("kandidat"), `none` the sentence for none.

    `none` may be empty: then a file without rows is one.
    """

    columns: tuple[Column, ...]
    word: str | Promise
    none: str | Promise = ""

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def names(self) -> dict[str, str]:
        """Every name that a column is known by, as `normal` has it, and its key."""
        return {
            normal(name): column.key
            for column in self.columns
            for name in (column.heading, column.key, *column.aliases)
        }

    def layout_of(self, headings: Sequence[str]) -> "Layout":
        """Which column stands where; unknown ones are ignored.

        Raises HeadingProblem for a missing or a doubled column, or far too many.
        """
        names = tuple(heading.strip()[:80] for heading in headings)
        if len(names) > MOST_COLUMNS:
            raise HeadingProblem(
                str(_("Filen har %(columns)s kolonner. Der er plads til %(most)s. Er det den rigtige fil?"))
                % {"columns": danish.number(len(names)), "most": MOST_COLUMNS}
            )
        keys = tuple(self.names.get(normal(name), "") for name in names)
        twice = [
            (key, name)
            for place, (key, name) in enumerate(zip(keys, names, strict=True))
            if key and key in keys[:place]
        ]
        if twice:
            key, name = twice[0]
            raise HeadingProblem(
                str(_("To kolonner er den samme: “%(one)s” og “%(two)s”. Slet den ene."))
                % {"one": names[keys.index(key)], "two": name}
            )
        missing = [column.heading for column in self.columns if column.needed and column.key not in keys]
        if missing:
            raise HeadingProblem(
                str(
                    _(
                        "Filen mangler %(columns)s. Den første linje skal være kolonnernes navne, som i skabelonen."
                    )
                )
                % {"columns": " og ".join(f"“{name}”" for name in missing)}
            )
        ignored = tuple(name for key, name in zip(keys, names, strict=True) if not key and name)
        return Layout(keys, names, ignored, self)


@dataclass(frozen=True, slots=True)
class Layout:
    """`keys[n]` is the column at place n, "" where it is not known; `ignored` are the headings of those."""

    keys: tuple[str, ...]
    headings: tuple[str, ...]
    ignored: tuple[str, ...]
    columns: Columns

    @property
    def present(self) -> frozenset[str]:
        return frozenset(filter(None, self.keys))

    def heading(self, key: str) -> str:
        """What the column is called in this file."""
        found = (h for k, h in zip(self.keys, self.headings, strict=True) if k == key)
        return next(found, self.columns.by_key[key].heading)
