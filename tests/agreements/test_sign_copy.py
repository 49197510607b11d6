"""The signed agreement for a signer who has no user: a personal link to one page and one file."""

import re

import pytest
from django.core import signing
from django.test import Client

from agreements.enums import PdfKind, PdfState
from agreements.models import AgreementPdf, Signature
from agreements.pdf.making import pdf_sweep
from agreements.signed_link import signed_link_token
from tests.agreements.signers import fresh, mails, party, sent, sign_all
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

LINK = re.compile(r"(/underskriv/aftale/[A-Za-z0-9_:-]+/)")


def link_of(version: object, role: str = "company") -> str:
    (mail,) = mails("sign_done", party(version, role).contact_email)  # type: ignore[arg-type]
    found = LINK.search(mail.text)
    assert found
    return found.group(1)


def test_the_last_mails_link_gives_the_file_without_sign_in() -> None:
    version = sent()
    sign_all(version)
    address, client = link_of(version), Client()
    waiting = client.get(address)
    assert waiting.status_code == 200 and "Filen dannes" in waiting.text
    assert client.get(address + "pdf/").headers["Location"] == address
    with as_worker():
        pdf_sweep()
    ready = client.get(address)
    assert "Hent den underskrevne aftale" in ready.text
    assert fresh(version).document_hash in ready.text
    assert "no-store" in ready["Cache-Control"]
    # The page says with whom, and nothing of how anybody signed.
    with as_owner():
        emails = set(Signature.objects.filter(version=version).values_list("email", flat=True))
    assert emails and not any(email in ready.text for email in emails)
    file = client.get(address + "pdf/")
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "no-store" in file["Cache-Control"]


def test_a_link_is_for_that_version_and_party_alone() -> None:
    one, other = sent(), sent()
    sign_all(one)
    client = Client()
    # Made by us, but for an agreement that is not signed, and for an organisation that is no party.
    for token in (
        signed_link_token(other.uuid, party(other).organisation_id),
        signed_link_token(one.uuid, 2_000_000_000),
        signing.dumps(
            {"version": str(one.uuid), "party": party(one).organisation_id}, salt="agreements.consent"
        ),
        "x" * 60,
    ):
        for address in (f"/underskriv/aftale/{token}/", f"/underskriv/aftale/{token}/pdf/"):
            assert client.get(address).status_code == 404


def test_an_old_link_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    version = sent()
    sign_all(version)
    address = link_of(version)
    import time

    later = time.time() + 91 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    page = Client().get(address)
    assert page.status_code == 410 and "Linket virkede i 90 dage" in page.text


def test_guessing_is_stopped() -> None:
    client = Client()
    answers = [client.get(f"/underskriv/aftale/{number:060d}/").status_code for number in range(25)]
    assert answers[0] == 404 and answers[-1] == 429


def test_there_is_something_to_give() -> None:
    version = sent()
    sign_all(version)
    with as_owner():
        assert AgreementPdf.objects.filter(
            version=version, kind=PdfKind.SIGNED, state=PdfState.QUEUED
        ).exists()
