"""Asking, answering and taking back across the border, as the browser sends it."""

import datetime
import re

import pytest
from django.utils import timezone

from accounts.tenancy import acting_as
from jobcenters.calendar import NATIONAL, local_date
from orders.enums import AnswerKind, ClockState, RequestState
from orders.models import Clock, Delivery, HeadsUp, Request, TovholderChange
from tests.factories import orders as make
from tests.orders.pages import clarified, client_of, key, url

pytestmark = pytest.mark.django_db

TODAY = local_date(timezone.now())
PAST, SOON = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=10)


def text(response) -> str:
    return response.text.replace("\xa0", " ")


def ask_form(order, *places: str, **fields: str) -> dict[str, object]:
    return {
        "reason": "search_failed",
        "text": "1 montør med svejsecertifikat",
        "number_wanted": "1",
        "jobcenters": [str(make.jobcenter(place).uuid) for place in places],
        "submit_key": key(),
        **fields,
    }


@pytest.fixture
def mette():
    return make.consultant("Horsens")


def test_asked_with_evidence_seen_undone(mette) -> None:
    order = clarified(mette)
    make.search(mette, order)
    client = client_of(mette)
    form = ask_form(order, "Odder", "Hedensted")
    response = client.post(url("ask", order), form, follow=True)
    # Named nearest first, as they were offered.
    assert "Sendt til Hedensted og Odder. Svar senest" in text(response)
    assert "Fortryd" in text(response)
    # The same form again asks nobody again.
    client.post(url("ask", order), form)
    with acting_as(mette):
        sent = list(Request.objects.filter(order=order).order_by("id"))
        assert len(sent) == 2
    undo = url("withdraw", sent[0])
    assert undo in response.text
    assert client.get(undo).headers["Location"] == url("request", sent[0])
    client.post(undo + "?alle=1")
    with acting_as(mette):
        assert set(Request.objects.filter(order=order).values_list("state", flat=True)) == {
            RequestState.WITHDRAWN
        }
        assert set(Clock.objects.filter(order=order, promise="D2").values_list("state", flat=True)) == {
            ClockState.CANCELLED
        }
    assert client_of(make.consultant("Odder")).get(url("order", order)).status_code == 404


def test_the_closed_gate_says_what_is_missing_and_keeps_what_was_typed(mette) -> None:
    order = clarified(mette)
    client = client_of(mette)
    response = client.post(url("ask", order), ask_form(order, "Odder", text="Behold mig"))
    assert response.status_code == 422
    assert "Søg selv først" in text(response)
    assert "Behold mig" in text(response)
    assert "checked" in response.text
    # After the refusal the same form may be sent again, for another reason.
    form = ask_form(order, "Odder", reason="sparring", text="Behold mig")
    assert client.post(url("ask", order), form).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("jobcenters", [], "Sæt kryds ved mindst ét jobcenter."),
        ("jobcenters", ["ukendt"], "Et af jobcentrene kan ikke vælges længere."),
        ("text", " ", "Skriv, hvad I mangler."),
        ("text", "a\x00b", "usynlige tegn"),
        ("text", "æ" * 500_000, "Teksten er for lang"),
        ("number_wanted", "0", "Skriv et tal mellem 1 og 500."),
        ("number_wanted", "-3", "Skriv et tal mellem 1 og 500."),
        ("number_wanted", "10000000", "Skriv et tal mellem 1 og 500."),
    ],
)
def test_a_bad_request_is_told_at_its_field(mette, field: str, value: object, sentence: str) -> None:
    order = clarified(mette)
    make.search(mette, order)
    response = client_of(mette).post(url("ask", order), {**ask_form(order, "Odder"), field: value})
    assert response.status_code == 422
    assert sentence in text(response)
    with acting_as(mette):
        assert not Request.objects.filter(order=order).exists()


def test_who_has_been_asked_is_not_offered_again(mette) -> None:
    order = clarified(mette)
    make.request(mette, order, make.jobcenter("Odder"))
    client = client_of(mette)
    assert str(make.jobcenter("Odder").uuid) not in client.get(url("ask", order)).text
    refused = client.post(url("ask", order), ask_form(order, "Odder"))
    assert "kan ikke vælges længere" in text(refused)


