"""The jobserviceaftale's template as data: headings, ticks, service goals and terms, in versions ([001], R100-R129).

Pure. A version is chosen by the day that a draft is begun, and a signed agreement keeps its own text for ever (the
document is frozen when it is sent), so a scheme that a law ends is given its last day here and disappears from new
agreements only. Texts are Danish msgids in our own words.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop

from agreements.enums import ContentGroup
from jobcenters.calendar import CalendarDays, Unit, WorkingDays

G = ContentGroup


@dataclass(frozen=True, slots=True)
class Item:
    """One tick. `code` never changes and is what an agreement stores; `group` is the template version's (A23)."""

    code: str
    group: ContentGroup
    label: str
    source: str
    takes_text: bool = False  # "Andet"
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None  # first day on which the law knows it no more

    @property
    def text(self) -> str:
        """The tick as it is read."""
        return gettext(self.label)

    def holds_on(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """One service goal with its unit as the template has it; an agreement may change the length within limits."""

    promise: str  # D3-D6
    unit: Unit
    text: str  # msgid with %(length)s
    shortest: int
    longest: int
    source: str
    needs: frozenset[str] = frozenset()  # it is promised when one of these codes is ticked; empty: always

    def sentence(self, unit: Unit | None = None) -> str:
        """The promise in words, with `unit` in place of the standard where the parties agreed another length."""
        return gettext(self.text) % {"length": length_text(unit or self.unit)}


@dataclass(frozen=True, slots=True)
class Template:
    """One version of the template, used for agreements drafted from `valid_from` on."""

    number: int
    valid_from: datetime.date
    items: tuple[Item, ...]
    goals: tuple[Goal, ...]
    terms: tuple[str, ...]
    follow_up_months: tuple[int, ...] = (3, 6)
    promise: tuple[str, ...] = ()  # what the company gets, in a sentence or two at the top

    def items_on(self, day: datetime.date) -> list[Item]:
        """The ticks that can be chosen on `day`, in the template's order."""
        return [item for item in self.items if item.holds_on(day)]

    def item(self, code: str) -> Item:
        """Raises KeyError for a code that this version does not have."""
        return next(item for item in self.items if item.code == code) if self.has(code) else _unknown(code)

    def has(self, code: str) -> bool:
        return any(item.code == code for item in self.items)

    def goal(self, promise: str) -> Goal:
        """Raises KeyError for a promise without a goal."""
        return {goal.promise: goal for goal in self.goals}[promise]

    def goals_for(self, codes: frozenset[str]) -> list[Goal]:
        """The goals that the ticked `codes` promise."""
        return [goal for goal in self.goals if not goal.needs or goal.needs & codes]


def _unknown(code: str) -> Item:
    raise KeyError(code)


def length_text(unit: Unit) -> str:
    """ "én arbejdsdag", "tre arbejdsdage", "21 dage": numbers up to ten in words, as in running text."""
    words = {
        1: gettext("én"),
        2: gettext("to"),
        3: gettext("tre"),
        4: gettext("fire"),
        5: gettext("fem"),
        6: gettext("seks"),
        7: gettext("syv"),
        8: gettext("otte"),
        9: gettext("ni"),
        10: gettext("ti"),
    }
    if isinstance(unit, WorkingDays):
        count = unit.n
        noun = gettext("arbejdsdag") if count == 1 else gettext("arbejdsdage")
    elif isinstance(unit, CalendarDays):
        count = unit.n
        noun = gettext("dag") if count == 1 else gettext("dage")
    else:
        raise TypeError("A service goal counts in working days or calendar days.")
    return f"{words.get(count, count)} {noun}"


def _item(code: str, group: ContentGroup, label: str, source: str, *, takes_text: bool = False) -> Item:
    return Item(code, group, label, source, takes_text)


ORDINARY = "ordinary"
REFUGEE_CODES = frozenset(
    {"igu", "int_internship", "int_wage_subsidy", "int_danish", "int_mentor", "int_other"}
)
TRAINING_CODES = frozenset({"upskilling", "adult_apprentice", "job_rotation"})
ORDINARY_CODES = frozenset({ORDINARY, "ongoing"})

# The grouping follows what each scheme is about; the printed template's columns decide if they differ (A23).
_ITEMS = (
    _item(ORDINARY, G.RECRUITMENT, gettext_noop("Ordinære ansættelser"), "[001], R114"),
    _item("ongoing", G.RECRUITMENT, gettext_noop("Løbende rekruttering efter behov"), "[001], R115"),
    _item(
        "workindenmark",
        G.RECRUITMENT,
        gettext_noop(
            "Samarbejde med Workindenmark om international rekruttering af højtkvalificeret arbejdskraft"
        ),
        "[001], R116",
    ),
    _item("internship", G.RECRUITMENT, gettext_noop("Virksomhedspraktik"), "[001], R117"),
    _item("wage_subsidy", G.RECRUITMENT, gettext_noop("Løntilskud"), "[001], R118"),
    _item("flex_job", G.RECRUITMENT, gettext_noop("Fleksjob"), "[001], R122"),
    _item("small_jobs", G.RECRUITMENT, gettext_noop("Små jobs"), "[001], R123"),
    _item("other", G.RECRUITMENT, gettext_noop("Andet"), "[001], R124", takes_text=True),
    _item("adult_apprentice", G.UPSKILLING, gettext_noop("Voksenlærlingetilskud"), "[001], R119"),
    _item(
        "upskilling",
        G.UPSKILLING,
        gettext_noop("Opkvalificering i forbindelse med ansættelse"),
        "[001], R120",
    ),
    _item("job_rotation", G.UPSKILLING, gettext_noop("Jobrotation"), "[001], R121"),
    _item(
        "mentor",
        G.UPSKILLING,
        gettext_noop("Mentor i forbindelse med fx virksomhedspraktik eller løntilskud"),
        "[001], R125",
    ),
    _item("upskilling_other", G.UPSKILLING, gettext_noop("Andet"), "[001], R125", takes_text=True),
    _item("igu", G.INTEGRATION, gettext_noop("Integrationsgrunduddannelse (IGU)"), "[001], R126"),
    _item("int_internship", G.INTEGRATION, gettext_noop("Virksomhedspraktik"), "[001], R126"),
    _item("int_wage_subsidy", G.INTEGRATION, gettext_noop("Løntilskud"), "[001], R126"),
    _item(
        "int_danish",
        G.INTEGRATION,
        gettext_noop("Danskundervisning i kombination med virksomhedsrettet tilbud"),
        "[001], R126",
    ),
    _item(
        "int_mentor",
        G.INTEGRATION,
        gettext_noop("Mentor i forbindelse med fx virksomhedspraktik eller løntilskud"),
        "[001], R126",
    ),
    _item("int_other", G.INTEGRATION, gettext_noop("Andet"), "[001], R126", takes_text=True),
)

# Ours, off unless ticked: retention is in the guideline but not in the first template (A24).
_RETENTION = (
    _item("ret_sickness", G.RETENTION, gettext_noop("Fastholdelse af sygemeldte medarbejdere"), "[000], R90"),
    _item(
        "ret_flex", G.RETENTION, gettext_noop("Fleksjob og hjælpemidler til egne medarbejdere"), "[000], R90"
    ),
    _item("ret_mentor", G.RETENTION, gettext_noop("Mentor til egne medarbejdere"), "[000], R90"),
    _item("ret_other", G.RETENTION, gettext_noop("Andet"), "[000], R90", takes_text=True),
)

_GOALS = (
    Goal(
        "D3",
        WorkingDays(1),
        gettext_noop(
            "Kontaktpersonen hos jeres tovholder vender tilbage på jeres henvendelser inden for %(length)s."
        ),
        1,
        5,
        "[001], R100",
    ),
    Goal(
        "D4",
        WorkingDays(3),
        gettext_noop(
            "Inden for %(length)s er relevante kandidater til ordinær ansættelse fundet og screenet, eller vi har"
            " aftalt en anden løsning, der passer til jeres behov."
        ),
        1,
        15,
        "[001], R101",
        ORDINARY_CODES,
    ),
    Goal(
        "D6",
        CalendarDays(21),
        gettext_noop(
            "Inden for %(length)s er relevant uddannelse aftalt for nyansatte, der kommer fra ledighed."
        ),
        7,
        60,
        "[001], R102",
        TRAINING_CODES,
    ),
    Goal(
        "D5",
        WorkingDays(14),
        gettext_noop(
            "Inden for %(length)s er relevante flygtninge fundet og screenet, eller vi har aftalt en anden løsning,"
            " der passer til jeres behov."
        ),
        5,
        30,
        "[001], R103",
        REFUGEE_CODES,
    ),
)

_TERMS = (
    gettext_noop("Aftalen gennemføres inden for den beskæftigelseslovgivning, der gælder til enhver tid."),
    gettext_noop(
        "Parterne har tavshedspligt om personlige forhold og om virksomhedens interne forhold, også efter aftalens"
        " udløb."
    ),
    gettext_noop("Aftalen kan forlænges eller ophæves, når alle parter er enige om det."),
)

_PROMISE = (
    gettext_noop(
        "Virksomheden får én fast kontaktperson hos hver tovholder og én samlet service, selv om flere jobcentre og"
        " samarbejdspartnere hjælper med at finde nye medarbejdere blandt ledige."
    ),
)

TEMPLATES = (
    Template(1, datetime.date(2015, 7, 1), _ITEMS, _GOALS, _TERMS, promise=_PROMISE),
    Template(2, datetime.date(2026, 1, 1), (*_ITEMS, *_RETENTION), _GOALS, _TERMS, promise=_PROMISE),
)
_BY_NUMBER: Mapping[int, Template] = MappingProxyType({template.number: template for template in TEMPLATES})


def template(number: int) -> Template:
    """The version with `number`. Raises KeyError for any other."""
    return _BY_NUMBER[number]


def template_on(day: datetime.date) -> Template:
    """The version that agreements drafted on `day` use. Raises LookupError before the first."""
    fitting = [one for one in TEMPLATES if one.valid_from <= day]
    if not fitting:
        raise LookupError("There was no template yet.")
    return max(fitting, key=lambda one: one.valid_from)
