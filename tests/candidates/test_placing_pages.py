"""The pages around nominations: what is asked for at the field, what is kept, what a second press does."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tenancy import acting_as
from candidates.enums import CandidateState
from candidates.models import Candidate, Nomination, Release
from candidates.workflow import Part
from orders.models import Delivery
from tests.candidates.placing import SECRETS, TODAY, S, Stage
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def at(name: str, row: object) -> str:
    return reverse(f"candidates:{name}", args=[row.uuid])  # type: ignore[attr-defined]


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


# --- one candidate ------------------------------------------------------------------------------------------------


def test_candidate_page_says_the_first_level_and_that_looks_are_logged(stage: Stage) -> None:
    found = stage.secret_candidate()
    response = client_of(stage.mette).get(at("candidate", found), {"ordre": str(stage.order.uuid)})
    page = text(response)
    assert found.pseudonym in page
    assert "Svejsecertifikat" in page
    assert "skrives i kandidatens opslagslog" in page
    assert f"Ordre {stage.order.number}: 4 montører" in page  # the purpose, written beforehand
    assert "Bed dem indstille kandidaten" in page
    assert "no-store" in response["Cache-Control"]
    assert make.rows("select count(*) from candidates_accesslog") == [(0,)]


@pytest.mark.parametrize(
    ("purpose", "said"),
    [("", "Skriv kort, hvad du skal bruge"), ("ja", "med et par ord"), ("x" * 301, "for lang")],
)
def test_profile_needs_a_purpose(stage: Stage, purpose: str, said: str) -> None:
    found = stage.secret_candidate()
    response = client_of(stage.mette).post(at("candidate", found), {"niveau": "profil", "purpose": purpose})
    assert response.status_code == 422
    assert said in text(response)
    assert make.rows("select count(*) from candidates_accesslog") == [(0,)]


def test_who_withdrew_is_gone_to_others_and_stays_with_the_own_jobcentre(stage: Stage) -> None:
    found = stage.candidate()
    assert client_of(stage.mette).get(at("candidate", found)).status_code == 200
    client = client_of(stage.bo)
    assert "kan ikke findes af nogen" in text(client.get(at("withdraw", found)))
    client.post(at("withdraw", found))
    assert client_of(stage.mette).get(at("candidate", found)).status_code == 404
    assert "Samtykke trukket tilbage" in text(client.get(at("candidate", found)))
    assert client_of(stage.mette).get(at("withdraw", found)).status_code == 404


def test_nonsense_in_the_address_is_no_order(stage: Stage) -> None:
    found = stage.candidate()
    for value in ("x", str(uuid.uuid4()), "' or 1=1", "0" * 500):
        assert client_of(stage.mette).get(at("candidate", found), {"ordre": value}).status_code == 200


# --- nominating ---------------------------------------------------------------------------------------------------


def test_own_candidates_that_fit_the_line_come_first_and_others_where_nobody_does(stage: Stage) -> None:
    fits, other = stage.candidate(), stage.candidate(occupation="Kok")
    client = client_of(stage.bo)
    page = text(client.get(at("nominate", stage.order)))
    assert fits.pseudonym in page
    assert other.pseudonym not in page
    page = text(client.get(at("nominate", stage.order), {"q": "rumfartsingeniør"}))
    assert "Ingen af jeres egne passer" in page
    assert fits.pseudonym in page
    assert other.pseudonym in page
    page = text(client.get(at("nominate", stage.order), {"q": other.pseudonym.lower()}))
    assert other.pseudonym in page
    assert fits.pseudonym not in page
    for words in ("'\"&|!:*()", "x" * 10_000, "æøå ÆØÅ"):
        assert client.get(at("nominate", stage.order), {"q": words}).status_code == 200


def form(*rows: Candidate, **more: object) -> dict[str, object]:
    return {"candidates": [str(row.uuid) for row in rows], "submit_key": key(), **more}


def test_two_presses_of_one_form_nominate_once(stage: Stage) -> None:
    one, two = stage.candidate(), stage.candidate()
    client = client_of(stage.bo)
    until = (TODAY + datetime.timedelta(days=10)).isoformat()
    sent = form(
        one, two, line=str(stage.line.uuid), to=["tovholder", "company"], purpose="Samtale", until=until
    )
    first = client.post(at("nominate", stage.order), sent)
    assert first["Location"] == reverse("orders:request", args=[stage.request.uuid])
    assert "allerede gemt" in text(client.post(at("nominate", stage.order), sent, follow=True))
    with as_owner():
        assert Nomination.objects.count() == 2
        assert Release.objects.count() == 4
        assert Delivery.objects.get().promised == 2
    page = text(client.get(first["Location"]))
    assert "lovet 2, indstillet 2, præsenteret 0, ansat 0 af 4" in page


def test_what_was_ticked_and_typed_stays_when_something_is_wrong(stage: Stage) -> None:
    one = stage.candidate()
    client = client_of(stage.bo)
    response = client.post(
        at("nominate", stage.order),
        form(one, line=str(stage.line.uuid), to=["company"], purpose="", until="x"),
    )
    page = text(response)
    assert response.status_code == 422
    assert "Skriv, hvad oplysningerne skal bruges til." in page
    assert "Skriv en dato" in page
    assert page.count("checked") == 2  # the candidate and the company
    nobody = text(client.post(at("nominate", stage.order), form(line=str(stage.line.uuid))))
    assert "Vælg mindst én kandidat" in nobody
    with as_owner():
        Candidate.objects.filter(pk=one.pk).update(state=CandidateState.WITHDRAWN)
    gone = text(client.post(at("nominate", stage.order), form(one, line=str(stage.line.uuid))))
    assert "deltager ikke længere" in gone


def test_others_candidates_in_the_form_are_not_there(stage: Stage) -> None:
    theirs = stage.candidate("Silkeborg")
    response = client_of(stage.bo).post(at("nominate", stage.order), form(theirs, line=str(stage.line.uuid)))
    assert "mindst én kandidat" in text(response)


def test_who_was_only_alerted_nominates_nobody(stage: Stage) -> None:
    from orders.services.requests import heads_ups_send

    with acting_as(stage.mette):
        heads_ups_send(actor=stage.mette, order=stage.order, to=[make.jobcenter("Vejle")], text="Måske")
    assert client_of(make.consultant("Vejle")).get(at("nominate", stage.order)).status_code == 404


# --- the order's page and the nomination's ------------------------------------------------------------------------


def order_page(stage: Stage, client: Client) -> str:
    return text(client.get(reverse("orders:order", args=[stage.order.uuid])))


def test_a_whole_way_through_the_pages(stage: Stage) -> None:
    one = stage.candidate()
    (row,) = stage.nominate(one, to=(Part.TOVHOLDER, Part.COMPANY))
    mette, karin = client_of(stage.mette), client_of(stage.karin)
    assert "Skriv screening" in order_page(stage, mette)
    refused = mette.post(
        at("nomination", row), {"skridt": "screening", "screening-note": "", "screening-version": 1}
    )
    assert "hvad samtalen viste" in text(refused)
    mette.post(
        at("nomination", row), {"skridt": "screening", "screening-note": "God", "screening-version": 1}
    )
    assert "Præsentér 1 kandidat" in order_page(stage, mette)
    assert karin.get(at("shortlist", stage.order)).status_code == 404
    mette.post(at("present", stage.order))
    portal = reverse("orders:portal_order", args=[stage.order.uuid])
    assert "I har 1 kandidat at tage stilling til." in text(karin.get(portal))
    page = text(karin.get(at("shortlist", stage.order)))
    assert "Ane Bech" in page
    version = stage.seen_by(stage.karin, row).version
    karin.post(at("verdict", row), {"svar": "wants", "version": version})
    late = karin.post(
        at("verdict", row), {"svar": "unfit", "grund": "skills", "version": version}, follow=True
    )
    assert "flyttet af en anden" in text(late)
    for wrong in ({}, {"svar": "x", "version": "1"}, {"svar": "wants", "version": "9" * 40}):
        assert "Vælg et svar" in text(karin.post(at("verdict", row), wrong, follow=True))
    assert "Skriv ansat" in order_page(stage, mette)
    hired = {
        "skridt": "ansat",
        "ansat-employed_from": TODAY.isoformat(),
        "ansat-version": stage.seen_by(stage.mette, row).version,
    }
    mette.post(at("nomination", row), hired)
    assert stage.seen_by(stage.mette, row).state == S.HIRED
    # The same step again: it is no longer there.
    assert "flyttet, siden du åbnede siden" in text(mette.post(at("nomination", row), hired, follow=True))
    assert "I har ansat kandidaten." in text(karin.get(at("shortlist", stage.order)))
    with as_owner():
        delivery = Delivery.objects.get()
    typed = mette.get(reverse("orders:delivery", args=[delivery.uuid]), follow=True)
    assert "følger de indstillede kandidater" in text(typed)


def test_a_release_is_given_and_taken_back_on_the_nominations_page(stage: Stage) -> None:
    found = stage.secret_candidate()
    (row,) = stage.nominate(found)
    bo, mette = client_of(stage.bo), client_of(stage.mette)
    look = {"niveau": "identitet", "purpose": "Samtale om jobbet"}
    address = f"{at('candidate', found)}?ordre={stage.order.uuid}"
    assert SECRETS["name"] not in text(mette.post(address, look))
    nothing = text(bo.post(at("nomination", row), {"skridt": "frigiv"}))
    assert "Vælg, hvem I frigiver til." in nothing
    given = {
        "skridt": "frigiv",
        "frigiv-to": ["tovholder"],
        "frigiv-purpose": "Samtale",
        "frigiv-until": TODAY.isoformat(),
    }
    for _turn in range(2):
        bo.post(at("nomination", row), given)
    with as_owner():
        assert Release.objects.filter(revoked_at__isnull=True).count() == 1
    assert SECRETS["name"] in text(mette.post(address, look))
    assert "Frigivet til tovholderen" in order_page(stage, mette)
    assert text(mette.post(at("nomination", row), given, follow=True)).count("flyttet") == 1
    bo.post(at("nomination", row), {"skridt": "tilbagekald"})
    assert SECRETS["name"] not in text(mette.post(address, look))


def test_board_asks_as_much_for_many_as_for_one(stage: Stage, django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            order_page(stage, client)
        return len(queries)

    client = client_of(stage.mette)
    stage.nominate(stage.candidate(), to=(Part.TOVHOLDER,))
    order_page(stage, client)
    one = asked()
    stage.nominate(*(stage.candidate() for _n in range(12)), to=(Part.TOVHOLDER,))
    assert asked() == one


def test_presenting_nobody_says_so(stage: Stage) -> None:
    page = text(client_of(stage.mette).post(at("present", stage.order), follow=True))
    assert "Vælg mindst én kandidat." in page
    assert client_of(stage.mette).post(at("ask_release", stage.order)).status_code == 404
    assert client_of(stage.bo).post(at("present", stage.order)).status_code == 404
