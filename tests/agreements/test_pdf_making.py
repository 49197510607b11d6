"""A PDF is asked for, made once, and survives what happens to workers and brokers."""

import datetime
import hashlib
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementState, Area, PdfKind, PdfState
from agreements.models import Agreement, AgreementPdf, AgreementVersion
from agreements.pdf import making, services
from agreements.pdf.making import MOST_TRIES, pdf_make, pdf_sweep
from agreements.pdf.services import PdfError, pdf_ask
from tests.agreements.printing import pages_of
from tests.factories import accounts, companies, orders
from tests.factories import agreements as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The wake-ups that were sent, in place of a broker; the worker's part is called by the tests."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(services, "wake", lambda *words: calls.append(words))
    return calls


@pytest.fixture
def national() -> Actor:
    return make.national_actor()


@pytest.fixture
def draft(national: Actor) -> AgreementVersion:
    west = (orders.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",))
    return make.agreement_draft(
        companies.company("Gudenå Maskinfabrik A/S"),
        actor=national,
        tovholders=[west],
        need_short="Tre svejsere",
    )


@pytest.fixture
def in_force(draft: AgreementVersion) -> Agreement:
    return make.conclude(make.send(draft))


def version_of(agreement: Agreement) -> AgreementVersion:
    with as_owner():
        return AgreementVersion.objects.select_related("agreement__company").get(agreement=agreement)


def ask(actor: Actor, version: AgreementVersion, kind: str) -> AgreementPdf:
    with acting_as(actor):
        return pdf_ask(actor=actor, version=version, kind=kind)


def work(pdf: AgreementPdf) -> AgreementPdf:
    """What a worker does when it hears of a row."""
    with as_worker():
        pdf_make(pdf.pk)
    return row(pdf.pk)


def row(pk: uuid.UUID) -> AgreementPdf:
    with as_owner():
        return AgreementPdf.objects.get(pk=pk)


def change(pdf: AgreementPdf, **values: object) -> None:
    with as_owner():
        AgreementPdf.objects.filter(pk=pdf.pk).update(**values)


def test_a_signed_pdf_is_made_and_kept_with_its_hash(national: Actor, in_force: Agreement) -> None:
    version = version_of(in_force)
    pdf = work(ask(national, version, PdfKind.SIGNED))
    assert (pdf.state, pdf.percent, pdf.error, pdf.tries) == (PdfState.DONE, 100, "", 1)
    content = bytes(pdf.content)
    assert pdf.sha256 == hashlib.sha256(content).hexdigest()
    assert pdf.document_hash == version.document_hash
    pages = pages_of(content)
    assert pdf.pages == len(pages)
    text = " ".join(pages)
    with as_owner():
        names = [party.contact_name for party in version.parties.all()]
    assert len(names) == 3
    for name in names:
        assert text.count(name) >= 2  # in its block and in the certificate
    assert version.document_hash in text
    with as_owner(), connection.cursor() as cursor:  # so the public check knows the file
        cursor.execute("select number, pdf_kind, signatures from agreements_verify(%s)", [pdf.sha256])
        assert cursor.fetchall() == [(in_force.number, "signed", 3)]


def test_what_is_done_is_used_again_and_not_made_again(
    national: Actor, in_force: Agreement, django_capture_on_commit_callbacks, woken: list
) -> None:
    version = version_of(in_force)
    with django_capture_on_commit_callbacks(execute=True):
        first = ask(national, version, PdfKind.DOCUMENT)
        assert ask(national, version, PdfKind.DOCUMENT).pk == first.pk
    assert woken == [(services.TASK, str(first.pk))] * 2  # a lost wake-up is sent again
    made = work(first)
    party = accounts.actor(orders.jobcenter("Horsens"))
    assert ask(party, version, PdfKind.DOCUMENT).pk == first.pk
    assert ask(national, version, PdfKind.SIGNED).pk != first.pk
    assert work(first).done_at == made.done_at


def test_a_failed_one_is_asked_for_anew(national: Actor, in_force: Agreement) -> None:
    version = version_of(in_force)
    first = ask(national, version, PdfKind.DOCUMENT)
    change(first, state=PdfState.FAILED, error="Det gik galt")
    second = ask(national, version, PdfKind.DOCUMENT)
    assert second.pk != first.pk
    assert work(second).state == PdfState.DONE
    assert work(first).state == PdfState.FAILED


def test_a_preview_shows_the_draft_as_it_stands_when_it_is_made(
    national: Actor, draft: AgreementVersion
) -> None:
    with as_owner():
        version = AgreementVersion.objects.select_related("agreement__company").get(pk=draft.pk)
    pdf = ask(national, version, PdfKind.PREVIEW)
    with as_owner():
        AgreementVersion.objects.filter(pk=version.pk).update(need_short="Fire kokke på Ærø")
        version.refresh_from_db()
    made = work(pdf)
    assert "Fire kokke på Ærø" in pages_of(bytes(made.content))[0]
    assert made.document_hash != pdf.document_hash
    assert ask(national, version, PdfKind.PREVIEW).pk == pdf.pk
    with as_owner():
        AgreementVersion.objects.filter(pk=version.pk).update(need_short="Fem kokke på Ærø")
        version.refresh_from_db()
    assert ask(national, version, PdfKind.PREVIEW).pk != pdf.pk


def test_what_does_not_exist_yet_cannot_be_asked_for(national: Actor, draft: AgreementVersion) -> None:
    sent = make.send(draft)
    for kind in (PdfKind.SIGNED, PdfKind.PREVIEW):
        with pytest.raises(PdfError):
            ask(national, sent, kind)
    assert ask(national, sent, PdfKind.DOCUMENT).state == PdfState.QUEUED


def test_who_may_ask_for_what(in_force: Agreement, national: Actor) -> None:
    version = version_of(in_force)
    covered = accounts.actor(orders.jobcenter("Horsens"))
    with as_owner():
        in_force.access.filter(organisation_id=covered.organisation_id).update(role="covered")
    assert ask(covered, version, PdfKind.DOCUMENT)
    for kind in (PdfKind.SIGNED, PdfKind.PREVIEW):
        with pytest.raises(PermissionDenied):
            ask(covered, version, kind)
    stranger = accounts.actor(orders.jobcenter("Silkeborg"))
    for kind in PdfKind.values:
        with pytest.raises(PermissionDenied):
            ask(stranger, version, kind)


def test_a_covered_jobcentre_cannot_read_a_signed_file_in_the_database_either(
    in_force: Agreement, national: Actor
) -> None:
    version = version_of(in_force)
    pdf = work(ask(national, version, PdfKind.SIGNED))
    covered = accounts.actor(orders.jobcenter("Horsens"))
    with acting_as(covered):
        assert AgreementPdf.objects.filter(pk=pdf.pk).exists()  # a party
    with as_owner():
        in_force.access.filter(organisation_id=covered.organisation_id).update(role="covered")
    with acting_as(covered):
        assert not AgreementPdf.objects.filter(pk=pdf.pk).exists()


def test_a_wording_that_is_not_the_hashed_one_is_never_printed(national: Actor, in_force: Agreement) -> None:
    version = version_of(in_force)
    pdf = ask(national, version, PdfKind.DOCUMENT)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table agreements_agreementversion disable trigger version_kept")
        cursor.execute(
            "update agreements_agreementversion set document = jsonb_set(document, '{title}', '\"Andet\"')"
            " where id = %s",
            [version.pk],
        )
        cursor.execute("alter table agreements_agreementversion enable trigger version_kept")
    made = work(pdf)
    assert (made.state, made.content) == (PdfState.FAILED, None)
    assert made.error.startswith("Filen kunne ikke dannes.")


def test_a_fault_is_told_in_words_and_logged(
    national: Actor, in_force: Agreement, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(html: str, *, tell: object) -> tuple[bytes, int]:
        raise RuntimeError("hemmelig stak")

    monkeypatch.setattr(making, "pdf_write", broken)
    made = work(ask(national, version_of(in_force), PdfKind.DOCUMENT))
    assert made.state == PdfState.FAILED
    assert (
        made.error == "Filen kunne ikke dannes. Prøv igen, og skriv til driften, hvis det sker flere gange."
    )
    assert "hemmelig stak" in caplog.text


def test_a_database_out_of_reach_leaves_the_row_for_the_sweep(
    national: Actor, in_force: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(html: str, *, tell: object) -> tuple[bytes, int]:
        raise OperationalError("away")

    pdf = ask(national, version_of(in_force), PdfKind.DOCUMENT)
    with monkeypatch.context() as patched:
        patched.setattr(making, "pdf_write", away)
        with pytest.raises(OperationalError), as_worker():
            pdf_make(pdf.pk)
    with as_worker():
        assert pdf_sweep() == 1
    assert row(pdf.pk).state == PdfState.DONE


def test_progress_is_told_on_the_way(
    national: Actor, in_force: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    before = making._tell

    def heard(pdf: AgreementPdf, percent: int) -> None:
        before(pdf, percent)
        seen.append(AgreementPdf.objects.values_list("percent", flat=True).get(pk=pdf.pk))

    monkeypatch.setattr(making, "_tell", heard)
    work(ask(national, version_of(in_force), PdfKind.DOCUMENT))
    assert seen == [20, 30, 80]


def test_a_row_left_working_is_taken_again_and_given_up_after_three(
    national: Actor, in_force: Agreement
) -> None:
    version = version_of(in_force)
    left = ask(national, version, PdfKind.DOCUMENT)
    deadly = ask(national, version, PdfKind.SIGNED)
    change(left, state=PdfState.WORKING, percent=30, tries=1)
    change(deadly, state=PdfState.WORKING, percent=30, tries=MOST_TRIES)
    with as_worker():
        assert pdf_sweep() == 1
    assert row(left.pk).state == PdfState.DONE
    assert row(deadly.pk).state == PdfState.FAILED


def test_the_sweep_removes_old_previews_and_failures_alone(national: Actor, draft: AgreementVersion) -> None:
    now = timezone.now()
    with as_owner():
        draft = AgreementVersion.objects.select_related("agreement__company").get(pk=draft.pk)
    with playing(now - datetime.timedelta(days=8)):
        preview = ask(national, draft, PdfKind.PREVIEW)
    work(preview)
    version = make.send(draft)
    with playing(now - datetime.timedelta(days=40)):
        document = ask(national, version, PdfKind.DOCUMENT)
    work(document)
    failed = ask(national, version, PdfKind.DOCUMENT)
    assert failed.pk == document.pk
    with as_owner():
        failed = AgreementPdf.objects.create(
            version=version,
            organisation_id=national.organisation_id,
            kind=PdfKind.DOCUMENT,
            state=PdfState.FAILED,
            document_hash=version.document_hash,
            asked_at=now - datetime.timedelta(days=31),
        )
    with as_worker():
        assert pdf_sweep() == 0
    with as_owner():
        assert list(AgreementPdf.objects.values_list("pk", flat=True)) == [document.pk]
        assert version.state == AgreementState.SENT


def test_a_server_without_pango_says_so(
    national: Actor, in_force: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agreements.pdf import library

    monkeypatch.setattr(library, "LIBRARIES", {"libpango-1.0-0": ("libfindes-ikke.so.0",)})
    made = work(ask(national, version_of(in_force), PdfKind.DOCUMENT))
    assert made.state == PdfState.FAILED
    assert made.error == (
        "PDF-filer kan ikke dannes på denne server, før driften har installeret libpango-1.0-0."
    )
