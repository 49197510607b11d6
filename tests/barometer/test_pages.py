"""The barometer's pages as people of four kinds meet them, over HTTP and as the web role."""

import datetime
import importlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import User
from barometer.models import BarometerFigure, BarometerRound
from barometer.selectors.figures import TITLES
from jobcenters.models import Network
from tests.barometer import pool
from tests.barometer.pool import Said
from tests.factories import accounts, candidates, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def row() -> BarometerRound:
    """Twelve answers from Horsens, six from Silkeborg, two from Odder, which cannot stand alone."""
    terms = [candidates.term("Montør"), candidates.term("Tømrer")]
    said = (
        [Said(place=0, industry=0, jobs=(0,), is_hard=True, number=6)] * 7
        + [Said(place=0, industry=3, outlook_3=2, outlook_12=2)] * 5
        + [Said(place=2, industry=0, outlook_3=1, outlook_12=1)] * 6
        + [Said(place=1, industry=4, jobs=(1,))] * 2
    )
    row = pool.round_of(make.national())
    pool.answer(row, pool.companies(said), said, terms)
    assert pool.publish(row) == 20
    return row


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("barometer:overview"), query)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_figures_bottlenecks_and_sample_sizes(row: BarometerRound) -> None:
    html = page(client_of(make.consultant("Horsens")))
    for text in ("Horsens", "Øvrige: Odder og Silkeborg", "Montør", "Høj risiko", "100 %"):
        assert text in html, text
    # Two of Odder's companies named it: nowhere.
    assert "Tømrer" not in html
    assert "Fremstillingsvirksomhed" in html
    assert "Virksomheder bag tallene" in html


def test_a_small_municipality_is_told_with_its_neighbours(row: BarometerRound) -> None:
    html = page(client_of(make.consultant("Odder")), kommune=pool.municipality(1))
    assert "for få svar til at stå alene" in html
    assert "Virksomheder bag tallene</dt><dd>8" in html


def test_filters_narrow_and_nonsense_narrows_nothing(row: BarometerRound) -> None:
    client = client_of(make.consultant("Horsens"))
    html = page(client, branche="C")
    assert "Virksomheder bag tallene</dt><dd>13" in html
    assert "+54" in html
    assert "Virksomheder bag tallene</dt><dd>12" in page(client, kommune=pool.municipality(0))
    assert "Virksomheder bag tallene</dt><dd>20" in page(client, branche="<b>", kommune="x", runde="y")


@pytest.fixture
def wide() -> BarometerRound:
    """In each of four municipalities six of manufacturing, three of construction and three of care."""
    said = [
        Said(place=place, industry=industry, number=None)
        for place in range(4)
        for industry in (0, 0, 0, 1, 1, 1, 3, 3, 3, 4, 4, 4)
    ]
    row = pool.round_of(make.national(), places=range(4))
    pool.answer(row, pool.companies(said), said, [])
    assert pool.publish(row) == 48
    return row


def table(client: Client, **query: str) -> list[list[str]]:
    """What the spreadsheet says: table, name and companies."""
    text = client.get(reverse("barometer:csv"), query).content.decode("utf-8-sig")
    return [line.split(";")[:3] for line in text.splitlines()[2:]]


BUILDING, CARE, MAKING = (TITLES[letter] for letter in "FQC")
LEFT = "lagt sammen, fordi der er få svar"


def test_an_industry_that_is_small_everywhere_has_a_row_of_its_own(wide: BarometerRound) -> None:
    """Twelve answers, three in each of four municipalities."""
    client = client_of(make.national_actor())
    html = page(client)
    assert f"Andre brancher ({LEFT})" not in html
    assert [line[1:] for line in table(client) if line[0] == "Branche"] == [
        [BUILDING, "12"],
        [MAKING, "24"],
        [CARE, "12"],
    ]
    horsens = pool.municipality(0)
    assert [line[1:] for line in table(client, kommune=horsens) if line[0] == "Branche"] == [
        [MAKING, "6"],
        [f"Andre brancher ({LEFT})", "6"],
    ]


def test_one_industry_by_municipality(wide: BarometerRound) -> None:
    client = client_of(make.national_actor())
    html = page(client, branche="F")
    assert "Virksomheder bag tallene</dt><dd>12" in html
    assert [line[1:] for line in table(client, branche="F") if line[0] == "Kommune"] == [
        [f"Øvrige kommuner ({LEFT})", "12"]
    ]
    told = table(client, branche="C")
    assert [line[2] for line in told if line[0] == "Kommune"] == ["6"] * 4
    assert ["I alt", "I alt", "24"] in told


def test_an_industry_too_small_in_a_municipality_says_so(wide: BarometerRound) -> None:
    client = client_of(make.national_actor())
    html = page(client, branche="F", kommune=pool.municipality(0))
    assert f"for få svar i kommunen til, at “{BUILDING}” kan vises for sig" in html
    assert f'href="?kommune={pool.municipality(0)}"' in html
    assert 'href="?branche=F"' in html
    assert "Virksomheder bag tallene" not in html
    assert "De tæller med i Andre brancher." in page(client, branche="U")
    assert "Virksomheder bag tallene</dt><dd>6" in page(client, branche="C", kommune=pool.municipality(0))


def test_occupations_are_of_all_industries(row: BarometerRound) -> None:
    client = client_of(make.national_actor())
    uuid = str(row.uuid)
    html = page(client, branche="C", runde=uuid)
    assert "Fag er talt for alle brancher under ét." in html
    assert f'href="?runde={uuid}"' in html
    assert "Montør" not in html
    assert not [line for line in table(client, branche="C") if line[0] == "Fag"]
    assert "Fag er talt for alle brancher" not in page(client)


