"""Searching for candidates: one page, with or without an order, that works as well without scripts."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.requests import staff_of
from candidates.asked import FIELDS, WORD_FIELDS, Asked, WordField
from candidates.denmark import CLASSES, INSET, SearchMap, scaled_window, search_map
from candidates.models import Term
from candidates.selectors.asking import (
    Asking,
    Offer,
    place_offer,
    places_like,
    shown_text,
    understand,
    word_offers,
)
from candidates.selectors.guessing import asked_of_line
from candidates.selectors.helps import Helps, helps
from candidates.selectors.results import Results, own_municipalities, results
from candidates.wording import lower_first
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, Postcode
from orders.models import Order, OrderLine
from orders.radius import RADIUS_MAX_KM, RADIUS_MIN_KM, RADIUS_STEP_KM
from orders.selectors.order_page import order_title_of
from orders.titles import line_title
from orders.views.order_common import led_order_or_404
from ui import danish


@dataclass(slots=True)
class Page:
    """One view of the search: what was asked, and everything that follows from it."""

    actor: Actor
    order: Order | None
    now: datetime.datetime
    asking: Asking
    results: Results | None = None
    helps: Helps | None = None
    map: SearchMap | None = None

    @property
    def path(self) -> str:
        return path_of(self.order.uuid if self.order else None)

    @property
    def query(self) -> str:
        return self.asking.asked.query()


def path_of(order: UUID | str | None) -> str:
    return reverse("candidates:order_search", args=[order]) if order else reverse("candidates:search")


@require_safe
def search(request: HttpRequest, uuid: UUID | None = None) -> HttpResponse:
    """The page, or for a request of htmx its results alone. With an order: for its tovholder, filled in from it."""
    actor = staff_of(request)
    order = led_order_or_404(actor, uuid) if uuid else None
    # The menu shows where one is; the address belongs to the order.
    request.menu_path = reverse("candidates:search")  # type: ignore[attr-defined]
    lines = list(OrderLine.objects.filter(order=order)) if order else []
    asked = Asked.of(request.GET)
    line = next(
        (one for one in lines if str(one.uuid) == request.GET.get("linje")), lines[0] if lines else None
    )
    begins = asked.is_empty
    if begins and line:
        asked = asked_of_line(line)
    page = make_page(actor, order, asked)
    partial = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not partial and not begins and _is_crooked(request, page):
        return redirect(f"{page.path}?{page.query}{_anchor(page)}")
    context = {**_context(page), "lines": _lines(lines, line, page) if len(lines) > 1 else []}
    if partial:
        response = render(
            request, "candidates/partials/_answer.html", {**context, "moved": _moved(request, page)}
        )
        response["HX-Push-Url"] = f"{page.path}?{page.query}"
    else:
        response = render(
            request, "candidates/search.html", {**context, "fields": _listed(context["fields"])}
        )
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def make_page(actor: Actor, order: Order | None, asked: Asked) -> Page:
    """Run the search. A constant number of queries."""
    now = timezone.now()
    today = local_date(now)
    page = Page(actor, order, now, understand(asked, today, home=_home(actor, order, asked)))
    criteria, place = page.asking.criteria, page.asking.place
    if criteria is None or place is None:
        return page
    own = own_municipalities(actor, today)
    page.results = results(
        actor=actor,
        criteria=criteria,
        asked=page.asking.asked,
        own=own,
        now=now,
        order_uuid=str(order.uuid) if order else "",
    )
    counts = page.results.counts
    page.helps = helps(
        actor=actor,
        criteria=criteria,
        counts=counts,
        terms=list(page.asking.terms.values()),
        own=own,
        today=today,
        order=order,
    )
    if place.lat is not None and place.lon is not None and place.municipality_id:
        page.map = search_map(
            lat=place.lat,
            lon=place.lon,
            municipality=place.municipality_id,
            radius_km=criteria.radius_km,
            places=counts.places,
            names={row.code: row.name for row in page.results.table},
            own=own,
        )
    return page


def _home(actor: Actor, order: Order | None, asked: Asked) -> Postcode | None:
    """Where a search begins that names no place: the order's workplace, else one's own jobcentre."""
    if asked.place is not None:
        return None
    if order:
        return order.workplace.postcode
    jobcenter = Jobcenter.objects.select_related("postcode").filter(pk=actor.organisation_id).first()
    return jobcenter.postcode if jobcenter else None


# --- the address --------------------------------------------------------------------------------------------


def _is_crooked(request: HttpRequest, page: Page) -> bool:
    """Whether the address says it otherwise than one would share it: a press, an empty name, a synonym."""
    empty = any(not value for name in request.GET for value in request.GET.getlist(name))
    untidy = bool(page.asking.asked.pressed or page.asking.touched or empty)
    return untidy and page.query != request.META.get("QUERY_STRING", "")


def _anchor(page: Page) -> str:
    """Without scripts one comes back to the first of the rows that were unfolded."""
    cards = (card for group in (page.results.groups if page.results else ()) for card in group.cards)
    return next((f"#k-{card.name}" for card in cards if card.first_new), "")


def _moved(request: HttpRequest, page: Page) -> set[str]:
    """The fields that must be drawn again: their content was changed by a press, or there is something to choose."""
    twice = {name for name in ("km", "tekst", "sted") if len(request.GET.getlist(name)) > 1}
    typed = {item.name for item in WORD_FIELDS if request.GET.get(item.typed_name)}
    pressed = {name for name in ("valg",) if name in request.GET}
    if pressed:
        typed.add(request.GET["valg"].partition(":")[0])
    return twice | typed | set(page.asking.touched) | set(page.asking.offers)


# --- what the template draws ----------------------------------------------------------------------------------


def _context(page: Page) -> dict[str, Any]:
    asking, order = page.asking, page.order
    return {
        "page": page,
        "asked": asking.asked,
        "order": order,
        "order_title": order_title_of(order) if order else "",
        "results": page.results,
        "helps": page.helps,
        "map": page.map,
        "window": scaled_window(page.map.window) if page.map else None,
        "inset": INSET,
        "legend": [(0, "0"), *((n + 1, text) for n, (_least, text) in enumerate(CLASSES))],
        "km": asking.km,
        "more_open": _more_open(asking),
        "range": (RADIUS_MIN_KM, RADIUS_MAX_KM, RADIUS_STEP_KM),
        "place_text": str(asking.place) if asking.place else shown_text(asking.asked.place or ""),
        "text": shown_text(asking.asked.text),
        "fields": [_field(item, asking) for item in WORD_FIELDS],
        "errors": asking.errors,
        "offers": asking.offers,
        "chips": _chips(asking),
        "place_words": _place_words(asking),
        "invite_url": _invite_url(page),
        "wider_label": _("Prøv %s") % danish.kilometres(page.helps.wider_km) if page.helps else "",
    }


def _more_open(asking: Asking) -> bool:
    """Whether something stands in the fields that are folded away, other than words, which are seen as chips."""
    folded = {"start", "tekst", *(item.name for item in WORD_FIELDS[2:])}
    return bool(asking.asked.start or asking.asked.text or folded & (set(asking.errors) | set(asking.offers)))


def _field(item: WordField, asking: Asking) -> dict[str, Any]:
    return {
        "name": item.name,
        "typed_name": item.typed_name,
        "label": item.label,
        "listed": item.listed,
        "typed": shown_text(asking.asked.typed.get(item.name, "")),
        "error": asking.errors.get(item.name, ""),
        "offers": asking.offers.get(item.name, []),
        "choices": [],
    }


def _listed(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With all words of the kinds that are chosen from a list: one query."""
    kinds = [FIELDS[one["name"]].kind for one in fields if one["listed"]]
    terms = list(
        Term.objects.filter(kind__in=kinds, is_current=True).order_by("id").values_list("kind", "name")
    )
    for one in fields:
        kind = FIELDS[one["name"]].kind
        one["choices"] = [name for its, name in terms if its == kind] if one["listed"] else []
    return fields


