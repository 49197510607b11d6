"""The administrators' pages: own mail only, told apart by state, sent again once."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation
from accounts.tenancy import acting_as
from notifications import selectors
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.selectors import Shelf, read_place, shelf_slice
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

PAGE = "/post/"
NOW = timezone.now


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


@pytest.fixture
def horsens() -> Organisation:
    return make.organisation("Horsens")


@pytest.fixture
def admin(horsens: Organisation) -> Client:
    return signed_in(make.membership(horsens, role=Role.ADMINISTRATOR))


def failed(organisation: Organisation, **fields: object) -> uuid.UUID:
    return mails.queued(
        organisation, state=MailState.FAILED, attempts=12, last_error="550 Ukendt modtager", **fields
    )


def sent(organisation: Organisation, **fields: object) -> uuid.UUID:
    return mails.queued(organisation, state=MailState.SENT, attempts=1, sent_at=NOW(), **fields)


def test_each_shelf_shows_its_own_mails(admin: Client, horsens: Organisation) -> None:
    mails.queued(horsens, subject="Venter her", not_before=NOW() + timedelta(hours=2))
    mails.queued(horsens, subject="Sendes her", state=MailState.LEASED, leased_until=NOW())
    failed(horsens, subject="Fejlet her", recipient="aase@virksomhed.example")
    sent(horsens, subject="Sendt her")
    mails.queued(horsens, subject="Fortrudt her", state=MailState.CANCELLED)
    pages = {
        shelf: admin.get(PAGE, {"vis": shelf}).content.decode() for shelf in ("venter", "fejlet", "sendt")
    }
    words = ("Venter her", "Sendes her", "Fejlet her", "Sendt her", "Fortrudt her")
    shown = {shelf: {word for word in words if word in page} for shelf, page in pages.items()}
    assert shown == {
        "venter": {"Venter her", "Sendes her"},
        "fejlet": {"Fejlet her"},
        "sendt": {"Sendt her"},
    }
    assert "Venter (2)" in pages["sendt"]
    assert "Fejlet (1)" in pages["sendt"]
    assert "Sendt (1)" in pages["venter"]
    assert "1 mail kom ikke frem." in pages["venter"]
    assert "kom ikke frem" not in pages["fejlet"].replace("550 Ukendt modtager", "")
    for fact in ("550 Ukendt modtager", "Til aase@virksomhed.example", "12 forsøg", "Send igen"):
        assert fact in pages["fejlet"]
    assert "Send igen" not in pages["venter"]
    assert admin.get(PAGE).content.decode().count("Venter her") == 1
    assert admin.get(PAGE, {"vis": "alt"}).status_code == 404


def test_empty_shelves_say_what_happens_next(admin: Client) -> None:
    assert "Ingen mails venter." in admin.get(PAGE).content.decode()
    assert "Ingen mails er fejlet." in admin.get(PAGE, {"vis": "fejlet"}).content.decode()


def test_the_page_of_a_mail_shows_its_text_without_believing_it(admin: Client, horsens: Organisation) -> None:
    mail_id = failed(horsens, subject="Svar <b>nu</b>", text="Kære Åse\n\n<script>alert(1)</script>\n")
    page = admin.get(f"{PAGE}{mail_id}/").content.decode()
    assert "Kære Åse" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Svar &lt;b&gt;nu" in page
    assert "550 Ukendt modtager" in page


def people(horsens: Organisation) -> dict[str, Client]:
    odder = make.organisation("Odder")
    company = make.organisation("Gudenå", kind=OrganisationKind.COMPANY)
    national = make.organisation("Jobservice", kind=OrganisationKind.NATIONAL)
    return {
        "consultant": signed_in(make.membership(horsens)),
        "manager": signed_in(make.membership(horsens, role=Role.MANAGER)),
        "other administrator": signed_in(make.membership(odder, role=Role.ADMINISTRATOR)),
        "national administrator": signed_in(make.membership(national, role=Role.ADMINISTRATOR)),
        "company": signed_in(make.membership(company)),
    }


def test_for_everyone_else_the_mail_does_not_exist(admin: Client, horsens: Organisation) -> None:
    mail_id = failed(horsens, subject="Hemmeligt emne")
    assert admin.get(f"{PAGE}{mail_id}/").status_code == 200  # there is something to find
    for who, client in people(horsens).items():
        assert client.get(f"{PAGE}{mail_id}/").status_code == 404, who
        assert client.post(f"{PAGE}{mail_id}/send-igen/").status_code == 404, who
        response = client.get(PAGE, {"vis": "fejlet"})
        if "administrator" in who:
            assert response.status_code == 200
            assert "Hemmeligt emne" not in response.content.decode()
            assert "Fejlet (0)" in response.content.decode()
        else:
            assert response.status_code == 404, who
    anonymous = Client()
    for address in (PAGE, f"{PAGE}{mail_id}/"):
        assert anonymous.get(address).status_code == 302
    assert anonymous.post(f"{PAGE}{mail_id}/send-igen/").status_code == 302
    assert mails.row(mail_id).state == MailState.FAILED


def test_a_sign_in_code_is_not_shown_to_its_organisations_administrator(
    admin: Client, horsens: Organisation
) -> None:
    mail_id = sent(horsens, confidential=True, text="Din kode er 123456")
    assert admin.get(f"{PAGE}{mail_id}/").status_code == 404
    assert admin.post(f"{PAGE}{mail_id}/send-igen/").status_code == 404


def test_a_failed_mail_is_queued_again_as_the_same_mail(admin: Client, horsens: Organisation) -> None:
    mail_id = failed(horsens)
    before = mails.row(mail_id)
    response = admin.post(f"{PAGE}{mail_id}/send-igen/", {"once": "a"}, follow=True)
    assert "Mailen er lagt i kø" in response.content.decode()
    after = mails.row(mail_id)
    assert (after.state, after.attempts, after.last_error) == (MailState.QUEUED, 0, "")
    assert after.message_id == before.message_id
    again = admin.post(f"{PAGE}{mail_id}/send-igen/", {"once": "a"}, follow=True)
    assert "Mailen venter allerede på at blive sendt." in again.content.decode()


def test_a_sent_mail_is_sent_again_as_a_new_one_and_a_double_click_is_one(
    admin: Client, horsens: Organisation
) -> None:
    mail_id = sent(horsens, html="<p>x</p>", reply_to="svar@horsens.example")
    form = {"once": "0123456789abcdef"}
    first = admin.post(f"{PAGE}{mail_id}/send-igen/", form)
    second = admin.post(f"{PAGE}{mail_id}/send-igen/", form)
    assert first["Location"] == second["Location"]
    with as_owner():
        assert OutboxMail.objects.count() == 2
        old, new = OutboxMail.objects.get(pk=mail_id), OutboxMail.objects.exclude(pk=mail_id).get()
    assert old.state == MailState.SENT
    assert (new.state, new.subject, new.text, new.html, new.recipient, new.reply_to) == (
        MailState.QUEUED, old.subject, old.text, old.html, old.recipient, old.reply_to,
    )  # fmt: skip
    assert new.message_id != old.message_id
    admin.post(f"{PAGE}{mail_id}/send-igen/", {"once": "another form"})
    with as_owner():
        assert OutboxMail.objects.count() == 3


def test_sending_again_needs_a_form_and_an_address_that_can_be_written_to(
    admin: Client, horsens: Organisation
) -> None:
    mail_id = failed(horsens)
    assert admin.get(f"{PAGE}{mail_id}/send-igen/").status_code == 405
    with as_owner():
        OutboxMail.objects.filter(pk=mail_id).update(recipient="ingen")
    page = admin.post(f"{PAGE}{mail_id}/send-igen/", follow=True).content.decode()
    assert "Det er ikke en gyldig e-mailadresse: ingen" in page
    assert mails.row(mail_id).state == MailState.FAILED


@pytest.mark.parametrize("shelf", Shelf)
def test_pages_by_key_show_every_mail_once_in_both_directions(
    horsens: Organisation, monkeypatch: pytest.MonkeyPatch, shelf: Shelf
) -> None:
    monkeypatch.setattr(selectors, "PAGE_SIZE", 4)
    make_one = {Shelf.WAITING: mails.queued, Shelf.FAILED: failed, Shelf.SENT: sent}[shelf]
    same = NOW()
    ids = []
    for n in range(10):  # three of each instant: the key decides
        ids.append(make_one(horsens))
        with as_owner():
            OutboxMail.objects.filter(pk=ids[-1]).update(**{shelf.instant: same - timedelta(minutes=n // 3)})
    actor = make.actor(horsens, role=Role.ADMINISTRATOR)
    with acting_as(actor):
        pages = [shelf_slice(actor, shelf)]
        while pages[-1].after:
            pages.append(shelf_slice(actor, shelf, after=pages[-1].after))
        assert [len(page.mails) for page in pages] == [4, 4, 2]
        found = [mail for page in pages for mail in page.mails]
        assert sorted(mail.pk for mail in found) == sorted(ids)
        instants = [getattr(mail, shelf.instant) for mail in found]
        assert instants == sorted(instants, reverse=shelf is not Shelf.WAITING)
        assert pages[0].before == ""
        back = shelf_slice(actor, shelf, before=pages[2].before)
        assert [mail.pk for mail in back.mails] == [mail.pk for mail in pages[1].mails]
        first = shelf_slice(actor, shelf, before=back.before)
        assert [mail.pk for mail in first.mails] == [mail.pk for mail in pages[0].mails]
        assert (first.before, bool(first.after)) == ("", True)


@pytest.mark.parametrize(
    "place", ["", "x", "1-", "-", "99999999999999999999999-" + "0" * 32, "1-" + "z" * 32]
)
def test_a_bad_place_is_the_beginning(place: str, admin: Client) -> None:
    assert read_place(place) is None
    assert admin.get(PAGE, {"efter": place, "foer": place}).status_code == 200


def test_the_list_asks_the_database_as_often_for_1_mail_as_for_30(
    admin: Client, horsens: Organisation
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 29):
        for _n in range(number):
            failed(horsens)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin.get(PAGE, {"vis": "fejlet"}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_counts_stop_at_over_999(admin: Client, horsens: Organisation) -> None:
    from django.db import transaction

    from notifications.outbox import queue_many

    with transaction.atomic():
        queue_many([mails.mail(horsens) for _n in range(1001)])
    assert "Venter (over 999)" in admin.get(PAGE).content.decode()
