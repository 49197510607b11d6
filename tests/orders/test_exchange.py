"""Question and answer between jobcentres, and a reference to a third (A11; [003], R150)."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.enums import ContactList
from jobcenters.models import ContactEntry, Postcode
from notifications.models import OutboxMail
from orders.enums import AnswerKind, ClockState, EventKind, RequestState
from orders.models import Clock, Order, OrderEvent, Request
from orders.selectors.suggestions import suggestions
from orders.services.clarifications import request_clarify
from orders.services.orders import order_close
from orders.services.requests import request_answer, request_withdraw
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified, client_of, key, url

pytestmark = pytest.mark.django_db

QUESTION, ANSWER = "Kræver I kørekort B?", "Nej, cykel er nok."
TUESDAY = datetime.datetime(2026, 3, 17, 9, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def text(response: HttpResponse) -> str:
    return response.text.replace("\xa0", " ")


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens", name="Mette Lund")


@pytest.fixture
def bo() -> Actor:
    return make.consultant("Odder", name="Bo Winther")


@pytest.fixture
def order(mette: Actor) -> Order:
    return clarified(mette)


def answer(actor: Actor, request: Request, kind: AnswerKind, **fields: object) -> None:
    with acting_as(actor):
        request_answer(actor=actor, request=request, answer=kind, **fields)  # type: ignore[arg-type]


def clarify(actor: Actor, request: Request, text: str = ANSWER) -> Clock:
    with acting_as(actor):
        return request_clarify(actor=actor, request=request, text=text)


@pytest.fixture
def asking(order: Order, mette: Actor, bo: Actor) -> Request:
    """A request to Odder, which wants to know something first."""
    request = make.request(mette, order, make.jobcenter("Odder"), number=2)
    answer(bo, request, AnswerKind.CLARIFY, text=QUESTION)
    return request


def clocks_of(actor: Actor, request: Request) -> list[tuple[str, bool | None]]:
    with acting_as(actor):
        return list(Clock.objects.filter(request=request).order_by("id").values_list("state", "kept"))


# --- the answer to a question -------------------------------------------------------------------------------


def test_an_answered_question_starts_a_new_deadline_in_the_asked_jobcentres_hours(
    order: Order, mette: Actor, bo: Actor
) -> None:
    with playing(TUESDAY - DAY):
        request = make.request(mette, order, make.jobcenter("Odder"))
        answer(bo, request, AnswerKind.CLARIFY, text=QUESTION)
    assert clocks_of(mette, request) == [(ClockState.STOPPED, True)]
    with playing(TUESDAY):
        clock = clarify(mette, request)
    assert clocks_of(bo, request) == [(ClockState.STOPPED, True), (ClockState.OPEN, None)]
    assert (clock.promise, clock.received_at, clock.due_at) == ("D2", TUESDAY, TUESDAY + DAY)
    assert (clock.owner_organisation_id, clock.owner_user_id) == (bo.organisation_id, bo.user_id)
    assert (clock.owed_to_id, clock.owed_to_user_id) == (mette.organisation_id, mette.user_id)
    with acting_as(bo):
        request.refresh_from_db()
        assert (request.state, request.answer) == (RequestState.SENT, "")
    answer(bo, request, AnswerKind.YES, number=1, by=TUESDAY.date())
    assert clocks_of(mette, request)[1][0] == ClockState.STOPPED


def test_the_answer_goes_by_mail_and_stands_on_both_timelines(
    asking: Request, mette: Actor, bo: Actor
) -> None:
    clarify(mette, asking)
    with as_owner():
        (sent,) = OutboxMail.objects.filter(name="orders.request_clarified")
        listed = ContactEntry.objects.get(jobcenter__place="Odder", list_kind=ContactList.RECRUITMENT)
    assert sent.recipient == listed.email
    assert QUESTION in sent.text
    assert ANSWER in sent.text
    for actor in (mette, bo):
        with acting_as(actor):
            found = OrderEvent.objects.visible_to(actor).filter(kind=EventKind.REQUEST_CLARIFIED)
            assert [event.text for event in found.distinct()] == [ANSWER]
        page = text(client_of(actor).get(url("request", asking)))
        assert page.index(QUESTION) < page.index(ANSWER)


def test_neither_the_company_nor_another_asked_jobcentre_reads_it(
    asking: Request, order: Order, mette: Actor
) -> None:
    vejle = make.consultant("Vejle")
    make.request(mette, order, make.jobcenter("Vejle"))
    clarify(mette, asking)
    with as_owner():
        company = order.company
    for actor in (vejle, companies.user_of(company)):
        with acting_as(actor):
            assert not OrderEvent.objects.filter(kind=EventKind.REQUEST_CLARIFIED).exists()
            assert not Request.objects.filter(pk=asking.pk).exists()


def test_question_and_answer_may_go_back_and_forth(asking: Request, mette: Actor, bo: Actor) -> None:
    clarify(mette, asking)
    answer(bo, asking, AnswerKind.CLARIFY, text="Også om vinteren?")
    clarify(mette, asking, "Ja, hele året.")
    assert [state for state, _kept in clocks_of(mette, asking)] == ["stopped", "stopped", "open"]
    with as_owner():
        assert OutboxMail.objects.filter(name="orders.request_clarified").count() == 2


def test_only_the_tovholder_answers_and_only_a_question(
    asking: Request, order: Order, mette: Actor, bo: Actor
) -> None:
    with pytest.raises(PermissionDenied):
        clarify(bo, asking)
    with pytest.raises(Request.DoesNotExist):
        clarify(make.consultant("Vejle"), asking)
    clarify(mette, asking)
    with pytest.raises(PermissionDenied, match="venter ikke"):
        clarify(mette, asking)
    answer(bo, asking, AnswerKind.CLARIFY, text=QUESTION)
    with acting_as(mette):
        line = order.lines.get()
        order_close(actor=mette, order=order, outcomes={line.pk: ("not_filled", 0)})
    with pytest.raises(PermissionDenied, match="lukket"):
        clarify(mette, asking)


def test_a_question_may_also_be_taken_back_with_its_request(asking: Request, mette: Actor) -> None:
    with acting_as(mette):
        assert request_withdraw(actor=mette, request=asking)
        asking.refresh_from_db()
        assert asking.state == RequestState.WITHDRAWN


def test_the_order_page_leads_to_the_answer(asking: Request, order: Order, mette: Actor) -> None:
    client = client_of(mette)
    page = text(client.get(url("order", order)))
    assert "Odder mangler en afklaring:" in page
    assert QUESTION in page
    assert url("question", order) in page
    form_page = text(client.get(url("question", order)))
    assert "Svar Odder" in form_page
    assert QUESTION in form_page
    empty = client.post(url("question", order), {"henvendelse": str(asking.uuid), "text": ""})
    assert (empty.status_code, "Skriv svaret på spørgsmålet." in text(empty)) == (422, True)
    form = {"henvendelse": str(asking.uuid), "text": ANSWER, "submit_key": key()}
    done = text(client.post(url("question", order), form, follow=True))
    assert "Svaret er sendt til Odder. De svarer senest" in done
    assert "mangler en afklaring:" not in done
    again = text(client.post(url("question", order), form, follow=True))
    assert "Det er allerede gemt." in again
    with acting_as(mette):
        assert OrderEvent.objects.filter(kind=EventKind.REQUEST_CLARIFIED).count() == 1
    none = text(client.get(url("question", order), follow=True))
    assert "Der er ingen spørgsmål" in none


def test_an_answer_never_goes_to_another_jobcentre_than_it_was_written_for(
    asking: Request, order: Order, mette: Actor
) -> None:
    vejle = make.consultant("Vejle")
    other = make.request(mette, order, make.jobcenter("Vejle"))
    answer(vejle, other, AnswerKind.CLARIFY, text="Hvilke vagter?")
    clarify(mette, asking)
    form = {"henvendelse": str(asking.uuid), "text": "Til Odder", "submit_key": key()}
    response = client_of(mette).post(url("question", order), form)
    assert response.status_code == 422
    assert "Spørgsmålet er allerede besvaret" in text(response)
    assert "Til Odder" in text(response)
    with acting_as(mette):
        other.refresh_from_db()
        assert other.answer == AnswerKind.CLARIFY


# --- a reference to a third jobcentre -----------------------------------------------------------------------


def test_a_reference_says_whom_to_ask_and_asks_them_with_one_press(
    order: Order, mette: Actor, bo: Actor
) -> None:
    request = make.request(mette, order, make.jobcenter("Odder"), number=2)
    skanderborg = make.jobcenter("Skanderborg")
    form = {"answer": "passed_on", "henvis-jobcenter": str(skanderborg.uuid), "henvis-text": "De har flere."}
    client_of(bo).post(url("request", request), form)
    assert clocks_of(mette, request) == [(ClockState.STOPPED, True)]
    with as_owner():
        (sent,) = OutboxMail.objects.filter(name="orders.request_answered")
    assert "Jobcenter Odder henviser til Jobcenter Skanderborg" in sent.subject
    client = client_of(mette)
    page = client.get(url("order", order)).text
    assert "Odder henviser til Skanderborg." in page
    (pressed,) = re.findall(rf'<form method="post" action="{url("ask", order)}">(.*?)</form>', page, re.S)
    assert "Spørg Skanderborg" in pressed
    values = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', pressed))
    values.pop("csrfmiddlewaretoken", None)
    assert client.post(url("ask", order), values).status_code == 302
    with acting_as(mette):
        asked = Request.objects.get(to_organisation=skanderborg)
        assert (asked.number_wanted, asked.text, asked.line_id) == (2, request.text, request.line_id)
        assert asked.evidence_id is not None
    page = client.get(url("order", order)).text
    assert "Skanderborg er spurgt." in page
    assert "Spørg Skanderborg" not in page


def test_a_reference_to_a_jobcentre_far_away_can_be_asked(order: Order, mette: Actor, bo: Actor) -> None:
    request, far = make.request(mette, order, make.jobcenter("Odder")), make.jobcenter("Nyborg")
    answer(bo, request, AnswerKind.PASSED_ON, referred_to=far)
    with acting_as(mette):
        near = {"postcode": Postcode.objects.get(pk="8700"), "now": TUESDAY, "without": (), "within_km": 30}
        assert far.pk not in {item.organisation_id for item in suggestions(**near)}
        assert far.pk in {item.organisation_id for item in suggestions(**near, also={far.pk})}
    assert str(far.uuid) in client_of(mette).get(url("ask", order)).text


def test_a_reference_names_a_third(order: Order, mette: Actor, bo: Actor) -> None:
    request = make.request(mette, order, make.jobcenter("Odder"))
    for nobody in (None, make.jobcenter("Odder"), make.jobcenter("Horsens")):
        with pytest.raises(ValueError, match="henviser til"):
            answer(bo, request, AnswerKind.PASSED_ON, referred_to=nobody)
    with acting_as(bo):
        assert Request.objects.get(pk=request.pk).state == RequestState.SENT
    page = client_of(bo).get(url("request", request)).text
    offered = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    assert str(make.jobcenter("Vejle").uuid) in offered
    assert str(make.jobcenter("Horsens").uuid) not in offered