def test_a_round_that_was_counted_by_parts_keeps_its_page(wide: BarometerRound) -> None:
    """As it was: industries inside each municipality, the rest of these without one; then the migration's own words."""
    before = importlib.import_module("barometer.migrations.0004_two_way_table").BEFORE
    zeros = dict.fromkeys(("balance_3", "balance_12", "people_3", "people_12"), 0)
    with as_owner(), connection.cursor() as cursor:
        BarometerFigure.objects.filter(round=wide).delete()
        for place, section, number in ((0, "C", 6), (0, "", 6), (1, "", 36)):
            BarometerFigure.objects.create(
                round=wide, municipality=pool.municipality(place), section=section, companies=number, **zeros
            )
        cursor.execute(before)
    client = client_of(make.national_actor())
    rest = f"Andre brancher ({LEFT})"
    assert [line[1:] for line in table(client) if line[0] == "Branche"] == [[MAKING, "6"], [rest, "42"]]
    assert {line[2] for line in table(client) if line[0] == "Kommune"} == {"12", "36"}
    assert ["I alt", "I alt", "48"] in table(client)
    horsens = pool.municipality(0)
    assert [line[2] for line in table(client, kommune=horsens) if line[0] == "Branche"] == ["6", "6"]
    assert [line[2] for line in table(client, branche="C") if line[0] == "Kommune"] == ["6"]


def test_the_spreadsheet_says_the_same(row: BarometerRound) -> None:
    response = client_of(make.national_actor()).get(reverse("barometer:csv"))
    text = response.content.decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/csv")
    assert "Kommune;Horsens;12;" in text
    assert "Fag;Montør;7;" in text
    assert "Tømrer" not in text


def test_a_constant_number_of_questions(row: BarometerRound) -> None:
    client = client_of(make.consultant("Horsens"))
    page(client)
    with CaptureQueriesContext(connection) as whole:
        page(client)
    with CaptureQueriesContext(connection) as narrow:
        page(client, kommune=pool.municipality(0))
    # Its own tables: rounds, figures, occupations. Who is signed in, and the watchman, are the frame's to ask about.
    asked = [[one["sql"] for one in page if "barometer_" in one["sql"]] for page in (whole, narrow)]
    assert [len(one) for one in asked] == [3, 3], asked


def test_before_the_first_count_there_are_no_figures() -> None:
    client = client_of(make.consultant("Horsens"))
    assert "Ingen runde er talt op endnu." in page(client)
    assert client.get(reverse("barometer:csv")).status_code == 404


@pytest.mark.parametrize(
    "kind", [OrganisationKind.COMPANY, OrganisationKind.PARTNER, OrganisationKind.LABOUR_MARKET_OFFICE]
)
def test_none_of_the_pages_exists_for_others(kind: str, row: BarometerRound) -> None:
    client = client_of(accounts.actor(accounts.organisation(kind=kind)))
    for name in ("overview", "csv", "rounds", "round_new"):
        assert client.get(reverse(f"barometer:{name}")).status_code == 404


def test_who_runs_rounds(row: BarometerRound) -> None:
    consultant = client_of(make.consultant("Odder"))
    assert "Ny runde" not in consultant.get(reverse("barometer:rounds")).content.decode()
    assert consultant.get(reverse("barometer:round_new")).status_code == 403
    horsens = make.jobcenter("Horsens")
    with as_owner():
        Network.objects.update(coordinator=horsens)
        companies.company("Alfa", industry_code="251100", industry="Metal")
        BarometerRound.objects.update(opens_on="2020-01-01", closes_on="2020-02-01")
    boss = client_of(accounts.actor(horsens, role=Role.MANAGER))
    bad = boss.post(reverse("barometer:round_new"), {"title": "Efterår", "closes_on": "2020-01-01"})
    assert bad.status_code == 422
    assert 'value="Efterår"' in bad.content.decode()
    until = timezone.localdate() + datetime.timedelta(days=21)
    fields = {"title": "Efterår", "municipalities": [pool.municipality(0)], "closes_on": until.isoformat()}
    look = boss.post(reverse("barometer:round_new"), fields).content.decode()
    assert "Spørg 13 virksomheder?" in look
    assert 'type="hidden" name="title" value="Efterår"' in look
    with as_owner():
        assert not BarometerRound.objects.filter(title="Efterår").exists()
    done = boss.post(reverse("barometer:round_new"), fields | {"bekraeft": "ja"}, follow=True)
    assert "13 virksomheder får en mail" in done.content.decode()
    with as_owner():
        new = BarometerRound.objects.get(title="Efterår")
    end = reverse("barometer:round_end", args=[new.uuid])
    asked = boss.post(end).content.decode()
    assert "0 af 13 har svaret på mailen." in asked
    with as_owner():
        new.refresh_from_db()
        assert new.published_at is None
    ended = boss.post(end, {"bekraeft": "ja"}, follow=True)
    assert "for få har svaret" in ended.content.decode()
    # A round without figures does not stand before one that has some.
    assert boss.get(reverse("barometer:overview")).context["row"] == row


def test_reached_from_companies_and_the_countrys_page(row: BarometerRound) -> None:
    link = f'href="{reverse("barometer:overview")}"'
    assert link in client_of(make.consultant("Horsens")).get(reverse("companies:list")).content.decode()
    assert link in client_of(make.national_actor()).get(reverse("orders:national")).content.decode()
