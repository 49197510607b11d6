"""The agreement's page as each role sees it, and the company's own page."""

import datetime

import pytest
from django.urls import reverse

from accounts.moment import moment
from agreements.enums import AgreementState, Area, MeetingState
from agreements.models import AgreementMeeting, VersionGoal
from tests.agreements.pages import signed_in
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def url(agreement, name="agreement", *more):
    return reverse(f"agreements:{name}", args=[agreement.uuid, *more])


def text_of(actor, address) -> str:
    answer = signed_in(actor).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def divided():
    """West: Horsens; east: Køge. The company works in both."""
    company = companies.company("Fjordens Maskinfabrik")
    companies.workplace(company, code="4600", name="Køgeværket")
    east = agreements.eastern()
    agreement = agreements.agreement_in_force(
        company, tovholders=[(orders.jobcenter("Horsens"), Area.WEST, ()), (east, Area.EAST, ())]
    )
    agreement.company = company
    return agreement


def test_many_jobcentres_are_one_line_with_their_number(divided) -> None:
    text = text_of(agreements.national_actor(), url(divided))
    assert "13 jobcentre vest for Storebælt" in text
    assert "1 jobcenter øst for Storebælt" in text
    assert text.count("<details>") == 2 and "<li>Jobcenter Samsø</li>" in text


def test_a_changed_goal_stands_beside_the_standard() -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    with as_owner():
        VersionGoal.objects.create(version=version, promise="D4", unit="working_days", length=5)
    agreement = agreements.conclude(agreements.send(version))
    text = text_of(actor, url(agreement))
    assert "Inden for fem arbejdsdage" in text and "Aftalt her." in text
    assert "Inden for tre arbejdsdage" in text


def test_a_covered_jobcentre_sees_the_terms_alone(divided) -> None:
    covered = orders.consultant("Odder")
    text = text_of(covered, url(divided))
    assert "Det er lovet" in text and "13 jobcentre vest for Storebælt" in text
    for hidden in ("Historik", "Underskrifter", "Ny version", "Tilføj regional"):
        assert hidden not in text, hidden
    client = signed_in(covered)
    assert client.get(url(divided, "compare")).status_code == 404
    assert client.get(url(divided, "document", 1)).status_code == 200
    assert client.get(url(divided, "replace")).status_code == 404


def test_a_party_sees_history_and_signatures_but_no_drafters_buttons(divided) -> None:
    company = divided.company
    for actor in (companies.user_of(company), accounts.actor(orders.jobcenter("Horsens"))):
        text = text_of(actor, url(divided))
        assert "Historik" in text and "Underskrifter" in text
        assert "Ny version" not in text and "Fortsæt udkastet" not in text


def test_strangers_find_nothing(divided) -> None:
    draft = agreements.agreement_draft(divided.company)
    other = companies.user_of(companies.company())
    for actor in (other, accounts.actor(accounts.organisation("A-kassen", kind="partner"))):
        client = signed_in(actor)
        for address in (url(divided), url(divided, "document", 1), url(divided, "compare")):
            assert client.get(address).status_code == 404
    # A draft is nobody's but its drafter's, also for the company it is about.
    assert signed_in(companies.user_of(divided.company)).get(url(draft.agreement)).status_code == 404


def test_a_version_that_is_not_ones_own_to_see_is_not_there(divided) -> None:
    national = signed_in(agreements.national_actor())
    national.post(url(divided, "replace"), {"reason": "Mere"})
    assert national.get(url(divided, "document", 2)).status_code == 200
    for actor in (companies.user_of(divided.company), orders.consultant("Odder")):
        client = signed_in(actor)
        assert client.get(url(divided, "document", 2)).status_code == 404
        assert client.get(url(divided, "compare")).status_code == 404
        assert "er på vej" not in client.get(url(divided)).content.decode()


def test_nonsense_versions_are_not_there(divided) -> None:
    client = signed_in(agreements.national_actor())
    for number in ("7", "99999999999999999999"):
        assert client.get(f"{url(divided)}version/{number}/").status_code == 404
    client.post(url(divided, "replace"), {"reason": ""})
    for query in ({"fra": "x", "til": "-1"}, {"fra": "99", "til": "²"}, {"fra": "2", "til": "1"}):
        assert client.get(url(divided, "compare"), query).status_code == 200


def test_the_company_reads_what_it_was_promised_and_whom_to_call_where(divided) -> None:
    user = companies.user_of(divided.company)
    with as_owner():
        AgreementMeeting.objects.create(
            agreement=divided,
            state=MeetingState.PLANNED,
            starts_at=moment() + datetime.timedelta(days=20),
            place="Hos jer",
        )
    text = text_of(user, reverse("agreements:portal"))
    assert "Kontaktpersonen hos jeres tovholder vender tilbage på jeres henvendelser inden" in text
    assert "Øst for Storebælt: Køgeværket" in text and "Vest for Storebælt: Fjordens Maskinfabrik" in text
    assert "Hos jer" in text and url(divided, "document", 1) in text
    assert text.count("<h1") == 1


def test_the_portal_before_there_is_an_agreement_and_while_it_waits() -> None:
    company = companies.company()
    user = companies.user_of(company)
    assert "I har ingen aftale endnu." in text_of(user, reverse("agreements:portal"))
    agreements.agreement_draft(company)
    assert "I har ingen aftale endnu." in text_of(user, reverse("agreements:portal"))
    agreements.send(agreements.agreement_draft(company, title="Den nye aftale"))
    assert "“Den nye aftale” venter på underskrifter." in text_of(user, reverse("agreements:portal"))


def test_the_portal_is_the_companys_alone() -> None:
    for actor in (orders.consultant("Horsens"), agreements.national_actor()):
        assert signed_in(actor).get(reverse("agreements:portal")).status_code == 404
    user = companies.user_of(companies.company())
    assert signed_in(user).get(reverse("agreements:list"))["Location"] == reverse("agreements:portal")


def test_menu_and_company_page_lead_there(divided) -> None:
    consultant = orders.consultant("Horsens")
    text = text_of(consultant, reverse("companies:detail", args=[divided.company.uuid]))
    assert url(divided) in text and f'href="{reverse("agreements:list")}"' in text
    user = companies.user_of(divided.company)
    assert f'href="{reverse("agreements:portal")}"' in text_of(user, reverse("orders:portal"))


def test_a_gap_is_said_to_the_company_in_words() -> None:
    company = companies.company()
    companies.workplace(company, code="8300", name="Odderværket")
    agreements.agreement_in_force(
        company, tovholders=[(orders.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",))]
    )
    text = text_of(companies.user_of(company), reverse("agreements:portal"))
    assert "For Odderværket er der ikke aftalt en tovholder." in text


def test_an_ended_agreement_offers_nothing_to_do() -> None:
    agreement = agreements.agreement_in_force()
    with as_owner():
        agreement.versions.update(state=AgreementState.EXPIRED)
        agreement.state = AgreementState.EXPIRED
        agreement.save()
    text = text_of(agreements.national_actor(), url(agreement))
    assert "Udløbet" in text and "Ny version" not in text and "Tilføj regional" not in text
