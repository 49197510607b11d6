"""Jobservice Danmark's overview: what is missing a tovholder, whom it suggests and why, and who may not see it."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.models import Company
from jobcenters.calendar import local_date
from orders.enums import Channel, EventKind, OrderState
from orders.map import HEIGHT, WIDTH, municipality_rings, municipality_shapes, simplified
from orders.models import Clock, Order, OrderEvent
from orders.selectors.brokering import best, choices_for, stage_of
from orders.selectors.national import NationalFilter, Show, national_page
from orders.services.messages import inquiry_register
from orders.services.orders import LineData, OrderData, order_register
from orders.services.tovholder import order_assign
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db

PAGE = reverse("orders:national")


def plain(response) -> str:
    return response.text.replace("\xa0", " ")


def lise() -> Actor:
    return accounts.actor(make.national(), name="Lise Dam")


def inquiry(actor: Actor, company: Company | None = None, *, days: float = 0.0) -> Order:
    """An order that Jobservice Danmark received `days` ago and that nobody leads."""
    company = company or companies.company(workplace_code="5800")
    with playing(timezone.now() - timedelta(days=days)), acting_as(actor):
        return order_register(
            actor=actor,
            company=company,
            workplace=company.workplaces.get(),
            contact=company.contacts.get(),
            channel=Channel.NATIONAL,
            lines=(LineData("kokke", 8),),
            data=OrderData(),
            received_by=Organisation.objects.get(pk=actor.organisation_id),
            tovholder=None,
            owner_user_id=actor.user_id,
            submit_key=uuid.uuid4(),
        )


def question(actor: Actor, company: Company, *, days: float = 0.0) -> Order:
    """A question about no order that Jobservice Danmark received `days` ago."""
    now = timezone.now()
    with acting_as(actor):
        return inquiry_register(
            actor=actor,
            workplace=company.workplaces.get(),
            contact=company.contacts.get(),
            channel=Channel.NATIONAL,
            text="Kan I fortælle om ordningerne?",
            received_by=Organisation.objects.get(pk=actor.organisation_id),
            tovholder=None,
            submit_key=uuid.uuid4(),
            received_at=now - timedelta(days=days),
        )


def assigned(actor: Actor, place: str, company: Company | None = None, *, days: float = 0.0) -> Order:
    order = inquiry(actor, company, days=days)
    with acting_as(actor):
        return order_assign(actor=actor, order=order, to=make.jobcenter(place), reason="Ligger nærmest")


def suggestion(actor: Actor, order: Order):
    with acting_as(actor):
        found = Order.objects.visible_to(actor).select_related("workplace__postcode").get(pk=order.pk)
        return best(choices_for(found, stage_of(actor, [found], local_date(timezone.now()))))


def test_the_earliest_deadline_stands_first_with_a_suggestion_and_why() -> None:
    actor = lise()
    inquiry(actor, companies.company("Nordisk Lager", workplace_code="8700"))
    inquiry(actor, companies.company("Storebælt Catering", workplace_code="5800"), days=9)
    page = plain(client_of(actor).get(PAGE))
    assert page.index("Storebælt Catering") < page.index("Nordisk Lager")
    assert "Overskredet" in page
    assert "Send til Nyborg" in page
    assert "har arbejdsstedet og ingen åbne ordrer fra os" in page
    assert "2 henvendelser" in page


def test_the_button_sends_it_and_the_deadline_follows() -> None:
    actor = lise()
    order = inquiry(actor)
    with acting_as(actor):
        due = Clock.objects.get(order=order).due_at
    client = client_of(actor)
    page = plain(client.get(PAGE))
    form = re.search(
        r'<form method="post" action="([^"]+)">(.*?)</form>', page[page.index("Mangler tovholder") :], re.S
    )
    assert form
    fields = {k: unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', form.group(2))}
    answer = client.post(form.group(1), fields, follow=True)
    assert "Sendt til Nyborg" in plain(answer)
    assert "Nyborg er tovholder" in plain(answer)
    sanne = make.consultant("Nyborg")
    with acting_as(sanne):
        mine = Order.objects.visible_to(sanne).get(pk=order.pk)
        clock = Clock.objects.get(order=order)
    assert mine.state == OrderState.RECEIVED
    assert (clock.due_at, clock.owner_organisation_id) == (due, sanne.organisation_id)
    again = client.post(form.group(1), fields, follow=True)
    assert "har allerede en tovholder" in plain(again)


def test_what_the_company_can_read_says_nothing_of_anybodys_load() -> None:
    actor = lise()
    assigned(actor, "Nyborg")
    order = inquiry(actor)
    chosen = suggestion(actor, order)
    assert "1 åben ordre" in chosen.why
    client_of(actor).post(
        reverse("orders:national_assign", args=[order.uuid]),
        {"to": str(chosen.uuid), "reason": chosen.reason},
    )
    company = companies.user_of(Company.objects.get(pk=order.company_id))
    with acting_as(company):
        text = OrderEvent.objects.get(order=order, kind=EventKind.ASSIGNED).text
    assert text == "Arbejdsstedet ligger i jobcentrets område."


def test_where_no_jobcentre_serves_the_workplace_experience_and_distance_decide() -> None:
    actor = lise()
    # Kolding: no jobcentre of the reference data serves it; Vejle and Hedensted are the nearest.
    new = companies.company(workplace_code="6000")
    near = suggestion(actor, inquiry(actor, new))
    assert near.place == "Vejle"
    assert "nærmest" in near.why
    for _n in range(2):
        assigned(actor, "Vejle")
    loaded = suggestion(actor, inquiry(actor, new))
    assert loaded.place == near.place or loaded.load < 2
    known = companies.company(workplace_code="6000")
    assigned(actor, "Hedensted", known, days=20)
    again = suggestion(actor, inquiry(actor, known))
    assert again.place == "Hedensted"
    assert "var tovholder for virksomheden sidst" in again.why


def test_another_can_be_chosen_with_a_reason() -> None:
    actor = lise()
    order = inquiry(actor)
    client, address = client_of(actor), reverse("orders:national_assign", args=[order.uuid])
    page = plain(client.get(address))
    assert "har arbejdsstedet" in page
    assert re.search(r"\d+ km", page)
    assert "ingen åbne ordrer fra os" in page
    randers = make.jobcenter("Randers")
    refused = client.post(address, {"to": "", "other": "", "reason": ""})
    assert refused.status_code == 422
    assert "Vælg et jobcenter." in plain(refused)
    assert "Skriv kort, hvorfor det er dem." in plain(refused)
    foreign = client.post(address, {"to": str(order.company.organisation.uuid), "reason": "x"})
    assert foreign.status_code == 422
    client.post(address, {"to": "", "other": str(randers.uuid), "reason": "De kender branchen"})
    with acting_as(actor):
        assert Order.objects.visible_to(actor).get(pk=order.pk).tovholder_id == randers.pk


@pytest.mark.parametrize("show", list(Show))
def test_every_number_of_east_and_west_is_its_rows(show: Show) -> None:
    actor = lise()
    for code, days in (("5800", 0), ("5800", 9), ("4600", 0), ("8700", 3), ("4600", 12)):
        inquiry(actor, companies.company(workplace_code=code), days=days)
    # Whichever day the test runs: one of these falls due on the next opening day.
    for days in range(1, 6):
        inquiry(actor, companies.company(workplace_code="8700"), days=days)
    assigned(actor, "Odder", companies.company(workplace_code="8300"))
    question(actor, companies.company(workplace_code="8700"))
    question(actor, companies.company(workplace_code="4600"), days=9)
    client = client_of(actor)
    page = plain(client.get(PAGE))
    table = page[page.index('id="oest-vest"') :]
    found = re.findall(rf'<a href="(/landsoverblik/\?vis={show.value}[^"]*)">(\d+)</a>', table)
    if show is not Show.BROKERED:
        assert found
    if show is Show.URGENT:
        assert {unescape(address)[-12:-7] for address, _number in found} >= {"=0450", "=0259"}
    for address, number in found:
        listed = plain(client.get(unescape(address)))
        section = listed[listed.index('id="ordrer"') : listed.index('id="oest-vest"')]
        assert section.count('<li class="jo-order') == int(number), address
    with acting_as(actor):
        now = timezone.now()
        both = [NationalFilter(actor, now, show, side).rows().count() for side in ("vest", "oest")]
        assert sum(both) == NationalFilter(actor, now, show).rows().count()


@pytest.mark.parametrize("number", [1, 30])
def test_the_overview_asks_the_database_equally_often(number: int, django_assert_num_queries) -> None:
    actor = lise()
    company = companies.company(workplace_code="5800")
    for n in range(number):
        inquiry(actor, company, days=n / 10)
        assigned(actor, "Nyborg", company, days=n / 10)
    with acting_as(actor):
        national_page(NationalFilter(actor, timezone.now()))
        with django_assert_num_queries(13):
            page = national_page(NationalFilter(actor, timezone.now()))
    assert len(page.unassigned) == number
    assert len(page.orders) == number


def test_nobody_else_finds_the_pages() -> None:
    actor = lise()
    order = inquiry(actor)
    assign = reverse("orders:national_assign", args=[order.uuid])
    new = reverse("orders:national_new")
    nyborg = make.consultant("Nyborg")
    strangers = (nyborg, companies.user_of(companies.company()))
    for stranger in strangers:
        client = client_of(stranger)
        assert [client.get(page).status_code for page in (PAGE, new, assign)] == [404] * 3
        assert client.post(assign, {"to": "x", "reason": "x"}).status_code == 404
    office = accounts.actor(accounts.organisation("AMK Øst", kind=OrganisationKind.LABOUR_MARKET_OFFICE))
    client = client_of(office)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert order.company.name not in plain(page)
    assert [client.get(one).status_code for one in (new, assign)] == [404, 404]
    assert client_of(actor).get(new).status_code == 200


def test_the_map_has_every_municipality_and_points_inside_denmark() -> None:
    shapes = municipality_shapes()
    assert len(shapes) == 98
    assert all(
        shape.path.startswith("M") and 0 < shape.x < WIDTH and 0 < shape.y < HEIGHT for shape in shapes
    )
    assert sum(len(shape.path) for shape in shapes) < 30_000
    where = {shape.code: shape for shape in shapes}
    # Skagen lies north of Gedser, Esbjerg west of København.
    assert where["0813"].y < where["0376"].y
    assert where["0561"].x < where["0101"].x


def test_a_straight_side_needs_no_corners_in_between() -> None:
    square = [(0.0, 0.0), (50.0, 1.0), (100.0, 0.0), (100.0, 100.0), (50.0, 99.0), (0.0, 100.0)]
    assert simplified(square) == [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]


def test_without_the_outlines_the_tables_stand_alone(settings, tmp_path) -> None:
    actor = lise()
    inquiry(actor)
    municipality_rings.cache_clear()
    municipality_shapes.cache_clear()
    settings.BASE_DIR = tmp_path
    try:
        page = plain(client_of(actor).get(PAGE))
    finally:
        municipality_rings.cache_clear()
        municipality_shapes.cache_clear()
    assert "Nyborg" in page
    assert "<figcaption" not in page
