"""What helps when a search finds few: a wider circle, near occupations (R39), a course, and whom to ask (R36)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.criteria import Counts, Criteria
from candidates.enums import TermKind
from candidates.models import Term, TermNear
from candidates.selectors.groups import totals_with
from candidates.selectors.search import search_counts
from candidates.wording import lower_first, number_text
from jobcenters.models import JobcenterMunicipality
from orders.enums import RequestState
from orders.models import Order, Request
from ui import danish

THIN = 10  # fewer hits than this are few
SOME = 50  # with so many at hand nobody looks for a substitute
MOST_NEAR = 4
MOST_ASKED = 2


@dataclass(frozen=True, slots=True)
class Near:
    """An occupation that can stand in for the one that was asked for, why, and how many more there are with it."""

    value: str  # what the button sends
    name: str
    reason: str
    more: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A jobcentre that may be asked: the address leads to the order's form with it chosen."""

    place: str
    url: str
    has: str


@dataclass(frozen=True, slots=True)
class Helps:
    """`wider_km` is 0 where a wider circle is no help; `course` says who comes with a course, empty for none."""

    thin: bool
    wider_km: int = 0
    wider: str = ""
    near: tuple[Near, ...] = ()
    course: str = ""
    ask: tuple[Ask, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to offer."""
        return not (self.wider or self.near or self.course or self.ask)


def helps(
    *, actor: Actor, criteria: Criteria, counts: Counts, terms: Sequence[Term], own: Sequence[str],
    today: datetime.date, order: Order | None,
) -> Helps:  # fmt: skip
    """What to offer below the result. A constant number of queries: none where there are hits enough."""
    if counts.total >= SOME:
        return Helps(thin=False)
    near = _near(criteria, counts)
    course = _course(actor, criteria, counts, terms, own)
    if counts.total >= THIN:
        return Helps(thin=False, near=near, course=course)
    wider = criteria.wider()
    around = search_counts(actor=actor, criteria=wider, own=own) if wider else counts
    gain = around.total > counts.total
    return Helps(
        thin=True,
        wider_km=wider.radius_km if wider else 0,
        wider=_wider_text(around) if wider and gain else "",
        near=near,
        course=course,
        ask=_ask(around, order, today) if order else (),
    )


def _wider_text(counts: Counts) -> str:
    """How many the wider circle holds."""
    people = danish.count(counts.total, _("kandidat"), _("kandidater"))
    return _("Der er %s.") % (_("over %s") % people if counts.is_capped else people)


def _near(criteria: Criteria, counts: Counts) -> tuple[Near, ...]:
    rows = list(
        TermNear.objects.filter(term_id__in=criteria.occupations, other__is_current=True)
        .exclude(other_id__in=criteria.occupations)
        .select_related("other")
        .order_by("id")[: MOST_NEAR * 2]
    )
    first = {row.other_id: row for row in reversed(rows)}
    asked = list(reversed(first))[:MOST_NEAR]
    totals = totals_with(criteria=criteria, occupations=asked)
    found = []
    for pk in asked:
        more = totals.get(pk, 0) - counts.total
        if more > 0:
            row = first[pk]
            found.append(
                Near(f"fag:{row.other.name}", row.other.name, row.reason, _("%s mere") % number_text(more))
            )
    return tuple(found)


def _course(
    actor: Actor, criteria: Criteria, counts: Counts, terms: Sequence[Term], own: Sequence[str]
) -> str:
    """Who else there is when a certificate may be taken on a course: "Tag 6 mere med, der mangler …"."""
    soon = [
        term
        for term in terms
        if term.kind == TermKind.CERTIFICATE and term.days is not None and term.pk in criteria.all_of
    ]
    if not soon:
        return ""
    ids = {term.pk for term in soon}
    without = replace(criteria, all_of=tuple(pk for pk in criteria.all_of if pk not in ids))
    more = search_counts(actor=actor, criteria=without, own=own).total - counts.total
    if more <= 0:
        return ""
    names = danish.join(
        _("%(name)s (%(days)s dages kursus)") % {"name": lower_first(term.name), "days": term.days}
        for term in soon
    )
    return _("%(n)s mere mangler %(names)s.") % {"n": number_text(more), "names": names}


def _ask(counts: Counts, order: Order | None, today: datetime.date) -> tuple[Ask, ...]:
    """The nearest jobcentres of others that have somebody, and that have not been asked already."""
    if order is None:
        return ()
    codes = [place.municipality for place in counts.places if not place.is_own]
    links = {
        link.municipality_id: link.jobcenter
        for link in JobcenterMunicipality.objects.on(today)
        .filter(municipality_id__in=codes)
        .exclude(jobcenter_id=order.tovholder_id or 0)
        .select_related("jobcenter__organisation")
    }
    asked = set(
        Request.objects.filter(order=order)
        .exclude(state=RequestState.WITHDRAWN)
        .values_list("to_organisation_id", flat=True)
    )
    found: dict[int, Ask] = {}
    for place in counts.places:
        jobcenter = links.get(place.municipality)
        if jobcenter is None or jobcenter.pk in asked or jobcenter.pk in found:
            continue
        url = f"{reverse('orders:ask', args=[order.uuid])}?jobcenter={jobcenter.organisation.uuid}"
        found[jobcenter.pk] = Ask(jobcenter.place, url, number_text(place.count, few=place.is_few))
    return tuple(found.values())[:MOST_ASKED]
