"""What time it is, for services: the wall clock, or the instant that a demonstration or a test plays.

Rules take `now` as an argument. Services ask here, so that a history can be played through the very code that will
write the real one.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_played: ContextVar[datetime.datetime | None] = ContextVar("played", default=None)


def moment() -> datetime.datetime:
    """The present instant (UTC, aware), or the one being played."""
    return _played.get() or timezone.now()


@contextmanager
def playing(instant: datetime.datetime) -> Iterator[None]:
    """Let services believe that it is `instant` (aware). Raises RuntimeError where demonstration is not allowed."""
    if not settings.DEMO:
        raise RuntimeError("Time can be played in demonstrations and tests only.")
    if instant.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    token = _played.set(instant)
    try:
        yield
    finally:
        _played.reset(token)
