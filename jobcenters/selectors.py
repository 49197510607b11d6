"""Read queries on places, jobcentres, calendars and networks. Days are Danish calendar dates."""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from types import MappingProxyType

from django.utils.translation import gettext

from accounts.actor import Actor
from jobcenters.calendar import OpeningCalendar, WeeklySpan, unit_from_data
from jobcenters.enums import Weekday
from jobcenters.hours_text import format_hours
from jobcenters.models import (
    ClosingDay,
    Jobcenter,
    Network,
    NetworkMember,
    NetworkRule,
    NetworkTerms,
    OpeningHours,
    Postcode,
)
from jobcenters.rules import DEFAULT_RULES, NetworkRules, OpeningState, opening_state
from jobcenters.rules import distance_km as km_between
from ui import danish

CALENDARS_KEPT = 500

_calendars: OrderedDict[tuple[int, int], OpeningCalendar] = OrderedDict()
_lock = Lock()


# --- calendars ----------------------------------------------------------------------------------------------


def opening_calendar(jobcenter: Jobcenter) -> OpeningCalendar:
    """The opening calendar of one jobcentre, as of the `calendar_version` that `jobcenter` was read with.

    Kept in this process by version: a jobcentre whose hours have not changed costs no query.
    """
    return opening_calendars([jobcenter])[jobcenter.pk]


def calendars_forget() -> None:
    """Keep no calendar: this process goes on with another database, where the same numbers mean others."""
    with _lock:
        _calendars.clear()


def opening_calendars(jobcenters: Iterable[Jobcenter]) -> dict[int, OpeningCalendar]:
    """Jobcentre id -> opening calendar, in two queries for all whose version is not known here yet."""
    return opening_calendars_at({jobcenter.pk: jobcenter.calendar_version for jobcenter in jobcenters})


def opening_calendars_at(wanted: Mapping[int, int]) -> dict[int, OpeningCalendar]:
    """The same for jobcentres of which no more than id and `calendar_version` has been read."""
    found: dict[int, OpeningCalendar] = {}
    with _lock:
        for key in wanted.items():
            if key in _calendars:
                _calendars.move_to_end(key)
                found[key[0]] = _calendars[key]
    missing = [pk for pk in wanted if pk not in found]
    if not missing:
        return found

    spans: dict[int, list[WeeklySpan]] = defaultdict(list)
    for row in OpeningHours.objects.filter(jobcenter_id__in=missing).order_by():
        spans[row.jobcenter_id].append(
            WeeklySpan(row.weekday, row.opens, row.closes, row.valid_from, row.valid_to)
        )
    closed: dict[int, list[date]] = defaultdict(list)
    closing_days = ClosingDay.objects.filter(jobcenter_id__in=missing).order_by()
    for jobcenter_id, day in closing_days.values_list("jobcenter_id", "date"):
        closed[jobcenter_id].append(day)

    for pk in missing:
        calendar = found[pk] = OpeningCalendar.of(spans[pk], closed[pk])
        if spans[pk]:
            # Without an acting organisation the database shows no rows; such an empty calendar must not be kept.
            with _lock:
                _calendars[(pk, wanted[pk])] = calendar
                while len(_calendars) > CALENDARS_KEPT:
                    _calendars.popitem(last=False)
    return found


# --- places -------------------------------------------------------------------------------------------------


def distance_km(code_a: str, code_b: str) -> float | None:
    """Kilometres as the crow flies between two postcodes; None when one is unknown or has no point."""
    points = {
        code: (lat, lon)
        for code, lat, lon in Postcode.objects.filter(code__in={code_a, code_b}).values_list(
            "code", "lat", "lon"
        )
        if lat is not None and lon is not None
    }
    if code_a not in points or code_b not in points:
        return None
    return km_between(*points[code_a], *points[code_b])


def jobcenter_for_postcode(code: str, on: date) -> Jobcenter | None:
    """The jobcentre that serves the postcode's main municipality on `on`; None when there is none."""
    municipality_id = Postcode.objects.filter(code=code).values_list("municipality_id", flat=True).first()
    if municipality_id is None:
        return None
    return Jobcenter.objects.serving(municipality_id, on).with_names().first()


