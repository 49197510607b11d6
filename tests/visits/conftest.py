from collections.abc import Iterator

import pytest

from accounts.actor import Actor
from accounts.moment import playing
from companies.models import Company
from tests.factories import accounts, companies
from tests.visits.notes import NOON


@pytest.fixture
def friday() -> Iterator[None]:
    """It is Friday 27 March 2026, noon in Denmark."""
    with playing(NOON):
        yield


@pytest.fixture
def mette() -> Actor:
    return accounts.actor(accounts.organisation("Jobcenter Horsens"), name="Mette Madsen")


@pytest.fixture
def company() -> Company:
    return companies.company("Smedjen ApS", industry_code="251100", industry="Metalkonstruktioner")
