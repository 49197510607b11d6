"""Where the list of tasks gets its lines from: this app's own tasks, and what apps above register.

An app registers a source in its `AppConfig.ready()`; the list calls every source for the actor and what it asks for.
Calls only go upwards through this list; nothing is imported from above.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from accounts.actor import Actor
from companies.models import Company
from ui.parts import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """Which tasks: of one company (None: all), of one person (None: everybody's in the organisation)."""

    company: Company | None = None
    user_id: int | None = None
    most: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One line of the list: what is to be done by which Danish day, about whom, by whom ("": everybody's).

    `done_url` is POSTed to when it is done ("" where that is said on its own page). `starts_at` (aware) is set for
    what has a time of day, with `minutes_long`. `uid` is stable and no other has it: calendars know the line by it.
    They say `calendar_text`, words of the product's own: a calendar lies on other people's servers.
    """

    uid: str
    due_on: datetime.date
    text: Text
    url: str
    calendar_text: Text
    about: Text = ""
    who: str = ""
    done_url: str = ""
    starts_at: datetime.datetime | None = None
    minutes_long: int = 0
    label: Text = ""


Source = Callable[[Actor, Asked], list[TaskLine]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Add `source` once. It returns open tasks of the actor's organisation, in a constant number of queries."""
    if source not in _sources:
        _sources.append(source)


def lines_for(actor: Actor, asked: Asked) -> list[TaskLine]:
    """Every open task that is asked for, the earliest first."""
    lines = [line for source in _sources for line in source(actor, asked)]
    return sorted(lines, key=lambda line: (line.due_on, line.starts_at is None, str(line.about), line.uid))
