"""A consultant registers what a company told, an order or a question: on the telephone, by mail or at a visit."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.models import Organisation
from agreements.selectors.routing import route_to
from agreements.services.bypass import bypass_log
from companies.forms import RegisterForm
from companies.lookup import NEW, lookup_context, typed_new, wants_new
from companies.merging import Likely
from companies.models import Company, ContactPerson, Workplace
from companies.selectors import company_card
from jobcenters.calendar import NoOpeningHoursError, local_date
from orders.agreement_note import agreement_note
from orders.calendars import deadline_for
from orders.forms.guard import GuardForm
from orders.forms.inquiry import InquiryPart
from orders.forms.intake import IntakeForm
from orders.intake_sources import Source, source_of, source_taken
from orders.models import Order
from orders.promises import FIRST_ANSWER
from orders.services.messages import inquiry_register
from orders.services.orders import order_register
from ui import danish

UNPROCESSABLE = 422
# Presses that choose a company and save nothing yet.
LOOKS = frozenset({"find", "brug", "ny"})


def sent_before(actor: Actor, key: UUID) -> Order | None:
    """The order that this very form has made already.

    The same form in another request is waited for: of two that arrive together the second finds the first's order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"order-form:{actor.user_id}:{key}"]
        )
    return Order.objects.visible_to(actor).filter(created_by_id=actor.user_id, submit_key=key).first()


@dataclass(slots=True)
class _Page:
    """The form with its look-up; `new` holds the fields of a company that is registered on the spot."""

    form: IntakeForm
    lookup: dict[str, Any]
    new: RegisterForm | None = None
    # Who takes an order from a company under agreement; not asked of others.
    guard: GuardForm = field(default_factory=GuardForm)
    # What the case is made of, such as a mail: its time is when the company turned to us.
    source: Source | None = None
    # Registered companies that may be the new one, shown before it is made.
    likely: list[Likely] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Register an order: for a jobcentre, which becomes its tovholder, and for Jobservice Danmark, which does not."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.serves_companies:
        raise Http404
    if request.method != "POST":
        return _show(request, actor, _opened(request, actor))
    data = _chosen_by_press(request.POST)
    page = _posted(data, actor)
    if LOOKS & data.keys() or _only_looking(data, page):
        page.form = IntakeForm(actor=actor)
        page.form.keep(data)
        if page.new is not None:
            page.new = _typed_again(page.new)
        return _show(request, actor, page)
    known = sent_before(actor, page.form.key)
    if known is not None:
        messages.info(request, _("Den er allerede gemt. Formularen blev sendt to gange."))
        return redirect(_done_url(actor, known))
    # Both are asked, so that all that is wrong is told at once.
    valid = [page.form.is_valid(), page.new is None or page.new.is_valid()]
    if all(valid) and page.new is not None and data.get("anyway") != page.new.cleaned_data["cvr"]:
        page.likely = page.new.likely(actor)
    order = _register(actor, page) if all(valid) and not page.likely else None
    if order is None:
        return _show(request, actor, page, status=UNPROCESSABLE)
    messages.success(request, _saved_text(actor, order))
    return redirect(_done_url(actor, order))


def _chosen_by_press(typed: QueryDict) -> QueryDict:
    """The post as it is after "Brug denne" (the company is the one pressed) or "Opret den nye" (none is chosen)."""
    data = typed.copy()
    if "brug" in data:
        data["company"], data["q"] = str(data["brug"]), ""
    elif "ny" in data:
        data["company"], data["q"] = "", ""
    return data


def _opened(request: HttpRequest, actor: Actor) -> _Page:
    """The form as it is opened: empty, or beginning from a source with what that knows already."""
    source = source_of(actor, request.GET.get("fra", ""))
    asked = request.GET
    lookup = lookup_context(
        actor,
        asked.get("q", source.look_up if source else ""),
        picked=asked.get("company", source.company if source else ""),
        contact=source.contact if source else "",
        new_initial=source.new_initial if source else None,
    )
    form = IntakeForm(actor=actor)
    if source is not None:
        form.begin(source)
    return _Page(form, lookup, lookup["new_company"], source=source)


