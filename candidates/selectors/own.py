"""The actor's own candidates for an order line: those that fit first, nearest to the workplace first."""

import datetime
from dataclasses import dataclass

from accounts.actor import Actor
from candidates.criteria import MAX_TEXT, Criteria
from candidates.models import Candidate, Nomination
from candidates.selectors.described import facts_text, words_of
from candidates.selectors.search import search_hits
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, JobcenterMunicipality
from orders.models import Order
from orders.radius import RADIUS_MAX_KM
from ui import danish, parts

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Own:
    """The choices, and whether they fit the words that were searched for (else they are simply the nearest)."""

    choices: list[parts.PickChoice]
    fits: bool


def own_municipalities(organisation_id: int, on: datetime.date) -> list[str]:
    """The codes of the municipalities that the jobcentre serves on a day."""
    links = JobcenterMunicipality.objects.filter(jobcenter_id=organisation_id).on(on)
    return sorted(links.values_list("municipality_id", flat=True))


def own_candidates(
    actor: Actor, order: Order, text: str, now: datetime.datetime, *, chosen: frozenset[str] = frozenset()
) -> Own:
    """Up to SHOWN of the actor's own candidates that are not on the order, by the words of `text` or a pseudonym.

    Where nobody fits the words, the nearest of all; `order.workplace` is read already. `chosen` are uuids that stay
    ticked, and stay in the list.
    """
    taken = set(Nomination.objects.filter(order=order).values_list("candidate_id", flat=True))
    found = _hits(actor, order, text, now, taken)
    fits = bool(found) or not text.strip()
    if not found:
        found = _hits(actor, order, "", now, taken)
    if chosen:
        listed = {str(row.uuid) for row, _km in found}
        kept = Candidate.objects.of_jobcenter(actor.organisation_id).filter(uuid__in=chosen - listed)
        found = [*((row, None) for row in kept if row.pk not in taken), *found]
    words = words_of(row for row, _km in found)
    return Own(
        [
            parts.PickChoice(
                value=str(row.uuid),
                name=words.title(row),
                due=danish.kilometres(km) if km is not None else "",
                facts=facts_text(row, now),
                profile=words.short(row),
                checked=str(row.uuid) in chosen,
            )
            for row, km in found
        ],
        fits,
    )


def _hits(
    actor: Actor, order: Order, text: str, now: datetime.datetime, taken: set[int]
) -> list[tuple[Candidate, float | None]]:
    words = " ".join(text.split())[:MAX_TEXT]
    if (
        by_name := Candidate.objects.of_jobcenter(actor.organisation_id)
        .filter(pseudonym__iexact=words)
        .first()
    ):
        return [(by_name, None)] if by_name.pk not in taken and by_name.state == "active" else []
    home = Jobcenter.objects.filter(pk=actor.organisation_id).values_list("postcode_id", flat=True).first()
    codes = own_municipalities(actor.organisation_id, local_date(now))
    # A jobcentre far from the workplace lists its candidates by the distance from itself.
    for place in dict.fromkeys([order.workplace.postcode_id, home]):
        if place is None:
            continue
        criteria = Criteria(postcode=place, radius_km=RADIUS_MAX_KM, text=words)
        found: list[tuple[Candidate, float | None]] = [
            (hit.candidate, hit.km)
            for code in codes
            for hit in search_hits(
                actor=actor, criteria=criteria, municipality=code, limit=SHOWN + len(taken)
            )
            if hit.candidate.jobcenter_id == actor.organisation_id and hit.candidate.pk not in taken
        ]
        if found:
            return sorted(found, key=lambda pair: (pair[1] or 0, pair[0].pk))[:SHOWN]
    return []
