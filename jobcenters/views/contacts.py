"""The two contact lists of a network, and the one press that confirms one's own entry."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobcenters import selectors
from jobcenters.enums import ContactList
from jobcenters.models import ContactEntry, Network
from jobcenters.services.contacts import contact_confirm
from jobcenters.views.common import acting, authorities_only, now_and_today

# The words in the address are Danish, as everything a user sees.
KIND_BY_SLUG = {"sparring": ContactList.SPARRING, "rekruttering": ContactList.RECRUITMENT}
SLUG_BY_KIND = {str(kind): slug for slug, kind in KIND_BY_SLUG.items()}


@require_safe
@authorities_only
def contact_list(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    actor = acting(request)
    now, today = now_and_today()
    kind = KIND_BY_SLUG.get(slug)
    if kind is None:
        raise Http404
    network = get_object_or_404(Network, uuid=uuid)
    context = {
        "network": network,
        "kind": kind,
        "slug": slug,
        "lists": [(other_slug, other.label, other == kind) for other_slug, other in KIND_BY_SLUG.items()],
        "rows": selectors.contact_list(actor, network, kind, today),
        "now": now,
    }
    return render(request, "jobcenters/contacts.html", context)


@require_POST
@authorities_only
def contact_confirm_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Confirm one's own entry; another's entry is refused in words (403), a company finds nothing (404)."""
    actor = acting(request)
    _now, today = now_and_today()
    entry = get_object_or_404(ContactEntry.objects.visible_to(actor).select_related("network"), uuid=uuid)
    contact_confirm(actor=actor, entry=entry, today=today)
    messages.success(request, _("%(person)s er bekræftet.") % {"person": entry.person})
    return redirect("jobcenters:contacts", uuid=entry.network.uuid, slug=SLUG_BY_KIND[entry.list_kind])
