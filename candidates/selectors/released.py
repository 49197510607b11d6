"""To whom the candidates of an order are released now. Names nobody."""

import datetime
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Released:
    """An open release: `until` is the instant (UTC) at which it ends."""

    candidate_id: int
    organisation_id: int
    until: datetime.datetime


def releases_of(order_id: int) -> list[Released]:
    """The open releases on the order that whoever acts gave or got; all of them for its tovholder. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select * from candidates_released(%s)", [order_id])
        return [Released(*row) for row in cursor.fetchall()]


def released_to(order_id: int, organisation_id: int) -> set[int]:
    """The candidates whose identity the organisation may see for the order."""
    return {row.candidate_id for row in releases_of(order_id) if row.organisation_id == organisation_id}
