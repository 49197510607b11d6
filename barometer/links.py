"""The personal links of the questionnaire. Pure but for the key: a signature over the question and the address."""

import base64
import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from jobcenters.calendar import end_of_day
from notifications.personal import mark

KIND = "barometer"
_SALT = "barometer.ask"


def code(ask: str, email: str) -> str:
    """The 43 characters of the link of a question (its uuid), sent to `email`."""
    signed = salted_hmac(_SALT, f"{ask}:{email.lower()}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def path(ask: UUID) -> str:
    """The link's path as it stands in a mail of the outbox, with a mark where the code will stand."""
    return f"/barometer/svar/{mark(KIND, ask)}/"


def closes_at(closes_on: datetime.date) -> datetime.datetime:
    """The instant at which a round that ends with `closes_on` (Danish day) takes no more answers; UTC."""
    return end_of_day(closes_on)