def _chips(asking: Asking) -> list[dict[str, str]]:
    return [
        {"field": item.name, "word": word, "label": word if item.name != "maalgruppe" else lower_first(word)}
        for item in WORD_FIELDS
        for word in asking.asked.words.get(item.name, ())
    ]


def _place_words(asking: Asking) -> str:
    """ "inden for 20 km af 8700 Horsens"."""
    if asking.criteria is None or asking.place is None:
        return ""
    return _("inden for %(km)s af %(place)s") % {
        "km": danish.kilometres(asking.criteria.radius_km),
        "place": asking.place,
    }


def _lines(lines: list[OrderLine], chosen: OrderLine | None, page: Page) -> list[tuple[str, str, bool]]:
    """Title, address and whether it is the one shown, of each line of the order."""
    return [(line_title(one), f"{page.path}?linje={one.uuid}", one == chosen) for one in lines]


def _invite_url(page: Page) -> str:
    """Where the chosen are invited; empty without an order, or where that page does not exist."""
    if page.order is None or not page.order.is_open:
        return ""
    try:
        return reverse("candidates:invite", args=[page.order.uuid])
    except NoReverseMatch:
        return ""


# --- while one types ------------------------------------------------------------------------------------------


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What may be meant by what is typed in a field so far, as buttons of the search form."""
    staff_of(request)
    name = request.GET.get("felt", "")
    offers: list[Offer]
    if name == "sted":
        offers = [place_offer(one) for one in places_like(request.GET.get("sted", ""))]
    elif name in FIELDS and not FIELDS[name].listed:
        offers = word_offers(FIELDS[name], request.GET.get(FIELDS[name].typed_name, "").strip()[:80])
    else:
        raise Http404
    try:
        path = path_of(UUID(request.GET.get("ordre", "")))
    except ValueError:
        path = path_of(None)
    return render(request, "candidates/partials/_offers.html", {"offers": offers, "path": path, "name": name})


def without_choice(asked: Asked) -> Asked:
    """The search itself: nothing chosen, nothing unfolded, nothing half typed."""
    return replace(asked, open={}, chosen=(), typed={}, pressed="")
