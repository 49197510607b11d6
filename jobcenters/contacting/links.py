"""The personal links by which a contact person confirms their entries without signing in. Pure but for the key.

A link's code is a signature over the ask and the address that it was sent to; the database has its hash.
"""

import base64
import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from jobcenters.calendar import end_of_day, local_date
from jobcenters.trust import LINK_DAYS
from notifications.personal import mark

KIND = "kontaktperson"
_SALT = "jobcenters.contact_ask"


def code(ask: str, email: str) -> str:
    """The 43 characters of the link of an ask (its uuid), sent to `email`."""
    signed = salted_hmac(_SALT, f"{ask}:{email.lower()}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def path(ask: UUID) -> str:
    """The link's path as it stands in a mail of the outbox, with a mark where the code will stand."""
    return f"/jobcentre/kontakter/svar/{mark(KIND, ask)}/"


def expires_at(asked_at: datetime.datetime) -> datetime.datetime:
    """When a link sent at `asked_at` (aware) ends: with the thirtieth day after it, Danish time; UTC."""
    return end_of_day(local_date(asked_at + datetime.timedelta(days=LINK_DAYS)))
