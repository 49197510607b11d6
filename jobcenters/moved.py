"""What a change would do to running deadlines, as every page shows it before it is saved (T11). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from ui import danish

# A page lists so many; the rest is a number.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A running deadline that a change moves. Instants are UTC; `label` and `second` are Danish texts.

    `becomes_late`: it is overdue after the change and was not before. `no_longer_late`: the other way round.
    """

    label: str
    url: str
    before: datetime
    after: datetime
    becomes_late: bool = False
    no_longer_late: bool = False
    second: str = ""

    @property
    def note(self) -> str:
        """What the change means for it, in words; "" where it is in time before and after, or late both times."""
        if self.becomes_late:
            return gettext("Bliver overskredet")
        return gettext("Ikke længere overskredet") if self.no_longer_late else ""


@dataclass(frozen=True, slots=True)
class Moved:
    """All that a change moves: `rows` are those that the viewer may read, the numbers count every one of them."""

    rows: tuple[MovedDeadline, ...] = ()
    number: int = 0
    late: int = 0
    in_time: int = 0

    @classmethod
    def of(cls, rows: Iterable[MovedDeadline]) -> Moved:
        """Those that become overdue first, then by their new deadline."""
        ordered = tuple(sorted(rows, key=lambda row: (not row.becomes_late, row.after, row.label)))
        return cls(
            ordered,
            len(ordered),
            sum(row.becomes_late for row in ordered),
            sum(row.no_longer_late for row in ordered),
        )

    @property
    def shown(self) -> Sequence[MovedDeadline]:
        """The rows that a page lists."""
        return self.rows[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many are counted and not listed."""
        return self.number - len(self.shown)

    @property
    def sentence(self) -> str:
        """The three numbers in words."""
        return moved_sentence(self.number, self.late, self.in_time)


def moved_sentence(number: int, late: int, in_time: int) -> str:
    """ "3 åbne frister flytter sig. 1 bliver overskredet, og 2 er ikke længere overskredet." None is left out."""
    if not number:
        return gettext("Ingen åbne frister flytter sig.")
    first = ngettext("%s åben frist flytter sig.", "%s åbne frister flytter sig.", number)
    return f"{first % danish.number(number)} {_consequences(late, in_time, gettext('%s bliver overskredet'))}"


def moved_sentence_done(number: int, late: int, in_time: int) -> str:
    """The same when it has happened."""
    if not number:
        return gettext("Ingen åbne frister flyttede sig.")
    first = ngettext("%s åben frist flyttede sig.", "%s åbne frister flyttede sig.", number)
    return f"{first % danish.number(number)} {_consequences(late, in_time, gettext('%s blev overskredet'))}"


def _consequences(late: int, in_time: int, becomes: str) -> str:
    if late and in_time:
        no_longer = gettext("%s er ikke længere overskredet") % danish.number(in_time)
        return gettext("%(late)s, og %(in_time)s.") % {
            "late": becomes % danish.number(late),
            "in_time": no_longer,
        }
    if in_time:
        return gettext("%s er ikke længere overskredet.") % danish.number(in_time)
    return becomes % (danish.number(late) if late else gettext("Ingen")) + "."
