"""Requests go to the contact person for recruitment; who does not answer twice in a row turns yellow (N8, R146)."""

import datetime

import pytest
from django.utils import timezone

from accounts.tenancy import acting_as
from jobcenters.enums import ContactList, Freshness
from jobcenters.models import ContactEntry, Jobcenter
from jobcenters.services.contacts import contact_confirm
from jobcenters.trust import trust
from notifications.addresses import address_mark
from notifications.models import OutboxMail
from orders.ladder import Role
from orders.models import Clock, Request
from orders.services.contact_silence import silence_count
from orders.services.requests import request_answer
from orders.sweep.directory import Directory
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.answering import asked

pytestmark = pytest.mark.django_db


def entry_of_odder() -> ContactEntry:
    with as_owner():
        return ContactEntry.objects.get(jobcenter__place="Odder", list_kind=ContactList.RECRUITMENT)


def mailbox_of_odder() -> str:
    with as_owner():
        odder = Jobcenter.objects.select_related("organisation").get(place="Odder")
        return odder.company_email or odder.organisation.email


def count() -> int:
    with as_worker():
        return silence_count(now=timezone.now())


def overdue(request: Request, *, days: int) -> None:
    with as_owner():
        Clock.objects.filter(request=request).update(due_at=timezone.now() - datetime.timedelta(days=days))


def test_the_mail_goes_to_the_contact_person_and_past_a_dead_one() -> None:
    entry = entry_of_odder()
    _mette, _order, request = asked("Odder")
    with as_owner():
        mail = OutboxMail.objects.get(name="orders.request_received", dedupe_key__contains=request.uuid)
        request.refresh_from_db()
    assert (mail.recipient, request.contact_id) == (entry.email, entry.pk)
    with as_worker():
        address_mark(entry.email, at=timezone.now(), reason="550")
    _mette, _order, request = asked("Odder")
    with as_owner():
        mail = OutboxMail.objects.get(name="orders.request_received", dedupe_key__contains=request.uuid)
        request.refresh_from_db()
    assert mail.recipient == mailbox_of_odder()
    assert request.contact_id is None


def test_two_in_a_row_turn_the_entry_yellow_and_an_answer_or_a_confirmation_takes_it_back() -> None:
    today = timezone.localdate()
    with as_owner():
        ContactEntry.objects.update(last_confirmed_on=today - datetime.timedelta(days=30))
    requests = [asked("Odder")[2] for _n in range(3)]
    assert count() == 0
    overdue(requests[0], days=6)
    assert count() == 1
    assert trust(entry_of_odder().signs, today).state is Freshness.FRESH
    overdue(requests[1], days=4)
    assert count() == 1
    assert entry_of_odder().silent == 2
    assert trust(entry_of_odder().signs, today).state is Freshness.AGEING
    jonas = make.consultant("Odder")
    with acting_as(jonas):
        request_answer(actor=jonas, request=requests[2], answer="no", text="Ingen lige nu")
    assert count() == 1
    assert entry_of_odder().silent == 0
    with as_owner():
        ContactEntry.objects.filter(pk=entry_of_odder().pk).update(silent=2)
        entry = ContactEntry.objects.get(pk=entry_of_odder().pk)
    with acting_as(jonas):
        contact_confirm(actor=jonas, entry=entry, today=today)
    assert entry_of_odder().silent == 0
    assert count() == 0


def test_an_escalation_finds_the_contact_person_before_it_leaves_the_house() -> None:
    entry = entry_of_odder()
    odder = make.jobcenter("Odder")
    with as_worker():
        address_mark(mailbox_of_odder(), at=timezone.now(), reason="550")
        (told,) = Directory(timezone.now()).resolve(Role.OWNER, odder.pk, None)
    assert (told.email, told.organisation_id) == (entry.email, odder.pk)
    with as_worker():
        address_mark(entry.email, at=timezone.now(), reason="550")
        told = Directory(timezone.now()).resolve(Role.OWNER, odder.pk, None)[0]
    assert told.organisation_id != odder.pk or told.email == ""
