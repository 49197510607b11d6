"""The page behind the personal link in the last mail: the signed PDF, for one who has no user account."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.document import stored
from agreements.emails import name_of
from agreements.enums import PdfKind
from agreements.models import Signer
from agreements.pdf.content import file_name
from agreements.pdf.library import PdfUnavailable
from agreements.pdf.services import PdfError, pdf_ask_here
from agreements.selectors.pdfs import signed_copy, signed_copy_content
from agreements.selectors.signing import signer_by_copy_token
from agreements.services.copies import check_copy_open
from agreements.views.common import personal_link
from agreements.views.signing import Entrance, closed, enter


def _open(request: HttpRequest, found: Entrance) -> Signer | HttpResponse:
    """The signer, or the page that says that the link has ended. Within the signer's own context."""
    rows = Signer.objects.select_related("party", "version__agreement__owner")
    signer = rows.filter(pk=found.signer_id).first()
    if signer is None:
        return closed(request, "unknown")
    if not check_copy_open(signer, moment()):
        version = signer.version
        return closed(request, "copy", agreement=version.agreement, sender=version.agreement.owner.name)
    return signer


@personal_link
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """What the file is, and how far it is. Looking changes nothing; POST asks for a file that could not be made."""
    found = enter(request, token, find=signer_by_copy_token)
    if not isinstance(found, Entrance):
        return found
    with acting_as(found.actor):
        signer = _open(request, found)
        if not isinstance(signer, Signer):
            return signer
        problem = ""
        if request.method == "POST":
            try:
                pdf_ask_here(actor=found.actor, version=signer.version, kind=PdfKind.SIGNED)
                return redirect("signing:copy", token=token)
            except (PdfError, PdfUnavailable) as error:
                problem = str(error)
        return _show(request, signer, token, problem)


def _show(request: HttpRequest, signer: Signer, token: str, problem: str) -> HttpResponse:
    version = signer.version
    document = stored(version.document or {})
    context: dict[str, Any] = {
        "agreement": version.agreement,
        "version": version,
        "party": name_of(version, signer.party),
        "parties": [party.name for party in document.parties],
        "sender": version.agreement.owner.name,
        "item": signed_copy(version, reverse("signing:copy_pdf", args=[token])),
        "page_url": reverse("signing:copy", args=[token]),
        "until": signer.copy_expires_at,
        "problem": problem,
    }
    part = request.htmx and request.method != "POST"  # type: ignore[attr-defined]
    name = "agreements/signing/_copy_file.html" if part else "agreements/signing/copy.html"
    return render(request, name, context, status=503 if problem else 200)


@personal_link
@require_safe
def copy_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """The signed PDF with its certificate, and nothing else. One that is not there yet leads back to the page."""
    found = enter(request, token, find=signer_by_copy_token)
    if not isinstance(found, Entrance):
        return found
    with acting_as(found.actor):
        signer = _open(request, found)
        if not isinstance(signer, Signer):
            return signer
        content = signed_copy_content(signer.version)
    if content is None:
        return redirect("signing:copy", token=token)
    response = FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=file_name(signer.version, PdfKind.SIGNED),
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
