"""The round of mails that asks contact persons, and the page behind their link."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from jobcenters.contacting.asking import contact_ask, contacts_ask
from jobcenters.enums import ContactList, Freshness
from jobcenters.models import ContactAsk, ContactEntry, Jobcenter
from jobcenters.trust import ASK_AGAIN_DAYS, trust
from notifications.models import OutboxMail
from notifications.smtp import build_message
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^/\s]+(/jobcentre/kontakter/svar/[\w-]{43}/)")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def odder() -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.with_names().get(place="Odder")


def entry_of(jobcenter: Jobcenter, kind: str = ContactList.RECRUITMENT) -> ContactEntry:
    with as_owner():
        return ContactEntry.objects.get(jobcenter=jobcenter, list_kind=kind)


def confirmed_long_ago(jobcenter: Jobcenter, now, days: int = 85, **more: object) -> None:
    with as_owner():
        ContactEntry.objects.update(last_confirmed_on=now.date())
        ContactEntry.objects.filter(jobcenter=jobcenter).update(
            last_confirmed_on=now.date() - timedelta(days), **more
        )


def asked_mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(name="jobcenters.contact_wanted").order_by("created_at"))


def link_in(mail: OutboxMail) -> str:
    found = LINK.search(str(build_message(mail).body))
    assert found, mail.text
    return found[1]


def asked_once(odder: Jobcenter, now) -> str:
    """The link of the one mail that a round has sent about both of Odder's entries."""
    confirmed_long_ago(odder, now, email="jonas@odder.example", person="Jonas Krogh")
    with as_worker():
        assert contacts_ask(now=now) == 1
    (mail,) = asked_mails()
    return link_in(mail)


def test_one_mail_per_person_however_many_entries_and_not_again_for_a_fortnight(odder, now):
    asked_once(odder, now)
    (mail,) = asked_mails()
    assert "Sparring og spørgsmål" in mail.text
    assert "Hjælp til rekruttering" in mail.text
    assert not re.search(r"svar/[\w-]{43}/", mail.text), "the outbox holds no secret"
    with as_worker():
        assert contacts_ask(now=now + timedelta(days=ASK_AGAIN_DAYS - 1)) == 0
        assert contacts_ask(now=now + timedelta(days=ASK_AGAIN_DAYS)) == 1


def test_looking_at_the_link_confirms_nothing_and_one_press_does(odder, now):
    path = asked_once(odder, now)
    before = entry_of(odder).last_confirmed_on
    for method in ("get", "head"):
        response = getattr(Client(), method)(path)
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "Jonas Krogh" in Client().get(path).content.decode()
    assert entry_of(odder).last_confirmed_on == before
    assert Client().post(path, {"svar": "noget andet"}).status_code == 422
    assert entry_of(odder).last_confirmed_on == before
    response = Client().post(path, {"svar": "right"}, follow=True)
    assert "Tak for svaret" in response.content.decode()
    for kind in ContactList:
        assert entry_of(odder, kind).last_confirmed_on == timezone.localdate()
    # The link answers once.
    assert "Tak for svaret" in Client().post(path, {"svar": "left"}).content.decode()
    assert entry_of(odder).left_on is None
    with as_owner():
        assert ContactAsk.objects.get().answer == "right"


def test_a_change_is_written_and_bad_input_keeps_what_was_typed(odder, now):
    path = asked_once(odder, now)
    fields = {}
    for kind in ContactList:
        pk = entry_of(odder, kind).pk
        fields |= {f"k{pk}-telephone": "12 34", f"k{pk}-subject": "Industri", f"k{pk}-languages": "engelsk"}
    response = Client().post(path, {"svar": "changed", **fields})
    html = response.content.decode()
    assert response.status_code == 422
    assert "mindst 8 cifre" in html
    assert 'value="12 34"' in html
    assert entry_of(odder).subject != "Industri"
    good = {name: "76 00 00 01" if name.endswith("telephone") else value for name, value in fields.items()}
    Client().post(path, {"svar": "changed", **good})
    entry = entry_of(odder)
    assert (entry.telephone, entry.subject, entry.languages) == ("76 00 00 01", "Industri", "engelsk")
    assert entry.last_confirmed_on == timezone.localdate()


def test_who_has_left_is_red_at_once_and_the_jobcentre_is_told(odder, now):
    path = asked_once(odder, now)
    assert (
        "Dit jobcenter har fået besked" in Client().post(path, {"svar": "left"}, follow=True).content.decode()
    )
    entry = entry_of(odder)
    assert trust(entry.signs, timezone.localdate()).state is Freshness.STALE
    with as_owner():
        mail = OutboxMail.objects.get(name="jobcenters.contact_left")
    assert mail.recipient == (odder.company_email or odder.organisation.email)
    assert "Jonas Krogh" in mail.subject


def test_an_old_link_and_a_made_up_one(odder, now):
    path = asked_once(odder, now)
    with as_owner():
        ContactAsk.objects.update(expires_at=now - timedelta(seconds=1))
    response = Client().post(path, {"svar": "right"})
    assert response.status_code == 410
    assert "Linket virkede til" in response.content.decode()
    made_up = Client().post("/jobcentre/kontakter/svar/" + "a" * 43 + "/", {"svar": "right"})
    assert made_up.status_code == 404


def test_a_link_is_its_recipients_alone(odder, now):
    """The code is made of the address: the same ask sent elsewhere would have another link."""
    asked_once(odder, now)
    (mail,) = asked_mails()
    first = link_in(mail)
    mail.recipient = "en.anden@odder.example"
    assert link_in(mail) != first
    assert Client().get(link_in(mail)).status_code == 404


def test_who_may_ask_and_how_often(odder, now):
    entry = entry_of(odder)
    confirmed_long_ago(odder, now, 200)
    with as_owner():
        entry.refresh_from_db()
        national = make.national()
    stranger = make.consultant("Silkeborg")
    with acting_as(stranger), pytest.raises(NotAllowed):
        contact_ask(actor=stranger, entry=entry, now=now)
    boss = accounts.actor(national)
    with acting_as(boss):
        contact_ask(actor=boss, entry=entry, now=now)
        with pytest.raises(ValueError, match="blev spurgt"):
            contact_ask(actor=boss, entry=entry, now=now + timedelta(days=3))
    assert len(asked_mails()) == 1


def test_no_mail_to_dead_addresses_nor_to_who_has_left(odder, now):
    confirmed_long_ago(odder, now, 200, bounced_on=now.date())
    with as_worker():
        assert contacts_ask(now=now) == 0
    confirmed_long_ago(odder, now, 200, bounced_on=None, left_on=now.date())
    with as_worker():
        assert contacts_ask(now=now) == 0
