"""The list of orders: it starts from the access table and meets the big table for the rows of one page alone."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import QueryDict

from accounts.actor import Actor
from orders.enums import AccessRole
from orders.selectors.listed import ListedOrder

PAGE_SIZE = 30
MAX_ID = 2**63 - 1
LAST = datetime.datetime(9999, 12, 30, tzinfo=datetime.UTC)

# The function's statement, and why it is one, stand in the migration that makes it.
_PAGE = """select * from orders_list_page(%(organisation)s::int, %(is_open)s, %(roles)s::text[], %(at)s::timestamptz,
                                       %(key)s::bigint, %(size)s::int)"""
# The same page of the orders that a text is found in: which they are says a function that may use indexes.
_PAGE_WITH_TEXT = """
with page as materialized (
  select a.order_id, a.role, a.is_open, a.received_at
    from orders_search(%(text)s, %(is_open)s, %(roles)s::text[], %(at)s::timestamptz, %(key)s::bigint, %(size)s::int)
         as found (order_id)
    join orders_orderaccess a on a.order_id = found.order_id and a.organisation_id = %(organisation)s)
select page.order_id, page.role, page.is_open, page.received_at, o.uuid, o.number, o.state, o.title, o.tovholder_id,
       left(o.job_description, 1), left(o.candidate_profile, 1), o.start_on, o.application_deadline, o.cvs_wanted,
       o.posting, company.name
  from page
  join orders_order o on o.id = page.order_id
  join accounts_organisation company on company.id = o.company_id
 order by page.received_at desc, page.order_id desc
"""
LIST_ROLES = {
    "alle": tuple(AccessRole),
    "egne": (AccessRole.TOVHOLDER,),
    "andre": (AccessRole.ASKED, AccessRole.ALERTED, AccessRole.PROPOSED, AccessRole.FORMER),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address says: which orders, of what text, after which row. Unknown values count as not given."""

    which: str = "egne"
    closed: bool = False
    text: str = ""
    after: tuple[datetime.datetime, int] | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        """Read the filters of a request's address; nothing in it can raise."""
        which = query.get("vis", "")
        return cls(
            which=which if which in ("egne", "andre", "alle") else "alle",
            closed=query.get("lukkede") == "1",
            text=query.get("q", "").replace("\x00", "").strip()[:100],
            after=_cursor(query.get("efter", "")),
        )


def _cursor(text: str) -> tuple[datetime.datetime, int] | None:
    stamp, _dash, key = text.rpartition("-")
    try:
        at, after = datetime.datetime.fromtimestamp(int(stamp) / 1_000_000, tz=datetime.UTC), int(key)
    except (ValueError, OverflowError, OSError):
        return None
    return (at, after) if 0 <= after <= MAX_ID else None


def cursor_of(row: ListedOrder) -> str:
    """The address part that continues after `row`."""
    return f"{round(row.received_at.timestamp() * 1_000_000)}-{row.pk}"


def order_list(actor: Actor, filters: Filters, *, size: int = PAGE_SIZE) -> tuple[list[ListedOrder], str]:
    """One page of the orders that `actor`'s organisation may see, newest first, and the cursor of the next page ("" at
    the end). One query, however many orders there are.
    """
    at, key = filters.after or (LAST, MAX_ID)
    values: dict[str, Any] = {
        "organisation": actor.organisation_id,
        "is_open": not filters.closed,
        "roles": [role.value for role in LIST_ROLES[filters.which]],
        "at": at,
        "key": key,
        "size": size + 1,
        "text": filters.text,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAGE_WITH_TEXT if filters.text else _PAGE, values)
        page = [ListedOrder.of(row) for row in cursor.fetchall()]
    more = len(page) > size
    return page[:size], cursor_of(page[size - 1]) if more else ""
