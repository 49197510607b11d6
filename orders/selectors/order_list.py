"""The list of orders: it starts from the access table and meets the big table for the rows of one page alone."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict

from accounts.actor import Actor
from orders.enums import AccessRole
from orders.models import Order, OrderAccess

PAGE_SIZE = 30
LIST_ROLES = {
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
            text=query.get("q", "").strip()[:100],
            after=_cursor(query.get("efter", "")),
        )


def _cursor(text: str) -> tuple[datetime.datetime, int] | None:
    stamp, _dash, key = text.rpartition("-")
    try:
        return datetime.datetime.fromtimestamp(int(stamp) / 1_000_000, tz=datetime.UTC), int(key)
    except (ValueError, OverflowError, OSError):
        return None


def cursor_of(row: OrderAccess) -> str:
    """The address part that continues after `row`."""
    return f"{round(row.received_at.timestamp() * 1_000_000)}-{row.order_id}"


def order_list(actor: Actor, filters: Filters, *, size: int = PAGE_SIZE) -> tuple[list[OrderAccess], str]:
    """One page of access rows with their orders, newest first, and the cursor of the next page ("" at the end).

    The access index gives the page's ids; the row-level policy of the big table is then tested for those alone.
    """
    rows = OrderAccess.objects.visible_to(actor).filter(is_open=not filters.closed)
    if filters.which in LIST_ROLES:
        rows = rows.filter(role__in=LIST_ROLES[filters.which])
    if filters.text:
        found = Order.objects.filter(
            Q(number__istartswith=filters.text)
            | Q(title__icontains=filters.text)
            | Q(company__organisation__name__icontains=filters.text)
            | Q(company__cvr__startswith=filters.text.replace(" ", ""))
        )
        rows = rows.filter(order__in=found)
    if filters.after:
        at, key = filters.after
        rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, order_id__lt=key))
    page = list(
        rows.order_by("-received_at", "-order_id").select_related("order", "order__company__organisation")[
            : size + 1
        ]
    )
    more = len(page) > size
    return page[:size], cursor_of(page[size - 1]) if more else ""
