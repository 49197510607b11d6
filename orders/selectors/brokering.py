"""Whom Jobservice Danmark could hand an order to, and why: by workplace, distance, experience and load.

The load is what the organisation itself has handed over and can see; reasons say so.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, Postcode
from jobcenters.rules import distance_km
from orders.models import Order
from ui import danish

# A jobcentre this much farther away than the nearest one is still near: there the load decides.
NEARLY_AS_NEAR_KM = 10
# Beyond this a former tovholder is no longer suggested for its experience alone.
EXPERIENCE_WITHIN_KM = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A jobcentre that could become tovholder. `km` is None where a point is missing; `load` counts open orders
    that it got from the same organisation; `last_on` is the day it last led an order of the company. `why` tells the
    one who chooses; `reason` is what is recorded, and what the company may read: it says nothing of anybody's load.
    """

    organisation_id: int
    uuid: UUID
    place: str
    km: float | None
    load: int
    serves: bool
    last_on: datetime.date | None = None
    why: str = ""
    reason: str = ""

    @property
    def load_words(self) -> str:
        """ "ingen åbne ordrer fra os"."""
        if not self.load:
            return _("ingen åbne ordrer fra os")
        return ngettext("%(n)s åben ordre fra os", "%(n)s åbne ordrer fra os", self.load) % {
            "n": danish.number(self.load)
        }


@dataclass(frozen=True, slots=True)
class Stage:
    """What the suggestions for some orders rest on, read once."""

    jobcenters: Sequence[Jobcenter]
    serving: dict[str, int]
    loads: dict[int, int]
    led: dict[tuple[int, int], datetime.date]


def stage_of(actor: Actor, orders: Sequence[Order], on: datetime.date) -> Stage:
    """Read jobcentres, loads and former tovholders for the orders: four queries however many there are."""
    jobcenters = list(
        Jobcenter.objects.on(on)
        .select_related("organisation", "postcode")
        .prefetch_related("municipality_links")
    )
    seen = Order.objects.visible_to(actor).without_inquiries().filter(tovholder__isnull=False).order_by()
    led: dict[tuple[int, int], datetime.date] = {}
    companies = {order.company_id for order in orders}
    former = seen.filter(company_id__in=companies).values_list("company_id", "tovholder_id", "received_at")
    for company_id, tovholder_id, received_at in former:
        if tovholder_id is not None:
            key, day = (company_id, tovholder_id), local_date(received_at)
            led[key] = max(day, led.get(key, day))
    loads: defaultdict[int, int] = defaultdict(int)
    for tovholder_id, number in (
        seen.open().values("tovholder_id").annotate(n=Count("pk")).values_list("tovholder_id", "n")
    ):
        if tovholder_id is not None:
            loads[tovholder_id] = number
    serving = {
        link.municipality_id: jobcenter.pk
        for jobcenter in jobcenters
        for link in jobcenter.municipality_links.all()
        if link.holds(on)
    }
    return Stage(jobcenters, serving, loads, led)


def choices_for(order: Order, stage: Stage) -> list[Choice]:
    """Every jobcentre for one order (with workplace__postcode): whoever serves the workplace first, then by
    distance.
    """
    here = order.workplace.postcode
    serves = stage.serving.get(here.municipality_id or "")
    found = [
        Choice(
            organisation_id=jobcenter.pk,
            uuid=jobcenter.organisation.uuid,
            place=jobcenter.place,
            km=_km(here, jobcenter.postcode),
            load=stage.loads.get(jobcenter.pk, 0),
            serves=jobcenter.pk == serves,
            last_on=stage.led.get((order.company_id, jobcenter.pk)),
        )
        for jobcenter in stage.jobcenters
    ]
    return sorted(found, key=lambda one: (not one.serves, one.km is None, one.km or 0, one.place))


def _km(here: Postcode, there: Postcode) -> float | None:
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
        return None
    return distance_km(here.lat, here.lon, there.lat, there.lon)


def best(choices: Sequence[Choice]) -> Choice | None:
    """The one to suggest, with `why` and `reason`: the workplace's own jobcentre; else whoever led the company's last
    order not too far away; else the least loaded of the nearest. None where nobody is known to be near.
    """
    own = next((one for one in choices if one.serves), None)
    if own:
        why = _("har arbejdsstedet og %(load)s") % {"load": own.load_words}
        return replace(own, why=why, reason=_("Arbejdsstedet ligger i jobcentrets område."))
    led = [one for one in choices if one.last_on and one.km is not None and one.km <= EXPERIENCE_WITHIN_KM]
    if led:
        last = max(led, key=lambda one: one.last_on or datetime.date.min)
        day = danish.day_month(last.last_on, year=True) if last.last_on else ""
        why = _("var tovholder for virksomheden sidst, %(day)s") % {"day": day}
        return replace(last, why=why, reason=_("Jobcentret kender virksomheden fra en tidligere ordre."))
    near = [one for one in choices if one.km is not None]
    if not near:
        return None
    nearest = near[0].km or 0
    close = [one for one in near if (one.km or 0) <= nearest + NEARLY_AS_NEAR_KM]
    chosen = min(close, key=lambda one: (one.load, one.km or 0))
    words = {"km": danish.kilometres(chosen.km or 0), "load": chosen.load_words}
    if chosen is near[0]:
        why = _("ligger nærmest (%(km)s) og har %(load)s") % words
        return replace(chosen, why=why, reason=_("Jobcentret ligger nærmest arbejdsstedet."))
    why = _("ligger %(km)s væk og har %(load)s, færrest af de nærmeste") % words
    return replace(chosen, why=why, reason=_("Jobcentret ligger tæt på arbejdsstedet."))
