"""Which jobcentres an order's tovholder may ask: the nearest, each with when it would have to answer."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from jobcenters.calendar import NoOpeningHoursError, OpeningCalendar, local_date
from jobcenters.enums import ProfileAnswer
from jobcenters.models import Jobcenter, Postcode, ServiceProfileLine
from jobcenters.rules import distance_km
from jobcenters.selectors import opening_calendars
from orders.calendars import promises_for
from orders.clock import promised_deadline
from orders.enums import ClockState
from orders.models import Clock
from orders.promises import Promise
from ui import danish
from ui.parts import PickChoice

WITHIN_KM = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A jobcentre that could be asked at `now`. `due_at` is its D2 (UTC; None where it has no opening hours).

    `kept` of `answered` requests from the asking jobcentre were answered in time; `km` is None without points.
    """

    organisation_id: int
    uuid: UUID
    place: str
    km: float | None
    due_at: datetime.datetime | None
    is_open: bool
    profile: str
    kept: int
    answered: int


def suggestions(
    *,
    postcode: Postcode,
    now: datetime.datetime,
    without: Collection[int],
    also: Collection[int] = (),
    within_km: float | None = WITHIN_KM,
) -> list[Suggestion]:
    """The jobcentres at most `within_km` from the postcode (None: all of them), and those in `also` (organisation ids)
    however far away, nearest first, but those in `without`.

    A constant number of queries: one per table.
    """
    today = local_date(now)
    yes = ServiceProfileLine.objects.filter(answer=ProfileAnswer.YES).order_by("position", "title")
    near: list[tuple[float | None, Jobcenter]] = []
    for jobcenter in (
        Jobcenter.objects.on(today)
        .exclude(pk__in=without)
        .select_related("organisation", "postcode")
        .prefetch_related(Prefetch("profile_lines", yes, to_attr="offers"))
    ):
        km = _km(postcode, jobcenter.postcode)
        if within_km is None or km is None or km <= within_km or jobcenter.pk in also:
            near.append((km, jobcenter))
    near.sort(key=lambda found: (found[0] is None, found[0] or 0, found[1].place))
    jobcenters = [jobcenter for _km_away, jobcenter in near]
    calendars = opening_calendars(jobcenters)
    promised = promises_for("D2", [jobcenter.pk for jobcenter in jobcenters], today)
    history = _history(jobcenters)
    return [
        Suggestion(
            organisation_id=jobcenter.pk,
            uuid=jobcenter.organisation.uuid,
            place=jobcenter.place,
            km=km,
            due_at=_due(promised[jobcenter.pk], now, calendars[jobcenter.pk]),
            is_open=calendars[jobcenter.pk].is_open(now),
            profile=_profile(jobcenter),
            kept=history.get(jobcenter.pk, (0, 0))[0],
            answered=history.get(jobcenter.pk, (0, 0))[1],
        )
        for km, jobcenter in near
    ]


def jobcenters_but(*without: int | None, on: datetime.date) -> dict[str, Organisation]:
    """All jobcentres of the day but these (organisation ids), by public id, in the order of their places."""
    rows = (
        Jobcenter.objects.on(on).exclude(pk__in=[pk for pk in without if pk]).select_related("organisation")
    )
    return {str(row.organisation.uuid): row.organisation for row in rows.order_by("place")}


def _km(here: Postcode, there: Postcode) -> float | None:
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
        return None
    return distance_km(here.lat, here.lon, there.lat, there.lon)


def _due(promised: Promise, now: datetime.datetime, calendar: OpeningCalendar) -> datetime.datetime | None:
    try:
        return promised_deadline(promised, now, calendar).due_at
    except NoOpeningHoursError:
        return None


def _history(jobcenters: Iterable[Jobcenter]) -> dict[int, tuple[int, int]]:
    """Organisation id -> (answered in time, answered), of the requests that the reader may see: its own."""
    rows = (
        Clock.objects.filter(
            promise="D2",
            state=ClockState.STOPPED,
            owner_organisation_id__in=[jobcenter.pk for jobcenter in jobcenters],
        )
        .order_by()
        .values_list("owner_organisation_id")
        .annotate(kept=Count("id", filter=Q(kept=True)), answered=Count("id"))
    )
    return {pk: (kept, answered) for pk, kept, answered in rows}


def _profile(jobcenter: Jobcenter) -> str:
    titles = [line.title for line in jobcenter.offers]  # type: ignore[attr-defined]
    return ". ".join(titles[:2]) if titles else _("Standardservice")


def last_answer(suggested: Collection[Suggestion], now: datetime.datetime) -> str:
    """When the last of these must have answered if they were asked `now` (aware), and who that is. "" for none."""
    known = [(item.due_at, item.place) for item in suggested if item.due_at is not None]
    if not known:
        return ""
    due_at, place = max(known)
    if len(suggested) == 1:
        return _("Sender I nu, skal %(place)s svare senest %(when)s.") % {
            "place": place,
            "when": danish.when(due_at, now),
        }
    return _("Sender I nu, har alle svaret senest %(when)s. %(place)s har længst tid.") % {
        "place": place,
        "when": danish.when(due_at, now),
    }


def pick_choice(suggestion: Suggestion, now: datetime.datetime, *, checked: bool = False) -> PickChoice:
    """The suggestion as a tick box: when it must answer first, then how far, how reliable, and what it offers."""
    facts = [] if suggestion.km is None else [danish.kilometres(suggestion.km)]
    if suggestion.answered:
        facts.append(
            _("har svaret jer til tiden %s gange") % danish.share(suggestion.kept, suggestion.answered)
        )
    when = (
        _("Svar senest %s") % danish.when(suggestion.due_at, now)
        if suggestion.due_at
        else _("Ingen åbningstider")
    )
    return PickChoice(
        value=str(suggestion.uuid),
        name=suggestion.place,
        due=when,
        facts=" · ".join(facts),
        profile=suggestion.profile,
        status=None if suggestion.is_open else "closed",
        checked=checked,
    )


def heads_up_choice(suggestion: Suggestion, *, checked: bool = False) -> PickChoice:
    """The same for a heads-up: nobody has to answer, so there is no time to tell."""
    km = "" if suggestion.km is None else danish.kilometres(suggestion.km)
    return PickChoice(
        value=str(suggestion.uuid),
        name=suggestion.place,
        due=km,
        profile=suggestion.profile,
        checked=checked,
    )
