"""Modtaget post: the list, one mail, its files, and what is done with it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import actor_of
from inbound.addresses import address_of
from inbound.enums import WAITING, InboundState
from inbound.forms import AnswerForm
from inbound.models import InboundFile, InboundMail
from inbound.selectors import answer_due, files_of, inbox_of
from inbound.services.handling import (
    REMOVABLE,
    mail_answers,
    mail_lay,
    mail_remove,
    mail_restore,
    mail_set_aside,
)
from inbound.sources import source_key
from jobcenters.models import Jobcenter
from orders.views.order_common import claim, release, sent_before
from ui import danish, parts
from ui.messages import undo_message

UNPROCESSABLE = 422


def reader_of(request: HttpRequest) -> Actor:
    """A jobcentre, or Jobservice Danmark, which receives orders too. For anybody else there is no mail: Http404."""
    actor = actor_of(request)
    if not actor.serves_companies:
        raise Http404
    return actor


def mail_or_404(actor: Actor, uuid: UUID, *, own: bool = True) -> InboundMail:
    """A mail that the actor's jobcentre deals with; with `own=False` also one that it wrote. Raises Http404."""
    rows = InboundMail.objects.of_jobcenter(actor) if own else InboundMail.objects.visible_to(actor)
    return get_object_or_404(
        rows.select_related("company__organisation", "contact", "order", "request", "party", "handled_by"),
        uuid=uuid,
    )


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    actor = reader_of(request)
    now = timezone.now()
    place = Jobcenter.objects.filter(pk=actor.organisation_id).values_list("place", flat=True).first()
    context = {"inbox": inbox_of(actor, now), "address": address_of(place) if place else ""}
    return render(request, "inbound/inbox.html", context)


@require_safe
def mail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One mail, as text. Its files are downloads, never shown here."""
    actor = reader_of(request)
    found = mail_or_404(actor, uuid, own=False)
    now = timezone.now()
    ours = found.jobcenter_id == actor.organisation_id
    context = {
        "mail": found,
        "ours": ours,
        "facts": _facts(found, now),
        "files": files_of(found) if ours else [],
        "buttons": _buttons(found) if ours else [],
        "due_at": answer_due(found) if ours and found.state == InboundState.NEW else None,
        "now": now,
    }
    return render(request, "inbound/mail.html", context)


def _facts(found: InboundMail, now: Any) -> list[parts.Fact]:
    facts = [
        parts.Fact(_("Fra"), found.from_whom, found.sender if found.sender_name else ""),
        parts.Fact(_("Modtaget"), danish.capitalise(danish.when(found.received_at, now))),
    ]
    if found.company:
        url = reverse("companies:detail", args=[found.company.uuid])
        facts.append(parts.Fact(_("Virksomhed"), found.company.name, url=url))
    else:
        facts.append(parts.Fact(_("Virksomhed"), _("Ikke kendt")))
    if found.order:
        url = reverse("orders:order", args=[found.order.uuid])
        facts.append(parts.Fact(_("Ordre"), found.order.number, url=url))
    by = str(found.handled_by) if found.handled_by else ""
    return [*facts, parts.Fact(_("Tilstand"), str(InboundState(found.state).label), by)]


def _buttons(found: InboundMail) -> list[parts.Action]:
    """One filled button for what most often follows, and the others."""
    actions = []
    on_order = found.order_id is not None and found.state in (InboundState.REVIEW, InboundState.AUTOMATIC)
    if on_order:
        lay = reverse("inbound:lay", args=[found.uuid])
        actions.append(
            parts.Action(_("Læg på ordren"), lay, primary=found.state == InboundState.REVIEW, post=True)
        )
    if found.state in REMOVABLE:
        query = urlencode({"fra": source_key(found)})
        first = found.state == InboundState.NEW
        url = f"{reverse('orders:new')}?{query}"
        actions.append(parts.Action(_("Registrér som henvendelse"), url, icon="plus", primary=first))
        if found.company and not found.contact and found.sender:
            url = reverse("companies:contact_add", args=[found.company.uuid])
            query = urlencode({"navn": found.sender_name, "email": found.sender})
            actions.append(parts.Action(_("Tilføj %s som kontakt") % found.from_whom, f"{url}?{query}"))
        actions.append(
            parts.Action(_("Fjern som spam"), reverse("inbound:remove", args=[found.uuid]), post=True)
        )
    if found.automatic and found.state in WAITING:
        aside = reverse("inbound:set_aside", args=[found.uuid])
        actions.append(parts.Action(_("Læg til side som autosvar"), aside, post=True))
    if found.state == InboundState.SPAM or (found.state == InboundState.AUTOMATIC and found.before_spam):
        actions.append(
            parts.Action(
                _("Læg tilbage"),
                reverse("inbound:restore", args=[found.uuid]),
                primary=found.state == InboundState.SPAM,
                post=True,
            )
        )
    return actions


def _done(
    request: HttpRequest, uuid: UUID, perform: Callable[[Actor, InboundMail], str | None]
) -> HttpResponse:
    """Carry one press out; what is refused is said on the mail's page."""
    actor = reader_of(request)
    found = mail_or_404(actor, uuid)
    try:
        said = perform(actor, found)
    except PermissionDenied as error:
        messages.error(request, str(error))
        return redirect("inbound:mail", uuid)
    if said:
        messages.success(request, said)
    return redirect("inbound:inbox")


