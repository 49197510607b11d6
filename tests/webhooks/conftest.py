"""Fixtures for webhooks: the worker's committed database, a name server, an authority."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.committed import Committed, committed, session_role  # noqa: F401
from tests.helpers.webhook_receiver import Authority, NameServer, authority
from webhooks.sending import tls_context


@pytest.fixture
def names(settings: Any) -> Iterator[NameServer]:
    """The name server that the product asks."""
    server = NameServer()
    settings.WEBHOOK_NAMESERVERS = [server.address]
    yield server
    server.close()


@pytest.fixture
def trusted(settings: Any, tmp_path: Path) -> Iterator[Authority]:
    """An authority that the product trusts."""
    one = authority(tmp_path)
    settings.WEBHOOK_CA_FILE = str(one.file)
    yield one
    tls_context.cache_clear()


@pytest.fixture
def worker(committed: Committed) -> Iterator[Committed]:  # noqa: F811
    """The test's own connection acts as the worker, with real commits."""
    with session_role("jo_worker"):
        yield committed