@dataclass(frozen=True, slots=True)
class NearJobcenter:
    """A jobcentre and how far its address is, in kilometres."""

    jobcenter: Jobcenter
    km: float


def jobcenters_near(code: str, km: float, on: date) -> list[NearJobcenter]:
    """The jobcentres with an address at most `km` kilometres from the postcode, nearest first.

    Empty when the postcode is unknown or has no point.
    """
    middle = Postcode.objects.filter(code=code, lat__isnull=False).first()
    if middle is None or middle.lat is None or middle.lon is None:
        return []
    near = [
        NearJobcenter(jobcenter, distance)
        for jobcenter in Jobcenter.objects.on(on).with_names()
        if (distance := _km_from(middle, jobcenter.postcode)) is not None and distance <= km
    ]
    return sorted(near, key=lambda found: (found.km, found.jobcenter.place))


def _km_from(here: Postcode, there: Postcode) -> float | None:
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
        return None
    return km_between(here.lat, here.lon, there.lat, there.lon)


# --- networks -----------------------------------------------------------------------------------------------


def networks_of(jobcenter: Jobcenter | int, on: date) -> list[Network]:
    """The networks that the jobcentre is a member of on `on`, the oldest membership first."""
    pk = jobcenter if isinstance(jobcenter, int) else jobcenter.pk
    links = NetworkMember.objects.on(on).filter(jobcenter_id=pk).select_related("network")
    return [link.network for link in links.order_by("valid_from", "network__name")]


def network_of(jobcenter: Jobcenter | int, on: date) -> Network | None:
    """The network whose rules hold for the jobcentre on `on`: of several, the one it joined first."""
    return next(iter(networks_of(jobcenter, on)), None)


def shared_network(one: Jobcenter | int, other: Jobcenter | int, on: date) -> Network | None:
    """The network that both are members of on `on`, whose rules hold between them; None when they share none."""
    theirs = {network.pk for network in networks_of(other, on)}
    return next((network for network in networks_of(one, on) if network.pk in theirs), None)


def network_rules(network: Network | None, on: date) -> NetworkRules:
    """The network's promises and terms on `on`; the product's defaults where it has agreed nothing, or for None."""
    if network is None:
        return DEFAULT_RULES
    return _rules(network.rules.on(on), network.terms.on(on).first())


def networks_by_jobcenter(jobcenter_ids: Collection[int], on: date) -> dict[int, int]:
    """Jobcentre id -> id of the network whose rules hold for it on `on`, as `network_of` says; one query. Without those
    that are in none.
    """
    first: dict[int, int] = {}
    members = NetworkMember.objects.on(on).filter(jobcenter_id__in=jobcenter_ids)
    for jobcenter_id, network_id in members.order_by("valid_from", "network__name").values_list(
        "jobcenter_id", "network_id"
    ):
        first.setdefault(jobcenter_id, network_id)
    return first


def rules_by_jobcenter(jobcenter_ids: Collection[int], on: date) -> dict[int, NetworkRules]:
    """Jobcentre id -> the rules that bind it on `on`, as `network_of` and `network_rules` say. Three queries."""
    first = networks_by_jobcenter(jobcenter_ids, on)
    networks = set(first.values())
    promises: dict[int, list[NetworkRule]] = defaultdict(list)
    for rule in NetworkRule.objects.on(on).filter(network_id__in=networks):
        promises[rule.network_id].append(rule)
    terms = {row.network_id: row for row in NetworkTerms.objects.on(on).filter(network_id__in=networks)}
    rules = {pk: _rules(promises[pk], terms.get(pk)) for pk in networks}
    return {pk: rules[first[pk]] if pk in first else DEFAULT_RULES for pk in jobcenter_ids}


def _rules(promised: Iterable[NetworkRule], terms: NetworkTerms | None) -> NetworkRules:
    promises = MappingProxyType({rule.promise: unit_from_data(rule.unit, rule.length) for rule in promised})
    if terms is None:
        return NetworkRules(promises=promises)
    return NetworkRules(
        promises=promises,
        search_required=terms.search_required,
        search_valid_working_days=terms.search_valid_working_days,
        follow_up_working_days=terms.follow_up_working_days,
        calendar_days_roll=terms.calendar_days_roll,
    )


