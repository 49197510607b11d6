"""What the product costs, as ratios measured in one run on one machine.

Each module `bench/bench_NAME.py` has `run(context: Context) -> list[Figure]`. A figure compares ours with a reference
(the same work by hand, or the limit of the machine) taken in the same run, since seconds on a shared machine say little
and ratios much.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ratio` is ours / reference; `goal` is its limit and `direction` on which side of it.

    A figure without a goal (None) is there to be read: it is always met.
    """

    name: str
    ours: float
    reference: float
    goal: float | None
    direction: Literal["at most", "at least"]
    unit: str = ""
    reference_is: str = ""

    @property
    def ratio(self) -> float:
        """ours / reference; infinite when the reference is 0 and ours is not, 0 when both are."""
        if self.reference == 0:
            return 0.0 if self.ours == 0 else float("inf")
        return self.ours / self.reference

    @property
    def met(self) -> bool:
        if self.goal is None:
            return True
        return self.ratio <= self.goal if self.direction == "at most" else self.ratio >= self.goal

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self) | {"ratio": self.ratio, "met": self.met}


def at_most(
    name: str, ours: float, reference: float, goal: float | None, unit: str = "", reference_is: str = ""
) -> Figure:
    """Ours should cost at most `goal` times the reference (times, bytes, queries); None: no goal is set."""
    return Figure(name, ours, reference, goal, "at most", unit, reference_is)


def at_least(
    name: str, ours: float, reference: float, goal: float | None, unit: str = "", reference_is: str = ""
) -> Figure:
    """Ours should reach at least `goal` times the reference (requests or rows per second); None: no goal is set."""
    return Figure(name, ours, reference, goal, "at least", unit, reference_is)


@dataclass(frozen=True)
class Context:
    """What a benchmark gets: Django is set up with the web role, on a migrated throw-away database of its own.

    `dsn(role)` is a libpq connection string; roles: "admin" (makes roles and databases), "owner", "web", "worker".
    `folder` is empty and removed afterwards. `scale` shrinks the data for a quick look (1.0 is the real size).
    `say` prints progress.
    """

    dsn: Callable[[str], str]
    folder: Path
    scale: float
    say: Callable[[str], None]

    def rows(self, full: int) -> int:
        """`full` rows at scale 1.0, never under 1."""
        return max(1, round(full * self.scale))
