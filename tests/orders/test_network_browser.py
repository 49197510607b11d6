"""A network's pages in a real browser: console, edges and axe at every width."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from accounts.enums import Role
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser


def test_the_networks_pages_are_good(chromium: Browser, web_server: WebServer, committed: Committed) -> None:
    network = networks.east_jutland("Horsens")
    meeting = networks.meeting(network, place="Jobcenter Horsens", agenda="1. Holder vi løfterne?")
    birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    make.order(make.consultant("Horsens"))
    jar = cookies(birthe, web_server)
    addresses = {
        "network": reverse("agreements:network", args=[network.uuid]),
        "network-offers": reverse("agreements:network_offers", args=[network.uuid]),
        "network-rules": reverse("agreements:network_rules", args=[network.uuid]),
        "network-member": reverse("agreements:network_member_new", args=[network.uuid]),
        "network-meeting": reverse("agreements:network_meeting", args=[meeting.uuid]),
        "network-pack": reverse("orders:network_pack", args=[network.uuid]),
        "network-distribution": reverse("orders:network_distribution", args=[network.uuid]),
    }
    for name, address in addresses.items():
        good_page(chromium, web_server.url + address, name, cookies=jar)
