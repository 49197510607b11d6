"""The word beside a clock, as a pure function of what its events say. `now` is an argument; [001], [003]."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from jobcenters.calendar import OpeningCalendar
from orders.clock import SOON


class Status(StrEnum):
    """The word beside a clock. The values are the names of the status component."""

    I_TIDE = "on_time"
    HASTER = "soon"
    OVERSKREDET = "late"
    AFVENTER = "waiting"
    LUKKET_NU = "closed"
    HOLDT = "kept"
    IKKE_HOLDT = "missed"

    @property
    def text(self) -> str:
        """The Danish word."""
        return gettext(_STATUS_TEXT[self])


_STATUS_TEXT = {
    Status.I_TIDE: gettext_noop("I tide"),
    Status.HASTER: gettext_noop("Haster"),
    Status.OVERSKREDET: gettext_noop("Overskredet"),
    Status.AFVENTER: gettext_noop("Afventer virksomheden"),
    Status.LUKKET_NU: gettext_noop("Lukket nu"),
    Status.HOLDT: gettext_noop("Holdt"),
    Status.IKKE_HOLDT: gettext_noop("Ikke holdt"),
}


def status_of(
    *,
    now: datetime,
    due_at: datetime,
    counts_from: datetime,
    in_days: bool,
    opening: OpeningCalendar | None,
    paused: bool = False,
    stopped_at: datetime | None = None,
) -> Status:
    """The status of a clock at `now`, from its stored columns: lists do not read the events. All instants are aware.

    In this order: stopped (Holdt, Ikke holdt); past due (Overskredet); paused (Afventer virksomheden);
    hours that do not count yet because the owner is closed (Lukket nu); less than 2 opening hours left
    (Haster); hours while the owner is closed (Lukket nu); otherwise I tide. Promises in days are never
    "Lukket nu": an evening changes nothing for them.
    """
    if stopped_at is not None:
        return Status.HOLDT if stopped_at <= due_at else Status.IKKE_HOLDT
    if now > due_at:
        return Status.OVERSKREDET
    if paused:
        return Status.AFVENTER
    if opening is None:
        return Status.HASTER if due_at - now < SOON else Status.I_TIDE
    if not in_days and now < counts_from:
        return Status.LUKKET_NU
    if not opening.has_open_time(now, due_at, SOON):
        return Status.HASTER
    if not in_days and not opening.is_open(now):
        return Status.LUKKET_NU
    return Status.I_TIDE
