"""The public check: what stands in the register for a PDF or a fingerprint, and nothing about persons."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.enums import AgreementState, PdfKind, PdfState
from agreements.models import AgreementPdf, AgreementVersion
from agreements.selectors.signing import verify
from agreements.views import verify as view
from tests.agreements.signers import company_user, fresh, party, sent, sign_all, signer
from tests.factories import agreements
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + b"Otte svejsere " * 1000


def pdf_of(version: AgreementVersion, kind: str, content: bytes = PDF) -> AgreementPdf:
    """A finished PDF, as the worker stores it."""
    with as_owner():
        return AgreementPdf.objects.create(
            version=version,
            organisation_id=version.agreement.owner_id,
            kind=kind,
            state=PdfState.DONE,
            percent=100,
            document_hash=version.document_hash,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            pages=4,
            asked_at=moment(),
            done_at=moment(),
        )


def upload(content: bytes, name: str = "aftale.pdf") -> Any:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return Client().post(reverse("signing:verify"), {"document": file})


def typed(fingerprint: str) -> Any:
    return Client().post(reverse("signing:verify"), {"fingerprint": fingerprint})


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def concluded() -> AgreementVersion:
    version = sent()
    sign_all(version)
    return fresh(version)


def test_a_signed_pdf_is_known(concluded: AgreementVersion) -> None:
    pdf_of(concluded, PdfKind.SIGNED)
    text = text_of(upload(PDF))
    assert "Dokumentet stemmer" in text
    assert concluded.agreement.number in text
    assert concluded.agreement.title in text
    assert "underskrevet af 3 parter" in text
    assert "I kraft" in text


def test_no_person_and_no_term_is_told(concluded: AgreementVersion) -> None:
    pdf_of(concluded, PdfKind.SIGNED)
    for text in (text_of(upload(PDF)), text_of(typed(concluded.document_hash))):
        for role in ("company", "national", "tovholder"):
            one = party(concluded, role)
            for secret in (
                one.contact_name,
                one.contact_email,
                one.contact_phone,
                signer(concluded, role).email,
            ):
                assert secret not in text
        for term in concluded.document["terms"]:
            assert term not in text


@pytest.mark.parametrize("change", [PDF + b" ", PDF[:-1], PDF.replace(b"Otte", b"Ni  ", 1)])
def test_one_changed_byte_is_not_known(concluded: AgreementVersion, change: bytes) -> None:
    pdf_of(concluded, PdfKind.SIGNED)
    text = text_of(upload(change))
    assert "Dokumentet kendes ikke" in text
    assert concluded.agreement.number not in text


def test_the_printed_fingerprint_may_be_typed_as_it_is_read(concluded: AgreementVersion) -> None:
    plain = concluded.document_hash
    spaced = " ".join(plain[n : n + 8] for n in range(0, 64, 8))
    for value in (plain, plain.upper(), spaced, f"  {plain}\t"):
        assert "Dokumentet stemmer" in text_of(typed(value)), value


def test_what_was_sent_but_not_signed_by_all_says_so() -> None:
    version = sent()
    pdf_of(fresh(version), PdfKind.DOCUMENT)
    for answer in (upload(PDF), typed(version.document_hash)):
        assert "aftalen er ikke indgået" in text_of(answer)


def test_an_agreement_that_holds_no_more_says_so(concluded: AgreementVersion) -> None:
    with as_owner():
        AgreementVersion.objects.filter(pk=concluded.pk).update(state=AgreementState.SUPERSEDED)
    text = text_of(typed(concluded.document_hash))
    assert "Afløst" in text


def test_a_draft_and_its_preview_are_not_known() -> None:
    version = agreements.agreement_draft()
    version = fresh(version)
    version.document_hash = "0" * 64
    pdf_of(version, PdfKind.PREVIEW)
    assert "kendes ikke" in text_of(upload(PDF))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "Vælg en PDF, eller skriv et fingeraftryk"),
        ("abc", "64 tegn"),
        ("g" * 64, "64 tegn"),
        ("0" * 65, "64 tegn"),
        ("0" * 200, "for lang"),
        ("' or 1=1 --", "64 tegn"),
        ("<script>alert(1)</script>", "64 tegn"),
    ],
)
def test_what_is_no_fingerprint_is_said_in_words(value: str, sentence: str) -> None:
    answer = typed(value)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "<script>alert" not in text_of(answer)


def test_what_is_no_pdf_is_said(concluded: AgreementVersion) -> None:
    answer = upload(b"PK\x03\x04 a document of another kind")
    assert answer.status_code == 422
    assert "ikke en PDF" in text_of(answer)
    assert upload(b"").status_code == 422


def test_a_file_that_is_too_large_is_refused_without_being_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "LARGEST", 200_000)
    answer = upload(b"%PDF-" + b"x" * 400_000)
    assert answer.status_code == 422
    assert "for stor" in text_of(answer)


def test_no_file_is_written_and_no_content_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    kept = []
    complete = view.HashingHandler.file_complete

    def watched(self: Any, file_size: int) -> Any:
        done = complete(self, file_size)
        kept.append((done, self.__dict__))
        return done

    monkeypatch.setattr(view.HashingHandler, "file_complete", watched)
    large = b"%PDF-" + b"Hemmeligt " * 500_000
    assert "kendes ikke" in text_of(upload(large))
    assert list(tmp_path.iterdir()) == []
    ((done, handler),) = kept
    assert done.sha256 == hashlib.sha256(large).hexdigest()
    assert done.file is None
    assert b"Hemmeligt" not in repr((done.__dict__, handler)).encode()


def test_the_form_is_protected_against_other_sites() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("signing:verify"), {"fingerprint": "0" * 64}).status_code == 403
    client.get(reverse("signing:verify"))
    token = client.cookies["csrftoken"].value
    answer = client.post(reverse("signing:verify"), {"fingerprint": "0" * 64, "csrfmiddlewaretoken": token})
    assert answer.status_code == 200


def test_checking_is_limited() -> None:
    for _n in range(30):
        assert typed("0" * 64).status_code == 200
    stopped = typed("0" * 64)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "300")
    assert Client().get(reverse("signing:verify")).status_code == 200


def test_those_who_are_signed_in_may_check_too(concluded: AgreementVersion) -> None:
    actor = company_user(concluded)
    with acting_as(actor):
        found = verify(concluded.document_hash)
    assert found is not None
    assert (found.number, found.signatures) == (concluded.agreement.number, 3)
