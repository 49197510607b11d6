"""What each app says of its tables: how long personal data is kept, what happens then, and why. Pure: data only.

Every app has a `retention_rules.py` with `TABLES`, one `Table` for each of its tables: with rules, or with the reason
why it needs none. SQL in a rule speaks of the row as `t`; `joins` may add others. `retention.statements` makes the
database's functions from it, so a rule is written once.
"""

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import ngettext

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
GONE = "[slettet]"  # what stands where a text stood

Words = str | Promise
HeldAs = Literal["order", "agreement", "company", "contact", "candidate", "user"]


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: months on the Danish calendar, or days of 24 hours. Exactly one of the two is given."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if (self.months > 0) == (self.days > 0):
            raise ValueError("A length is months or days.")

    def before(self, now: datetime.datetime) -> datetime.datetime:
        """What began at this instant or earlier is over at `now` (aware); UTC.

        Months go back to the same day and time on the Danish clock, or to the month's last day. A time that summer time
        has twice is the earlier of the two, and one that it leaves out is read with the offset before: never too soon.
        """
        if self.days:
            return now.astimezone(datetime.UTC) - datetime.timedelta(days=self.days)
        return _same_time(now.astimezone(COPENHAGEN), -self.months)

    def after(self, start: datetime.datetime) -> datetime.datetime:
        """When what began at `start` (aware) is over; UTC, on the Danish clock as `before`."""
        if self.days:
            return start.astimezone(datetime.UTC) + datetime.timedelta(days=self.days)
        return _same_time(start.astimezone(COPENHAGEN), self.months)

    @property
    def words(self) -> str:
        """ "5 år", "6 måneder" or "30 dage"."""
        if self.days:
            return ngettext("%d dag", "%d dage", self.days) % self.days
        if self.months % 12 == 0:
            return ngettext("%d år", "%d år", self.months // 12) % (self.months // 12)
        return ngettext("%d måned", "%d måneder", self.months) % self.months


def _same_time(local: datetime.datetime, months: int) -> datetime.datetime:
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, fold=0).astimezone(datetime.UTC)


def years(number: int) -> Length:
    return Length(months=12 * number)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: whose time is over is deleted, or loses the columns that say who it was.

    `since` is an instant (SQL, timestamptz) and `starts` says it in words. `texts` become "[slettet]" where they hold
    something; `sets` are columns with the SQL that they become. A rule with neither deletes the row. `first` are
    statements about the rows' keys (`keys`, an array) that must come before. `owner` is the organisation that the
    row is counted for. `holds` names what a row belongs to: while one of these is held back, the row stays. `own_task`
    is the Celery task that carries the rule out where that is not the common one.
    """

    code: str
    what: Words
    starts: Words
    length: Length
    why: Words
    law: Words
    valid_from: datetime.date
    since: str
    owner: str
    joins: str = ""
    where: str = "true"
    texts: tuple[str, ...] = ()
    sets: Mapping[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    holds: Mapping[HeldAs, str] = field(default_factory=dict)
    key: str = "id"
    key_type: Literal["bigint", "int", "uuid", "text"] = "bigint"
    own_task: str = ""

    @property
    def deletes(self) -> bool:
        return not self.texts and not self.sets

    def ends_before(self, now: datetime.datetime) -> datetime.datetime:
        """What began at this instant or earlier has come to its end at `now` (aware)."""
        return self.length.before(now)

    @property
    def reason(self) -> Words:
        """The reason, as told to the citizen who asks."""
        return self.why


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rules, or in `kept` why it has none (holds no personal data, goes with another row, law)."""

    name: str
    rules: tuple[Rule, ...] = ()
    kept: Words = ""

    def __post_init__(self) -> None:
        if bool(self.rules) == bool(self.kept):
            raise ValueError(f"{self.name} has rules, or the reason why it has none.")


@dataclass(frozen=True, slots=True)
class Place:
    """A column in which a person may be named, and whose words they are.

    `owner` is the organisation that wrote it (SQL, as in a rule); that organisation finds it, gives it out and erases
    it. `about` says what it belongs to, in a word that names nobody (an order's number). Erasing puts "[slettet]" for
    the person; where `goes`, the row is deleted; where `kept`, it stays for the reason given.
    """

    table: str
    column: str
    what: Words
    owner: str
    joins: str = ""
    about: str = "''"
    at: str = "null::timestamptz"
    where: str = "true"
    is_json: bool = False
    is_array: bool = False
    goes: bool = False
    kept: Words = ""
    key: str = "id"

    @property
    def code(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class About:
    """Rows that belong to one known person: `match` is SQL about `t` and `the_id`. `columns` leave with a copy.

    Erasing them is the rules' or the app's own business; this only finds and gives out.
    """

    person: Literal["citizen", "contact", "user"]
    table: str
    what: Words
    match: str
    owner: str
    columns: tuple[str, ...]
    joins: str = ""


@dataclass(frozen=True, slots=True)
class Unsearched:
    """A column with text that is not searched for a person's name, and why it need not be."""

    code: str  # "table.column"
    reason: Words


def unsearched(reason: Words, table: str, *columns: str) -> tuple[Unsearched, ...]:
    """Raises ValueError where no reason is given."""
    if not str(reason).strip():
        raise ValueError(f"{table}: why is it not searched?")
    return tuple(Unsearched(f"{table}.{column}", reason) for column in columns)


# Reasons that several apps share.
CODES = "Numbers, codes, hashes and addresses that the product itself makes."
MACHINE = "Written by the product, in its own words: numbers, states and faults."
HOUSE = "What an organisation, a place or a piece of work is called; public."
