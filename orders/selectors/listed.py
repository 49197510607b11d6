"""An order as a list shows it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from orders.selectors.case_rows import Named


@dataclass(slots=True)
class ListedOrder:
    """What a row of the list needs of an order, and of the acting organisation's access to it (`role`, `is_open`).

    The names are those of the model. `job_description` and `candidate_profile` hold their first letter only: a list
    asks whether they were filled in.
    """

    pk: int
    role: str
    is_open: bool
    received_at: datetime.datetime
    uuid: UUID
    number: str
    state: str
    title: str
    tovholder_id: int | None
    job_description: str
    candidate_profile: str
    start_on: datetime.date | None
    application_deadline: datetime.date | None
    cvs_wanted: int | None
    posting: str
    company: Named

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> "ListedOrder":
        """From a row of the list's SQL: the fields in this order, the company by its name."""
        order = cls(*row)
        order.company = Named(row[-1])
        return order


def addresses(url_name: str) -> Callable[[UUID], str]:
    """What `reverse(url_name, args=[uuid])` would give, for the many rows of a list: the address is made once."""
    nobody = UUID(int=0)
    before, after = reverse(url_name, args=[nobody]).split(str(nobody))
    return lambda uuid: f"{before}{uuid}{after}"
