"""What an organisation owns, table by table: it can leave with all of it. Pure tables.

Each app names its tables in its `exporting.py`; `leaving` (the app above all) collects them. tests/architecture fails
for a table of the database that is named in none of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise
ME = "%(me)s"


class Look(StrEnum):
    """A table that can be read through a function of the database alone, which writes the log."""

    PROFILES = "profiles"
    IDENTITIES = "identities"


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """A table whose rows leave with the organisation.

    `file` is what it is called in the archive. `owner` is the SQL condition on `t` that says whose a row is (the
    organisation is `%(me)s`). `without` are the columns that do not leave, each with its reason; `words` say what
    columns mean where the common words do not. Rows are read as the organisation, so row-level security holds too.
    """

    table: str
    file: str
    title: Words
    owner: str
    without: Mapping[str, Words] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class NotOwned:
    """A table that no organisation leaves with, and why (Danish)."""

    table: str
    reason: Words


def mine(*columns: str) -> str:
    """The condition that one of the columns names the organisation."""
    return "(" + " or ".join(f"t.{column} = {ME}" for column in columns) + ")"


def within(column: str, parent: Owned, key: str = "id") -> str:
    """The condition that the row belongs to a row of `parent` that is the organisation's."""
    return f"t.{column} in (select t.{key} from {parent.table} t where {parent.owner})"  # noqa: S608  (own constants)


def not_owned(reason: Words, *tables: str) -> Sequence[NotOwned]:
    """Several tables with one reason."""
    return tuple(NotOwned(table, reason) for table in tables)
