"""What is done on the order page: each act once, each fault told at its field, nothing typed lost."""

import datetime
import re

import pytest
from django.utils import timezone

from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.alternative_rules import checklist, draft
from orders.enums import ClockState, Decision, EventKind, OrderState, Outcome
from orders.models import Alternative, Clock, Delivery, FollowUp, OrderEvent, Search
from orders.services.orders import OrderData, order_clarify
from tests.factories import orders as make
from tests.orders.pages import answered, clarified, client_of, key, url

pytestmark = pytest.mark.django_db

MEGABYTE = "æ" * 500_000
TODAY = local_date(timezone.now())
PAST, SOON = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=10)
SEARCH = {
    "criteria": "montør",
    "postcode": "8700",
    "radius_km": "50",
    "hits": "38",
    "suitable": "2",
    "unsuitable_reason": "Mangler certifikat",
}


def text(response) -> str:
    return response.text.replace("\xa0", " ").replace("&#x27;", "'")


# --- towards the company ------------------------------------------------------------------------------------


def test_a_call_stops_the_clock_and_is_logged_once_however_often_it_is_sent() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    client = client_of(mette)
    form = {"kind": "call", "note": "Talte om 4 montører", "submit_key": key()}
    assert "76 00" in text(client.get(url("answer", order)))  # the number to ring
    for _ in range(2):
        assert client.post(url("answer", order), form).headers["Location"] == url("order", order)
    with acting_as(mette):
        assert OrderEvent.objects.filter(order=order, kind=EventKind.CALL).count() == 1
        assert Clock.objects.get(order=order).state == ClockState.STOPPED
    assert "sendt to gange" in text(client.get(url("order", order)))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("kind", "", "Vælg, hvad I har gjort."),
        ("note", "a\x00b", "usynlige tegn"),
        ("note", MEGABYTE, "Teksten er for lang: 500000 tegn. Der er plads til 2000."),
    ],
)
def test_a_bad_answer_is_told_and_kept(field: str, value: str, sentence: str) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    form = {"kind": "call", "note": "Behold mig", "submit_key": key(), field: value}
    response = client_of(mette).post(url("answer", order), form)
    assert response.status_code == 422
    assert sentence in text(response)
    assert len(response.content) < 60_000
    if field == "kind":
        assert "Behold mig" in text(response)
    with acting_as(mette):
        assert Clock.objects.get(order=order).state == ClockState.OPEN


def test_a_note_stops_nothing() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    client = client_of(mette)
    assert "Skriv et notat." in text(client.post(url("note", order), {"text": " "}))
    client.post(url("note", order), {"text": "Husk torsdag", "submit_key": key()})
    assert "Husk torsdag" in text(client.get(url("order", order)))
    with acting_as(mette):
        assert Clock.objects.get(order=order).state == ClockState.OPEN


def clarify_form(order, **fields: str) -> dict[str, str]:
    return {
        "version": str(order.version),
        "job_description": "Montage",
        "candidate_profile": "Svejser",
        "start_on": SOON.isoformat(),
        "cvs_wanted": "8",
        "candidate_contact": "company",
        "posting": "no",
        "application_deadline": "",
        **fields,
    }


def test_clarification_leads_on_to_searching() -> None:
    mette = make.consultant("Horsens")
    order = answered(mette)
    client = client_of(mette)
    assert client.post(url("clarify", order), clarify_form(order)).status_code == 302
    with acting_as(mette):
        order.refresh_from_db()
        assert (order.state, order.cvs_wanted, order.start_on) == (OrderState.SEARCHING, 8, SOON)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("cvs_wanted", "-3", "Skriv et tal mellem 0 og 500."),
        ("cvs_wanted", "10000000", "Skriv et tal mellem 0 og 500."),
        ("cvs_wanted", "9" * 5000, "Skriv et tal mellem 0 og 500."),
        ("start_on", PAST.isoformat(), "Datoen er passeret."),
        ("application_deadline", PAST.isoformat(), "Datoen er passeret."),
        ("application_deadline", "9999-12-31", "Datoen ligger for langt væk."),
        ("application_deadline", "i morgen", "Skriv en dato"),
        ("job_description", "a\x00b", "usynlige tegn"),
        ("job_description", MEGABYTE, "Teksten er for lang"),
    ],
)
def test_bad_clarification_is_told_at_its_field(field: str, value: str, sentence: str) -> None:
    mette = make.consultant("Horsens")
    order = answered(mette)
    response = client_of(mette).post(url("clarify", order), clarify_form(order, **{field: value}))
    assert response.status_code == 422
    assert sentence in text(response)
    assert f'id="id_{field}_error"' in response.text
    assert "Svejser" in text(response)
    with acting_as(mette):
        order.refresh_from_db()
        assert order.state == OrderState.CLARIFYING


