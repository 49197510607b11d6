"""The shapes that pages fill and components draw.

A view or selector builds these, a template prints them with the tag of the same name (`{% case_row row %}`).
All texts are ready to read: Danish, with times already in words (`ui.danish`). Nothing here reads a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
StatusName = Literal[
    "on_time",
    "soon",
    "late",
    "waiting",
    "closed",
    "kept",
    "confirmed",
    "unanswered",
    "missed",
    "declined",
    "done",
    "clear",
]

# name: (word, icon, look). The look is text (""), tint ("soon") or solid ("late"): weight follows urgency.
STATUS: Final[dict[str, tuple[Text, str, str]]] = {
    "on_time": (_("I tide"), "tick-circle", ""),
    "soon": (_("Haster"), "clock", "soon"),
    "late": (_("Overskredet"), "exclamation", "late"),
    "waiting": (_("Afventer virksomheden"), "hourglass", "wait"),
    "closed": (_("Lukket nu"), "moon", "closed"),
    "kept": (_("Holdt"), "tick-circle", ""),
    "confirmed": (_("Bekræftet"), "tick-circle", ""),
    "unanswered": (_("Ikke svaret"), "clock", "soon"),
    "missed": (_("Ikke holdt"), "exclamation", "none"),
    "declined": (_("Kan ikke"), "cross-circle", "none"),
    "done": (_("Afsluttet"), "tick-circle", "none"),
    "clear": (_("Ingen i fare"), "tick-circle", ""),
}
CONFIRMED_IN_ALL: Final = _("Bekræftet i alt")
URGENT: Final = frozenset({"soon", "late", "unanswered"})


@dataclass(frozen=True, slots=True)
class Action:
    """One button. Verb first, then object, naming the receiver: "Svar Odder". `post` sends `fields` as a form."""

    label: Text
    url: str
    icon: str = ""
    primary: bool = False
    post: bool = False
    fields: Sequence[tuple[str, str]] = ()
    described_by: Text = ""  # read out after the label where the label alone is ambiguous in a list


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case someone must act on: status, due, who and what, exactly one button."""

    status: StatusName
    due: Text
    due_second: Text
    title: Text
    url: str
    second: Text
    action: Action | None = None
    third: Text = ""
    status_text: Text = ""

    @property
    def is_urgent(self) -> bool:
        """Whether the button is filled: the eye falls on what burns."""
        return self.status in URGENT


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An own order: company, next step in the imperative, status with when."""

    title: Text
    url: str
    second: Text
    step: Text
    step_second: Text = ""
    status: StatusName | None = None
    when: Text = ""
    status_text: Text = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock on the order page. `why` is the sentence behind "Hvorfor denne frist?", `strip` its drawing, `basis`
    the calendar and rules that it was counted with.

    `notes` say what has been corrected or who has owned it; `links` are what may be done about the clock. `if_url` asks
    what it would be for another time.
    """

    name: Text
    second: Text
    due: Text
    due_second: Text
    status: StatusName
    why: Text = ""
    basis: Text = ""
    strip: object | None = None
    key: str = ""  # unique on the page and stable (the clock's id): ids, and which explanations are open
    status_text: Text = ""
    action: Action | None = None
    notes: Sequence[Text] = ()
    links: Sequence[Action] = ()
    if_url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: Text
    value: Text
    second: Text = ""
    url: str = ""
    phone: str = ""  # stands with the second text, to be tapped


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One jobcentre in the delivery plan. `quantities`: one text per column; a number not yet promised ends in "?"."""

    name: Text
    quantities: Sequence[str]
    when: Text
    status: StatusName
    status_text: Text = ""


@dataclass(frozen=True, slots=True)
class Plan:
    columns: Sequence[Text]
    rows: Sequence[PlanRow]
    totals: Sequence[str] = ()
    total_label: Text = CONFIRMED_IN_ALL


@dataclass(frozen=True, slots=True)
class PickChoice:
    """A jobcentre to ask: its due time first and in ink, then distance, stock and answer rate, then its profile."""

    value: str
    name: Text
    due: Text
    facts: Text = ""
    profile: Text = ""
    status: StatusName | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A kept promise in per cent, always with "61 af 64 holdt". `percent` None: nothing fell due in the period."""

    title: Text
    percent: int | None
    held: Text
    change: Text
    at_risk: int
    at_risk_url: str = ""
    at_risk_note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class CauseRow:
    label: Text
    url: str
    count: int
    pattern: Text
    share: float = 0.0  # of the largest cause, 0 to 100


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the company's timeline. `promise` is the promised time, in semibold."""

    title: Text
    state: Literal["done", "now", "coming"]
    promise: Text = ""
    second: Text = ""


@dataclass(frozen=True, slots=True)
class Event:
    when: Text
    what: Text
    second: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class NewsItem:
    title: Text
    url: str
    second: Text


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a chart's line: x in per cent of the width, y in pixels."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A small trend: one promise, percentages per week, the goal dashed, the last value labelled.

    `values` may hold None for a week without cases: the line is interrupted, nothing is invented.
    Charts side by side share `floor`: see `common_floor`.
    """

    title: Text
    values: Sequence[float | None]
    first_label: Text
    last_label: Text
    goal: float = 95
    floor: int = 80

    LEFT = 11.0
    RIGHT = 80.0  # room for "100 %" beside the last dot at 268 px; chart.html names both edges too
    TOP = 8.0
    BOTTOM = 92.0

    def _x(self, index: int) -> float:
        steps = max(len(self.values) - 1, 1)
        return self.LEFT + (self.RIGHT - self.LEFT) * index / steps

    def _y(self, value: float) -> float:
        share = (min(max(value, self.floor), 100) - self.floor) / (100 - self.floor)
        return self.BOTTOM - (self.BOTTOM - self.TOP) * share

    @property
    def grid(self) -> list[tuple[int, str, str]]:
        """Three lines: (percentage, y of the line, y of its label)."""
        middle = (100 + self.floor) // 2
        return [(v, f"{self._y(v):.1f}", f"{self._y(v) + 4.5:.1f}") for v in (100, middle, self.floor)]

    @property
    def goal_y(self) -> str:
        return f"{self._y(self.goal):.1f}"

    @property
    def segments(self) -> list[Segment]:
        pairs = zip(enumerate(self.values), enumerate(self.values[1:], start=1), strict=False)
        return [
            Segment(f"{self._x(i):.2f}%", f"{self._y(a):.1f}", f"{self._x(j):.2f}%", f"{self._y(b):.1f}")
            for (i, a), (j, b) in pairs
            if a is not None and b is not None
        ]

    @property
    def last(self) -> tuple[int, str, str, str, str] | None:
        """The newest known value: (percentage, dot's x and y, label's x and y)."""
        for index in range(len(self.values) - 1, -1, -1):
            value = self.values[index]
            if value is not None:
                x, y = self._x(index), self._y(value)
                return round(value), f"{x:.2f}%", f"{y:.1f}", f"{x + 3:.2f}%", f"{y + 4.5:.1f}"
        return None


def common_floor(series: Sequence[Sequence[float | None]]) -> int:
    """The lowest percentage on the axis that charts side by side share: 80, or the ten at or below the lowest value."""
    known = [value for values in series for value in values if value is not None]
    return min(80, int(min(known, default=80) // 10 * 10))


@dataclass(frozen=True, slots=True)
class Page:
    """Keyset pagination: the addresses of the page before and after, empty where there is none."""

    previous_url: str = ""
    next_url: str = ""
    note: Text = field(default="")
