from collections.abc import Iterator

import pytest

from accounts.moment import playing
from tests.visits.notes import NOON


@pytest.fixture
def friday() -> Iterator[None]:
    """It is Friday 27 March 2026, noon in Denmark."""
    with playing(NOON):
        yield