def test_a_passed_deadline_may_stay_as_it_was() -> None:
    mette = make.consultant("Horsens")
    order = answered(mette, application_deadline=PAST)
    form = clarify_form(order, application_deadline=PAST.isoformat())
    assert client_of(mette).post(url("clarify", order), form).status_code == 302


def test_two_who_save_at_the_same_time_see_both() -> None:
    mette, jens = make.consultant("Horsens"), make.consultant("Horsens", name="Jens Holm")
    order = answered(mette)
    with acting_as(jens):
        order_clarify(
            actor=jens,
            order=order,
            version=order.version,
            data=OrderData(job_description="Lagerarbejde", cvs_wanted=3),
        )
    client = client_of(mette)
    response = client.post(url("clarify", order), clarify_form(order))
    page = text(response)
    assert response.status_code == 422
    assert "En kollega har gemt ordren" in page
    assert "Jens Holm har gemt imens" in page
    assert "Montage</textarea>" in page  # what was typed
    assert "Lagerarbejde" in page  # what now stands
    with acting_as(mette):
        order.refresh_from_db()
        assert order.job_description == "Lagerarbejde"
    # The form now carries the new version: saving again is a choice.
    assert f'name="version" value="{order.version}"' in page
    assert client.post(url("clarify", order), clarify_form(order)).status_code == 302


def test_a_subsidised_job_is_offered_for_three_months_and_answered_by_the_company() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    client = client_of(mette)
    page = text(client.get(url("alternative", order)))
    assert "opfylder kravet til, hvor længe man skal have været ledig" in page
    assert 'name="months" value="3"' in page
    refused = client.post(
        url("alternative", order), {"kind": "wage_subsidy", "months": "", "text": "Forslag"}
    )
    assert "Skriv, hvor mange måneder" in text(refused)
    assert "Gå listen igennem" in text(refused)
    # Without a text of its own the offer says what stands under the kind.
    form = {"kind": "wage_subsidy", "months": "3", "text": "", "checked": "on", "submit_key": key()}
    for _ in range(2):
        client.post(url("alternative", order), form)
    with acting_as(mette):
        alternative = Alternative.objects.get(order=order)
        assert (alternative.months, alternative.decision) == (3, Decision.OFFERED)
        assert alternative.checked == [str(item) for item in checklist("wage_subsidy")]
        assert alternative.text == str(draft("wage_subsidy"))
    answer = {"answer": "yes", "by_name": "Karin Friis", "channel": "telefon", "on": TODAY.isoformat()}
    future = client.post(url("alternative_answer", alternative), {**answer, "on": SOON.isoformat()})
    assert "Datoen er ikke kommet endnu." in text(future)
    early = client.post(url("alternative_answer", alternative), {**answer, "on": PAST.isoformat()})
    assert "før forslaget blev tilbudt" in text(early)
    assert client.post(url("alternative_answer", alternative), answer).status_code == 302
    with acting_as(mette):
        alternative.refresh_from_db()
        assert (alternative.decision, alternative.decided_by_name) == (Decision.ACCEPTED, "Karin Friis")
    again = client.post(url("alternative_answer", alternative), answer, follow=True)
    assert "Der er allerede svaret på forslaget." in text(again)


# --- own search, plan, end ----------------------------------------------------------------------------------


def test_a_search_is_prefilled_from_the_workplace_and_kept_once() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    client = client_of(mette)
    page = text(client.get(url("search", order)))
    assert 'value="8700"' in page
    assert 'type="range"' in page
    assert "20 km</output>" in page
    form = {**SEARCH, "submit_key": key()}
    for _ in range(2):
        assert client.post(url("search", order), form).status_code == 302
    with acting_as(mette):
        search = Search.objects.get(order=order)
        assert (search.radius_km, search.hits, search.across_borders) == (50, 38, True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("postcode", "0001", "Postnummeret findes ikke."),
        ("radius_km", "500", "Skriv et tal mellem 10 og 100."),
        ("hits", "-3", "Skriv et tal mellem 0 og 100.000."),
        ("hits", "10000000", "Skriv et tal mellem 0 og 100.000."),
        ("suitable", "39", "Der kan ikke være flere egnede, end I fandt."),
        ("unsuitable_reason", "", "Skriv, hvorfor resten ikke er egnede."),
        ("criteria", "a\x00b", "usynlige tegn"),
        ("unsuitable_reason", MEGABYTE, "Teksten er for lang"),
    ],
)
def test_a_bad_search_is_told_at_its_field(field: str, value: str, sentence: str) -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    response = client_of(mette).post(url("search", order), {**SEARCH, field: value})
    assert response.status_code == 422
    assert sentence in text(response)
    with acting_as(mette):
        assert not Search.objects.filter(order=order).exists()


