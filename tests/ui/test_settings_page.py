"""Indstillinger: who has it, that every card leads to a page the person may open, and that one sees where one is."""

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from config.navigation import MENU
from config.settings_page import SETTINGS, open_settings
from tests.agreements.pages import signed_in
from tests.factories import accounts, companies
from tests.factories import orders as make

pytestmark = pytest.mark.django_db
OPENED = 200


def _office() -> Any:
    return accounts.organisation("Arbejdsmarkedskontor Øst", kind=OrganisationKind.LABOUR_MARKET_OFFICE)


def people() -> dict[str, Actor]:
    horsens, national, office = make.jobcenter("Horsens"), make.national(), _office()
    found = {
        f"{name} {role.value}": accounts.actor(organisation, role=role)
        for name, organisation in (("jobcentre", horsens), ("national", national), ("office", office))
        for role in (Role.ADMINISTRATOR, Role.MANAGER, Role.CONSULTANT)
    }
    return found | {"company": companies.user_of(companies.company())}


def links_of(client: Client, url: str) -> set[str]:
    groups = client.get(url).context["groups"]
    return {card[2] for _group, cards in groups for card in cards}


def test_the_page_is_theirs_whose_menu_has_it_and_every_card_opens() -> None:
    home = reverse("settings")
    everything = {reverse(row.url_name): row.url_name for row in SETTINGS}
    has = {}
    for name, actor in people().items():
        client = signed_in(actor)
        page = client.get(home)
        has[name] = page.status_code == OPENED
        entry = [item for item in MENU if item.url_name == "settings" and item.is_for(actor)]
        assert bool(entry) == has[name], name
        shown = links_of(client, home) if has[name] else set()
        for url, route in everything.items():
            status = client.get(url).status_code
            if has[name]:
                # What is shown opens, and what opens is shown.
                assert (status == OPENED) == (url in shown), (name, route, status)
    assert has == {name: "administrator" in name or "manager" in name for name in has}


def test_one_sees_where_one_is_on_every_page_behind_it() -> None:
    actor = people()["jobcentre administrator"]
    client = signed_in(actor)
    home = reverse("settings")
    urls = links_of(client, home)
    assert len(urls) == len(SETTINGS)
    for url in urls:
        page = client.get(url)
        (current,) = [item for item in page.context["navigation"] if item["current"]]
        assert (current["label"], current["url"], current["current"]) == ("Indstillinger", home, "true"), url
        text = page.content.decode()
        crumbs = text[text.index("jo-crumbs") :].split("</ol>")[0]
        assert f'<a href="{home}">Indstillinger</a>' in crumbs, url
        assert 'aria-current="page"' in crumbs, url
    (current,) = [item for item in client.get(home).context["navigation"] if item["current"]]
    assert current["current"] == "page"


def test_a_consultant_still_finds_the_shared_pages_under_companies() -> None:
    client = signed_in(make.consultant("Horsens"))
    page = client.get(reverse("companies:duplicates"))
    (current,) = [item for item in page.context["navigation"] if item["current"]]
    assert current["url"] == reverse("companies:list")
    assert f'<a href="{reverse("companies:list")}">Virksomheder</a>' in page.content.decode()
    assert "Indstillinger</a>" not in page.content.decode()


def test_no_entry_of_the_menu_stands_beside_the_one_that_gathers_it() -> None:
    for name, actor in people().items():
        if not open_settings(actor):
            continue
        shown = {item.url_name for item in MENU if item.is_for(actor)}
        assert not shown & {row.url_name for row in SETTINGS}, name
    assert resolve(reverse("settings")).url_name == "settings"
