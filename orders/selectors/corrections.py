"""What was put right later: about one clock, about one breach, and in words."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from orders.clock import EventKind
from orders.enums import BreachCause
from orders.models import Breach, BreachCorrection, ClockEvent
from ui import danish


def cause_now(breach: Breach) -> str:
    """The cause that counts: the last one that was found out, else the recorded one."""
    found = breach.corrections.exclude(cause="").order_by("-id").values_list("cause", flat=True).first()
    return str(found or breach.cause)


def corrections_of(clock_ids: Iterable[int]) -> dict[int, list[BreachCorrection]]:
    """Clock id -> what was found out about its breach, the oldest first. One query."""
    found: dict[int, list[BreachCorrection]] = {}
    rows = BreachCorrection.objects.filter(breach__clock_id__in=list(clock_ids))
    for row in rows.select_related("breach", "user").order_by("id"):
        found.setdefault(row.breach.clock_id, []).append(row)
    return found


def correction_notes(events: Iterable[ClockEvent], now: datetime.datetime) -> list[str]:
    """One sentence per corrected instant, as it was done: "Rettet fra i dag kl. 14.00: Ringede kl. 10.15"."""
    notes = []
    for event in events:
        if event.kind == EventKind.CORRECT and event.data.get("was"):
            was = datetime.datetime.fromisoformat(event.data["was"])
            notes.append(
                _("Rettet fra %(was)s til %(at)s: %(reason)s")
                % {"was": danish.when(was, now), "at": danish.when(event.at, now), "reason": event.reason}
            )
    return notes


def breach_note(row: BreachCorrection, recorded: str) -> str:
    """What a correction of a breach says: "Årsag rettet fra Ikke ringet op: Virksomheden var lukket"."""
    if row.cause:
        return _("Årsag rettet fra %(was)s: %(text)s") % {
            "was": BreachCause(recorded).label,
            "text": row.text,
        }
    if row.moved:
        return row.text
    if row.kept:
        return _("Holdt alligevel, tidspunktet er rettet: %s") % row.text
    return _("Ikke holdt alligevel, tidspunktet er rettet: %s") % row.text
