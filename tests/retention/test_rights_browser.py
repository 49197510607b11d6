"""The pages about people's rights in a real browser, with an erasure that waits: axe and edges at every width."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from accounts.enums import Role
from accounts.tenancy import acting_as
from companies.models import ContactPerson
from retention.services.answering import requests_answer
from retention.services.holds import hold_set
from retention.services.requests import request_order
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner, as_worker
from tests.orders.test_sla_browser import cookies
from tests.retention.test_rights import asked, noted, registered

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser
WIDTHS = (1280, 390)
KARIN = {"name": "Karin Holm", "email": "karin@firma.dk", "phone": "12345678"}


def test_an_erasure_that_waits_reads_well(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    admin = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    order = noted("Horsens")
    with as_owner():
        ContactPerson.objects.filter(pk=order.contact_id).update(**KARIN)
    with acting_as(admin):
        hold_set(actor=admin, kind="order", said=order.number, reason="Klagesag hos Ankestyrelsen")
    before = registered(admin, asked(**KARIN))
    row = registered(admin, asked(**KARIN))
    with acting_as(admin):
        request_order(actor=admin, request=row)
    with as_worker():
        assert requests_answer() == 1
    jar = cookies(admin, web_server)
    pages = (
        (reverse("retention:request", args=[row.uuid]), "rights-waiting"),
        (reverse("retention:request", args=[before.uuid]), "rights-open"),
        (reverse("retention:requests"), "rights-requests"),
        (reverse("retention:request_new"), "rights-new"),
        (reverse("retention:overview"), "rights-overview"),
        (reverse("leaving:exports"), "rights-exports"),
    )
    for path, name in pages:
        good_page(chromium, web_server.url + path, name, cookies=jar, widths=WIDTHS)
