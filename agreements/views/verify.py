"""The public check of a document: is it the one that was agreed, and does it still hold?"""

import hashlib
import re
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from agreements.forms.signing import VerifyForm
from agreements.limits import VERIFY, may
from agreements.selectors.signing import verify as verify_hash
from agreements.views.signing import too_many

LARGEST = 20 * 1024 * 1024  # bytes; the largest signed agreement is a tenth of it
_HASH = re.compile(r"[0-9a-f]{64}")
_PDF = b"%PDF-"


class HashedUpload(UploadedFile):
    """What is left of a file that was hashed as it arrived: its name, its size and its SHA-256. Never its content."""

    def __init__(self, *, name: str, size: int, sha256: str, is_pdf: bool) -> None:
        super().__init__(file=None, name=name, size=size)
        self.sha256, self.is_pdf = sha256, is_pdf


class HashingHandler(FileUploadHandler):
    """Hashes a file piece by piece; nothing of it is kept in memory or on disk."""

    is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest, self.size, self.head = hashlib.sha256(), 0, b""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > LARGEST:
            self.is_too_large = True
            raise StopUpload(connection_reset=False)
        if len(self.head) < len(_PDF):
            self.head += raw_data[: len(_PDF) - len(self.head)]
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> HashedUpload:
        return HashedUpload(
            name=str(self.file_name or ""),
            size=self.size,
            sha256=self.digest.hexdigest(),
            is_pdf=self.head == _PDF,
        )


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """A form for a PDF or a fingerprint, and below it the answer. Nothing is stored."""
    # Before anything reads the form: the handler decides where files go, here nowhere. The token is checked inside.
    handler = HashingHandler()
    request.upload_handlers = [handler]
    return _verify(request, handler)


verify.without_actor = True  # type: ignore[attr-defined]


@csrf_protect
def _verify(request: HttpRequest, handler: HashingHandler) -> HttpResponse:
    if request.method != "POST":
        return render(request, "agreements/signing/verify.html", {"form": VerifyForm()})
    if not may(request, VERIFY, count=True):
        return too_many(request)
    form = VerifyForm(request.POST, request.FILES)
    asked = _asked(form, handler)
    context: dict[str, Any] = {"form": form, "asked": asked}
    if asked:
        context["found"] = verify_hash(asked)
    return render(
        request,
        "agreements/signing/verify.html",
        context,
        status=HTTPStatus.OK if asked else HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _asked(form: VerifyForm, handler: HashingHandler) -> str:
    """The fingerprint to look for; "" when the form now says what is wrong."""
    if handler.is_too_large:
        form.errors.clear()
        form.add_error("document", _("Filen er for stor. Den må højst fylde 20 MB."))
        return ""
    if not form.is_valid():
        return ""
    uploaded = form.cleaned_data["document"]
    if uploaded is not None:
        if not uploaded.is_pdf:
            form.add_error("document", _("Filen er ikke en PDF."))
            return ""
        return str(uploaded.sha256)
    typed = re.sub(r"[\s:-]", "", form.cleaned_data["fingerprint"]).lower()
    if not typed:
        form.add_error("document", _("Vælg en PDF, eller skriv et fingeraftryk."))
    elif not _HASH.fullmatch(typed):
        form.add_error("fingerprint", _("Et fingeraftryk er 64 tegn: tallene 0-9 og bogstaverne a-f."))
    else:
        return typed
    return ""
