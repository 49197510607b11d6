"""The company's portal: where its orders stand, a new order, and its answer to an alternative."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.models import User
from agreements.selectors.routing import route_to
from companies.models import Company, ContactPerson, Workplace
from companies.selectors import company_card
from companies.services import ContactInput, contact_add
from jobcenters.calendar import NoOpeningHoursError, local_date
from orders.forms.portal import ME, PortalForm
from orders.models import Alternative, Order
from orders.panels import portal_panels_for
from orders.promises import FIRST_ANSWER
from orders.selectors import portal as select
from orders.selectors.agreed import under_agreement
from orders.selectors.company_questions import unanswered
from orders.selectors.order_page import asked_text
from orders.services.callback import callback_ask
from orders.services.orders import order_submit
from orders.services.plan import alternative_decide
from orders.views.intake import UNPROCESSABLE, sent_before
from orders.views.message import agreed_contact
from ui import danish

CHANNEL = "virksomhedsportalen"  # how an answer reached us, as the order's history says it


def company_of(request: HttpRequest) -> Actor:
    """The acting company. For anybody else the portal does not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_company:
        raise Http404
    return actor


# --- where the orders stand ---------------------------------------------------------------------------------


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """ "Jeres sag lige nu": the most urgent order, then the others."""
    actor = company_of(request)
    now = timezone.now()
    page = select.portal(actor, now)
    _card, route = agreed_contact(actor)
    context = {
        "page": page,
        "status": page.current,
        "now": now,
        "again_url": _again_url(page.latest),
        "route": route if route and route.tovholder else None,
    }
    return render(request, "orders/portal.html", context)


