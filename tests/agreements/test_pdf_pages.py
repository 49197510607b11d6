"""The panel with the PDF files, and fetching one."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from agreements.enums import PdfKind, PdfState
from agreements.models import Agreement, AgreementPdf, AgreementVersion
from agreements.pdf import library, services
from agreements.pdf.making import pdf_make
from tests.factories import accounts, companies, orders
from tests.factories import agreements as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody hears: the row must be enough."""
    monkeypatch.setattr(services, "wake", lambda *words: False)


@pytest.fixture
def agreement() -> Agreement:
    return make.agreement_in_force(companies.company("Gudenå Maskinfabrik A/S"))


@pytest.fixture
def version(agreement: Agreement) -> AgreementVersion:
    with as_owner():
        return AgreementVersion.objects.get(agreement=agreement)


def browser(actor: Actor) -> Client:
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def national() -> Client:
    return browser(make.national_actor())


@pytest.fixture
def covered(agreement: Agreement) -> Client:
    actor = accounts.actor(orders.jobcenter("Odder"))
    with as_owner():
        assert agreement.access.get(organisation_id=actor.organisation_id).role == "covered"
    return browser(actor)


def panel_url(version: AgreementVersion) -> str:
    return reverse("agreements:pdf_panel", kwargs={"uuid": version.uuid})


def ask_url(version: AgreementVersion, kind: str) -> str:
    return reverse("agreements:pdf_ask", kwargs={"uuid": version.uuid, "kind": kind})


def newest() -> AgreementPdf:
    with as_owner():
        return AgreementPdf.objects.latest("asked_at")


def make_newest() -> AgreementPdf:
    pk = newest().pk
    with as_worker():
        pdf_make(pk)
    return newest()


def test_from_asking_to_the_file_without_javascript(national: Client, version: AgreementVersion) -> None:
    page = national.get(panel_url(version)).text
    assert "Dan den underskrevne PDF" in page
    assert "hx-get" not in page
    answer = national.post(ask_url(version, "signed"), {"next": "/noget/andet/"})
    assert (answer.status_code, answer["Location"]) == (302, "/noget/andet/#pdf-1")
    waiting = national.get(panel_url(version)).text
    assert "I kø. Det tager normalt få sekunder." in waiting
    assert 'hx-trigger="load delay:1s"' in waiting
    assert ">Opdater<" in waiting
    with as_owner():
        AgreementPdf.objects.update(state=PdfState.WORKING, percent=30)
    part = national.get(panel_url(version), headers=HTMX).text
    assert "Filen dannes: 30\u00a0%" in part
    assert 'value="30"' in part
    assert "<html" not in part
    pdf = make_newest()
    done = national.get(panel_url(version), headers=HTMX).text
    assert "hx-trigger" not in done
    assert "Hent PDF" in done
    address = reverse("agreements:pdf", kwargs={"uuid": pdf.pk})
    assert address in done
    file = national.get(address)
    assert b"".join(file.streaming_content) == bytes(pdf.content)
    assert file["Content-Type"] == "application/pdf"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Cache-Control"] == "private, no-store"
    with as_owner():
        number = version.agreement.number
    assert file["Content-Disposition"] == (
        f'attachment; filename="Jobserviceaftale {number} version 1 underskrevet.pdf"'
    )


def test_a_danish_file_name_survives(national: Client) -> None:
    version = make.send(make.network_draft())
    national.post(ask_url(version, "document"))
    response = national.get(reverse("agreements:pdf", kwargs={"uuid": make_newest().pk}))
    assert "filename*=utf-8''Tv%C3%A6rkommunal%20rekrutteringsaftale" in response["Content-Disposition"]


def test_a_file_that_is_not_there_yet_leads_to_its_progress(
    national: Client, version: AgreementVersion
) -> None:
    national.post(ask_url(version, "document"))
    answer = national.get(reverse("agreements:pdf", kwargs={"uuid": newest().pk}))
    assert (answer.status_code, answer["Location"]) == (302, panel_url(version))


def test_a_failure_is_told_and_can_be_tried_again(national: Client, version: AgreementVersion) -> None:
    national.post(ask_url(version, "document"))
    with as_owner():
        AgreementPdf.objects.update(state=PdfState.FAILED, error="Filen kunne ikke dannes.")
    page = national.get(panel_url(version)).text
    assert "Filen kunne ikke dannes." in page
    assert "Prøv igen" in page
    national.post(ask_url(version, "document"))
    assert make_newest().state == PdfState.DONE
    assert "Prøv igen" not in national.get(panel_url(version)).text


def test_an_address_elsewhere_is_not_followed(national: Client, version: AgreementVersion) -> None:
    answer = national.post(ask_url(version, "document"), {"next": "https://ond.example/"})
    assert answer["Location"] == panel_url(version)


def test_a_server_without_pango_answers_503_in_one_sentence_and_still_gives_what_is_made(
    national: Client, version: AgreementVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    national.post(ask_url(version, "document"))
    pdf = make_newest()
    monkeypatch.setattr(library, "LIBRARIES", {"libpango-1.0-0": ("libfindes-ikke.so.0",)})
    answer = national.post(ask_url(version, "signed"))
    sentence = "PDF-filer kan ikke dannes på denne server, før driften har installeret libpango-1.0-0."
    assert answer.status_code == 503
    assert answer.text.count(sentence) == 1
    assert newest().pk == pdf.pk
    page = national.get(panel_url(version))
    assert page.status_code == 200
    assert sentence in page.text
    assert national.get(reverse("agreements:pdf", kwargs={"uuid": pdf.pk})).status_code == 200


def test_a_covered_jobcentre_gets_the_text_and_never_the_evidence(
    national: Client, covered: Client, version: AgreementVersion
) -> None:
    national.post(ask_url(version, "signed"))
    signed = make_newest()
    page = covered.get(panel_url(version)).text
    assert "Aftalens tekst som PDF" in page
    assert "underskrevne" not in page
    assert covered.get(reverse("agreements:pdf", kwargs={"uuid": signed.pk})).status_code == 404
    assert covered.post(ask_url(version, "signed")).status_code == 404
    assert covered.post(ask_url(version, "document")).status_code == 302
    document = make_newest()
    assert (document.kind, document.state) == (PdfKind.DOCUMENT, PdfState.DONE)
    assert covered.get(reverse("agreements:pdf", kwargs={"uuid": document.pk})).status_code == 200


def test_strangers_and_wrong_kinds_find_nothing(national: Client, version: AgreementVersion) -> None:
    national.post(ask_url(version, "document"))
    pdf = make_newest()
    stranger = browser(companies.user_of(companies.company("Anden virksomhed")))
    for url in (panel_url(version), reverse("agreements:pdf", kwargs={"uuid": pdf.pk})):
        assert stranger.get(url).status_code == 404
    for kind in PdfKind.values:
        assert stranger.post(ask_url(version, kind)).status_code == 404
    assert national.post(ask_url(version, "alt-muligt")).status_code == 404


def test_the_company_has_the_page_in_its_own_frame(version: AgreementVersion) -> None:
    with as_owner():
        company = version.agreement.company
        assert company.organisation
    page = browser(companies.user_of(company)).get(panel_url(version))
    assert page.status_code == 200
    assert "jo-portal" in page.text
