"""What a tovholder must know before a search makes sense (afdækning: [000] R16, [003] R135). Pure."""

import datetime
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.enums import OPEN_STATES


class OrderLike(Protocol):
    state: str
    job_description: str
    candidate_profile: str
    start_on: datetime.date | None
    application_deadline: datetime.date | None
    cvs_wanted: int | None
    posting: str


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not known yet: the form field it belongs to, and the question to ask the company."""

    field: str
    question: str | Promise
    needed_to_search: bool


QUESTIONS: tuple[Missing, ...] = (
    Missing("job_description", _("Hvad går jobbet ud på?"), True),
    Missing("candidate_profile", _("Hvad skal kandidaten kunne?"), True),
    Missing("start_on", _("Hvornår skal de begynde?"), True),
    Missing("cvs_wanted", _("Hvor mange CV'er ønsker virksomheden?"), True),
    Missing("application_deadline", _("Hvornår er ansøgningsfristen?"), False),
    Missing("posting", _("Skal jobbet slås op?"), False),
)


def missing(order: OrderLike) -> list[Missing]:
    """The questions that are still open on an open order, in the order to ask them."""
    if order.state not in OPEN_STATES:
        return []
    return [item for item in QUESTIONS if getattr(order, item.field) in (None, "")]


def ready_to_search(order: OrderLike) -> bool:
    """Whether all is known that a search needs."""
    return not any(item.needed_to_search for item in missing(order))