@require_safe
def order(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One order's status."""
    actor = company_of(request)
    now = timezone.now()
    found = select.own_orders(actor).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    status = select.statuses([found], now)[0]
    context = {
        "status": status,
        "facts": select.ordered_facts(status, list(found.lines.all()), now),
        "is_over": select.is_over(found),
        "under_agreement": under_agreement(found),
        "again_url": "" if found.is_inquiry else _again_url(found),
        "asked": asked_text(found),
        "panels": portal_panels_for(actor, found),
        "questions": unanswered(found) if found.is_open else [],
        "now": now,
    }
    return render(request, "orders/portal_order.html", context)


def _again_url(latest: Order | None) -> str:
    return f"{reverse('orders:portal_new')}?genbestil={latest.uuid}" if latest else ""


# --- a new order --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Seven questions, and before sending when the company hears from us. `?genbestil=` begins from an earlier order.

    HTMX asks here too for the sentence about another workplace.
    """
    actor = company_of(request)
    company = Company.objects.visible_to(actor).with_organisation().get(pk=actor.organisation_id)
    card = company_card(actor, company)
    if request.method != "POST" and request.htmx:  # type: ignore[attr-defined]
        return render(
            request,
            "orders/partials/_intake_due.html",
            _due(card.workplaces, request.GET.get("workplace", "")),
        )
    form = PortalForm(
        request.POST if request.method == "POST" else None,
        workplaces=card.workplaces,
        contacts=_contacts(actor, card.contacts),
        asks=reverse("orders:portal_new"),
        again=_again(actor, request),
    )
    mark_agreed(form, card.first_workplace)
    if request.method == "POST":
        known = sent_before(actor, form.key)
        if known is not None:
            messages.info(request, _("Vi har allerede modtaget ordren. Den blev sendt to gange."))
            return redirect("orders:portal_order", uuid=known.uuid)
        saved = _submit(actor, company, card.workplaces, card.contacts, form) if form.is_valid() else None
        if saved is not None:
            messages.success(request, _received_text(saved))
            return redirect("orders:portal_order", uuid=saved.uuid)
    chosen = form["workplace"].value() or ""
    context = {"form": form, "company": company, **_due(card.workplaces, str(chosen))}
    return render(request, "orders/portal_new.html", context, status=UNPROCESSABLE if form.is_bound else None)


def mark_agreed(form: PortalForm, workplace: Workplace | None) -> None:
    """What the company's agreement covers first, and of the rest that it is no part of it (N9)."""
    route = route_to(workplace, local_date(timezone.now())) if workplace else None
    if route is not None:
        for line in form.lines:
            line.mark_agreed(route.ticks)


def _again(actor: Actor, request: HttpRequest) -> Order | None:
    """The earlier order to begin from. Raises Http404 for one that is not the company's own."""
    text = request.GET.get("genbestil", "")
    if not text:
        return None
    try:
        return select.own_orders(actor).prefetch_related("lines").get(uuid=UUID(text))
    except (ValueError, Order.DoesNotExist) as error:
        raise Http404 from error


def _due(workplaces: list[Workplace], public_id: str) -> dict[str, Any]:
    """When the company hears from us about an order for the chosen workplace (the first, where none is chosen)."""
    now = timezone.now()
    workplace = next((row for row in workplaces if str(row.uuid) == public_id), None)
    workplace = workplace or next(iter(workplaces), None)
    return {
        "answer": select.first_answer(workplace, now) if workplace else None,
        "workplace": workplace,
        "now": now,
    }


def _user(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


def _own(actor: Actor, contacts: list[ContactPerson]) -> ContactPerson | None:
    """The signed-in person among the contact persons."""
    email = _user(actor).email.lower()
    return next((row for row in contacts if row.user_id == actor.user_id), None) or next(
        (row for row in contacts if row.email.lower() == email), None
    )


def _contacts(actor: Actor, contacts: list[ContactPerson]) -> list[tuple[str, str]]:
    """Whom we may ring: the signed-in person first."""
    own = _own(actor, contacts)
    me = [] if own else [(ME, _("%s (mig selv)") % (actor.name or _user(actor).email))]
    rows = sorted(contacts, key=lambda row: row is not own)
    return me + [(str(row.uuid), ", ".join(filter(None, [row.name, row.title]))) for row in rows]


def _submit(
    actor: Actor,
    company: Company,
    workplaces: list[Workplace],
    contacts: list[ContactPerson],
    form: PortalForm,
) -> Order | None:
    """The saved order; None when the form now says why not. All is kept or nothing is."""
    values = form.cleaned_data
    try:
        with transaction.atomic():
            contact = next((row for row in contacts if str(row.uuid) == values["contact"]), None)
            if contact is None:
                # Whoever orders can be rung about it: the jobcentre needs a person.
                user = _user(actor)
                person = ContactInput(
                    name=actor.name or user.email, email=user.email, phone=user.phone, user_id=user.pk
                )
                contact = contact_add(actor=actor, company=company, contact=person)
            return order_submit(
                actor=actor,
                workplace=next(row for row in workplaces if str(row.uuid) == values["workplace"]),
                contact=contact,
                lines=form.line_data(),
                data=form.order_data(),
                submit_key=form.key,
            )
    except ValidationError as error:
        form.add_error("contact", error.messages[0])
    except (LookupError, NoOpeningHoursError):
        # Nobody serves the place, or whoever does has written no opening hours: a person must take it.
        form.add_error(
            None, _("Vi kan ikke modtage ordrer til den arbejdsplads her. Ring til jeres jobcenter.")
        )
    return None


def _received_text(order: Order) -> str:
    due_at = order.clocks.filter(promise__in=FIRST_ANSWER).aggregate(first=Min("due_at"))["first"]
    name = (order.tovholder or order.received_by).name
    if due_at is None:
        return _("Vi har modtaget jeres ordre.")
    words = {"name": name, "due": danish.when(due_at, timezone.now())}
    return _("Vi har modtaget jeres ordre. I hører fra %(name)s senest %(due)s.") % words


# --- the answer to an alternative ---------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def alternative(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ja tak, nej tak, or "ring til mig". The question itself stands on the order's page."""
    actor = company_of(request)
    found = (
        Alternative.objects.filter(uuid=uuid, order__company_id=actor.organisation_id)
        .select_related("order")
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            _answer(request, actor, found)
        except PermissionDenied as error:
            messages.error(request, str(error))
    return redirect("orders:portal_order", uuid=found.order.uuid)


def _answer(request: HttpRequest, actor: Actor, found: Alternative) -> None:
    name = actor.name or actor.organisation_name
    answer = request.POST.get("answer", "")
    if answer == "call":
        callback_ask(actor=actor, alternative=found, by_name=name)
        messages.success(request, _("Vi har fået besked om, at I gerne vil ringes op."))
    elif answer in ("yes", "no"):
        accepted = answer == "yes"
        alternative_decide(
            actor=actor, alternative=found, accepted=accepted, by_name=name[:120], channel=CHANNEL
        )
        messages.success(
            request,
            _("Tak. I har sagt ja til forslaget.") if accepted else _("Tak. I har sagt nej til forslaget."),
        )
    else:
        messages.error(request, _("Vælg ja tak, nej tak, eller at I vil ringes op."))
