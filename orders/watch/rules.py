"""When the watch is in alarm, and in which words. Pure; all instants are aware."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ui import danish

# What is found this long after its time should have been seen to by the sweep, or by delivery, long ago.
GRACE = timedelta(minutes=15)
# The sweep, and the auditor itself, are dead when they have not ended a round for so long.
STALE_AFTER = timedelta(minutes=10)


class Alarm(StrEnum):
    """What can be wrong. The values stand in the heartbeat, in metrics and in what is sent outside."""

    SWEEP = "sweep"  # the sweep has not run
    UNSEEN = "unseen"  # deadlines passed without a breach
    MAIL = "mail"  # mail that was due has not left
    CHANGE = "change"  # a change that moves deadlines has not been carried out


@dataclass(frozen=True, slots=True)
class Look:
    """What one round of the auditor saw at `at`.

    `unseen`: running clocks whose deadline passed more than GRACE ago and that have no breach; `oldest_due` of them.
    `stuck`: mails that were due more than GRACE ago and have not left; `oldest_mail` of them. `oldest_change`: of the
    changes that move deadlines and were made more than GRACE ago, the oldest that has not been carried out.
    """

    at: datetime
    sweep_at: datetime | None
    unseen: int
    oldest_due: datetime | None
    stuck: int
    oldest_mail: datetime | None
    oldest_change: datetime | None = None

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What is wrong, the worst first. A sweep that never ran is wrong only once a deadline has passed unseen."""
        found = []
        if self.sweep_at is not None and self.at - self.sweep_at > STALE_AFTER:
            found.append(Alarm.SWEEP)
        if self.unseen:
            found.append(Alarm.UNSEEN)
        if self.stuck:
            found.append(Alarm.MAIL)
        if self.oldest_change:
            found.append(Alarm.CHANGE)
        return tuple(found)

    def detail(self) -> dict[str, Any]:
        """The look as JSON, for the heartbeat and for whoever is told outside."""

        def text(instant: datetime | None) -> str | None:
            return instant.isoformat() if instant else None

        return {
            "unseen": self.unseen,
            "oldest_due": text(self.oldest_due),
            "stuck": self.stuck,
            "oldest_mail": text(self.oldest_mail),
            "oldest_change": text(self.oldest_change),
            "alarms": list(self.alarms),
        }


def unseen_of(detail: Mapping[str, object] | None) -> int:
    """The deadlines that an auditor's heartbeat says were overlooked; 0 for a detail of another shape."""
    found = (detail or {}).get("unseen")
    return found if isinstance(found, int) else 0


def sentences(look: Look) -> list[str]:
    """The alarms in Danish, one sentence each, for the log and the status page."""
    words = []
    for alarm in look.alarms:
        if alarm is Alarm.SWEEP and look.sweep_at:
            words.append(
                _("Fristovervågningen har ikke kørt siden %(since)s.")
                % {"since": danish.full_time(look.sweep_at)}
            )
        elif alarm is Alarm.UNSEEN:
            words.append(unseen_text(look.unseen))
        elif alarm is Alarm.MAIL and look.oldest_mail:
            words.append(
                ngettext(
                    "%(n)s mail, der skulle være sendt %(since)s, er ikke sendt endnu.",
                    "%(n)s mails er ikke sendt endnu. Den ældste skulle være sendt %(since)s.",
                    look.stuck,
                )
                % {"n": danish.number(look.stuck), "since": danish.full_time(look.oldest_mail)}
            )
        elif alarm is Alarm.CHANGE and look.oldest_change:
            words.append(
                _("En ændring fra %(since)s, der flytter frister, er ikke regnet igennem endnu.")
                % {"since": danish.full_time(look.oldest_change)}
            )
    return words


def unseen_text(unseen: int) -> str:
    """How many deadlines the sweep has overlooked."""
    return ngettext(
        "%(n)s frist er overskredet, uden at fristovervågningen har opdaget det.",
        "%(n)s frister er overskredet, uden at fristovervågningen har opdaget det.",
        unseen,
    ) % {"n": danish.number(unseen)}
