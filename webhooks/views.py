"""Webhooks: which systems are told of what, and what came of it. For administrators."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import staff_of
from api.forms import RotateForm
from orders.views.order_common import UNPROCESSABLE, claim, release, sent_before
from ui import danish, parts
from webhooks import services
from webhooks.enums import DeliveryState, EndpointState
from webhooks.forms import EndpointForm, EventsForm, ReplayForm
from webhooks.models import Endpoint
from webhooks.permissions import check_can_keep_webhooks
from webhooks.selectors import (
    COUNT_MAX,
    LOOK,
    Shelf,
    delivery_facts,
    delivery_or_404,
    delivery_row,
    endpoint_or_404,
    endpoints_of,
    event_text,
    events_text,
    facts_of,
    replay_action,
    shelf_counts,
    shelf_slice,
    state_of,
)

ALREADY = "Det er allerede gjort. Nøglen vises kun én gang; skift den, hvis den gik tabt."


def _keeper(request: HttpRequest) -> Actor:
    """An administrator. For anybody else the pages do not exist: raises Http404."""
    actor = staff_of(request)
    try:
        check_can_keep_webhooks(actor)
    except PermissionDenied:
        raise Http404 from None
    return actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def endpoints(request: HttpRequest) -> HttpResponse:
    """The organisation's endpoints, and the form for one more. The answer to that shows the secret, once."""
    actor = _keeper(request)
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if sent_before(actor, form):
            messages.info(request, _(ALREADY))
            return redirect("webhooks:list")
        if form.is_valid() and claim(actor, form):
            values = form.cleaned_data
            try:
                issued = services.endpoint_add(actor=actor, url=values["url"], events=values["events"])
            except ValidationError as error:
                release(actor, form)
                form.add_error(None, error)
            else:
                return _shown(request, issued, hours=None)
    context = {"rows": endpoints_of(actor, timezone.now()), "form": form}
    return render(request, "webhooks/list.html", context, status=UNPROCESSABLE if form.errors else None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One endpoint. The form gives it a new secret, which the answer shows, once."""
    actor = _keeper(request)
    found = endpoint_or_404(actor, uuid)
    form = RotateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if sent_before(actor, form):
            messages.info(request, _(ALREADY))
            return redirect("webhooks:endpoint", uuid)
        if form.is_valid() and claim(actor, form):
            hours = form.cleaned_data["hours"]
            return _shown(
                request, services.secret_rotate(actor=actor, endpoint=found, hours=hours), hours=hours
            )
    return _endpoint_page(request, found, form, EventsForm(initial={"events": found.events}))


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Other events from now on."""
    actor = _keeper(request)
    found = endpoint_or_404(actor, uuid)
    if request.method != "POST":
        return redirect("webhooks:endpoint", uuid)
    form = EventsForm(request.POST)
    if form.is_valid():
        services.endpoint_choose(actor=actor, endpoint=found, events=form.cleaned_data["events"])
        messages.success(request, _("Gemt. Det gælder for det, der sker fra nu af."))
        return redirect("webhooks:endpoint", uuid)
    return _endpoint_page(request, found, RotateForm(), form)


def _endpoint_page(
    request: HttpRequest, found: Endpoint, rotate: RotateForm, events: EventsForm
) -> HttpResponse:
    now = timezone.now()
    status, state = state_of(found)
    counts = shelf_counts(found)
    context: dict[str, Any] = {
        "endpoint": found,
        "facts": facts_of(found, now),
        "events": events_text(found.events),
        "status": status,
        "state": state,
        "is_active": found.state == EndpointState.ACTIVE,
        "is_off": found.state == EndpointState.OFF,
        "dead": counts[Shelf.DEAD],
        "shelves": [_shelf_link(found, shelf, counts[shelf]) for shelf in Shelf],
        "rotate": rotate,
        "events_form": events,
    }
    bad = rotate.errors or events.errors
    return render(request, "webhooks/endpoint.html", context, status=UNPROCESSABLE if bad else None)


def _shown(request: HttpRequest, issued: services.Issued, *, hours: int | None) -> HttpResponse:
    """The one page on which a secret stands."""
    return render(request, "webhooks/secret.html", {"issued": issued, "hours": hours})


@require_POST
def try_out(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send a trial message, and show what comes of it."""
    actor = _keeper(request)
    try:
        delivery = services.endpoint_try(actor=actor, endpoint=endpoint_or_404(actor, uuid))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("webhooks:endpoint", uuid)
    messages.success(request, _("Prøvebeskeden er på vej. Genindlæs siden om et øjeblik for at se svaret."))
    return redirect("webhooks:delivery", delivery.uuid)


@require_POST
def pause(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = _keeper(request)
    services.endpoint_pause(actor=actor, endpoint=endpoint_or_404(actor, uuid))
    messages.success(request, _("Webhooken er på pause. Det, der sker imens, venter."))
    return redirect("webhooks:endpoint", uuid)


@require_POST
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = _keeper(request)
    services.endpoint_resume(actor=actor, endpoint=endpoint_or_404(actor, uuid))
    messages.success(request, _("Webhooken er slået til."))
    return redirect("webhooks:endpoint", uuid)


@require_POST
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = _keeper(request)
    found = endpoint_or_404(actor, uuid)
    services.endpoint_remove(actor=actor, endpoint=found)
    messages.success(request, _("Der sendes ikke mere til %s.") % found.url)
    return redirect("webhooks:list")


@require_safe
def log(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The messages to one endpoint: what did not arrive, what waits, what arrived."""
    actor = _keeper(request)
    found = endpoint_or_404(actor, uuid)
    try:
        shelf = Shelf(request.GET.get("vis", Shelf.DELIVERED))
    except ValueError:
        raise Http404 from None
    return _log_page(request, found, shelf, ReplayForm())


def _log_page(request: HttpRequest, found: Endpoint, shelf: Shelf, form: ReplayForm) -> HttpResponse:
    now = timezone.now()
    counts = shelf_counts(found)
    page = shelf_slice(found, shelf, after=request.GET.get("efter", ""))
    next_url = _shelf_url(found, shelf, efter=str(page.after)) if page.after else ""
    context = {
        "endpoint": found,
        "shelves": [{**_shelf_link(found, one, counts[one]), "current": one == shelf} for one in Shelf],
        "heading": HEADINGS()[shelf],
        "empty": EMPTY()[shelf],
        "rows": [delivery_row(row, now) for row in page.rows],
        "page": parts.Page(
            previous_url=_shelf_url(found, shelf) if "efter" in request.GET else "", next_url=next_url
        ),
        "form": form if shelf == Shelf.DEAD and page.rows else None,
        "can_replay": found.state != EndpointState.OFF,
    }
    return render(request, "webhooks/log.html", context, status=UNPROCESSABLE if form.errors else None)


@require_POST
def replay_all(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send all again that happened since some time and did not arrive."""
    actor = _keeper(request)
    found = endpoint_or_404(actor, uuid)
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return _log_page(request, found, Shelf.DEAD, form)
    again = services.deliveries_replay(actor=actor, endpoint=found, since=form.since(timezone.now()))
    if again:
        number = danish.count(again, _("besked"), _("beskeder"))
        messages.success(request, _("%s er lagt i kø og sendes om et øjeblik.") % danish.capitalise(number))
    else:
        messages.info(request, _("Der var ingen beskeder at sende igen."))
    return redirect(_shelf_url(found, Shelf.WAITING if again else Shelf.DEAD))


@require_safe
def delivery(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One message: what happened, and what the server answered."""
    actor = _keeper(request)
    found = delivery_or_404(actor, uuid)
    now = timezone.now()
    shelf = _shelf_of(found.state)
    context = {
        "delivery": found,
        "title": event_text(found.event),
        "address": found.endpoint.url,
        "look": LOOK[found.state],
        "facts": delivery_facts(found, now),
        "back_url": _shelf_url(found.endpoint, shelf),
        "again": replay_action(found) if found.state == DeliveryState.DEAD else None,
    }
    return render(request, "webhooks/delivery.html", context)


@require_POST
def replay(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = _keeper(request)
    found = delivery_or_404(actor, uuid)
    if services.delivery_replay(actor=actor, delivery=found):
        messages.success(request, _("Beskeden er lagt i kø og sendes om et øjeblik."))
    else:
        messages.info(request, _("Beskeden er allerede sendt eller på vej."))
    return redirect("webhooks:delivery", uuid)


def _shelf_of(state: str) -> Shelf:
    if state == DeliveryState.DEAD:
        return Shelf.DEAD
    return Shelf.DELIVERED if state in (DeliveryState.DELIVERED, DeliveryState.WITHHELD) else Shelf.WAITING


def HEADINGS() -> dict[Shelf, str]:  # noqa: N802  (a table of texts in the reader's language)
    return {
        Shelf.DEAD: _("Ikke leveret"),
        Shelf.WAITING: _("Venter"),
        Shelf.DELIVERED: _("Leveret"),
    }


def EMPTY() -> dict[Shelf, tuple[str, str]]:  # noqa: N802
    return {
        Shelf.DEAD: (
            _("Alt er kommet frem."),
            _("Det, der ikke kan leveres efter flere forsøg, ligger her og kan sendes igen."),
        ),
        Shelf.WAITING: (_("Ingen beskeder venter."), _("Nye beskeder sendes inden for få sekunder.")),
        Shelf.DELIVERED: (
            _("Der er ikke leveret noget endnu."),
            _("Send en prøvebesked for at se, om jeres system tager imod."),
        ),
    }


def _shelf_url(endpoint: Endpoint, shelf: Shelf, **place: str) -> str:
    address = reverse("webhooks:log", args=[endpoint.uuid])
    return f"{address}?{urlencode({'vis': shelf.value, **place})}"


def _shelf_link(endpoint: Endpoint, shelf: Shelf, count: int) -> dict[str, Any]:
    number = _("over %s") % danish.number(COUNT_MAX) if count > COUNT_MAX else danish.number(count)
    return {"label": HEADINGS()[shelf], "count": number, "url": _shelf_url(endpoint, shelf)}
