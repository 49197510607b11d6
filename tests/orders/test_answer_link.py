"""The link in the mail answers once, for the asked jobcentre; looking at it, however often, changes nothing."""

import datetime
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from orders.enums import AnswerKind, ClockState
from orders.forms.across import YesForm
from orders.models import AnswerLink, Clock, Delivery, Escalation, OrderEvent, Request
from orders.services.clarifications import request_clarify
from orders.services.orders import order_cancel
from orders.services.requests import request_answer, request_withdraw
from orders.sweep.run import sweep
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.answering import YES, asked, d2_of, link_in, link_to
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


def state(request: Request) -> tuple[str, str, str]:
    with as_owner():
        found = Request.objects.get(pk=request.pk)
        return found.state, found.answer, d2_of(request).state


def test_the_page_shows_the_request_and_the_press_answers_it() -> None:
    _mette, order, request = asked()
    path = link_to(request)
    page = Client().get(path)
    text = page.content.decode()
    assert page.status_code == HTTPStatus.OK
    assert "Mangler 1 montør" in text
    with as_owner():
        contact = order.company.contacts.get().name
    assert contact not in text  # the company's person is not for the asked jobcentre
    assert 'value="1"' in text  # the number is there already
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]

    done = Client().post(path, YES)
    assert (done.status_code, done["Location"]) == (302, path)
    assert state(request) == ("answered", AnswerKind.YES, ClockState.STOPPED)
    with as_owner():
        found = Request.objects.select_related("contact").get(pk=request.pk)
        email = found.contact.email
        assert (found.answer_channel, found.answered_by_email, found.answered_by) == ("link", email, None)
        assert Delivery.objects.get(request=request).promised == 1
        event = OrderEvent.objects.get(order=order, kind="answered")
        assert event.data["channel"] == "link"
        assert f"Svaret med linket i mailen til {email}." in event.text
        assert OutboxMail.objects.filter(name="orders.request_answered").count() == 1
    assert "Svaret er sendt" in Client().get(path).content.decode()


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"answer": "no", "nej-reason": "Vi kan ikke nå det"}, AnswerKind.NO),
        ({"answer": "no", "nej-text": "Ferie"}, AnswerKind.NO),
        ({"answer": "clarify", "afklaring-text": "Kræver I kørekort?"}, AnswerKind.CLARIFY),
    ],
)
def test_no_and_a_question_are_answers_too(sent: dict[str, str], answer: AnswerKind) -> None:
    _mette, _order, request = asked()
    assert Client().post(link_to(request), sent).status_code == HTTPStatus.FOUND
    assert state(request) == ("answered", answer, ClockState.STOPPED)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({**YES, "ja-number": "0"}, "Skriv et tal mellem 1 og"),
        ({**YES, "ja-by": "1.1.2020"}, "Datoen er passeret."),
        ({"answer": "no"}, "Vælg en grund, eller skriv den her."),
        ({"answer": "clarify"}, "Skriv, hvad I mangler at vide."),
        ({"answer": "passed_on"}, "Vælg et svar."),
        ({}, "Vælg et svar."),
    ],
)
def test_bad_input_is_told_and_the_link_is_not_used_up(sent: dict[str, str], sentence: str) -> None:
    _mette, _order, request = asked()
    path = link_to(request)
    answer = Client().post(path, {"ja-text": "Vi har to på vej.", **sent})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    if sent.get("answer") == "yes":
        assert "Vi har to på vej." in answer.content.decode() or "ja-text" in sent
    assert state(request) == ("sent", "", ClockState.OPEN)
    assert Client().post(path, YES).status_code == HTTPStatus.FOUND


