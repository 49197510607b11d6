"""The barometer's page: figures of one round by municipality, industry and occupation, all sums of what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from barometer.enums import FigureKind, Risk, Trend
from barometer.models import BarometerFigure, BarometerOccupation, BarometerRound
from barometer.rules import FEWEST, Demand, Part, risk, total, trend
from companies.industries import SECTIONS
from jobcenters.models import Municipality
from orders.map import HEIGHT, WIDTH, municipality_rings, municipality_shapes
from ui import danish

TITLES = {one.letter: one.title for one in SECTIONS}
DIVISIONS = {code: title for one in SECTIONS for code, title in one.divisions.items()}
_ORDER = {Risk.HIGH: 0, Risk.SOME: 1, Risk.NONE: 2, Risk.UNKNOWN: 3}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a part of the figures under a name. `key` is what a filter would say; "" for the rest."""

    key: str
    title: str
    part: Part

    @property
    def net_3(self) -> str:
        return points(self.part.net_3)

    @property
    def net_12(self) -> str:
        return points(self.part.net_12)

    @property
    def people_3(self) -> str:
        return people(self.part.people_3)

    @property
    def people_12(self) -> str:
        return people(self.part.people_12)

    @property
    def trend(self) -> Trend:
        return trend(self.part.net_12)


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """An occupation: demand, how hard it is to recruit, candidates in the search, and the risk that follows."""

    name: str
    companies: int
    demand: Demand
    people_3: int | None
    people_12: int | None
    is_shared: bool  # counted together with other areas

    @property
    def risk(self) -> Risk:
        return risk(self.demand)

    @property
    def net_3(self) -> str:
        return points(self.demand.net_3)

    @property
    def net_12(self) -> str:
        return points(self.demand.net_12)

    @property
    def hard(self) -> str:
        percent = self.demand.hard_percent
        return _("ikke oplyst") if percent is None else danish.percent(percent)

    @property
    def candidates(self) -> str:
        return people(self.demand.candidates)

    @property
    def wanted_3(self) -> str:
        return people(self.people_3)

    @property
    def wanted_12(self) -> str:
        return people(self.people_12)


