"""Every jobcentre has one living recipient: the way from the contact person outwards, step by step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.models import Absence, Organisation
from accounts.tenancy import acting_as
from jobcenters.contacting.recipients import Candidate, contact_reached, recipient_of, recipients_of
from jobcenters.contacting.watching import bounces_note, gaps_find
from jobcenters.enums import ContactList, Freshness, Reach
from jobcenters.models import ContactEntry, ContactGap, Jobcenter, Network
from jobcenters.trust import Trust
from notifications.addresses import address_mark
from notifications.models import OutboxMail
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

LIVE, DEAD = Trust(Freshness.FRESH), Trust(Freshness.STALE)


def entry(pk: int, found: Trust = LIVE, stand_in: int | None = None) -> Candidate:
    return Candidate(pk, f"Person {pk}", f"p{pk}@a.example", found, stand_in)


@pytest.mark.parametrize(
    ("entries", "away", "expected"),
    [
        ([entry(1)], (), (Reach.CONTACT, 1)),
        ([entry(1, Trust(Freshness.AGEING)), entry(2)], (), (Reach.CONTACT, 2)),
        # A stand-in is not asked before the one they stand in for.
        ([entry(1, Trust(Freshness.AGEING), stand_in=2), entry(2)], (), (Reach.CONTACT, 1)),
        ([entry(1, DEAD, stand_in=2), entry(2)], (), (Reach.STAND_IN, 2)),
        ([entry(1, stand_in=2), entry(2)], ("p1@a.example",), (Reach.STAND_IN, 2)),
        ([entry(1, DEAD, stand_in=2), entry(2, DEAD, stand_in=3), entry(3)], (), (Reach.STAND_IN, 3)),
        ([entry(1, DEAD, stand_in=2), entry(2, DEAD, stand_in=1)], (), None),
        ([entry(1, stand_in=2), entry(2, stand_in=1)], (), (Reach.CONTACT, 1)),
        ([], (), None),
    ],
)
def test_who_on_the_list_is_reached(entries, away, expected):
    found = contact_reached(7, entries, dead=set(), away=set(away))
    assert (found and (found.reach, found.entry_id)) == expected


def test_a_dead_address_is_passed_over():
    found = contact_reached(7, [entry(1), entry(2)], dead={"p1@a.example"}, away=set())
    assert found is not None
    assert found.email == "p2@a.example"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def odder(db) -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.with_names().get(place="Odder")


def die(*emails: str) -> None:
    with as_worker():
        for email in emails:
            address_mark(email, at=timezone.now(), reason="550")


def test_step_by_step_from_the_contact_to_the_country(odder, today):
    """Each is reached when the one before is gone, and nobody only when there is no one left at all."""
    mette = make.consultant("Horsens")
    with as_owner():
        manager = accounts.membership(odder.organisation, role=Role.MANAGER)
        coordinator = Organisation.objects.get(jobcenter__place="Horsens")
        Network.objects.update(coordinator=coordinator)
        listed = ContactEntry.objects.get(jobcenter=odder, list_kind=ContactList.RECRUITMENT)
        stand_in = ContactEntry.objects.create(
            jobcenter=odder,
            network=listed.network,
            list_kind=ContactList.RECRUITMENT,
            person="Vikaren",
            email="vikar@odder.example",
        )
        listed.stand_in = stand_in
        listed.save()
        boss = make.national()
        Organisation.objects.filter(pk=boss.pk).update(email="kontakt@jobservice.example")
        mailbox = odder.company_email or odder.organisation.email
        horsens = coordinator.jobcenter.company_email or coordinator.email

    def reached() -> tuple[str, str]:
        with acting_as(mette):
            found = recipient_of(odder.pk, today)
        return found.reach, found.email

    assert reached() == (Reach.CONTACT, listed.email)
    die(listed.email)
    assert reached() == (Reach.STAND_IN, "vikar@odder.example")
    die("vikar@odder.example")
    assert reached() == (Reach.MANAGER, manager.user.email)
    with as_owner():
        Absence.objects.create(
            organisation=odder.organisation, membership=manager, first_day=today, last_day=today
        )
    assert reached() == (Reach.MAILBOX, mailbox)
    die(mailbox)
    assert reached() == (Reach.COORDINATOR, horsens)
    die(horsens)
    assert reached()[0] == Reach.NATIONAL
    die("kontakt@jobservice.example")
    with as_owner():
        Organisation.objects.filter(kind=OrganisationKind.NATIONAL).update(email="")
    assert reached() == (Reach.NOBODY, "")


def test_two_queries_however_many(db, today, django_assert_num_queries):
    mette = make.consultant("Horsens")
    with as_owner():
        ids = list(Jobcenter.objects.values_list("pk", flat=True))
    with acting_as(mette), django_assert_num_queries(2):
        found = recipients_of(ids, today)
    assert len(found) == len(ids) > 10
    assert all(one.email for one in found.values())


def test_nobody_who_acts_gets_nothing(odder, today):
    with acting_as(None):
        assert recipient_of(odder.pk, today).reach == Reach.NOBODY


def test_a_bounce_turns_the_entry_red_and_a_gap_is_mailed_once_and_closed_again(odder, today):
    now = timezone.now()
    with as_owner():
        boss = make.national()
        Organisation.objects.filter(pk=boss.pk).update(email="kontakt@jobservice.example")
        horsens = Organisation.objects.get(jobcenter__place="Horsens")
        Network.objects.update(coordinator=horsens)
        listed = ContactEntry.objects.get(jobcenter=odder, list_kind=ContactList.RECRUITMENT)
        everyone = Jobcenter.objects.count()
    with as_worker():
        outside = gaps_find(now=now)
    die(listed.email)
    with as_worker():
        assert bounces_note() == 1
        assert bounces_note() == 0
        assert gaps_find(now=now + timedelta(hours=1)) == 1
        assert gaps_find(now=now + timedelta(hours=2)) == 0
    assert outside < everyone
    with as_owner():
        gap = ContactGap.objects.open().get(jobcenter=odder)
        assert gap.reached in (Reach.MAILBOX, Reach.MANAGER)
        mails = OutboxMail.objects.filter(name="jobcenters.contact_gaps", text__contains="Odder")
        assert sorted(mail.recipient_organisation_id for mail in mails) == sorted([horsens.pk, boss.pk])
        assert "1 jobcenter mangler en kontaktperson" in mails[0].subject
    # Shown to whom it concerns, and to nobody else.
    stranger = make.consultant("Silkeborg")
    for actor, seen in ((accounts.actor(horsens), True), (accounts.actor(boss), True), (stranger, False)):
        with acting_as(actor):
            assert ContactGap.objects.filter(pk=gap.pk).exists() is seen
            assert ContactGap.objects.visible_to(actor).filter(pk=gap.pk).exists() is seen
    with as_owner():
        ContactEntry.objects.filter(pk=listed.pk).update(email="ny@odder.example", bounced_on=None)
    with as_worker():
        gaps_find(now=now + timedelta(days=1))
    with as_owner():
        gap.refresh_from_db()
        assert gap.closed_on == today + timedelta(days=1)
