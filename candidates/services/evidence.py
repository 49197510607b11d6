"""A search kept on the order: the evidence that opens the way to other jobcentres ([003], R147-R149)."""

from collections.abc import Mapping

from django.db import transaction

from accounts.actor import Actor
from accounts.moment import moment
from candidates.criteria import COUNT_CAP, Counts, Criteria
from candidates.models import SearchEvidence
from candidates.wording import TermLike, criteria_text
from jobcenters.calendar import local_date
from jobcenters.models import Postcode
from orders.models import Order, Search
from orders.services.requests import search_record

MAX_WORDS = 300  # characters of the criteria in words


@transaction.atomic
def evidence_record(
    *,
    actor: Actor,
    order: Order,
    criteria: Criteria,
    terms: Mapping[int, TermLike],
    counts: Counts,
    suitable: int,
    unsuitable_reason: str,
) -> Search:
    """Record the search on the order with its criteria and the numbers it gave: never who was found.

    `suitable` is at most `counts.total`. Raises PermissionDenied unless the actor's jobcentre leads the order.
    """
    search = search_record(
        actor=actor,
        order=order,
        criteria=criteria_text(criteria, terms)[:MAX_WORDS],
        postcode=Postcode.objects.get(pk=criteria.postcode),
        radius_km=criteria.radius_km,
        hits=counts.total,
        suitable=min(suitable, counts.total),
        unsuitable_reason=unsuitable_reason,
    )
    SearchEvidence.objects.create(
        search=search,
        order=order,
        criteria=criteria.to_json(),
        counts=[
            {
                "municipality": place.municipality,
                "count": min(place.count, COUNT_CAP),
                "capped": place.is_capped,
                "few": place.is_few,
            }
            for place in counts.places
        ],
    )
    return search


@transaction.atomic
def evidence_keep(
    *,
    actor: Actor,
    order: Order,
    criteria: Criteria,
    terms: Mapping[int, TermLike],
    counts: Counts,
    suitable: int,
) -> Search | None:
    """Keep the search that candidates were chosen from; None where the same search was kept the same Danish day.

    Nobody has said why the rest are not suitable, so it opens no way to other jobcentres by itself.
    """
    today = local_date(moment())
    for row in (
        SearchEvidence.objects.filter(order=order).select_related("search").order_by("-search__at")[:20]
    ):
        if local_date(row.search.at) == today and row.criteria == criteria.to_json():
            return None
    return evidence_record(
        actor=actor,
        order=order,
        criteria=criteria,
        terms=terms,
        counts=counts,
        suitable=suitable,
        unsuitable_reason="",
    )
