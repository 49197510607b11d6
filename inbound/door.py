"""What of the door for mail is ours: the jobcentres' addresses, and the addresses that answers come to."""

from django.conf import settings

from inbound.services.receiving import Received, mail_receive, whither
from notifications.doors import REFUSED, TAKEN, MailDoor

MAX_BYTES = 15 * 1024 * 1024


def _take(address: str, sender: str, content: bytes) -> str:
    received = mail_receive(address=address, envelope_sender=sender.strip("<> "), content=content)
    return REFUSED if received is Received.UNKNOWN else TAKEN


DOOR = MailDoor(
    name="inbound",
    max_bytes=MAX_BYTES,
    is_open=lambda: bool(settings.INBOUND_DOMAIN),
    knows=lambda address: whither(address) is not None,
    take=_take,
)