def _posted(data: QueryDict, actor: Actor) -> _Page:
    source = source_of(actor, data.get("fra", ""))
    is_new = wants_new(data) or (
        not data.get("company")
        and any(name.startswith(f"{NEW}-") and data.get(name, "").strip() for name in data)
    )
    lookup = lookup_context(
        actor,
        data.get("q", ""),
        picked=data.get("company", ""),
        workplace=data.get("workplace", ""),
        contact=data.get("contact", ""),
        new_data=data if is_new else None,
        new_initial=source.new_initial if source else None,
    )
    # Somebody typed a new company, and then found that it is registered: what was found counts.
    new = lookup["new_company"] if is_new else None
    form = IntakeForm(data, actor=actor, lookup=lookup["lookup"], new=new is not None)
    return _Page(form, lookup, new, GuardForm(data), source)


def _only_looking(data: QueryDict, page: _Page) -> bool:
    """Whether Enter was pressed with nothing typed but the look-up: then a company is sought, and nothing is wrong."""
    return (
        "enter" in data
        and bool(data.get("q", "").strip())
        and not data.get("company")
        and page.new is None
        and not page.form.lines[0].has_changed()
        and not page.form.inquiry.is_typed()
    )


def _typed_again(form: RegisterForm) -> RegisterForm:
    """The same fields with what was typed, not judged yet. Looking up a CVR number gives it to an empty field."""
    values = {
        name: field.widget.value_from_datadict(form.data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }
    return RegisterForm(prefix=NEW, initial=values, use_required_attribute=False)


def _register(actor: Actor, page: _Page) -> Order | None:
    """The saved order; None when the form now says what is wrong. Nothing is then kept of a new company either."""
    save = transaction.savepoint()
    order = None
    try:
        parties = page.form.found if page.new is None else _new_company(actor, page, page.new)
        if parties is not None:
            order = _save(actor, page, *parties)
    except NoOpeningHoursError:
        page.form.add_error(
            None,
            _(
                "Jobcentrets åbningstider mangler, så fristen kan ikke beregnes. Skriv dem i kalenderen først."
            ),
        )
    except PermissionDenied as error:
        order = None
        page.form.add_error(None, str(error))
    if order is None:
        transaction.savepoint_rollback(save)
    return order


def _new_company(
    actor: Actor, page: _Page, new: RegisterForm
) -> tuple[Company, Workplace, ContactPerson | None] | None:
    company = new.register(actor)
    if company is not None:
        card = company_card(actor, company)
        return company, card.workplaces[0], card.primary_contact
    if new.known is not None:
        # It was registered meanwhile: it is chosen now, and what was typed about it is still shown beside.
        page.lookup = lookup_context(actor, "", picked=str(new.known.uuid))
        page.form.add_error(
            "company",
            _("%(name)s er allerede registreret og er valgt nu. Se, om arbejdspladsen passer, og gem igen.")
            % {"name": new.known.name},
        )
        page.new = None
    return None


def _save(
    actor: Actor, page: _Page, company: Company, workplace: Workplace, contact: ContactPerson | None
) -> Order | None:
    """The saved case; None where the consultant must first say who takes it: the company has one entrance (R94)."""
    form, guard = page.form, page.guard
    own = Organisation.objects.get(pk=actor.organisation_id)
    asked = form.inquiry if form.is_inquiry else None
    came = page.source.received_at if page.source else timezone.now()
    route = route_to(workplace, local_date(asked.received_at if asked else came))
    hand_to = None
    if route and route.tovholder and route.tovholder.organisation_id != actor.organisation_id:
        if not guard.is_answered(actor):
            form.add_error(None, guard.sentence(route.tovholder.name))
            return None
        if guard.hands_over:
            hand_to = Organisation.objects.get(pk=route.tovholder.organisation_id)
    if asked is not None and asked.answered_at is not None and hand_to is not None:
        asked.add_error("answered", _("Tovholderen svarer, når I giver henvendelsen videre. Vælg “Nej”."))
        return None
    about: dict[str, Any] = {
        "actor": actor,
        "workplace": workplace,
        "contact": contact,
        "channel": form.channel_value,
        "received_by": own,
        "tovholder": None if actor.is_national else own,
        "submit_key": form.key,
        "hand_to": hand_to,
    }
    if asked is not None:
        order = inquiry_register(
            **about,
            text=asked.cleaned_data["text"],
            by_name=asked.cleaned_data["by_name"],
            received_at=asked.received_at,
            answered_at=asked.answered_at,
            answer=asked.cleaned_data.get("answer", ""),
        )
    else:
        if page.source is not None:
            about["received_at"] = page.source.received_at
        order = _save_order(actor, form, company, about)
    if page.source is not None:
        source_taken(actor, page.source, order)
    if route and route.is_around(actor) and hand_to is None:
        words = _("henvendelse %(number)s, %(title)s") if asked else _("ordre %(number)s, %(title)s")
        bypass_log(
            actor=actor,
            company=company,
            route=route,
            reason=guard.cleaned_data["reason"],
            text=guard.cleaned_data["reason_text"],
            about=words % {"number": order.number, "title": order.title},
        )
    return order


def _save_order(actor: Actor, form: IntakeForm, company: Company, about: dict[str, Any]) -> Order:
    note = form.cleaned_data["note"]
    return order_register(
        **about,
        company=company,
        lines=form.line_data(),
        data=form.order_data(),
        owner_user_id=None if actor.is_national else actor.user_id,
        # An internal note has its own place, which the company does not read; without a tovholder there is none.
        note=note if actor.is_national else "",
        internal_note="" if actor.is_national else note,
    )


def _saved_text(actor: Actor, order: Order) -> str:
    what = _("Henvendelse %s") % order.number if order.is_inquiry else _("Ordre %s") % order.number
    if order.tovholder is not None and order.tovholder_id != actor.organisation_id:
        return _("%(what)s er givet videre til %(name)s, som er tovholder efter aftale %(agreement)s.") % {
            "what": what,
            "name": order.tovholder.name,
            "agreement": order.agreement_terms.get("number", ""),
        }
    if not order.is_open:
        return _("%s er gemt som besvaret og lukket. Virksomheden får ingen mail.") % what
    due_at = order.clocks.running().filter(promise__in=FIRST_ANSWER).aggregate(first=Min("due_at"))["first"]
    words = {
        "what": what,
        "who": order.contact.name if order.contact else order.company.name,
        "due": danish.when(due_at, timezone.now()) if due_at else "",
    }
    if order.contact and order.contact.email:
        return _("%(what)s er gemt. %(who)s får en mail: I hører fra os senest %(due)s.") % words
    return (
        _("%(what)s er gemt. %(who)s har ingen e-mailadresse og får ingen mail. Svar senest %(due)s.") % words
    )


def _done_url(actor: Actor, order: Order) -> str:
    # A jobcentre that gave the order on reads on the same address what a former tovholder may know.
    return reverse("orders:national") if actor.is_national else reverse("orders:order", args=[order.uuid])


def _show(request: HttpRequest, actor: Actor, page: _Page, status: int | None = None) -> HttpResponse:
    now = timezone.now()
    _tell_agreement(actor, page, now)
    page.form.new_company = page.new if page.new is not None and page.new.is_bound else None
    context = {
        **page.lookup,
        "new_company": page.new or page.lookup["new_company"],
        "form": page.form,
        "due_at": _due(actor, page.source.received_at if page.source else now),
        "source": page.source,
        "likely": page.likely,
        "anyway": request.POST.get("anyway", "")[:8],
        # A registered company is chosen instead: what was typed of the new one stays, to be read and to go back to.
        "typed_new": typed_new(request.POST) if page.new is None and page.lookup["card"] else [],
        "asked": _asked(actor, request, now),
        "now": now,
        "answers": actor.organisation_name,
        "is_national": actor.is_national,
        "back_url": reverse("orders:national" if actor.is_national else "orders:my_day"),
    }
    return render(request, "orders/new.html", context, status=status)


def _tell_agreement(actor: Actor, page: _Page, now: datetime) -> None:
    """What an agreement with the chosen company says: the note with what was typed, and the marks on the lines."""
    card, picked = page.lookup.get("card"), page.lookup.get("picked_workplace", "")
    workplace = next((row for row in card.workplaces if str(row.uuid) == picked), None) if card else None
    if card is None or workplace is None:
        return
    note = agreement_note(actor, card.company, workplace, form=page.guard)
    if note is not None:
        page.lookup["choice_notes"] = [note]
        for line in page.form.lines:
            line.mark_agreed(note.values["route"].ticks)


def _asked(actor: Actor, request: HttpRequest, now: datetime) -> tuple[datetime, datetime] | None:
    """When the question came, as typed so far, and when it must then be answered; None while that is no time."""
    part = InquiryPart(request.POST if request.method == "POST" else request.GET)
    part.is_valid()  # its other fields may be empty still
    received_at = getattr(part, "received_at", None)
    if received_at is None:
        typed = any(part[name].value() for name in ("on", "time"))
        received_at = None if typed else now
    due_at = _due(actor, received_at) if received_at else None
    return (received_at, due_at) if received_at and due_at else None


def _due(actor: Actor, now: datetime) -> datetime | None:
    """When the company would have been answered, if the form were saved now."""
    try:
        return deadline_for("D1", actor.organisation_id, now).due_at
    except NoOpeningHoursError:
        return None
