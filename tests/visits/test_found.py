"""Notes of all companies on one page: by campaign, kind, writer, place and days."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import Actor
from accounts.tenancy import acting_as
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.visits.notes import TODAY, client_of, note
from visits.selectors.found import Sought, campaign_sum, notes_found, notes_sought
from visits.services.rounds import round_make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
FIND = "/notater/"


@pytest.fixture
def bo() -> Actor:
    return accounts.actor(accounts.organisation("Jobcenter Odder"), name="Bo Bak")


def texts(actor: Actor, **fields: object) -> list[str]:
    with acting_as(actor):
        return [one.text for one in notes_sought(actor, Sought(**fields))]  # type: ignore[arg-type]


def test_every_condition_narrows(mette, bo, company) -> None:
    far = companies.company("Fjern ApS", workplace_code="5800")
    day = datetime.timedelta(days=1)
    note(mette, company, text="Egen.", campaign="Industri 2026", held_on=TODAY - 3 * day)
    note(
        bo,
        company,
        text="Delt.",
        campaign="industri 2026",
        is_shared=True,
        kind="call",
        held_on=TODAY - 2 * day,
    )
    note(bo, far, text="Skjult.", campaign="Industri 2026", held_on=TODAY - day)
    note(bo, far, text="Fyn.", is_shared=True, held_on=TODAY)
    assert texts(mette) == ["Fyn.", "Delt.", "Egen."]
    assert texts(bo) == ["Fyn.", "Skjult.", "Delt."]
    assert texts(mette, campaign="INDUSTRI 2026") == ["Delt.", "Egen."]
    assert texts(mette, kind="call") == ["Delt."]
    assert texts(mette, ours=True) == ["Egen."]
    assert texts(mette, municipalities=["0615"]) == ["Delt.", "Egen."]
    assert texts(mette, since=TODAY - 2 * day, until=TODAY - day) == ["Delt."]
    person = companies.user_of(company)
    assert texts(person) == []


def test_a_note_of_a_workplace_counts_where_that_is(mette) -> None:
    two = companies.company("To Steder ApS")
    there = companies.workplace(two, code="5800")
    note(mette, two, text="På Fyn.", workplace=there)
    note(mette, two, text="Et sted.")
    assert texts(mette, municipalities=["0615"]) == ["Et sted."]
    with acting_as(mette):
        place = there.postcode.municipality_id
    assert set(texts(mette, municipalities=[place])) == {"På Fyn.", "Et sted."}


def test_what_a_campaign_has_found_out_counts_companies_once(mette, bo, company) -> None:
    other = companies.company()
    note(mette, company, campaign="Industri", needs_labour=True)
    note(bo, company, campaign="industri", needs_labour=True, is_shared=True, kind="call")
    note(bo, other, campaign="Industri", needs_apprentices=True, is_shared=True, kind="meeting")
    note(bo, other, campaign="Industri", needs_retention=True)  # not shared
    with acting_as(mette):
        found = campaign_sum(mette, Sought(campaign="Industri"))
        assert (found.notes, found.companies, found.labour, found.apprentices, found.retention) == (
            3,
            2,
            1,
            1,
            0,
        )
        assert (found.visits, found.calls, found.meetings, found.round) == (1, 1, 1, None)
        round_make(actor=mette, companies=[company.pk], name="INDUSTRI", due_on=TODAY)
        own = campaign_sum(mette, Sought(campaign="Industri")).round
        assert own is not None and own.many == 1
    with acting_as(bo):
        assert campaign_sum(bo, Sought(campaign="Industri")).round is None


def test_the_page_links_a_campaign_from_everywhere(mette, company) -> None:
    row = note(mette, company, campaign="Industri & træ", needs_labour=True)
    client = client_of(mette)
    link = f"{FIND}?kampagne=Industri%20%26%20tr%C3%A6"
    for address in (
        reverse("companies:detail", args=[company.uuid]),
        reverse("visits:note", args=[row.uuid]),
        reverse("visits:notes", args=[company.uuid]),
        FIND,
    ):
        assert f'href="{link}"' in client.get(address).content.decode(), address
    html = client.get(link).content.decode()
    for words in ("1 notat", "om 1 virksomhed.", "1 besøg", "1 mangler arbejdskraft", "Smedjen ApS"):
        assert words in html
    assert "?kampagne=Industri+%26+tr%C3%A6" in html  # as a file too


def test_pages_keep_what_was_chosen(mette, company) -> None:
    for n in range(27):
        note(mette, company, text=f"Nummer {n}", campaign="Stor", held_on=TODAY - datetime.timedelta(days=n))
    note(mette, company, text="Uden kampagne")
    client = client_of(mette)
    first = client.get(FIND, {"kampagne": "Stor", "vis": "jeres"})
    then = client.get(first.context["page"].next_url)
    assert [one.text for one, _said in then.context["notes"]] == ["Nummer 25", "Nummer 26"]
    assert then.context["page"].previous_url == f"{FIND}?kampagne=Stor&vis=jeres"


def test_bad_input_is_told_at_its_field_and_narrows_nothing(mette, company) -> None:
    note(mette, company)
    client = client_of(mette)
    for query, field in (
        ({"fra": "i går"}, "fra"),
        ({"til": "31.2.2026"}, "til"),
        ({"fra": "2026-03-02", "til": "2026-03-01"}, "til"),
        ({"slags": "x"}, "slags"),
        ({"kommune": "9999"}, "kommune"),
        ({"kampagne": "x" * 61}, "kampagne"),
        ({"kampagne": "a\x07b"}, "kampagne"),
    ):
        page = client.get(FIND, query)
        assert page.status_code == 422 and list(page.context["form"].errors) == [field], query
        assert len(page.context["notes"]) == 1
        assert client.get(reverse("visits:sheet", args=["csv"]), query).status_code == 404
    for after in ("x", "2026-03-01~", "9999-99-99~1", "2026-03-01~" + "9" * 30):
        assert client.get(FIND, {"efter": after}).status_code == 200
    assert "Ingen besøg eller opkald passer." in client.get(FIND, {"slags": "call"}).content.decode()


def test_as_many_queries_for_20_notes_as_for_one(mette, company) -> None:
    def asked() -> int:
        with acting_as(mette), CaptureQueriesContext(connection) as queries:
            assert notes_found(mette, Sought()).notes
        return len(queries)

    note(mette, company)
    few = asked()
    for _ in range(19):
        note(mette, companies.company())
    assert asked() == few


def test_companies_and_strangers_have_no_such_page(company) -> None:
    assert client_of(companies.user_of(company)).get(FIND).status_code == 404
    assert client_of(make.national_actor()).get(FIND).status_code == 200
