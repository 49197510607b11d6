"""The links in mails by which a request is answered without signing in (JOURNEYS 2; A11). Pure but for the key.

A link's code is a signature over the D2 that it answers and the address that it was sent to. So the request mail, the
warning and the escalation carry the same link to the same reader, and no secret is stored: the database has its hash.
"""

import base64
import datetime
from enum import StrEnum

from django.utils.crypto import salted_hmac

from jobcenters.calendar import end_of_day, local_date
from notifications.personal import mark
from orders.enums import RequestState

KIND = "henvendelse"
LASTS = datetime.timedelta(days=14)
_SALT = "orders.answer_link"


class Standing(StrEnum):
    """What a link is good for now."""

    OPEN = "open"
    USED = "used"
    ANSWERED = "answered"  # by a colleague, or signed in
    WITHDRAWN = "withdrawn"
    ENDED = "ended"  # the order was closed or cancelled
    EXPIRED = "expired"


def code(clock_id: str, email: str) -> str:
    """The 43 characters of the link that answers the D2 `clock_id` (digits), sent to `email`."""
    signed = salted_hmac(_SALT, f"{clock_id}:{email.lower()}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def path(clock_id: int) -> str:
    """The link's path as it stands in a mail of the outbox, with a mark where the code will stand."""
    return f"/besvar/{mark(KIND, clock_id)}/"


def expires_at(sent_at: datetime.datetime) -> datetime.datetime:
    """When a link that is sent at `sent_at` (aware) ends: with the fourteenth day after it, Danish time; UTC."""
    return end_of_day(local_date(sent_at + LASTS))


def standing(
    *,
    used: bool,
    state: str,
    order_is_open: bool,
    expires_at: datetime.datetime,
    now: datetime.datetime,
) -> Standing:
    """What can be done with a link at `now` (aware), from what is stored of it, its request and the order."""
    if used:
        return Standing.USED
    if not order_is_open:
        return Standing.ENDED
    if state == RequestState.WITHDRAWN:
        return Standing.WITHDRAWN
    if state == RequestState.ANSWERED:
        return Standing.ANSWERED
    return Standing.EXPIRED if now > expires_at else Standing.OPEN
