"""What a signed agreement promises about one order: which clocks, on which lines, how long ([001], R100-R103). Pure.

The terms are those in force when the order was received, and are stored with it: signing, extending, cancelling or
changing the agreement afterwards changes nothing for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from agreements.document import unit_of
from agreements.template import ORDINARY_CODES, REFUGEE_CODES
from jobcenters.calendar import Unit
from orders.enums import EmploymentForm, TargetGroup
from orders.promises import Promise, promise, with_override

# The ticks that make a form of employment part of the agreement; a refugee line is asked for in REFUGEE_CODES too.
FORM_CODES: Mapping[str, frozenset[str]] = {
    EmploymentForm.ORDINARY: ORDINARY_CODES,
    EmploymentForm.WAGE_SUBSIDY: frozenset({"wage_subsidy", "int_wage_subsidy"}),
    EmploymentForm.INTERNSHIP: frozenset({"internship", "int_internship"}),
    EmploymentForm.FLEX: frozenset({"flex_job"}),
    EmploymentForm.ADULT_APPRENTICE: frozenset({"adult_apprentice"}),
    EmploymentForm.IGU: frozenset({"igu"}),
    EmploymentForm.SMALL_JOB: frozenset({"small_jobs"}),
}


# What an agreement promises the company; D1 and D2 are the network's.
AGREED = ("D3", "D4", "D5", "D6")


class LineLike(Protocol):
    form: str
    target_group: str


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement's number, its goals by promise (D3-D6), and whether D4 and D5 wait for clarification (A5)."""

    number: str = ""
    goals: Mapping[str, Unit] = field(default_factory=dict)
    from_clarified: bool = False

    def __bool__(self) -> bool:
        return bool(self.number)

    def data(self) -> dict[str, Any]:
        """As stored with the order: plain JSON."""
        if not self:
            return {}
        goals = {code: [unit.kind, unit.n] for code, unit in self.goals.items()}
        return {"number": self.number, "goals": goals, "from_clarified": self.from_clarified}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Terms:
        """The stored terms; empty ones for an order without an agreement."""
        if not data:
            return cls()
        goals = {code: unit_of(kind, length) for code, (kind, length) in data["goals"].items()}
        return cls(data["number"], goals, bool(data["from_clarified"]))

    @property
    def source(self) -> str:
        """ "Aftale A2026-0012"."""
        return _("Aftale %s") % self.number

    def promise(self, code: str) -> Promise | None:
        """The promise as agreed; None where the agreement's ticks do not make it."""
        unit = self.goals.get(code)
        if unit is None:
            return None
        base = promise(code)
        return base if unit == base.unit else with_override(base, unit=unit, source=self.source)

    def on_line(self, line: LineLike) -> Promise | None:
        """The promise of candidates for one line: D5 for refugees, D4 for ordinary employment, else none (A8)."""
        code = search_promise_of(line)
        return self.promise(code) if code else None


def agreed_promises(terms: Terms) -> Mapping[str, Promise]:
    """The promises that the terms make. One that they do not make any more is left as it was given."""
    found = {code: terms.promise(code) for code in AGREED}
    return {code: promised for code, promised in found.items() if promised is not None}


def is_for_refugees(line: LineLike) -> bool:
    """The line asks for refugees, or for the integration programme that only they can have."""
    return line.target_group == TargetGroup.REFUGEE or line.form == EmploymentForm.IGU


def search_promise_of(line: LineLike) -> str:
    """ "D4", "D5", or "" where [001] promises no number of days: other forms of supported employment."""
    if is_for_refugees(line):
        return "D5"
    return "D4" if line.form == EmploymentForm.ORDINARY else ""


def form_is_agreed(form: str, ticks: frozenset[str]) -> bool:
    """Whether one of the agreement's ticks covers a form of employment (N9)."""
    return bool(FORM_CODES[form] & ticks)


def target_is_agreed(target_group: str, ticks: frozenset[str]) -> bool:
    """Whether one of the agreement's ticks covers a target group (N9)."""
    return target_group != TargetGroup.REFUGEE or bool(REFUGEE_CODES & ticks)