def test_the_own_share_and_what_came_of_it() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    client = client_of(mette)
    with acting_as(mette):
        line = str(order.lines.get().uuid)
    form = {"line": line, "linje-1-number": "2", "linje-1-by": SOON.isoformat(), "linje-1-note": ""}
    refused = client.post(
        url("plan", order), {**form, "linje-1-by": PAST.isoformat(), "linje-1-number": "-3"}
    )
    assert "Datoen er passeret." in text(refused)
    assert "Skriv et tal mellem 0 og 500." in text(refused)
    assert client.post(url("plan", order), {**form, "line": key()}).status_code == 404
    assert client.post(url("plan", order), form).headers["Location"] == url("plan", order)
    with acting_as(mette):
        delivery = Delivery.objects.get(order=order)
    bad = client.post(url("delivery", delivery), {"presented": "1", "hired": "2"})
    assert "Der kan ikke være ansat flere, end der er præsenteret." in text(bad)
    assert client.post(url("delivery", delivery), {"presented": "2", "hired": "1"}).status_code == 302
    with acting_as(mette):
        delivery.refresh_from_db()
        order.refresh_from_db()
        assert (delivery.presented, delivery.hired, order.state) == (2, 1, OrderState.PRESENTING)
    assert "1 ansat" in text(client.get(url("order", order)))


def test_closing_asks_for_an_outcome_of_every_line() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    client = client_of(mette)
    early = client.get(url("close", order), follow=True)
    assert "Det kan ikke gøres" in text(early)  # nobody closes what the company has not been answered on
    order = clarified(mette)
    page = url("close", order)
    assert "Vælg, hvordan det endte." in text(client.post(page, {"linje-1-hired": "0"}))
    form = {"linje-1-outcome": "hired", "linje-1-hired": "3", "note": "Gem mig"}
    refused = text(client.post(page, form))
    assert "Skriv 4, eller vælg et andet udfald." in refused
    assert "Gem mig" in refused
    client.post(page, {**form, "linje-1-outcome": "partly"})
    with acting_as(mette):
        order.refresh_from_db()
        assert order.state == OrderState.CLOSED
        assert (order.lines.get().outcome, order.lines.get().hired) == (Outcome.PARTLY, 3)


def test_cancelling_needs_a_reason() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    client = client_of(mette)
    assert "Skriv kort, hvorfor" in text(client.post(url("cancel", order), {"reason": ""}))
    client.post(url("cancel", order), {"reason": "Ordren blev trukket"})
    with acting_as(mette):
        order.refresh_from_db()
        assert order.state == OrderState.CANCELLED


def test_a_colleague_becomes_responsible_and_a_stranger_cannot() -> None:
    mette, jens, bo = make.consultant("Horsens"), make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    client = client_of(mette)
    assert "Vælg en kollega fra listen." in text(client.post(url("owner", order), {"owner": str(bo.user_id)}))
    client.post(url("owner", order), {"owner": str(jens.user_id)})
    with acting_as(mette):
        order.refresh_from_db()
        assert order.owner_id == jens.user_id


def test_giving_the_order_away_is_as_easy_to_take_back_as_to_do() -> None:
    mette, jens = make.consultant("Horsens"), make.consultant("Horsens")
    order = make.order(mette)
    client = client_of(mette)

    def owners() -> set[int | None]:
        with acting_as(mette):
            order.refresh_from_db()
            return {order.owner_id, order.clocks.get().owner_user_id}

    for choice, owner in ((str(jens.user_id), jens.user_id), ("ingen", None)):
        page = client.post(url("owner", order), {"owner": choice}, follow=True)
        assert owners() == {owner}
        (undo,) = re.findall(r'action="([^"]+tilbage=[^"]+)"', page.text)
        client.post(undo, follow=True)
        assert owners() == {mette.user_id}
    assert "Ingen er ansvarlig for ordren" in text(client.get(url("order", order)))
    assert client.post(f"{url('owner', order)}?tilbage=1").status_code == 422


def test_a_follow_up_is_ticked_off() -> None:
    mette = make.consultant("Horsens")
    order = answered(mette, application_deadline=SOON)
    client = client_of(mette)
    with acting_as(mette):
        task = FollowUp.objects.get(order=order)
    assert client.get(url("follow_up", task)).headers["Location"] == url("order", order)
    for _ in range(2):
        assert client.post(url("follow_up", task)).headers["Location"] == url("order", order)
    with acting_as(mette):
        task.refresh_from_db()
        assert task.done_by_id == mette.user_id
    assert "Marker som gjort" not in text(client.get(url("order", order)))
