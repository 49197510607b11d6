"""A question from a company that is about no order: registered as quickly as an order, and answered under D1 and D3."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tenancy import acting_as
from agreements.enums import Area
from agreements.models import TovholderBypass
from companies.models import Company
from orders.enums import Channel, OrderState
from orders.models import Breach, Clock, Order
from orders.services.messages import inquiry_register
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_intake import client_of, horsens, post, saved, typed
from ui import danish

__all__ = ["horsens"]
pytestmark = pytest.mark.django_db


def asked(company: Company | None = None, /, *, ago: int = 0, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a question that came `ago` minutes ago: also the empty part about an order."""
    came = danish.local(timezone.now() - datetime.timedelta(minutes=ago))
    empty = {f"linje-0-{name}": "" for name in ("occupation", "places")}
    return typed(
        company,
        **{
            **empty,
            "kind": "spoergsmaal",
            "spm-text": "Må vi besøge jer i uge 12?",
            "spm-by_name": "",
            "spm-on": came.date().isoformat(),
            "spm-time": f"{came:%H:%M}",
            "spm-answered": "nej",
            "spm-answered_on": "",
            "spm-answered_time": "",
            "spm-answer": "",
            **changes,
        },
    )


def clocks(order: Order) -> dict[str, Clock]:
    with as_owner():
        return {clock.promise: clock for clock in Clock.objects.filter(order=order)}


def mails() -> list[str]:
    return [name for (name,) in make.rows("select name from notifications_outboxmail order by name")]


def test_an_unanswered_question_runs_from_when_it_came(horsens: Client) -> None:
    company = companies.company("Gudenå")
    response = post(horsens, asked(company, ago=90, channel="mail"))
    (case,) = saved()
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("orders:order", args=[case.uuid])
    assert case.is_inquiry and not case.lines.all()
    assert (case.title, case.channel) == ("Henvendelse: Må vi besøge jer i uge 12?", "mail")
    assert case.state == OrderState.RECEIVED and case.owner_id == case.created_by_id
    found = clocks(case)
    assert set(found) == {"D1"}, "without an agreement there is no D3"
    late = timezone.now() - found["D1"].received_at
    assert datetime.timedelta(minutes=90) <= late < datetime.timedelta(minutes=92)
    assert case.received_at == found["D1"].received_at
    assert mails() == ["orders.order_received"]
    page = horsens.get(response.headers["Location"]).text
    assert f"Henvendelse {case.number} er gemt" in page
    assert "Henvendelse fra Gudenå" in page and "Må vi besøge jer i uge 12?" in page
    for of_orders in ("Leveranceplan", "Udsøg", "Inddrag jobcentre", "Afklar", "Annuller ordren"):
        assert of_orders not in page, of_orders


def test_one_that_was_answered_in_the_call_is_closed_and_kept(horsens: Client) -> None:
    company = companies.company("Gudenå")
    sent = asked(company, ago=20, **{"spm-answered": "straks", "spm-answer": "Ja, tirsdag kl. 9."})
    sent["spm-by_name"] = "Ole fra lageret"
    response = post(horsens, sent)
    (case,) = saved()
    d1 = clocks(case)["D1"]
    assert case.state == OrderState.CLOSED
    assert d1.kept is True and d1.stopped_at == d1.received_at == case.received_at
    assert mails() == [], "nobody is told to wait for an answer that was given"
    titles = make.rows("select title, text from orders_orderevent order by id")
    assert titles[0] == ("Henvendelse fra Ole fra lageret", "Må vi besøge jer i uge 12?")
    assert titles[1][0].endswith("talte med Ole fra lageret") and titles[1][1] == "Ja, tirsdag kl. 9."
    page = horsens.get(response.headers["Location"]).text
    assert "er gemt som besvaret og lukket" in page
    # The company reads both.
    karin = companies.user_of(company)
    portal = Client()
    with as_owner():
        portal.force_login(User.objects.get(pk=karin.user_id))
    text = portal.get(reverse("orders:portal_order", args=[case.uuid])).text
    assert "I spurgte" in text and "har talt med jer" in text
    assert "Genbestil" not in text
    assert "Genbestil seneste ordre" not in portal.get(reverse("orders:portal")).text


