"""How fast mail leaves for one recipient domain. Pure.

Each domain has an instant up to which its mail has been given out, and every mail moves it by one interval. A domain
that has rested may get `BURST` worth of mail at once, because delivery is asked for every half minute at the latest;
from then on its number a minute. No other domain waits for it.
"""

import datetime
from dataclasses import dataclass

MINUTE = datetime.timedelta(minutes=1)
BURST = datetime.timedelta(seconds=30)
NOTHING = datetime.timedelta(0)


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_minute` mails, 0 without limit; `until` (aware) is how far the domain's mail has been given out."""

    per_minute: int
    until: datetime.datetime | None = None

    def room(self, now: datetime.datetime, limit: int) -> int:
        """How many mails may leave at `now` (aware), at most `limit`. A slow domain gets one at a time."""
        if not self.per_minute:
            return limit
        interval = MINUTE / self.per_minute
        spare = max(BURST - interval, NOTHING) - max((self.until or now) - now, NOTHING)
        return 0 if spare < NOTHING else min(limit, int(spare / interval) + 1)

    def after(self, now: datetime.datetime, mails: int) -> datetime.datetime:
        """`until`, when `mails` have been given out at `now` (aware). Only for a domain with a limit."""
        return max(self.until or now, now) + mails * (MINUTE / self.per_minute)