def test_nothing_typed_is_lost_when_the_button_of_another_answer_is_pressed() -> None:
    _mette, _order, request = asked()
    path = link_to(request)
    page = Client().get(path).content.decode()
    main = page[page.index("<main") :]
    assert main.count("<form") == 1, "the buttons are those of one form"
    # The need stands before the answer, on a phone and for whoever tabs.
    assert main.index('id="behov"') < main.index("Svar ja, vi kan levere")
    typed = {"ja-number": "7", "ja-by": "", "ja-text": "To af dem er klar nu.", "nej-text": "Måske i marts"}
    answer = Client().post(path, {**typed, "answer": "clarify", "afklaring-text": ""})
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Skriv, hvad I mangler at vide." in text
    for kept in ('value="7"', "To af dem er klar nu.", "Måske i marts"):
        assert kept in text
    assert "Skriv en dato" not in text, "only the answer that was sent is judged"
    # A reason is a button of its own in the same form, and the form's other fields do not count.
    assert (
        Client().post(path, {**typed, "nej-text": "", "nej-reason": "Vi kan ikke nå det"}).status_code == 302
    )
    assert state(request) == ("answered", AnswerKind.NO, ClockState.STOPPED)
    with as_owner():
        assert Request.objects.get(pk=request.pk).answer_text == "Vi kan ikke nå det"


# 2026: 4 December is a Friday, 3 January 2027 a Sunday.
@pytest.mark.parametrize(
    ("start_on", "apply_by", "offered"),
    [
        ("2027-01-03", "2026-12-04", "2026-12-04"),
        ("2027-01-03", "2026-12-06", "2026-12-04"),  # a Sunday: the Friday before
        ("2027-01-03", None, "2026-12-30"),  # New Year's Eve is no working day
        ("2026-12-02", "2026-12-20", "2026-12-02"),  # nobody starts before they are presented
        ("2027-01-04", "2026-11-20", "2027-01-04"),  # the deadline has passed
        ("2026-11-02", None, "2026-12-04"),  # a working week
        (None, None, "2026-12-04"),
        (None, "2026-11-28", "2026-11-28"),  # today, though a Saturday; never in the past
    ],
)
def test_a_yes_is_offered_for_a_working_day_by_the_application_deadline(
    start_on: str | None, apply_by: str | None, offered: str
) -> None:
    day = datetime.date.fromisoformat
    today = day("2026-11-28") if apply_by == "2026-11-28" else day("2026-11-27")
    offer = YesForm.offer(
        2,
        start_on=day(start_on) if start_on else None,
        apply_by=day(apply_by) if apply_by else None,
        today=today,
    )
    assert offer == {"number": 2, "by": day(offered)}


def test_a_mail_scanner_changes_nothing() -> None:
    """Twenty looks from different places, some of them HEAD, some of them prefetching."""
    _mette, _order, request = asked()
    path = link_to(request)
    with as_owner():
        before = (
            Request.objects.values().get(pk=request.pk),
            OrderEvent.objects.count(),
            OutboxMail.objects.count(),
        )
    for number in range(20):
        client = Client(
            REMOTE_ADDR=f"192.0.2.{number}", headers={"purpose": "prefetch", "sec-purpose": "prefetch"}
        )
        assert client.get(path).status_code == HTTPStatus.OK
        assert client.head(path).status_code == HTTPStatus.OK
    with as_owner():
        assert before == (
            Request.objects.values().get(pk=request.pk),
            OrderEvent.objects.count(),
            OutboxMail.objects.count(),
        )
        assert AnswerLink.objects.get(request=request).used_at is None
    assert Client().post(path, YES).status_code == HTTPStatus.FOUND


def test_pressed_twice_and_sent_again_is_one_answer() -> None:
    _mette, _order, request = asked()
    path = link_to(request)
    Client().post(path, YES)
    again = Client().post(path, {"answer": "no", "nej-reason": "Vi kan ikke nå det"})
    assert again.status_code == HTTPStatus.OK
    assert "Svaret er sendt" in again.content.decode()
    assert state(request)[1] == AnswerKind.YES


def test_only_the_hash_is_stored_and_the_outbox_shows_no_code() -> None:
    _mette, _order, request = asked()
    token = link_to(request).split("/")[2]
    with as_owner():
        link = AnswerLink.objects.get(request=request)
        mail = OutboxMail.objects.get(name="orders.request_received")
        assert token not in (link.token_hash, mail.text, mail.html)
        assert token not in mail.text
        # The same mail to somebody else, or a mark that somebody typed, is a link that nobody was given.
        mail.recipient = "anden@example.dk"
    assert Client().get(link_in(mail)).status_code == HTTPStatus.NOT_FOUND
    # Whoever asks cannot read what was given to whom it asks.
    with acting_as(_mette):
        assert not AnswerLink.objects.exists()


