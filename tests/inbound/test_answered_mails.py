"""Mails of candidates and of deadlines, answered by mail: the answer lies on its order, or it is said whom to ask."""

from typing import Any

import pytest

from accounts.models import User
from candidates import placing_mails
from candidates.workflow import Part
from companies.models import Company
from inbound.enums import InboundState
from inbound.models import InboundMail
from inbound.services.receiving import Received, mail_receive
from notifications.models import OutboxMail
from orders.enums import EventKind
from orders.escalation_mails import answering
from orders.models import OrderEvent
from orders.reply_path import ReplyTo, reply_of
from tests.candidates.placing import S, Stage
from tests.candidates.test_invitations import deliver
from tests.candidates.test_invitations import mails as invitations
from tests.candidates.test_invitations import send as invite
from tests.factories import candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import Border, fires_at, sweep_as_worker
from tests.inbound.mails import mail

pytestmark = pytest.mark.django_db


def sent(name: str) -> OutboxMail:
    with as_owner():
        return OutboxMail.objects.filter(name=name).latest("created_at")


def answer(to: OutboxMail, text: str, *, sender: str = "") -> InboundMail:
    """Whoever got the mail presses "Svar" in their own program."""
    who = sender or to.recipient
    content = mail(text, sender=who, name="En, der svarer", message_id=f"<{text[:8]}@x>".replace(" ", "-"))
    with as_worker():
        assert mail_receive(address=to.reply_to, envelope_sender=who, content=content) == Received.STORED
    with as_owner():
        return InboundMail.objects.latest("id")


def on_order(order_id: int, kind: EventKind) -> list[str]:
    with as_owner():
        return list(OrderEvent.objects.filter(order_id=order_id, kind=kind).values_list("text", flat=True))


def test_the_companys_answer_to_presented_candidates_is_its_message() -> None:
    stage = Stage()
    with as_owner():
        company = Company.objects.get(pk=stage.order.company_id)
        person = company.contacts.get(is_primary=True)
    (row,) = stage.nominate(stage.candidate(), to=(Part.TOVHOLDER, Part.COMPANY))
    stage.move(stage.bo, row, S.SCREENED)
    stage.move(stage.mette, row, S.PRESENTED)
    told = sent("candidates.presented")
    assert told.recipient == person.email
    assert reply_of(told.reply_to) == ReplyTo(stage.order.pk, company.pk)
    assert "I kan svare på denne mail" in told.text
    got = answer(told, "Vi vil gerne tale med den første.")
    assert (got.state, got.order_id) == (InboundState.FILED, stage.order.pk)
    assert on_order(stage.order.pk, EventKind.MESSAGE) == ["Vi vil gerne tale med den første."]
    # Somebody else who got hold of the address writes nothing on the order by it.
    foreign = answer(told, "Jeg har også en mening", sender="en@anden.example")
    assert foreign.state == InboundState.REVIEW
    assert len(on_order(stage.order.pk, EventKind.MESSAGE)) == 1


def test_mails_between_jobcentres_about_candidates_have_the_orders_address_and_say_whom_to_ask() -> None:
    stage = Stage()
    with as_owner():
        odder = make.jobcenter("Odder")
        odder.phone = "87 80 33 33"
        odder.save()
        office = odder.jobcenter
        office.company_email, office.company_phone = "erhverv@odder.example", ""
        office.save()
    stage.nominate(stage.candidate())
    told = sent("candidates.nominated")
    assert reply_of(told.reply_to) == ReplyTo(stage.order.pk, stage.mette.organisation_id)
    assert "Spørg Odder: erhverv@odder.example eller 87 80 33 33." in told.text
    with as_owner():
        home = make.jobcenter("Odder")
        placing_mails.release_wanted(
            order=stage.order, home=home, number=1, request=stage.request, day="2026-11-29"
        )
    wanted = sent("candidates.release_wanted")
    assert reply_of(wanted.reply_to) == ReplyTo(stage.order.pk, home.pk, stage.request.pk)
    with as_owner():
        bo = User.objects.get(pk=stage.bo.user_id)
    got = answer(wanted, "Det kan vi godt.", sender=bo.email)
    assert (got.state, got.order_id, got.request_id) == (
        InboundState.FILED,
        stage.order.pk,
        stage.request.pk,
    )
    assert "Det kan vi godt." in on_order(stage.order.pk, EventKind.MAIL)


def test_a_citizen_is_told_whom_to_ask_and_no_answer_leads_to_who_invites() -> None:
    found = candidates.candidate("Odder", postcode="8300", name="Ane Bech")
    with as_owner():
        office = make.jobcenter("Odder").jobcenter
        office.company_email, office.company_phone = "erhverv@odder.example", "87 80 33 33"
        office.save()
    mette = make.consultant("Horsens")
    order = make.order(mette)
    invite(mette, order, found)
    assert deliver() == 1
    (told,) = invitations()
    assert told.reply_to == ""
    assert "Et svar på denne mail bliver ikke læst." in told.text
    assert "Odder: erhverv@odder.example eller 87 80 33 33." in told.text


def test_an_answer_to_a_letter_about_a_deadline_lies_on_its_case() -> None:
    border = Border()
    sweep_as_worker(fires_at(border.clock, 1))
    with as_owner():
        jonas = User.objects.get(pk=border.jonas.user_id)
        told = OutboxMail.objects.filter(name__startswith="orders.escalation_", recipient=jonas.email).latest(
            "created_at"
        )
    assert reply_of(told.reply_to) == ReplyTo(border.order.pk, border.odder.pk, border.request.pk)
    assert "Du kan svare på denne mail." in told.text and "stopper ikke fristen" in told.text
    got = answer(told, "Vi kan sende to.")
    assert (got.state, got.order_id, got.request_id) == (
        InboundState.FILED,
        border.order.pk,
        border.request.pk,
    )
    assert on_order(border.order.pk, EventKind.MAIL) == ["Vi kan sende to."]
    # A letter goes on counting: nothing but a registered answer stops the clock.
    with as_owner():
        assert border.clock.state == "open"


def test_a_digest_says_that_nobody_reads_an_answer(settings: Any) -> None:
    assert "bliver ikke læst" in answering(is_one_case=False)
    settings.INBOUND_DOMAIN = ""
    assert "bliver ikke læst" in answering(is_one_case=True)
