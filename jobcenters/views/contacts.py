"""The contact lists of a network and of the country: looking, taking along, confirming, writing and asking."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.contacting.asking import contact_ask
from jobcenters.contacting.files import contact_cards, contact_sheet
from jobcenters.contacting.finding import ContactRow, contact_rows, gap_rows
from jobcenters.contacting.forms import ContactEntryForm, ContactSearchForm
from jobcenters.enums import ContactList
from jobcenters.models import ContactEntry, Network
from jobcenters.permissions import check_can_confirm_contact
from jobcenters.selectors import networks_of
from jobcenters.services.contacts import contact_add, contact_change, contact_confirm, contact_remove
from jobcenters.views.common import acting, authorities_only, now_and_today, own_jobcenter

# The words in the address are Danish, as everything a user sees.
KIND_BY_SLUG = {"sparring": ContactList.SPARRING, "rekruttering": ContactList.RECRUITMENT}
SLUG_BY_KIND = {str(kind): slug for slug, kind in KIND_BY_SLUG.items()}
UNPROCESSABLE = 422


@require_safe
@authorities_only
def contact_list(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """One of a network's two lists."""
    kind = KIND_BY_SLUG.get(slug)
    if kind is None:
        raise Http404
    network = get_object_or_404(Network, uuid=uuid)
    return _list(request, kind=kind, network=network)


@require_safe
@authorities_only
def contacts_national(request: HttpRequest) -> HttpResponse:
    """The national list: every contact person of every jobcentre (R52)."""
    return _list(request, kind=None, network=None)


def _list(request: HttpRequest, *, kind: ContactList | None, network: Network | None) -> HttpResponse:
    actor = acting(request)
    now, today = now_and_today()
    form = ContactSearchForm(request.GET)
    wanted = form.wanted(kind=kind or "", network=network.uuid if network else None)
    context = {
        "network": network,
        "kind": kind,
        "title": kind.label if kind else _("Kontaktpersoner i jobcentre"),
        "lists": [(slug, other.label, other == kind) for slug, other in KIND_BY_SLUG.items()],
        "networks": [] if network else list(Network.objects.all()),
        "form": form,
        "wanted": wanted,
        "rows": contact_rows(actor, today, wanted),
        "gaps": gap_rows(actor, today, network=network),
        "can_write": actor.is_jobcenter,
        "now": now,
    }
    return render(request, "jobcenters/contacts.html", context)


def _asked_rows(request: HttpRequest) -> list[ContactRow]:
    """The rows of the list that a file is of; what cannot be read in the address narrows nothing."""
    kind = request.GET.get("liste", "")
    try:
        network = UUID(request.GET["netvaerk"])
    except (KeyError, ValueError):
        network = None
    wanted = ContactSearchForm(request.GET).wanted(kind=kind, network=network)
    return contact_rows(acting(request), now_and_today()[1], wanted)


def _file(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@authorities_only
def contacts_csv(request: HttpRequest) -> HttpResponse:
    return _file(contact_sheet(_asked_rows(request)), "text/csv", "kontaktpersoner.csv")


@require_safe
@authorities_only
def contacts_vcf(request: HttpRequest) -> HttpResponse:
    return _file(contact_cards(_asked_rows(request)), "text/vcard", "kontaktpersoner.vcf")


@require_safe
@authorities_only
def contact_vcf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One person's card."""
    actor = acting(request)
    entry = get_object_or_404(ContactEntry.objects.visible_to(actor), uuid=uuid)
    rows = contact_rows(actor, now_and_today()[1], jobcenter_id=entry.jobcenter_id)
    return _file(contact_cards(row for row in rows if row.entry.pk == entry.pk), "text/vcard", "kontakt.vcf")


def _list_of(entry: ContactEntry) -> str:
    """The address of the list that the entry stands on."""
    if entry.network is None:
        return reverse("jobcenters:contacts_national")
    return reverse("jobcenters:contacts", args=[entry.network.uuid, SLUG_BY_KIND[entry.list_kind]])


def _entry(actor: Actor, uuid: UUID) -> ContactEntry:
    return get_object_or_404(
        ContactEntry.objects.visible_to(actor).select_related("network", "stand_in"), uuid=uuid
    )


@require_POST
@authorities_only
def contact_confirm_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Confirm one's own entry; another's entry is refused in words (403), a company finds nothing (404)."""
    actor = acting(request)
    _now, today = now_and_today()
    entry = _entry(actor, uuid)
    contact_confirm(actor=actor, entry=entry, today=today)
    messages.success(request, _("%(person)s er bekræftet.") % {"person": entry.person})
    return redirect(_list_of(entry))


@require_POST
@authorities_only
def contact_ask_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the person by mail whether the entry is right."""
    actor = acting(request)
    entry = _entry(actor, uuid)
    try:
        contact_ask(actor=actor, entry=entry, now=moment())
    except ValueError as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("%s får en mail med et link til at bekræfte.") % entry.person)
    return redirect(_list_of(entry))


@require_http_methods(["GET", "HEAD", "POST"])
@authorities_only
def contact_new(request: HttpRequest) -> HttpResponse:
    """Write a contact person of one's own jobcentre."""
    actor = acting(request)
    own_jobcenter(actor)
    _now, today = now_and_today()
    form = ContactEntryForm(request.POST or None, **_offers(actor, None))
    if request.method == "POST" and form.is_valid():
        try:
            entry = contact_add(actor=actor, values=form.values(), today=today)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("%s står nu på listen.") % entry.person)
            return redirect(_list_of(entry))
    return _form(request, form, title=_("Ny kontaktperson"), entry=None)


@require_http_methods(["GET", "HEAD", "POST"])
@authorities_only
def contact_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write one's own entry anew; another's is refused in words (403)."""
    actor = acting(request)
    _now, today = now_and_today()
    entry = _entry(actor, uuid)
    check_can_confirm_contact(actor, entry)
    form = ContactEntryForm(
        request.POST or None, initial=ContactEntryForm.initial_of(entry), **_offers(actor, entry)
    )
    if request.method == "POST" and form.is_valid():
        try:
            contact_change(actor=actor, entry=entry, values=form.values(), today=today)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("%s er rettet og bekræftet.") % entry.person)
            return redirect(_list_of(entry))
    return _form(request, form, title=_("Ret kontaktperson"), entry=entry)


@require_POST
@authorities_only
def contact_remove_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one's own entry off the lists."""
    actor = acting(request)
    entry = _entry(actor, uuid)
    address = _list_of(entry)
    contact_remove(actor=actor, entry=entry)
    messages.success(request, _("%s er taget af listen.") % entry.person)
    return redirect(address)


def _offers(actor: Actor, entry: ContactEntry | None) -> dict[str, Any]:
    colleagues = ContactEntry.objects.visible_to(actor).filter(jobcenter_id=actor.organisation_id)
    if entry is not None:
        colleagues = colleagues.exclude(pk=entry.pk)
    return {
        "networks": networks_of(actor.organisation_id, now_and_today()[1]),
        "colleagues": list(colleagues.order_by("person", "list_kind", "pk")),
    }


def _form(
    request: HttpRequest, form: ContactEntryForm, *, title: str, entry: ContactEntry | None
) -> HttpResponse:
    back = _list_of(entry) if entry else reverse("jobcenters:contacts_national")
    context = {"form": form, "title": title, "entry": entry, "back": back}
    return render(
        request, "jobcenters/contact_form.html", context, status=UNPROCESSABLE if form.errors else None
    )