def test_a_heads_up_goes_out_without_a_search(mette) -> None:
    order = clarified(mette)
    client = client_of(mette)
    form = {
        "text": "40 montører til maj",
        "jobcenters": [str(make.jobcenter("Vejle").uuid)],
        "submit_key": key(),
    }
    for _ in range(2):
        assert client.post(url("alert", order), form).status_code == 302
    with acting_as(mette):
        assert HeadsUp.objects.filter(order=order).count() == 1


# --- the asked jobcentre ------------------------------------------------------------------------------------


@pytest.fixture
def asked(mette):
    """(order, request to Odder, somebody at Odder)."""
    order = clarified(mette)
    make.request(mette, order, make.jobcenter("Hedensted"), text="Hemmeligt for Odder")
    return order, make.request(mette, order, make.jobcenter("Odder"), number=2), make.consultant("Odder")


def test_the_request_page_says_what_why_until_when_and_nothing_else(asked, mette) -> None:
    order, request, bo = asked
    page = text(client_of(bo).get(url("request", request)))
    assert "Horsens spørger om 2 af 4 montører" in page
    assert "Mangler 1 montør" in page  # the reason
    assert "38 fundet, 2 egnede" in page  # what was tried
    assert "Mangler svejsecertifikat" in page
    assert "Hvorfor denne frist?" in page
    assert "Jobcenter Horsens spurgte" in page
    with acting_as(mette):
        contact = order.contact
    assert contact.name not in page
    assert contact.phone not in page
    assert "Hemmeligt for Odder" not in page
    # The list of those whom one may point to names all jobcentres, asked or not.
    assert "Hedensted" not in re.sub("<option.*?</option>", "", page, flags=re.S)


def test_yes_is_one_press_and_becomes_a_delivery(asked) -> None:
    order, request, bo = asked
    client = client_of(bo)
    page = client.get(url("request", request)).text
    assert 'name="ja-number" value="2"' in page
    assert f'name="ja-by" value="{NATIONAL.previous_working_day(order.start_on).isoformat()}"' in page
    form = {"answer": "yes", "ja-number": "2", "ja-by": SOON.isoformat(), "ja-submit_key": key()}
    for _ in range(2):
        assert client.post(url("request", request), form).headers["Location"] == url("request", request)
    with acting_as(bo):
        delivery = Delivery.objects.get(request=request)
        assert (delivery.promised, delivery.by) == (2, SOON)
    assert "Jeres leverance" in text(client.get(url("request", request)))
    done = client.post(url("delivery", delivery), {"presented": "2", "hired": "1"})
    assert done.headers["Location"] == url("request", request)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"answer": "yes", "ja-number": "0", "ja-by": SOON.isoformat()}, "Skriv et tal mellem 1 og 500."),
        (
            {"answer": "yes", "ja-number": "10000000", "ja-by": SOON.isoformat()},
            "Skriv et tal mellem 1 og 500.",
        ),
        ({"answer": "yes", "ja-number": "1", "ja-by": PAST.isoformat()}, "Datoen er passeret."),
        ({"answer": "yes", "ja-number": "1", "ja-by": ""}, "Skriv en dato"),
        ({"answer": "no"}, "Vælg en grund, eller skriv den her."),
        ({"answer": "no", "nej-text": "a\x00"}, "usynlige tegn"),
        ({"answer": "clarify", "afklaring-text": ""}, "Skriv, hvad I mangler at vide."),
        ({"answer": "passed_on", "henvis-jobcenter": ""}, "Vælg et jobcenter."),
        ({"answer": "passed_on", "henvis-jobcenter": "1"}, "Vælg et jobcenter fra listen."),
        ({"answer": "colleague", "kollega-colleague": ""}, "Vælg en kollega."),
        ({"answer": "colleague", "kollega-colleague": "1"}, "Vælg en kollega fra listen."),
        ({"answer": "måske"}, "Vælg et svar."),
    ],
)
def test_a_bad_answer_is_told(asked, form: dict[str, str], sentence: str) -> None:
    _order, request, bo = asked
    response = client_of(bo).post(url("request", request), form)
    assert response.status_code == 422
    assert sentence in text(response)
    with acting_as(bo):
        request.refresh_from_db()
        assert request.state == RequestState.SENT


