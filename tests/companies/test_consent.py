"""A contact person's consent: who gave it and when; the last word holds, what was said before stays."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction

from accounts.moment import playing
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from companies.models import ContactConsent
from companies.services import consent_record
from tests.factories import accounts, companies
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 27)
NOON = datetime.datetime(2026, 3, 27, 11, tzinfo=datetime.UTC)
SAID = {"kind": "share", "is_given": True, "given_by": "Karin Holm", "given_on": DAY, "channel": "phone"}


@pytest.fixture(autouse=True)
def friday():
    with playing(NOON):
        yield


@pytest.fixture
def mette():
    return accounts.actor(accounts.organisation())


def person(company):
    with as_owner():
        contact = company.contacts.get()
        contact.company = company
        return contact


def test_the_last_word_holds_and_the_first_stays(mette) -> None:
    company = companies.company()
    contact = person(company)
    with acting_as(mette):
        consent_record(actor=mette, contact=contact, **SAID)
        consent_record(actor=mette, contact=contact, **{**SAID, "kind": "contact"})
        consent_record(actor=mette, contact=contact, **{**SAID, "is_given": False, "channel": "mail"})
        rows = ContactConsent.objects.visible_to(mette)
        assert {(row.kind, row.is_given) for row in rows.current(company)} == {
            ("contact", True),
            ("share", False),
        }
        assert rows.count() == 3
        with pytest.raises(ProgrammingError), transaction.atomic():
            ContactConsent.objects.update(is_given=True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "all"}, "kind"),
        ({"channel": "owl"}, "channel"),
        ({"given_by": " "}, "given_by"),
        ({"given_by": "x" * 121}, "given_by"),
        ({"given_by": "Karin\nHolm"}, "given_by"),
        ({"given_on": DAY + datetime.timedelta(days=1)}, "given_on"),
    ],
)
def test_what_cannot_be_right_is_refused(mette, fields, field) -> None:
    contact = person(companies.company())
    with acting_as(mette):
        with pytest.raises(ValidationError) as refused:
            consent_record(actor=mette, contact=contact, **{**SAID, **fields})
        assert list(refused.value.message_dict) == [field]


def test_another_company_neither_reads_nor_writes_it(mette) -> None:
    company, other = companies.company(), companies.user_of(companies.company())
    contact = person(company)
    with acting_as(mette):
        consent_record(actor=mette, contact=contact, **SAID)
    own = companies.user_of(company)
    with acting_as(own):
        assert ContactConsent.objects.count() == ContactConsent.objects.visible_to(own).count() == 1
    with acting_as(other):
        assert not ContactConsent.objects.exists()
        with pytest.raises(NotAllowed):
            consent_record(actor=other, contact=contact, **SAID)
