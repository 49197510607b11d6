"""Minutes as they read now, and as they read before each correction."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from agreements.models import AgreementMeeting, NetworkMeeting


@dataclass(frozen=True, slots=True)
class MinutesText:
    """One wording: by whom and when (aware). `reason` "" for the first; `number` 0 for the first."""

    number: int
    text: str
    author: str
    at: datetime.datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What holds now, and what stood before it, the newest first."""

    now: MinutesText
    earlier: Sequence[MinutesText]

    @property
    def corrections(self) -> int:
        return self.now.number


def minutes_of(meeting: AgreementMeeting | NetworkMeeting) -> Minutes | None:
    """The minutes of a meeting that was held, else None. One query."""
    if meeting.held_at is None:
        return None
    first = MinutesText(
        0, meeting.minutes, str(meeting.recorded_by) if meeting.recorded_by else "", meeting.held_at
    )
    corrected = [
        MinutesText(row.number, row.minutes, f"{row.author}, {row.place}", row.at, row.reason)
        for row in meeting.corrections.order_by("number")
    ]
    *earlier, now = [first, *corrected]
    return Minutes(now, earlier[::-1])
