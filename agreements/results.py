"""What an agreement has led to: told by the app above, which knows the orders, without being known here.

The app registers one builder in its `AppConfig.ready()`; meetings and agreement pages ask for it here.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.actor import Actor
from agreements.models import Agreement
from ui import parts


@dataclass(frozen=True, slots=True)
class Results:
    """A period's results in words. `lines` go into the minutes; `facts` and `url` (the whole report) to the page."""

    lines: Sequence[str]
    facts: Sequence[parts.Fact]
    url: str


# First and last day are Danish dates, both included.
Builder = Callable[[Actor, Agreement, datetime.date, datetime.date], Results]

_builders: list[Builder] = []
_addresses: list[str] = []


def register_results(builder: Builder, address: str) -> None:
    """Make `builder` the one that is asked; `address` names the page with the whole report (agreement's uuid)."""
    _builders[:], _addresses[:] = [builder], [address]


def results_url(agreement: Agreement) -> str:
    """The whole report; "" while no app tells any, and for a network: orders are under a company's agreement."""
    return reverse(_addresses[0], args=[agreement.uuid]) if _addresses and agreement.company_id else ""


def results_of(
    actor: Actor, agreement: Agreement, first: datetime.date, last: datetime.date
) -> Results | None:
    """The results of a period; None while no app tells any, and for a network's agreement."""
    if not _builders or agreement.company_id is None:
        return None
    return _builders[0](actor, agreement, first, last)
