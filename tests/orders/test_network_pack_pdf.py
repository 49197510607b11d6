"""The leaders' meeting pack on paper: what it says, that it is accessible, who gets it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.tenancy import acting_as
from agreements.pdf import library
from jobcenters.calendar import local_date
from jobcenters.models import Network
from orders.forms.network import PackPeriodForm
from orders.selectors.network_pack import network_pack
from tests.agreements.printing import pages_of, read, spaced, structure
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.browser import RESULTS
from tests.orders.pages import client_of
from tests.orders.sla_world import history

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return networks.east_jutland("Odder")


def leader() -> Client:
    return client_of(accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER))


def address(network: Network) -> str:
    return reverse("orders:network_pack", args=[network.uuid])


def test_the_pack_on_paper_says_what_the_page_says(network: Network) -> None:
    now = timezone.now()
    mette = history(now)
    networks.meeting(
        network, place="Odder Rådhus", agenda="1. Kontaktlisterne: er de friske?\n2. <b>Eventuelt</b>"
    )
    response = leader().get(address(network) + "?format=pdf")
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="moedepakke-' in response["Content-Disposition"]
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "moedepakke.pdf").write_bytes(response.content)  # to look at
    pages = [spaced(page) for page in pages_of(response.content)]
    text = " ".join(pages)
    assert 3 <= len(pages) <= 4
    first = pages[0]
    for words in (network.name, "Kort fortalt", "Odder Rådhus", "er de friske?", "Noter og beslutninger"):
        assert words in first
    assert "<b>Eventuelt</b>" in first, "typed text is text"
    today = local_date(now)
    with acting_as(mette):
        pack = network_pack(mette, network, *PackPeriodForm(today=today).standard, now)
    assert pack.total.total and pack.total.broken
    for table in pack.promises:
        assert spaced(table.held) in text
        for row in table.rows:
            assert spaced(row.held) in text
    for fact in pack.facts:
        assert spaced(str(fact.value)) in first
    for lesson in pack.lessons:
        assert spaced(lesson.cause) in text
    for one in pack.carriers:
        assert one.place in text
    assert "under mål" in text


def test_the_file_is_accessible(network: Network) -> None:
    history(timezone.now(), orders=6)
    content = leader().get(address(network) + "?format=pdf").content
    reader = read(content)
    tags = set(structure(content))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags
    assert reader.trailer["/Root"]["/Lang"] == "da-DK"
    assert reader.metadata is not None
    assert network.name in str(reader.metadata.title)
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_an_empty_half_year_is_a_whole_document_too(network: Network) -> None:
    pages = [spaced(page) for page in pages_of(leader().get(address(network) + "?format=pdf").content)]
    assert "Ikke planlagt" in pages[0]
    assert "Ingen frister i perioden." in " ".join(pages)


def test_strangers_get_none_and_a_server_that_cannot_says_so(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client_of(make.consultant("Nyborg")).get(address(network) + "?format=pdf").status_code == 404
    monkeypatch.setattr(library, "LIBRARIES", {"libpango-1.0-0": ("findes-ikke.so",)})
    page = leader().get(address(network) + "?format=pdf", follow=True)
    assert page.status_code == 200
    assert "PDF-filer kan ikke dannes på denne server" in page.text
