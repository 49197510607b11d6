"""The signed agreement by the personal link of the last mail: a page that says what it is, and the file."""

from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from agreements.document import stored
from agreements.enums import PdfKind, PdfState
from agreements.limits import LINK, may
from agreements.models import Agreement, AgreementPdf, AgreementVersion
from agreements.pdf.content import current_hash, file_name
from agreements.pdf.services import is_signed_by_all
from agreements.signed_link import signed_link_read
from agreements.views.signing import too_many


def _closed(request: HttpRequest, reason: str, status: HTTPStatus) -> HttpResponse:
    return render(request, "agreements/signing/copy_closed.html", {"reason": reason}, status=status)


def _version(request: HttpRequest, token: str) -> tuple[str, int] | HttpResponse:
    """The version's uuid and the party that the link is for, or the page that says why it opens nothing."""
    if not may(request, LINK, count=False):
        return too_many(request)
    try:
        version_uuid, organisation_id = signed_link_read(token)
    except signing.SignatureExpired:
        return _closed(request, "expired", HTTPStatus.GONE)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        if not may(request, LINK, count=True):
            return too_many(request)
        return _closed(request, "unknown", HTTPStatus.NOT_FOUND)
    member = getattr(request, "actor", None)
    if member is not None and member.organisation_id != organisation_id:
        return _closed(request, "other", HTTPStatus.NOT_FOUND)
    return version_uuid, organisation_id


def _found(uuid: str, actor: Any) -> tuple[AgreementVersion, AgreementPdf | None] | None:
    version = (
        AgreementVersion.objects.select_related("agreement__owner")
        .filter(uuid=uuid, agreement__in=Agreement.objects.visible_to(actor))
        .first()
    )
    if version is None or not is_signed_by_all(version):
        return None
    pdf = (
        AgreementPdf.objects.filter(
            version=version,
            kind=PdfKind.SIGNED,
            state=PdfState.DONE,
            document_hash=current_hash(version, PdfKind.SIGNED),
        )
        .defer("content")
        .order_by("-asked_at")
        .first()
    )
    return version, pdf


@login_not_required
@never_cache
@require_safe
def signed_copy(request: HttpRequest, token: str) -> HttpResponse:
    """What the link is to, and the file when it is there; until then the page asks again by itself."""
    read = _version(request, token)
    if isinstance(read, HttpResponse):
        return read
    actor = system_actor(read[1])
    with acting_as(actor):
        found = _found(read[0], actor)
        if found is None:
            return _closed(request, "unknown", HTTPStatus.NOT_FOUND)
        version, pdf = found
        document = stored(version.document or {})
        return render(
            request,
            "agreements/signing/copy.html",
            {
                "agreement": version.agreement,
                "version": version,
                "parties": [party.name for party in document.parties],
                "pdf": pdf,
                "token": token,
            },
        )


@login_not_required
@never_cache
@require_safe
def signed_copy_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file itself. One that is not there yet leads to the page that tells so."""
    read = _version(request, token)
    if isinstance(read, HttpResponse):
        return read
    actor = system_actor(read[1])
    with acting_as(actor):
        found = _found(read[0], actor)
        if found is None:
            return _closed(request, "unknown", HTTPStatus.NOT_FOUND)
        version, pdf = found
        if pdf is None or pdf.content is None:
            return redirect("signing:copy", token)
        response = FileResponse(
            BytesIO(bytes(pdf.content)),
            as_attachment=True,
            filename=file_name(version, pdf.kind),
            content_type="application/pdf",
        )
    response["X-Content-Type-Options"] = "nosniff"
    return response


# A signed-in person without any membership may have signed, like everybody else.
signed_copy.without_actor = True  # type: ignore[attr-defined]
signed_copy_file.without_actor = True  # type: ignore[attr-defined]