def points(value: int) -> str:
    """ "+12", "−4", "0": percentage points of a net total."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


def people(number: int | None) -> str:
    """A number of people, or that they are fewer than are told."""
    return danish.number(number) if number else _("under %s") % FEWEST


@dataclass(frozen=True, slots=True)
class MapArea:
    path: str
    shade: int


@dataclass(frozen=True, slots=True)
class MapLabel:
    x: int
    y: int
    text: str
    is_light: bool


@dataclass(frozen=True, slots=True)
class BarometerMap:
    """The municipalities by the net total at 12 months, cut to those of the round. `size` is that of its letters.

    Where outlines are not installed there is none.
    """

    areas: list[MapArea]
    labels: list[MapLabel]
    box: str
    size: int


AROUND = 60  # units of the drawing that are shown around a round's municipalities
# The least points of each shade but the first; 0 is for no figures.
SHADES = ((1, -100), (2, -5), (3, 6), (4, 21))
LEGEND = (
    (0, gettext_lazy("Ingen tal")),
    (1, gettext_lazy("Falder (under −5)")),
    (2, gettext_lazy("Uændret (−5 til +5)")),
    (3, gettext_lazy("Stiger (+6 til +20)")),
    (4, gettext_lazy("Stiger meget (over +20)")),
)


@dataclass(frozen=True, slots=True)
class Overview:
    """One round as the page shows it, whole or of one municipality or industry."""

    round: BarometerRound
    whole: Part
    areas: list[Row]
    industries: list[Row]
    occupations: list[Bottleneck]  # of all industries; none where one is chosen
    map: BarometerMap | None
    municipality: str
    shown_as: str  # the areas that are meant where a municipality is counted with others
    section: str

    @property
    def total(self) -> Row:
        return Row("", _("I alt"), self.whole)

    @property
    def is_empty(self) -> bool:
        return not self.whole.companies

    @property
    def why_empty(self) -> str:
        """Why there is no figure here. Danish."""
        if not self.section:
            return _("Her er ingen tal: for få virksomheder har svaret.")
        names = {"section": TITLES[self.section]}
        if self.municipality:
            return _("Der er for få svar i kommunen til, at “%(section)s” kan vises for sig.") % names
        return (
            _(
                "Der er for få svar i runden til, at “%(section)s” kan vises for sig. De tæller med i Andre brancher."
            )
            % names
        )


def published_rounds(actor: Actor) -> list[BarometerRound]:
    """The rounds that have been counted: those with figures first, the newest of each first."""
    rounds = BarometerRound.objects.visible_to(actor).published().select_related("organisation")
    figures = BarometerFigure.objects.visible_to(actor).filter(round=OuterRef("pk"))
    return list(rounds.annotate(has_figures=Exists(figures)).order_by("-has_figures", "-closes_on", "-id"))


def overview(actor: Actor, row: BarometerRound, *, municipality: str = "", section: str = "") -> Overview:
    """The figures of a counted round. A municipality or section that the round does not have narrows nothing.

    Three queries, however much was answered.
    """
    figures = list(BarometerFigure.objects.visible_to(actor).filter(round=row))
    names = dict(Municipality.objects.values_list("code", "name"))
    alone = {figure.municipality for figure in figures} - {""}
    others = [code for code in row.municipalities if code not in alone]
    others_name = (
        _("Øvrige: %s") % danish.join(sorted(names.get(code, code) for code in others)) if others else ""
    )

    def area_title(code: str) -> str:
        return names.get(code, code) if code else others_name or _("Øvrige kommuner")

    chosen = municipality if municipality in row.municipalities else ""
    area = chosen if chosen in alone else ""
    section = section if section in TITLES else ""
    cells, of_areas, of_sections = _kinds(figures, section)
    by_area, by_section = cells + of_areas, cells + of_sections
    here = [figure for figure in by_area if figure.municipality == area] if chosen else by_section
    return Overview(
        round=row,
        whole=total(map(_part, here if chosen or section else by_area)),
        areas=_area_rows(by_area, of_sections if section else [], area_title),
        industries=(
            _rows(here, lambda figure: figure.division, _division)
            if section
            else _rows(here, lambda figure: figure.section, _section)
        ),
        occupations=[] if section else _occupations(actor, row, area if chosen else None),
        map=_map(by_area, row.municipalities),
        municipality=chosen,
        shown_as=others_name if chosen and chosen not in alone else "",
        section=section,
    )


def _kinds(
    figures: Sequence[BarometerFigure], section: str
) -> tuple[list[BarometerFigure], list[BarometerFigure], list[BarometerFigure]]:
    """Cells, what is left of areas, and what is left of industries: all, or those of one section. What is left of an
    area is of no section.
    """
    wanted = [figure for figure in figures if not section or figure.section == section]
    cells, of_areas, of_sections = (
        [figure for figure in wanted if figure.kind == kind]
        for kind in (FigureKind.CELL, FigureKind.AREA, FigureKind.SECTION)
    )
    return cells, of_areas, of_sections


def _area_rows(
    figures: Sequence[BarometerFigure], left: Sequence[BarometerFigure], title: Callable[[str], str]
) -> list[Row]:
    """One row for each area, and a last one for what is left of a section in areas where it is not told for itself."""
    rows = _rows(figures, lambda figure: figure.municipality, title)
    if left:
        rows.append(
            Row("", _("Øvrige kommuner (lagt sammen, fordi der er få svar)"), total(map(_part, left)))
        )
    return rows


def _part(figure: BarometerFigure) -> Part:
    return Part(figure.companies, figure.balance_3, figure.balance_12, figure.people_3, figure.people_12)


def _section(letter: str) -> str:
    return TITLES.get(letter, "") or _("Andre brancher (lagt sammen, fordi der er få svar)")


def _division(code: str) -> str:
    return DIVISIONS.get(code, "") or _("Resten af branchen (lagt sammen, fordi der er få svar)")


def _rows(
    figures: Sequence[BarometerFigure],
    key: Callable[[BarometerFigure], str],
    title: Callable[[str], str],
) -> list[Row]:
    parts: dict[str, Part] = {}
    for figure in figures:
        parts[key(figure)] = parts.get(key(figure), Part()) + _part(figure)
    rows = [Row(code, title(code), part) for code, part in parts.items()]
    return sorted(rows, key=lambda one: (one.key == "", -one.part.net_12, one.title))


def _occupations(actor: Actor, row: BarometerRound, area: str | None) -> list[Bottleneck]:
    """By risk, then by demand; `area` None: everywhere together."""
    found = BarometerOccupation.objects.visible_to(actor).filter(round=row).select_related("term")
    groups: dict[str, list[BarometerOccupation]] = {}
    for one in found:
        if area is None or area in one.areas:
            groups.setdefault(one.term.name, []).append(one)
    rows = [_bottleneck(name, ones, area) for name, ones in groups.items()]
    return sorted(rows, key=lambda one: (_ORDER[one.risk], -one.demand.net_12, one.name))


def _bottleneck(name: str, ones: Sequence[BarometerOccupation], area: str | None) -> Bottleneck:
    part = total(Part(one.companies, one.balance_3, one.balance_12) for one in ones)
    people_3, people_12 = _sum(one.people_3 for one in ones), _sum(one.people_12 for one in ones)
    known = sum(one.hard_known or 0 for one in ones)
    hard = sum((one.hard_percent or 0) * (one.hard_known or 0) for one in ones)
    demand = Demand(
        net_3=part.net_3,
        net_12=part.net_12,
        people=_sum([people_3, people_12]),
        hard_percent=round(hard / known) if known else None,
        candidates=_sum(one.candidates for one in ones),
    )
    is_shared = area is not None and any(one.areas != [area] for one in ones)
    return Bottleneck(name, part.companies, demand, people_3, people_12, is_shared)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where no number is known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _map(figures: Sequence[BarometerFigure], places: Sequence[str]) -> BarometerMap | None:
    shapes = municipality_shapes()
    if not shapes:
        return None
    nets = {
        one.key: one.part.net_12
        for one in _rows([one for one in figures if one.municipality], lambda one: one.municipality, str)
    }
    areas = [MapArea(shape.path, shade_of(nets.get(shape.code))) for shape in shapes]
    labels = [
        MapLabel(shape.x, shape.y, points(nets[shape.code]), shade_of(nets[shape.code]) >= 3)
        for shape in shapes
        if shape.code in nets
    ]
    left, top, wide, high = _window(places)
    return BarometerMap(areas, labels, f"{left} {top} {wide} {high}", round(max(wide, high) * 0.035))


def _window(places: Sequence[str]) -> tuple[int, int, int, int]:
    """The part of the drawing around these municipalities; of none, all of it."""
    points = [point for code in places for ring in municipality_rings().get(code, []) for point in ring]
    if not points:
        return 0, 0, WIDTH, HEIGHT
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    left, top = min(xs) - AROUND, min(ys) - AROUND
    return round(left), round(top), round(max(xs) + AROUND - left), round(max(ys) + AROUND - top)


def shade_of(net: int | None) -> int:
    """0 without figures, then darker with rising demand."""
    if net is None:
        return 0
    return max(shade for shade, least in SHADES if net >= least)
