"""The company's page in a real browser: whom to ring stands first on a telephone, and can be tapped."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.tenancy import acting_as
from companies.services import consent_record
from jobcenters.calendar import local_date
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.test_sla_browser import cookies
from visits.services.tasks import task_add

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser
PERSONS = ".jo-columns--first > aside"


def test_contact_persons_stand_right_under_the_facts_on_a_telephone(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    company = companies.company("Gudenå Maskinfabrik", with_contact=False)
    companies.contact(company, name="Karin Vind", title="HR-chef", phone="76 12 34 56", is_primary=True)
    companies.contact(company, name="Bo Krogh", phone="76 65 43 21")
    mette = make.consultant("Horsens", name="Mette Dahl")
    make.order(mette, company=company)
    with as_owner():
        person = company.contacts.get(name="Karin Vind")
        person.company = company
    with acting_as(mette):
        for kind, is_given in (("share", True), ("contact", False)):
            consent_record(
                actor=mette,
                contact=person,
                kind=kind,
                is_given=is_given,
                given_by="Karin Vind",
                given_on=local_date(timezone.now()),
                channel="phone",
            )
        day = local_date(timezone.now()) + datetime.timedelta(days=2)
        task_add(actor=mette, text="Send brochuren", due_on=day, company=company)
    path = web_server.url + reverse("companies:detail", args=[company.uuid])
    jar = cookies(mette, web_server)
    good_page(chromium, path, "company-card", cookies=jar, widths=(1280, 390))
    for width in (1280, 390):
        context = chromium.new_context(locale="da-DK", viewport={"width": width, "height": 900})
        context.add_cookies(list(jar))  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(path)
        persons, orders, facts = (
            page.locator(one).first.bounding_box() for one in (PERSONS, "#ordrer", ".jo-facts")
        )
        assert persons and orders and facts
        assert persons["y"] >= facts["y"] + facts["height"]
        if width == 390:
            assert persons["y"] + persons["height"] <= orders["y"]
        else:
            assert persons["x"] >= orders["x"] + orders["width"]
            columns = page.locator(".jo-columns--first").bounding_box()
            assert columns and abs(persons["y"] - columns["y"]) < 2
        assert page.locator(f'{PERSONS} a[href="tel:+4576654321"]').is_visible()
        context.close()