def test_an_answer_after_the_deadline_is_a_breach(horsens: Client) -> None:
    now = danish.local(timezone.now())
    came, answered = now - datetime.timedelta(days=12), now - datetime.timedelta(minutes=5)
    post(
        horsens,
        asked(
            companies.company(),
            channel="mail",
            **{
                "spm-on": came.date().isoformat(),
                "spm-time": f"{came:%H:%M}",
                "spm-answered": "senere",
                "spm-answered_on": answered.date().isoformat(),
                "spm-answered_time": f"{answered:%H.%M}",
            },
        ),
    )
    (case,) = saved()
    d1 = clocks(case)["D1"]
    assert d1.kept is False and d1.stopped_at is not None
    assert abs(d1.stopped_at - answered) < datetime.timedelta(minutes=1)
    with as_owner():
        assert Breach.objects.filter(clock=d1).count() == 1


LONG_AGO = (danish.local(timezone.now()) - datetime.timedelta(days=40)).date().isoformat()
FUTURE = (danish.local(timezone.now()) + datetime.timedelta(days=1)).date().isoformat()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"spm-text": " "}, "Skriv, hvad virksomheden spurgte om."),
        ({"spm-text": "a" * 2001}, "Teksten er for lang"),
        ({"spm-text": "a\x00b"}, "usynlige tegn"),
        ({"spm-by_name": "x" * 121}, "Teksten er for lang"),
        ({"spm-on": FUTURE}, "Datoen er ikke kommet endnu."),
        ({"spm-on": "i går"}, "Skriv en dato"),
        ({"spm-on": "2019-01-07"}, "Datoen ligger for langt væk."),
        ({"spm-on": LONG_AGO}, "mere end en måned tilbage"),
        ({"spm-time": "kvart i ti"}, "Skriv et klokkeslæt, for eksempel 10.42."),
        ({"spm-time": ""}, "Skriv et klokkeslæt, for eksempel 10.42."),
        ({"spm-answered": "måske"}, "Vælg, om henvendelsen er besvaret."),
        ({"spm-answered": "senere"}, "Skriv et klokkeslæt, for eksempel 10.42."),
        ({"spm-answered": "straks", "channel": "mail"}, "En mail besvares ikke i en samtale."),
        ({"channel": "due"}, "Vælg, hvordan I fik henvendelsen."),
        ({"company": "", "q": ""}, "Skriv CVR-nummer, P-nummer eller navn"),
    ],
)
def test_bad_input_is_a_sentence_at_its_field(
    horsens: Client, changes: dict[str, str], sentence: str
) -> None:
    page = post(horsens, {**asked(companies.company(), **{"spm-by_name": "Ole"}), **changes})
    assert page.status_code == 422 and sentence in page.text
    assert "data-error-summary" in page.text and saved() == []
    if "spm-by_name" not in changes:
        assert 'value="Ole"' in page.text, "nothing typed is lost"
    assert 'value="spoergsmaal" ' in page.text


def test_an_answer_before_the_question_is_refused(horsens: Client) -> None:
    data = asked(companies.company(), **{"spm-answered": "senere"})
    earlier = danish.local(timezone.now()) - datetime.timedelta(days=1)
    data |= {"spm-answered_on": earlier.date().isoformat(), "spm-answered_time": "08.00"}
    page = post(horsens, data)
    assert page.status_code == 422 and "Svaret ligger før henvendelsen." in page.text


def test_only_the_part_that_is_asked_for_is_judged(horsens: Client) -> None:
    company = companies.company("Gudenå")
    # Nonsense about an order stands in the part that is not shown.
    both = asked(company, **{"linje-0-places": "mange", "start_on": "snart", "candidate_contact": ""})
    assert post(horsens, both).status_code == 302
    # And a question half typed is kept when it becomes an order after all.
    refused = post(horsens, asked(company, kind="ordre"))
    assert refused.status_code == 422 and "Skriv stillingen" in refused.text
    assert "Må vi besøge jer i uge 12?" in refused.text
    assert len(saved()) == 1


def test_find_keeps_the_question(horsens: Client) -> None:
    company = companies.company("Gudenå")
    page = post(horsens, asked(find="company", q=company.cvr, **{"spm-by_name": "Ole"}))
    assert page.status_code == 200 and f'value="{company.uuid}" checked' in page.text
    for kept in (
        "Må vi besøge jer i uge 12?",
        'value="Ole"',
    ):
        assert kept in page.text
    assert re.search('<input[^>]*value="spoergsmaal"[^>]* checked', page.text)
    assert "form-error-message" not in page.text and saved() == []


def test_sent_twice_it_is_one_case(horsens: Client) -> None:
    data = asked(companies.company(), **{"spm-answered": "straks"})
    first, second = post(horsens, data), post(horsens, data)
    assert first.headers["Location"] == second.headers["Location"] and len(saved()) == 1


