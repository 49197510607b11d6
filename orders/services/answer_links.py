"""Giving links to answer a request by (`orders.services.answering` uses them up)."""

import datetime
import json
from collections.abc import Iterable

from django.conf import settings
from django.db import connection

from accounts.tokens import token_hash
from orders.answer_links import code, expires_at, path
from orders.models import Clock

# Without ON CONFLICT's target and without RETURNING: whoever asks may not read the links of whom it asks.
_INSERT = """
insert into orders_answerlink (clock_id, request_id, organisation_id, email, token_hash, expires_at)
select c.id, c.request_id, c.owner_organisation_id, k.email, k.hash, k.expires_at
  from json_to_recordset(%s::json) as k (clock_id bigint, email text, hash text, expires_at timestamptz)
  join orders_clock c on c.id = k.clock_id
 where c.request_id is not null
on conflict do nothing
"""


def answer_links_give(links: Iterable[tuple[int, str, datetime.datetime]]) -> None:
    """Let each (clock id, address, aware instant of sending) answer the clock's request; one statement.

    A link that was given before and is not used lasts from this sending on (a trigger sees to that); otherwise it stays
    as it is. Needs the right to see the clocks.
    """
    rows = [
        {
            "clock_id": clock_id,
            "email": email,
            "hash": token_hash(code(str(clock_id), email)),
            "expires_at": expires_at(sent_at),
        }
        for clock_id, email, sent_at in links
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [json.dumps(rows, default=str)])


def answer_link_give(*, clock: Clock, email: str, sent_at: datetime.datetime) -> str:
    """The address by which whoever reads mail at `email` answers the D2 `clock`; "" without an address.

    It is complete only in the mail that leaves (`notifications.personal`).
    """
    if not email:
        return ""
    answer_links_give([(clock.pk, email, sent_at)])
    return settings.BASE_URL.rstrip("/") + path(clock.pk)