def test_a_colleague_was_quicker() -> None:
    _mette, _order, request = asked()
    path, bo = link_to(request), make.consultant("Odder")
    with acting_as(bo):
        request_answer(actor=bo, request=request, answer=AnswerKind.NO, text="Ingen egnede kandidater")
    looked = Client().get(path)
    assert looked.status_code == HTTPStatus.OK
    assert "Der er allerede svaret" in looked.content.decode()
    pressed = Client().post(path, YES)
    assert pressed.status_code == HTTPStatus.CONFLICT
    assert "er ikke sendt" in pressed.content.decode()
    assert state(request)[1] == AnswerKind.NO


def test_withdrawn_ended_and_expired_links_say_so() -> None:
    mette, order, request = asked()
    path = link_to(request)
    with as_owner():
        AnswerLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    gone = Client().post(path, YES)
    assert gone.status_code == HTTPStatus.GONE
    assert "Linket er udløbet" in gone.content.decode()
    with acting_as(mette):
        request_withdraw(actor=mette, request=request)
    gone = Client().get(path)
    assert gone.status_code == HTTPStatus.GONE
    assert "trukket tilbage" in gone.content.decode()
    assert state(request)[0] == "withdrawn"

    mette, order, request = asked("Hedensted")
    path = link_to(request)
    with acting_as(mette):
        order_cancel(actor=mette, order=order, reason="Virksomheden trak ordren")
    gone = Client().post(path, YES)
    assert gone.status_code == HTTPStatus.GONE
    assert "I skal ikke svare" in gone.content.decode()


def test_links_that_nobody_was_given_run_out_of_tries() -> None:
    for _number in range(20):
        assert Client().get(f"/besvar/{'a' * 43}/").status_code == HTTPStatus.NOT_FOUND
    stopped = Client().get(f"/besvar/{'a' * 43}/")
    assert stopped.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert stopped["Retry-After"]


def test_another_jobcentre_that_is_signed_in_gets_nothing_of_it_and_a_member_is_named() -> None:
    mette, _order, request = asked()
    path = link_to(request)
    other = client_of(mette).get(path)
    assert other.status_code == HTTPStatus.NOT_FOUND
    assert "Mangler 1 montør" not in other.content.decode()
    bo = make.consultant("Odder")
    assert client_of(bo).post(path, YES).status_code == HTTPStatus.FOUND
    with as_owner():
        found = Request.objects.get(pk=request.pk)
        assert (found.answer_channel, found.answered_by_id) == ("link", bo.user_id)


def test_a_question_is_answered_and_its_mail_has_a_link_of_its_own() -> None:
    mette, _order, request = asked()
    first = link_to(request)
    Client().post(first, {"answer": "clarify", "afklaring-text": "Kræver I kørekort?"})
    with acting_as(mette):
        request_clarify(actor=mette, request=request, text="Nej")
    second = link_to(request, "orders.request_clarified")
    assert second != first
    assert "Svaret er sendt" in Client().get(first).content.decode()
    assert Client().post(second, YES).status_code == HTTPStatus.FOUND
    assert state(request) == ("answered", AnswerKind.YES, ClockState.STOPPED)


def test_the_escalation_carries_a_link_to_those_who_owe_the_answer_alone() -> None:
    _mette, _order, request = asked()
    clock = d2_of(request)
    with as_worker():
        sweep(now=clock.due_at + datetime.timedelta(minutes=1))
    with as_owner():
        told = Escalation.objects.filter(clock=clock).exclude(email="")
        assert {row.organisation_id for row in told} == {clock.owner_organisation_id, clock.owed_to_id}
        mails = list(OutboxMail.objects.filter(dedupe_key__startswith=f"clock:{clock.pk}:").exclude(text=""))
        owing = [mail for mail in mails if mail.recipient_organisation_id == clock.owner_organisation_id]
        waiting = [mail for mail in mails if mail.recipient_organisation_id == clock.owed_to_id]
        assert owing
        assert waiting
        assert not [mail for mail in waiting if "/besvar/" in mail.text]
    for mail in owing:
        assert Client().get(link_in(mail)).status_code == HTTPStatus.OK
    assert Client().post(link_in(owing[0]), YES).status_code == HTTPStatus.FOUND
    assert state(request) == ("answered", AnswerKind.YES, ClockState.STOPPED)
    with as_owner():
        assert Clock.objects.get(pk=clock.pk).kept is not None
