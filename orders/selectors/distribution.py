"""Who carries how many orders in a network, and whom the next one is proposed to (R64, R65, N6).

Jobcentres are compared, never people: the number of consultants only says how large a jobcentre is.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from jobcenters.calendar import local_date, start_of_day
from jobcenters.models import Jobcenter, JobcenterMunicipality, Network, Postcode
from jobcenters.selectors import network_of
from ui import danish

YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One member: `open_now` orders it leads, `taken` received within a year and not cancelled, `size` consultants.

    `url` leads to the open orders where the reader may see them; "" for those of others.
    """

    organisation_id: int
    place: str
    open_now: int
    taken: int
    size: int
    url: str = ""
    share: float = 0.0  # of the largest number of open orders, 0 to 100
    is_own: bool = False

    @property
    def per_head(self) -> Fraction:
        """Open orders per consultant; a jobcentre without any counts as one."""
        return Fraction(self.open_now, max(self.size, 1))

    @property
    def per_head_words(self) -> str:
        """ "1,5"."""
        return danish.number(round(float(self.per_head), 1), decimals=1)

    @property
    def open_words(self) -> str:
        return ngettext("%(n)s åben ordre", "%(n)s åbne ordrer", self.open_now) % {
            "n": danish.number(self.open_now)
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the next order is proposed to, and why, in words. `reason` may be read by the company: nobody's load."""

    carrier: Carrier
    why: str
    reason: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """The page: members by place, and the proposal for a workplace (`place` names it; "" where none was given)."""

    carriers: Sequence[Carrier]
    proposal: Proposal | None
    place: str

    @property
    def open_now(self) -> int:
        return sum(one.open_now for one in self.carriers)

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.carriers)


def carriers_of(actor: Actor, network: Network, now: datetime.datetime) -> list[Carrier]:
    """The members of today by place, with their numbers; empty for those outside the network. Two queries."""
    today = local_date(now)
    since = start_of_day(today - YEAR)
    with connection.cursor() as cursor:
        cursor.execute("select * from orders_network_load(%s, %s, %s)", [network.pk, today, since])
        numbers = {row[0]: row[1:] for row in cursor.fetchall()}
    places = dict(Jobcenter.objects.filter(pk__in=numbers).values_list("pk", "place"))
    most = max((row[0] for row in numbers.values()), default=0)
    found = [
        Carrier(
            pk,
            places[pk],
            open_now,
            taken,
            size,
            url=f"{reverse('orders:list')}?vis=egne" if pk == actor.organisation_id else "",
            share=100 * open_now / most if most else 0.0,
            is_own=pk == actor.organisation_id,
        )
        for pk, (open_now, taken, size) in numbers.items()
    ]
    return sorted(found, key=lambda one: one.place)


def propose(carriers: Sequence[Carrier], own_id: int | None = None) -> Proposal | None:
    """The workplace's own jobcentre where it is a member (`own_id`); else the fewest open orders relative to size, ties
    by place. None where there are no members.
    """
    if not carriers:
        return None
    own = next((one for one in carriers if one.organisation_id == own_id), None)
    if own:
        return Proposal(
            own,
            _("arbejdsstedet ligger i jobcentrets egen kommune"),
            _("Arbejdsstedet ligger i jobcentrets område."),
        )
    lowest = min(carriers, key=lambda one: (one.per_head, one.place))
    ties = [one.place for one in carriers if one.per_head == lowest.per_head and one is not lowest]
    words = {"open": lowest.open_words, "size": size_words(lowest.size), "rate": lowest.per_head_words}
    if ties:
        why = _(
            "%(open)s og %(size)s (%(rate)s pr. konsulent), lige så få som %(ties)s; blandt lige vælges efter navn"
        ) % {**words, "ties": danish.join(ties)}
    else:
        why = _("%(open)s og %(size)s: %(rate)s pr. konsulent er færrest i netværket") % words
    return Proposal(lowest, why, _("Jobcentret har plads til ordren efter netværkets fordeling."))


def size_words(size: int) -> str:
    return ngettext("%(n)s konsulent", "%(n)s konsulenter", size) % {"n": danish.number(size)}


def serving_id(postcode: Postcode | None, on: datetime.date) -> int | None:
    """The organisation that serves the postcode's main municipality on a day; None where there is none. One query."""
    if postcode is None or postcode.municipality_id is None:
        return None
    links = JobcenterMunicipality.objects.on(on).filter(municipality_id=postcode.municipality_id)
    return links.values_list("jobcenter_id", flat=True).first()


def distribution(
    actor: Actor, network: Network, now: datetime.datetime, postcode: Postcode | None = None
) -> Distribution:
    """The page for one workplace's postcode, or for an order of anywhere. A constant number of queries."""
    carriers = carriers_of(actor, network, now)
    proposal = propose(carriers, serving_id(postcode, local_date(now)))
    place = f"{postcode.code} {postcode.name}" if postcode else ""
    return Distribution(carriers, proposal, place)


def network_proposal(
    actor: Actor, near_id: int, postcode: Postcode, now: datetime.datetime
) -> Proposal | None:
    """Whom the network of the jobcentre `near_id` would propose for a workplace; None where it is in no network."""
    network = network_of(near_id, local_date(now))
    return distribution(actor, network, now, postcode).proposal if network else None
