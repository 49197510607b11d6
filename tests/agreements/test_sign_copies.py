"""The signed PDF for a signer without a user account: by a personal link that reads it and nothing else."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.moment import moment, playing
from accounts.tenancy import acting_as
from agreements.enums import PdfKind, PdfState
from agreements.models import AgreementPdf, AgreementVersion, Signer
from agreements.services.copies import COPY_DAYS, CopyError, copy_close, copy_send_again
from agreements.services.sending import signer_correct_email
from jobcenters.calendar import end_of_day, local_date
from tests.agreements.signers import (
    client_of,
    company_user,
    copy_token,
    fresh,
    link,
    mails,
    party,
    sent,
    sign_all,
    signer,
    token,
)
from tests.agreements.test_sign_verify import PDF
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
READY = "Hent den underskrevne aftale (PDF)"


@pytest.fixture
def concluded() -> AgreementVersion:
    version = sent(title="Aftale om svejsere")
    sign_all(version)
    return fresh(version)


def page_of(version: AgreementVersion, role: str = "company") -> str:
    return reverse("signing:copy", args=[copy_token(version, role)])


def file_of(version: AgreementVersion, role: str = "company") -> str:
    return reverse("signing:copy_pdf", args=[copy_token(version, role)])


def make_file(version: AgreementVersion, **fields: Any) -> None:
    """The row that was asked for when all had signed, as a worker leaves it."""
    values = {"state": PdfState.DONE, "content": PDF, "sha256": "a" * 64, "pages": 4, "done_at": moment()}
    with as_owner():
        assert AgreementPdf.objects.filter(version=version, kind=PdfKind.SIGNED).update(
            **{**values, **fields}
        )


def text_of(response: Any) -> str:
    return response.content.decode()


def rows(version: AgreementVersion) -> list[dict[str, Any]]:
    with as_owner():
        pdfs = list(AgreementPdf.objects.filter(version=version).values())
        return [*Signer.objects.filter(version=version).order_by("pk").values(), *pdfs]


def test_the_last_mail_leads_to_the_page_and_the_page_to_the_file(concluded: AgreementVersion) -> None:
    make_file(concluded)
    client = Client()
    page = client.get(page_of(concluded))
    text = text_of(page)
    assert page.status_code == 200
    for word in ("Aftale om svejsere", READY, "/underskriv/kontrol/", concluded.agreement.number, "4 sider"):
        assert word in text
    for role in ("company", "national", "tovholder"):
        assert party(concluded, role).organisation.name in text
    answer = client.get(file_of(concluded))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert concluded.agreement.number in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    for response in (page, answer):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert "noindex" in response["X-Robots-Tag"]


def test_looking_and_fetching_change_nothing(concluded: AgreementVersion) -> None:
    """A mail scanner opens every address in a mail, some of them many times."""
    make_file(concluded)
    before = rows(concluded)
    for address in (page_of(concluded), file_of(concluded)):
        for ask in (Client().get, Client().head, Client().get):
            assert ask(address).status_code == 200
    assert rows(concluded) == before


def test_a_file_that_is_not_ready_is_said_and_the_page_updates(concluded: AgreementVersion) -> None:
    client, address = Client(), page_of(concluded)
    waiting = text_of(client.get(address))
    assert READY not in waiting
    assert "ikke klar endnu" in waiting
    assert f'hx-get="{address}"' in waiting
    assert client.get(file_of(concluded))["Location"] == address
    part = text_of(client.get(address, headers={"HX-Request": "true"}))
    assert "<html" not in part and "hx-get" in part
    make_file(concluded)
    part = text_of(client.get(address, headers={"HX-Request": "true"}))
    assert READY in part and "hx-get" not in part


def test_a_file_that_could_not_be_made_can_be_asked_for_again(concluded: AgreementVersion) -> None:
    make_file(concluded, state=PdfState.FAILED, content=None, sha256="", error="Filen kunne ikke dannes.")
    client = Client(enforce_csrf_checks=True)
    text = text_of(client.get(page_of(concluded)))
    assert "Dan filen igen" in text
    assert client.post(page_of(concluded)).status_code == 403
    assert client.get(page_of(concluded)).status_code == 200
    form = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(page_of(concluded), form).status_code == 302
    assert client.post(page_of(concluded), form).status_code == 302  # twice is once
    with as_owner():
        found = AgreementPdf.objects.filter(version=concluded, kind=PdfKind.SIGNED)
        assert sorted(found.values_list("state", flat=True)) == [PdfState.FAILED, PdfState.QUEUED]
    assert "ikke klar endnu" in text_of(client.get(page_of(concluded)))


def test_only_a_hash_is_stored_and_nobody_reads_the_mail(concluded: AgreementVersion) -> None:
    plain = copy_token(concluded)
    assert plain not in repr(rows(concluded))
    assert all(mail.confidential for mail in mails("sign_done"))
    assert len({copy_token(concluded, role) for role in ("company", "national", "tovholder")}) == 3


def test_one_kind_of_link_is_no_use_as_the_other(concluded: AgreementVersion) -> None:
    make_file(concluded)
    for address in (
        f"/underskriv/{copy_token(concluded)}/",
        f"/underskriv/{copy_token(concluded)}/identitet/",
        f"/underskriv/kopi/{token(concluded)}/",
        f"/underskriv/kopi/{token(concluded)}/pdf/",
        f"/samtykke/{copy_token(concluded)}/",
    ):
        assert Client().get(address).status_code == 404, address
    # It opens no page of the product either.
    client = Client()
    client.get(page_of(concluded))
    assert client.get(reverse("agreements:agreement", args=[concluded.agreement.uuid])).status_code == 302


def test_guessing_is_stopped(concluded: AgreementVersion) -> None:
    client = Client(REMOTE_ADDR="192.0.2.31")
    for n in range(20):
        path = f"/underskriv/kopi/{n:043d}/{'pdf/' if n % 2 else ''}"
        assert client.get(path).status_code == 404
    for address in (page_of(concluded), file_of(concluded)):
        stopped = client.get(address)
        assert (stopped.status_code, stopped["Retry-After"]) == (429, "300")
        assert "no-store" in stopped["Cache-Control"]
    assert Client(REMOTE_ADDR="192.0.2.32").get(page_of(concluded)).status_code == 200


def test_it_ends_by_itself_and_the_last_day_counts(concluded: AgreementVersion) -> None:
    make_file(concluded)
    last = end_of_day(local_date(moment()) + datetime.timedelta(days=COPY_DAYS))
    with playing(last - datetime.timedelta(seconds=1)):
        assert Client().get(page_of(concluded)).status_code == 200
    with playing(last):
        for address in (page_of(concluded), file_of(concluded)):
            answer = Client().get(address)
            assert answer.status_code == 410
            assert "Linket er udløbet" in text_of(answer)
            assert orders.national().name in text_of(answer)


def test_the_drafter_closes_it_and_sends_another(concluded: AgreementVersion) -> None:
    make_file(concluded)
    client = client_of(agreements.national_actor())
    first = page_of(concluded)
    one = {"uuid": concluded.agreement.uuid, "party": party(concluded).uuid}
    shown = text_of(client.get(reverse("agreements:agreement", args=[one["uuid"]])))
    assert reverse("agreements:copy_close", kwargs=one) in shown
    said = text_of(client.post(reverse("agreements:copy_close", kwargs=one), follow=True))
    assert "virker ikke mere" in said
    assert Client().get(first).status_code == 404
    assert "allerede lukket" in text_of(
        client.post(reverse("agreements:copy_close", kwargs=one), follow=True)
    )
    assert Client().get(page_of(concluded, "tovholder")).status_code == 200  # the others' links stay
    too_soon = text_of(client.post(reverse("agreements:copy_again", kwargs=one), follow=True))
    assert "Vent et minut" in too_soon
    with playing(moment() + datetime.timedelta(minutes=2)):
        client.post(reverse("agreements:copy_again", kwargs=one))
    assert page_of(concluded) != first
    assert Client().get(page_of(concluded)).status_code == 200
    assert Client().get(first).status_code == 404


def test_a_new_link_ends_the_one_before(concluded: AgreementVersion) -> None:
    actor, first = agreements.national_actor(), page_of(concluded)
    with playing(moment() + datetime.timedelta(minutes=2)), acting_as(actor):
        copy_send_again(actor=actor, signer=signer(concluded))
    assert Client().get(first).status_code == 404


@pytest.mark.parametrize("role", ["company", "tovholder"])
def test_a_party_that_drafted_nothing_sends_and_closes_nothing(
    concluded: AgreementVersion, role: str
) -> None:
    from django.core.exceptions import PermissionDenied

    actor = accounts.actor(party(concluded, role).organisation)
    with acting_as(actor):
        for service in (copy_close, copy_send_again):
            with pytest.raises(PermissionDenied):
                service(actor=actor, signer=signer(concluded))


def test_before_all_have_signed_there_is_none() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    assert mails("sign_done") == []
    with acting_as(actor), pytest.raises(CopyError):
        copy_send_again(actor=actor, signer=signer(version))


def test_it_goes_to_the_address_that_was_signed_from() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    wrong = signer(version).email
    with acting_as(actor):
        signer_correct_email(actor=actor, signer=signer(version), email="rigtig@firma.example")
    assert link(version)
    sign_all(version)
    assert mails("sign_done", wrong) == []
    assert len(mails("sign_done", "rigtig@firma.example")) == 1


def test_those_who_are_signed_in(concluded: AgreementVersion) -> None:
    make_file(concluded)
    member = client_of(company_user(concluded))
    assert member.get(page_of(concluded)).status_code == 200
    assert member.get(reverse("agreements:agreement", args=[concluded.agreement.uuid])).status_code == 200
    stranger = client_of(companies.user_of(companies.company()))
    for address in (page_of(concluded), file_of(concluded)):
        answer = stranger.get(address)
        assert answer.status_code == 404
        assert "Linket er til en anden" in text_of(answer)
