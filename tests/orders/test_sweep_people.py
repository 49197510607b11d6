"""Nobody on leave, nobody who left, no dead mailbox: a promise always reaches somebody who is there (G2)."""

import datetime

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Absence, Membership, Organisation
from jobcenters.models import ContactEntry, Jobcenter
from notifications.addresses import address_mark
from orders.sweep.directory import Why
from tests.factories import networks
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import Border, at, clock_of, ledger, person, sweep_as_worker

pytestmark = pytest.mark.django_db

TUESDAY = at(31, "09.00")


@pytest.fixture
def border() -> Border:
    return Border()


def away(who: Membership, stand_in: Membership | None = None) -> None:
    with as_owner():
        day = datetime.date(2026, 3, 31)
        Absence.objects.create(
            organisation=who.organisation, membership=who, stand_in=stand_in, first_day=day, last_day=day
        )


def stands_in_for(who: Membership, stand_in: Membership) -> None:
    with as_owner():
        Membership.objects.filter(pk=who.pk).update(stand_in=stand_in)


def dead(*emails: str) -> None:
    with as_worker():
        for email in emails:
            address_mark(email, at=timezone.now(), reason="550 findes ikke")


def breach_reached(border: Border) -> set[str]:
    """Whom the breach of Odder's D2 was told to, in Odder and beyond."""
    clock = clock_of(border.request, "D2")
    sweep_as_worker(TUESDAY + datetime.timedelta(minutes=1))
    with as_owner():
        level = min(row.level for row in ledger(clock) if row.due_at == clock.due_at)
    names = {f"user:{one.user_id}": one.user.first_name for one in _everybody()}
    told = [row for row in ledger(clock) if row.level == level]
    return {names.get(row.recipient, row.recipient.partition(":")[0]) for row in told if row.email}


def _everybody() -> list[Membership]:
    with as_owner():
        return list(Membership.objects.select_related("user"))


def test_g2_whoever_is_there_is_told(border: Border) -> None:
    assert breach_reached(border) == {"Jonas", "Karen", "Mette"}


def test_g2_leave_goes_to_the_stand_in_and_on_along_the_chain(border: Border) -> None:
    line = [person(border.odder, name) for name in ("Ida Holm", "Bent Lund")]
    away(border.jonas, line[0])
    stands_in_for(line[0], line[1])
    away(line[0])
    assert breach_reached(border) == {"Bent", "Karen", "Mette"}


def test_g2_a_circle_goes_to_the_manager(border: Border) -> None:
    ida = person(border.odder, "Ida Holm")
    away(border.jonas, ida)
    away(ida, border.jonas)
    assert breach_reached(border) == {"Karen", "Mette"}


def test_g2_who_left_is_answered_for(border: Border) -> None:
    ida = person(border.odder, "Ida Holm")
    stands_in_for(border.jonas, ida)
    with as_owner():
        Membership.objects.filter(pk=border.jonas.pk).update(is_active=False)
    assert breach_reached(border) == {"Ida", "Karen", "Mette"}


def test_g2_a_manager_on_leave_is_stood_in_for(border: Border) -> None:
    ida = person(border.odder, "Ida Holm")
    away(border.karen, ida)
    assert breach_reached(border) == {"Jonas", "Ida", "Mette"}


def test_g2_a_dead_address_is_nobody(border: Border) -> None:
    dead(border.jonas.user.email)
    assert breach_reached(border) == {"Karen", "Mette"}


def test_g2_the_mailbox_is_the_last_in_the_house(border: Border) -> None:
    dead(border.jonas.user.email, border.karen.user.email)
    assert breach_reached(border) == {"organisation", "Mette"}


def test_g2_a_house_that_nobody_reaches_reaches_the_coordinator(border: Border) -> None:
    networks.east_jutland("Horsens")
    with as_owner():
        odder = Organisation.objects.get(pk=border.odder.pk)
        mailbox = getattr(odder, "jobcenter", None)
        emails = [odder.email, *([mailbox.company_email] if mailbox else [])]
        emails += ContactEntry.objects.filter(jobcenter_id=odder.pk).values_list("email", flat=True)
    dead(border.jonas.user.email, border.karen.user.email, *filter(None, emails))
    assert breach_reached(border) == {"Lars", "Mette"}


def test_g2_without_anybody_at_all_the_ledger_says_so(border: Border) -> None:
    with as_owner():
        every = [one.user.email for one in _everybody()]
        every += [mail for mail in Organisation.objects.values_list("email", flat=True) if mail]
        every += [mail for mail in Jobcenter.objects.values_list("company_email", flat=True) if mail]
        every += ContactEntry.objects.values_list("email", flat=True)
    dead(*every)
    assert breach_reached(border) == set()
    assert ledger(clock_of(border.request, "D2")), "told to nobody, but told of"


def test_a_stand_in_is_told_why(border: Border) -> None:
    ida = person(border.odder, "Ida Holm")
    away(border.jonas, ida)
    sweep_as_worker(TUESDAY + datetime.timedelta(minutes=1))
    found = make.rows("select l.why from orders_letter l where l.recipient = %s", f"user:{ida.user_id}")
    assert {why for (why,) in found} == {Why.STANDS_IN.value}
    mails = make.rows("select text from notifications_outboxmail where recipient_user_id = %s", ida.user_id)
    assert all("du er stedfortræder for den, der er ansvarlig" in text for (text,) in mails)
    assert mails


def test_a_house_with_two_of_one_role_tells_a_shared_stand_in_once(border: Border) -> None:
    lise = person(border.odder, "Lise Bro", Role.MANAGER)
    ida = person(border.odder, "Ida Holm")
    away(border.karen, ida)
    away(lise, ida)
    away(border.jonas, ida)
    assert breach_reached(border) == {"Ida", "Mette"}
    assert len({row.recipient for row in ledger(clock_of(border.request, "D2")) if row.level == 2}) == 2
