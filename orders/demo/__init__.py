"""Demo data: a few weeks in East Jutland, played through the services that write the real data.

Deterministic for a given present: the same seed, and every date relative to now. Everything is marked as demo.
"""

from collections.abc import Callable
from datetime import datetime

# What apps above add when the weeks have been played: called with now, in the transaction of the demo, as the owner.
continuations: list[Callable[[datetime], None]] = []