@require_POST
def lay(request: HttpRequest, uuid: UUID) -> HttpResponse:
    def perform(actor: Actor, found: InboundMail) -> str:
        mail_lay(actor=actor, mail=found)
        return _("Mailen ligger på ordren.")

    return _done(request, uuid, perform)


@require_POST
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    def perform(actor: Actor, found: InboundMail) -> None:
        mail_remove(actor=actor, mail=found)
        undo_message(request, _("Mailen er fjernet som spam."), reverse("inbound:restore", args=[uuid]))

    return _done(request, uuid, perform)


@require_POST
def set_aside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    def perform(actor: Actor, found: InboundMail) -> None:
        mail_set_aside(actor=actor, mail=found)
        undo_message(
            request, _("Mailen er lagt til side som autosvar."), reverse("inbound:restore", args=[uuid])
        )

    return _done(request, uuid, perform)


@require_POST
def restore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    def perform(actor: Actor, found: InboundMail) -> str:
        mail_restore(actor=actor, mail=found)
        return _("Mailen ligger igen, hvor den lå.")

    return _done(request, uuid, perform)


@require_safe
def file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """An attachment, to be saved: no browser shows it here, whatever it holds."""
    actor = reader_of(request)
    found = get_object_or_404(InboundFile, uuid=file, mail=mail_or_404(actor, uuid))
    response = HttpResponse(bytes(found.content), content_type=found.kind)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The asked jobcentre registers what its own mail said. Raises Http404 for everybody else."""
    actor = reader_of(request)
    found = mail_or_404(actor, uuid, own=False)
    if found.party_id != actor.organisation_id or found.request is None:
        raise Http404
    back = reverse("orders:request", args=[found.request.uuid])
    initial = {"text": found.text[:1000], "number": found.request.number_wanted}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and sent_before(actor, form):
        return redirect(back)
    if form.is_bound and form.is_valid() and claim(actor, form):
        try:
            mail_answers(actor=actor, mail=found, **form.facts())  # type: ignore[arg-type]
        except (PermissionDenied, ValueError) as error:
            release(actor, form)
            form.add_error(None, str(error))
        else:
            when = danish.when(found.received_at, timezone.now())
            messages.success(request, _("Svaret er registreret med mailens tidspunkt, %s.") % when)
            return redirect(back)
    context = {"mail": found, "form": form, "back_url": back}
    return render(request, "inbound/answer.html", context, status=UNPROCESSABLE if form.errors else None)