def network_jobcenters(network: Network, on: date) -> list[Jobcenter]:
    """The members on `on` that exist then, by place."""
    members = network.members.on(on).values("jobcenter_id")
    return list(Jobcenter.objects.on(on).filter(pk__in=members).with_names())


# --- what pages show ----------------------------------------------------------------------------------------


def upcoming_closing_days(jobcenter: Jobcenter, today: date, *, days: int = 400) -> list[ClosingDay]:
    """The jobcentre's own closing days from `today` on, in order."""
    return list(jobcenter.closing_days.filter(date__gte=today, date__lte=today + timedelta(days=days)))


@dataclass(frozen=True, slots=True)
class ListedJobcenter:
    """A jobcentre on the list page. `km` is None where a postcode or a point is missing."""

    jobcenter: Jobcenter
    title: str
    municipalities: str
    km: float | None
    state: OpeningState


def listed_jobcenters(actor: Actor, now: datetime, *, from_code: str = "") -> list[ListedJobcenter]:
    """All jobcentres with distance from a postcode and opening state at `now`; nearest first, else by place."""
    today = danish.local(now).date()
    jobcenters = list(
        Jobcenter.objects.visible_to(actor)
        .on(today)
        .with_names()
        .prefetch_related("municipality_links__municipality")
    )
    calendars = opening_calendars(jobcenters)
    here = Postcode.objects.filter(code=from_code).first() if from_code else None
    rows = [
        ListedJobcenter(
            jobcenter,
            jobcenter.title_on(today),
            danish.join(
                sorted(
                    link.municipality.name for link in jobcenter.municipality_links.all() if link.holds(today)
                )
            ),
            _km_from(here, jobcenter.postcode) if here else None,
            opening_state(calendars[jobcenter.pk], now),
        )
        for jobcenter in jobcenters
    ]
    return sorted(rows, key=lambda row: (row.km is None, row.km or 0.0, row.jobcenter.place))


def members_by_network(on: date) -> list[tuple[Network, set[int]]]:
    """Every network with the ids of its members on `on`, by name."""
    members: dict[int, set[int]] = defaultdict(set)
    for network_id, jobcenter_id in NetworkMember.objects.on(on).values_list("network_id", "jobcenter_id"):
        members[network_id].add(jobcenter_id)
    return [(network, members[network.pk]) for network in Network.objects.all() if members[network.pk]]


@dataclass(frozen=True, slots=True)
class WeekdayHours:
    """One weekday and its spans in words, "09.00–12.00 og 13.00–15.00" or "lukket"."""

    weekday: str
    text: str


@dataclass(frozen=True, slots=True)
class HoursPeriod:
    """Weekly hours that begin on a day. `text` is in the form that `hours_text.parse_hours` reads."""

    valid_from: date
    text: str
    days: list[WeekdayHours]

    @property
    def heading(self) -> str:
        return gettext("Fra %(day)s") % {"day": danish.full_day(self.valid_from, year=True)}

    @property
    def anchor(self) -> str:
        return f"fra-{self.valid_from:%Y-%m-%d}"


def hours_now_and_planned(jobcenter: Jobcenter, today: date) -> list[HoursPeriod]:
    """The weekly hours that hold on `today`, then each planned change. The first is always there."""
    spans = opening_calendar(jobcenter).spans
    starts = sorted({span.valid_from for span in spans if span.valid_from and span.valid_from > today})
    periods = []
    for start in [today, *starts]:
        valid = [
            span
            for span in spans
            if (span.valid_from or date.min) <= start and (span.valid_to is None or start <= span.valid_to)
        ]
        periods.append(
            HoursPeriod(
                start,
                format_hours(valid),
                [WeekdayHours(str(Weekday(day).label), _spans_text(valid, day)) for day in range(7)],
            )
        )
    return periods


def _spans_text(spans: list[WeeklySpan], weekday: int) -> str:
    todays = sorted((span for span in spans if span.weekday == weekday), key=lambda span: span.opens)
    times = [f"{danish.digits(span.opens)}–{danish.digits(span.closes)}" for span in todays]
    return danish.join(times) if times else gettext("lukket")
