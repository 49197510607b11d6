"""Taking everything out: ordering it, fetching it, throwing it away."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import actor_of
from leaving.catalogue import owned_tables
from leaving.limits import KEPT, SHOWN
from leaving.models import Export
from leaving.permissions import check_can_export
from leaving.services import export_fetch, export_order, export_remove
from tabular.writing import file_name


def _one(actor: Actor, uuid: UUID) -> Export:
    found = Export.objects.visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
def exports(request: HttpRequest) -> HttpResponse:
    """What can be ordered, and what was."""
    actor = actor_of(request)
    check_can_export(actor)
    rows = list(Export.objects.visible_to(actor).select_related("created_by")[:SHOWN])
    context = {
        "frame": "base_portal.html" if actor.is_company else "base.html",
        "exports": rows,
        "waiting": any(row.is_waiting for row in rows),
        "titles": [str(table.title) for table in owned_tables()],
        "days": KEPT.days,
        "has_candidates": actor.is_jobcenter,
    }
    return render(request, "leaving/exports.html", context)


@require_POST
def order(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    try:
        export_order(actor=actor)
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Vi samler det nu. Du får en mail, når det er klar."))
    return redirect("leaving:exports")


@require_safe
@never_cache
def fetch(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The archive itself."""
    actor = actor_of(request)
    export = _one(actor, uuid)
    try:
        content = export_fetch(actor=actor, export=export)
    except ValidationError as refused:
        raise Http404 from refused
    name = file_name(actor.organisation_name, export.created_at.date(), ending="zip")
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = actor_of(request)
    export_remove(actor=actor, export=_one(actor, uuid))
    messages.success(request, _("Filen bliver slettet inden for et minut."))
    return redirect("leaving:exports")