# --- under an agreement -------------------------------------------------------------------------------------


@pytest.fixture
def company() -> Company:
    company = companies.company("Aftale A/S")
    agreements.agreement_in_force(
        company, tovholders=[(make.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",))]
    )
    return company


def test_the_tovholder_owes_d3_beside_d1(company: Company, horsens: Client) -> None:
    post(horsens, asked(company))
    (case,) = saved()
    assert set(clocks(case)) == {"D1", "D3"} and case.agreement_id is not None
    post(horsens, asked(company, **{"spm-answered": "straks"}))
    answered = clocks(saved()[1])
    assert {clock.kept for clock in answered.values()} == {True} and set(answered) == {"D1", "D3"}


def test_another_jobcentre_gives_it_on_or_says_why_not(company: Company) -> None:
    odder = client_of(make.jobcenter("Odder"))
    page = post(odder, asked(company))
    assert page.status_code == 422 and "Vælg, hvem der tager henvendelsen." in page.text
    # Who gives it on has not answered it.
    page = post(odder, asked(company, handling="tovholder", **{"spm-answered": "straks"}))
    assert page.status_code == 422 and "Tovholderen svarer, når I giver henvendelsen videre." in page.text
    assert saved() == []
    assert post(odder, asked(company, handling="tovholder")).status_code == 302
    (case,) = saved()
    owners = {clock.owner_organisation_id for clock in clocks(case).values()}
    assert case.tovholder_id == make.jobcenter("Horsens").pk and owners == {case.tovholder_id}
    assert set(clocks(case)) == {"D1", "D3"}
    assert mails() == ["orders.order_new", "orders.order_received"]
    kept = asked(company, handling="selv", reason="sickness", **{"spm-answered": "straks"})
    assert post(odder, kept).status_code == 302
    own = saved()[1]
    assert own.tovholder_id == make.jobcenter("Odder").pk and set(clocks(own)) == {"D1"}
    with as_owner():
        assert TovholderBypass.objects.count() == 1


def test_jobservice_danmark_registers_for_a_tovholder(company: Company) -> None:
    client = client_of(make.national())
    page = client.get(reverse("orders:new")).text
    assert "Kun et spørgsmål" in page and "Er den besvaret?" not in page
    data = {key: value for key, value in asked(company).items() if not key.startswith("spm-answer")}
    assert post(client, data).status_code == 302
    (case,) = saved()
    assert case.is_inquiry and case.tovholder_id == make.jobcenter("Horsens").pk
    with as_owner():
        elsewhere = companies.company("Uden aftale")
    assert (
        post(
            client, data | {k: v for k, v in asked(elsewhere).items() if not k.startswith("spm-")}
        ).status_code
        == 302
    )
    assert saved()[1].state == OrderState.UNASSIGNED


# --- the service itself -------------------------------------------------------------------------------------


def register(actor: Any, company: Company, **changes: Any) -> Order:
    now = timezone.now()
    with acting_as(actor):
        return inquiry_register(
            **{
                "actor": actor,
                "workplace": company.workplaces.get(),
                "contact": company.contacts.get(),
                "channel": Channel.PHONE,
                "text": "Må vi?",
                "received_by": make.jobcenter("Horsens"),
                "tovholder": make.jobcenter("Horsens"),
                "submit_key": uuid.uuid4(),
                "received_at": now,
                **changes,
            }
        )


def test_the_service_refuses_what_cannot_be() -> None:
    mette, company, now = make.consultant("Horsens"), companies.company(), timezone.now()
    with pytest.raises(ValueError, match="before the question"):
        register(mette, company, answered_at=now - datetime.timedelta(hours=1))
    agreements.agreement_in_force(company, tovholders=[(make.jobcenter("Odder"), Area.COUNTRY, ())])
    with pytest.raises(PermissionDenied):
        register(mette, company, received_at=now, answered_at=now, hand_to=make.jobcenter("Odder"))


@pytest.mark.parametrize("page", ["clarify", "search", "ask", "alert", "plan", "alternative", "training"])
def test_what_is_done_about_places_is_refused(horsens: Client, page: str) -> None:
    post(horsens, asked(companies.company()))
    (case,) = saved()
    response = horsens.get(reverse(f"orders:{page}", args=[case.uuid]), follow=True)
    assert "Henvendelsen er ikke en ordre" in response.text
