"""An order as a list shows it."""

import datetime
from dataclasses import dataclass
from uuid import UUID

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
