"""Kept searches as they are listed, and the evidence of searches as it is shown."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.criteria import Criteria
from candidates.models import SavedSearch, SearchEvidence, Term
from candidates.wording import criteria_query, criteria_text, number_text
from jobcenters.models import Municipality, Postcode
from orders.models import Order, Search
from ui import danish


@dataclass(frozen=True, slots=True)
class Listed:
    """A kept search in the list. `news` says how many are new, empty for none."""

    saved: SavedSearch
    words: str
    news: str


def terms_of(stored: Iterable[Criteria]) -> dict[int, Term]:
    """The terms of all the criteria, in one query; words taken out of the vocabulary too."""
    return Term.objects.in_bulk({pk for one in stored for pk in one.terms})


def criteria_of(stored: dict[str, object]) -> Criteria | None:
    """What was stored; None where it cannot be read any more."""
    try:
        return Criteria.from_json(stored)
    except (KeyError, TypeError, ValueError):
        return None


def listed_searches(actor: Actor, now: datetime.datetime) -> list[Listed]:
    """The actor's own, by name. A constant number of queries."""
    rows = list(SavedSearch.objects.visible_to(actor).select_related("order"))
    asked = {row.pk: criteria_of(row.criteria) for row in rows}
    terms = terms_of(one for one in asked.values() if one)
    places = Postcode.objects.in_bulk({one.postcode for one in asked.values() if one})
    found = []
    for row in rows:
        one = asked[row.pk]
        words = ""
        if one:
            words = _("%(what)s, %(km)s fra %(place)s") % {
                "what": criteria_text(one, terms),
                "km": danish.kilometres(one.radius_km),
                "place": places.get(one.postcode, one.postcode),
            }
        news = danish.count(row.news, _("ny kandidat"), _("nye kandidater")) if row.news else ""
        found.append(Listed(row, danish.capitalise(words), news))
    return found


def run_address(actor: Actor, saved: SavedSearch) -> str:
    """Where the kept search is run: on its order's page, where the actor's jobcentre still leads that."""
    criteria = criteria_of(saved.criteria)
    leads = (
        saved.order_id
        and Order.objects.visible_to(actor)
        .filter(pk=saved.order_id, tovholder_id=actor.organisation_id)
        .exists()
    )
    path = (
        reverse("candidates:order_search", args=[saved.order.uuid])
        if leads and saved.order
        else reverse("candidates:search")
    )
    return f"{path}?{criteria_query(criteria, terms_of([criteria]))}" if criteria else path


# --- evidence -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """A search recorded on an order, in words. `counts` are per municipality; `url` runs it again, empty where the
    reader may not or it was done in another system.
    """

    when: str
    what: str
    found: str
    reason: str
    counts: str
    url: str


def kept_searches(
    order: Order, now: datetime.datetime, *, leads: bool, only: int | None = None
) -> list[Kept]:
    """The searches recorded on the order, newest first, at most 20; or the one whose id is `only`.

    The rows that may be read are the policy's to say. A constant number of queries.
    """
    rows = Search.objects.filter(order=order).select_related("postcode", "evidence_detail")
    if only is not None:
        rows = rows.filter(pk=only)
    found = list(rows.order_by("-at", "-id")[:20])
    details = {row.pk: _detail(row) for row in found}
    asked = {pk: criteria_of(one.criteria) for pk, one in details.items() if one}
    terms = terms_of(one for one in asked.values() if one)
    codes = {count["municipality"] for one in details.values() if one for count in one.counts}
    names = dict(Municipality.objects.filter(pk__in=codes).values_list("code", "name")) if codes else {}
    path = reverse("candidates:order_search", args=[order.uuid])
    kept = []
    for row in found:
        detail, criteria = details[row.pk], asked.get(row.pk)
        what = _("%(criteria)s, %(km)s fra %(place)s") % {
            "criteria": criteria_text(criteria, terms) if criteria else row.criteria,
            "km": danish.kilometres(row.radius_km),
            "place": row.postcode,
        }
        kept.append(
            Kept(
                when=danish.when(row.at, now),
                what=danish.capitalise(what),
                found=_("%(hits)s fundet, %(suitable)s egnede")
                % {"hits": danish.number(row.hits), "suitable": danish.number(row.suitable)},
                reason=row.unsuitable_reason,
                counts=_counts(detail, names) if detail else "",
                url=f"{path}?{criteria_query(criteria, terms)}" if leads and criteria else "",
            )
        )
    return kept


def _detail(row: Search) -> SearchEvidence | None:
    return getattr(row, "evidence_detail", None)


def _counts(detail: SearchEvidence, names: dict[str, str]) -> str:
    """ "Horsens 7, Hedensted 4, Odder 1–2"."""
    return ", ".join(
        "{} {}".format(
            names.get(one["municipality"], one["municipality"]),
            number_text(one["count"] + bool(one.get("capped")), few=bool(one.get("few"))),
        )
        for one in detail.counts
    )
