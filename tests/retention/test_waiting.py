"""An erasure that something blocks says what is done and what waits, and is finished when the block is gone."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership, User
from accounts.moment import moment, playing
from accounts.tenancy import acting_as
from candidates.enums import CandidateState
from candidates.models import Candidate, CandidateIdentity
from candidates.services.retention import candidates_anonymise
from candidates.services.withdrawal import candidate_withdraw
from companies.models import ContactPerson
from notifications.models import OutboxMail
from orders.models import Order, OrderEvent
from orders.services.plan import alternative_offer
from retention.enums import PersonKind, RequestState, StepKind
from retention.findings import findings
from retention.models import RightsRequest, RightsStep
from retention.services.answering import erasures_finish
from retention.services.holds import hold_lift, hold_set
from tests.agreements.pages import signed_in
from tests.factories import accounts, candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.retention.test_rights import asked, carried_out, noted, registered, texts_of

pytestmark = pytest.mark.django_db
KARIN = {"name": "Karin Holm", "email": "karin@firma.dk", "phone": "12345678"}
LATER = datetime.timedelta(minutes=6)


@pytest.fixture
def admin() -> Actor:
    return accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)


def case_of_karin() -> Order:
    """An order that runs, with Karin as its contact person and in its notes."""
    order = noted("Horsens")
    with as_owner():
        ContactPerson.objects.filter(pk=order.contact_id).update(**KARIN)
    return order


def again(after: datetime.timedelta = LATER) -> int:
    with playing(moment() + after), as_worker():
        return erasures_finish()


def fresh(row: RightsRequest) -> RightsRequest:
    with as_owner():
        return RightsRequest.objects.get(pk=row.pk)


def kinds(row: RightsRequest) -> list[str]:
    with as_owner():
        return list(RightsStep.objects.filter(request=row).values_list("kind", flat=True))


def page_of(admin: Actor, row: RightsRequest) -> str:
    return signed_in(admin).get(reverse("retention:request", args=[row.uuid])).content.decode()


def closed(order: Order) -> None:
    with as_owner():
        Order.objects.filter(pk=order.pk).update(state="cancelled", closed_at=moment())


def test_a_running_order_makes_it_wait_and_its_end_finishes_it(admin: Actor) -> None:
    order = case_of_karin()
    row = carried_out(admin, registered(admin, asked(**KARIN)))
    row = fresh(row)
    assert (row.state, row.done_at) == (RequestState.WAITING, None)
    assert "på 1 ordre," in row.remains
    assert kinds(row)[-1] == StepKind.PARTLY
    # What could go is gone; who is meant is remembered, to find what is written meanwhile.
    assert "Karin Holm " not in texts_of(order) and "[slettet]" in texts_of(order)
    assert row.name == "Karin Holm"
    text = page_of(admin, row)
    assert "Ikke alt er slettet endnu" in text and "på 1 ordre," in text and "Det er slettet" in text
    assert "Udført" not in text.split("Hvad der er sket")[0].replace("Delvist udført", "")
    # Nothing has changed: it waits on.
    assert again() == 0
    assert fresh(row).state == RequestState.WAITING
    with as_owner():
        assert ContactPerson.objects.get(pk=order.contact_id).name == "Karin Holm"
        event = OrderEvent.objects.filter(order=order).exclude(text="").first()
        assert event is not None
        OrderEvent.objects.filter(pk=event.pk).update(text="Karin Holm ringede igen.")
    closed(order)
    assert again(2 * LATER) == 1
    row = fresh(row)
    assert row.state == RequestState.DONE and row.done_at is not None
    assert (row.name, row.email, row.phone, row.remains) == ("[slettet]", "", "", "")
    with as_owner():
        assert ContactPerson.objects.get(pk=order.contact_id).name == "Tidligere kontaktperson"
        mail = OutboxMail.objects.get(name="retention.erasure_finished")
    assert "Karin" not in mail.text and reverse("retention:request", args=[row.uuid]) in mail.text
    assert "Karin Holm ringede" not in texts_of(order)
    assert kinds(row)[-1] == StepKind.ERASED
    text = page_of(admin, row)
    assert "Ikke alt er slettet endnu" not in text and "Kontaktperson i en virksomhed: <b>1</b>" in text
    assert again(3 * LATER) == 0


def test_it_is_looked_at_again_only_after_some_minutes(admin: Actor) -> None:
    order = case_of_karin()
    row = carried_out(admin, registered(admin, asked(**KARIN)))
    closed(order)
    assert again(datetime.timedelta(minutes=4)) == 0
    assert fresh(row).state == RequestState.WAITING
    assert again() == 1


def test_a_hold_makes_it_wait_and_another_block_is_told(admin: Actor) -> None:
    ane = candidates.candidate(name="Ane Bech")
    with acting_as(admin):
        hold = hold_set(actor=admin, kind="candidate", said=ane.pseudonym, reason="Klagesag")
    row = carried_out(admin, registered(admin, asked(who=PersonKind.CITIZEN, said=ane.pseudonym)))
    assert fresh(row).state == RequestState.WAITING
    assert "Tilbageholdt" in fresh(row).remains
    with acting_as(admin):
        hold_lift(actor=admin, uuid=hold.uuid)
    assert again() == 1
    assert fresh(row).state == RequestState.DONE
    with as_owner():
        assert not CandidateIdentity.objects.filter(candidate=ane).exists()
        assert Candidate.objects.get(pk=ane.pk).state == CandidateState.ANONYMISED


def test_what_is_waited_for_is_told_when_it_becomes_something_else(admin: Actor) -> None:
    order = case_of_karin()
    row = carried_out(admin, registered(admin, asked(**KARIN)))
    with acting_as(admin):
        hold_set(actor=admin, kind="contact", said=KARIN["email"], reason="Klagesag")
    closed(order)
    assert again() == 0
    assert "Tilbageholdt" in fresh(row).remains and "ordre" not in fresh(row).remains
    assert kinds(row)[-1] == StepKind.STILL


def test_an_order_of_another_house_blocks_too(admin: Actor) -> None:
    """It is not visible here, and the page must not say that all is done."""
    order = case_of_karin()
    closed(order)
    odder = make.consultant("Odder")
    with as_owner():
        company = order.company
    theirs = make.order(odder, company=company)
    with as_owner():
        Order.objects.filter(pk=theirs.pk).update(
            contact_id=order.contact_id, received_at=moment() - datetime.timedelta(days=900)
        )
    row = registered(admin, asked(**KARIN))
    with acting_as(admin):
        assert "på 1 ordre," in findings(row).blocked
    assert fresh(carried_out(admin, row)).state == RequestState.WAITING


def test_whoever_has_the_contact_person_is_asked_and_the_page_says_so(admin: Actor) -> None:
    odder = make.consultant("Odder")
    theirs = make.order(odder)
    with as_owner():
        ContactPerson.objects.filter(pk=theirs.contact_id).update(**KARIN)
    row = carried_out(admin, registered(admin, asked(**KARIN)))
    row = fresh(row)
    assert row.state == RequestState.DONE
    assert "Odder" in row.remains
    assert "Det kunne I ikke slette" in page_of(admin, row)
    with as_owner():
        passed = RightsRequest.objects.get(passed_on_by=admin.organisation_id)
        assert (passed.organisation_id, passed.contact_id) == (odder.organisation_id, theirs.contact_id)
        assert ContactPerson.objects.get(pk=theirs.contact_id).name == "Karin Holm"


def test_a_user_who_still_has_access_waits_for_that(admin: Actor) -> None:
    here = accounts.actor(make.jobcenter("Horsens"), name="Bo Kvist")
    with as_owner():
        user = User.objects.get(pk=here.user_id)
    row = carried_out(admin, registered(admin, asked(who=PersonKind.USER, email=user.email)))
    assert "stadig adgang" in fresh(row).remains
    with as_owner():
        Membership.objects.filter(user=user).update(is_active=False)
    assert again() == 1
    with as_owner():
        assert User.objects.get(pk=user.pk).name == "Tidligere bruger"


def test_waiting_ones_have_a_list_of_their_own_and_call_for_nobody(admin: Actor) -> None:
    case_of_karin()
    carried_out(admin, registered(admin, asked(**KARIN)))
    client = signed_in(admin)
    text = client.get(reverse("retention:requests")).content.decode()
    assert "Delvist udført" in text and "Ingen venter på svar." in text
    assert "venter på svar" not in client.get(reverse("retention:overview")).content.decode()


def test_what_was_checked_before_an_alternative_is_searched_and_redacted(admin: Actor) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with acting_as(mette):
        made: Any = alternative_offer(
            actor=mette,
            order=order,
            line=order.lines.get(),
            kind="internship",
            text="Praktik",
            checked=['Karin Holm sagde ja, {og} "nej"', "Ingen andre"],
        )
    row = registered(admin, asked(who=PersonKind.CONTACT, name="Karin Holm"))
    with acting_as(admin):
        assert "orders_alternative.checked" in [one.code for one in findings(row).rows]
    carried_out(admin, row)
    with as_owner():
        made.refresh_from_db()
    assert made.checked == ['[slettet] sagde ja, {og} "nej"', "Ingen andre"]


# --- who only withdraws (a citizen) ------------------------------------------------------------------------------


def test_a_citizen_who_only_withdraws_is_found_by_the_rule(admin: Actor) -> None:
    ane, bo = candidates.candidate(name="Ane Bech"), candidates.candidate(name="Bo Kvist")
    at = moment()
    with playing(at), acting_as(admin):
        candidate_withdraw(actor=admin, candidate=ane)
    with as_owner():
        ane.refresh_from_db()
    assert (ane.left_at, ane.withdrawn_at) == (None, at)
    half_a_year = datetime.timedelta(days=183)
    second = datetime.timedelta(seconds=1)
    for late, found in ((half_a_year - second, 0), (half_a_year + second, 1), (half_a_year + second, 0)):
        with as_worker():
            assert candidates_anonymise(jobcenter_id=admin.organisation_id, now=at + late) == found
    with as_owner():
        assert Candidate.objects.get(pk=ane.pk).state == CandidateState.ANONYMISED
        assert not CandidateIdentity.objects.filter(candidate=ane).exists()
        assert Candidate.objects.get(pk=bo.pk).state == CandidateState.ACTIVE


def test_who_is_withdrawn_by_other_ways_has_a_time_all_the_same() -> None:
    ane = candidates.candidate(name="Ane Bech")
    with as_owner():
        Candidate.objects.filter(pk=ane.pk).update(state=CandidateState.WITHDRAWN)
        ane.refresh_from_db()
    assert ane.withdrawn_at is not None
