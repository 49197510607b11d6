"""A version's PDF files: the panel with its progress, asking for one, and fetching it."""

from io import BytesIO
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import actor_of
from agreements.enums import PdfState
from agreements.models import AgreementVersion
from agreements.pdf.content import file_name
from agreements.pdf.library import PdfUnavailable
from agreements.pdf.services import PdfError, pdf_ask_here
from agreements.selectors.pdfs import pdf_or_404, pdf_panel, version_or_404


def _page(
    request: HttpRequest, actor: Actor, version: AgreementVersion, *, problem: str = "", status: int = 200
) -> HttpResponse:
    part = request.htmx and not problem  # type: ignore[attr-defined]
    shown = pdf_panel(actor, version)
    if not shown.items:
        raise Http404
    return render(
        request,
        "agreements/pdf/_pdf_panel.html" if part else "agreements/pdf/page.html",
        {
            "pdf_panel": shown,
            "version": version,
            "problem": problem,
            "frame": "base_portal.html" if actor.is_company else "base.html",
        },
        status=status,
    )


@require_safe
def panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the files are: the part alone for HTMX, which asks again until all are there; else a page of its own."""
    actor = actor_of(request)
    response = _page(request, actor, version_or_404(actor, uuid))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def ask(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Ask for a file and go back to the page that has the panel. 503 with one sentence where none can be made."""
    actor = actor_of(request)
    version = version_or_404(actor, uuid)
    try:
        pdf_ask_here(actor=actor, version=version, kind=kind)
    except PermissionDenied as error:
        raise Http404 from error
    except PdfError as problem:
        return _page(request, actor, version, problem=str(problem), status=409)
    except PdfUnavailable as problem:
        return _page(request, actor, version, problem=str(problem), status=503)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(f"{back}#pdf-{version.number}")
    return redirect("agreements:pdf_panel", uuid=version.uuid)


@require_safe
def download(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file itself. One that is not there yet leads to the page that tells how far it is."""
    actor = actor_of(request)
    pdf = pdf_or_404(actor, uuid)
    if pdf.state != PdfState.DONE or pdf.content is None:
        return redirect("agreements:pdf_panel", uuid=pdf.version.uuid)
    response = FileResponse(
        BytesIO(bytes(pdf.content)),
        as_attachment=True,
        filename=file_name(pdf.version, pdf.kind),
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
