"""Messages that can be taken back: "Sendt til Skanderborg. Fortryd (10)"."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils import timezone

UNDO_SECONDS = 10


def undo_message(request: HttpRequest, text: str, url: str, *, seconds: int = UNDO_SECONDS) -> None:
    """Show `text` on the next page with a button that POSTs to `url`, for as long as the undo is still possible.

    `url` must not contain spaces. The view behind it decides on its own whether it is still in time.
    """
    until = timezone.now() + timedelta(seconds=seconds)
    messages.success(request, text, extra_tags=f"undo {int(until.timestamp())} {url}")


def undo_parts(message: Message, now: datetime) -> tuple[str, int]:
    """The address that takes the message's act back and the whole seconds left at `now`; ("", 0) for other messages."""
    words = (message.extra_tags or "").split(" ")
    if len(words) != 3 or words[0] != "undo":
        return "", 0
    return words[2], int(words[1]) - int(now.timestamp())