def test_what_was_typed_for_another_answer_is_kept(asked) -> None:
    _order, request, bo = asked
    typed = {
        "ja-number": "7",
        "ja-text": "To er klar nu.",
        "nej-text": "Måske i marts",
        "henvis-text": "De har flere",
    }
    for sent in ({"answer": "clarify", "afklaring-text": ""}, {"answer": "måske"}):
        answer = client_of(bo).post(url("request", request), {**typed, **sent})
        page = answer.content.decode()
        assert answer.status_code == 422
        for kept in ('value="7"', "To er klar nu.", "Måske i marts", "De har flere"):
            assert kept in page
        assert page.index('id="behov"') < page.index("Svar ja, vi kan levere")


def test_no_with_a_chosen_reason(asked, mette) -> None:
    _order, request, bo = asked
    form = {"answer": "no", "nej-reason": "Vi kan ikke nå det", "nej-text": "Først i juni"}
    client_of(bo).post(url("request", request), form)
    with acting_as(mette):
        request.refresh_from_db()
        assert (request.answer, request.answer_text) == (AnswerKind.NO, "Vi kan ikke nå det. Først i juni")


def test_a_colleague_answers_instead_and_the_deadline_runs_on(asked) -> None:
    _order, request, bo = asked
    eva = make.consultant("Odder", name="Eva Skov")
    answer = {"answer": "colleague", "kollega-colleague": str(eva.user_id)}
    page = text(client_of(bo).post(url("request", request), answer, follow=True))
    assert "Eva Skov svarer i stedet. Fristen løber videre." in page
    with acting_as(eva):
        request.refresh_from_db()
        clock = Clock.objects.get(request=request)
        assert (request.state, request.owner_id) == (RequestState.SENT, eva.user_id)
        assert (clock.state, clock.owner_user_id) == (ClockState.OPEN, eva.user_id)
    client = client_of(eva)
    assert "Svar ja, vi kan levere" in text(client.get(url("request", request)))
    client.post(url("request", request), {"answer": "yes", "ja-number": "1", "ja-by": SOON.isoformat()})
    with acting_as(eva):
        request.refresh_from_db()
        assert request.answer == AnswerKind.YES


def test_an_answered_request_cannot_be_answered_or_taken_back(asked, mette) -> None:
    _order, request, bo = asked
    client = client_of(bo)
    client.post(url("request", request), {"answer": "no", "nej-reason": "Ingen egnede kandidater"})
    again = client.post(
        url("request", request), {"answer": "yes", "ja-number": "1", "ja-by": SOON.isoformat()}
    )
    assert "Henvendelsen er allerede besvaret." in text(again)
    back = client_of(mette).post(url("withdraw", request), follow=True)
    assert "allerede besvaret eller trukket tilbage" in text(back)


def test_the_sender_sees_its_request_and_may_take_it_back(asked, mette) -> None:
    _order, request, _bo = asked
    client = client_of(mette)
    assert "Træk henvendelsen tilbage" in text(client.get(url("request", request)))
    assert client.post(url("request", request), {"answer": "yes"}).status_code == 404
    client.post(url("withdraw", request))
    assert "Træk henvendelsen tilbage" not in text(client.get(url("request", request)))


def test_another_tovholder_needs_the_companys_consent(mette) -> None:
    order = clarified(mette)
    client = client_of(mette)
    odder = make.jobcenter("Odder")
    form = {
        "to": str(odder.uuid), "reason": "Arbejdsstedet er flyttet", "consent_by": "Karin",
        "consent_on": TODAY.isoformat(), "consent_channel": "telefon", "submit_key": key(),
    }  # fmt: skip
    assert "Datoen er ikke kommet endnu." in text(
        client.post(url("propose", order), {**form, "consent_on": SOON.isoformat()})
    )
    assert "Vælg et jobcenter" in text(client.post(url("propose", order), {**form, "to": key()}))
    assert client.post(url("propose", order), form).status_code == 302
    with acting_as(mette):
        assert TovholderChange.objects.get(order=order).to_organisation_id == odder.pk
    again = client.get(url("propose", order), follow=True)
    assert "Der er allerede foreslået en ny tovholder." in text(again)
