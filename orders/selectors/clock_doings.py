"""What may be done about a clock, and what has been done: the small links and notes under it on the order page."""

import datetime
from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import local_date
from orders.clock import EventKind
from orders.models import Clock, ClockEvent
from orders.permissions import check_can_correct_stop, check_can_pause, check_can_resume, check_pause_left
from orders.promises import LONGEST_PAUSE
from orders.selectors.corrections import correction_notes
from ui import danish, parts


def links_of(
    actor: Actor,
    clock: Clock,
    events: Sequence[ClockEvent],
    now: datetime.datetime,
    name: str,
    pause_left: int = LONGEST_PAUSE.n,
) -> list[parts.Action]:
    """The pages that `actor` may use about the clock; `name` is read out after each label. `pause_left` is in working
    days.
    """

    def check_pause() -> None:
        check_can_pause(actor, clock, now)
        check_pause_left(pause_left)

    stop = next((event for event in events if event.kind == EventKind.STOP), None)
    offered: tuple[tuple[str, str, Callable[[], None]], ...] = (
        (_("Sæt på pause"), "orders:clock_pause", check_pause),
        (_("Lad fristen løbe igen"), "orders:clock_resume", lambda: check_can_resume(actor, clock, now)),
        (
            _("Ret tidspunktet"),
            "orders:clock_correct",
            lambda: check_can_correct_stop(actor, clock, stop.user_id if stop else None),
        ),
    )
    links = []
    for label, url_name, check in offered:
        try:
            check()
        except PermissionDenied:
            continue
        links.append(parts.Action(label, reverse(url_name, args=[clock.uuid]), described_by=name))
    if moves := [event for event in events if event.data.get("recalculation")]:
        page = reverse("orders:recalculation", args=[moves[-1].data["recalculation"]])
        links.append(parts.Action(_("Se, hvad der flyttede fristen"), page, described_by=name))
    return links


def _moves(events: Sequence[ClockEvent], now: datetime.datetime) -> list[str]:
    """ "Flyttet fra fredag kl. 12.30: lukket fredag 27. marts 2026." for each time that it was counted again."""
    return [
        _("Flyttet fra %(was)s: %(what)s.")
        % {"was": danish.when(datetime.datetime.fromisoformat(event.data["was"]), now), "what": event.reason}
        for event in events
        if event.data.get("recalculation")
    ]


def notes_of(clock: Clock, events: Sequence[ClockEvent], now: datetime.datetime) -> list[str]:
    """What has been put right, and since when the company is waited for."""
    notes = [*correction_notes(events, now), *_moves(events, now)]
    if clock.paused_until is not None and clock.is_paused_at(now):
        until = danish.full_day(local_date(clock.paused_until))
        notes.append(
            _("På pause, til virksomheden svarer, og senest til %s. Svarer den før, er fristen tidligere.")
            % until
        )
    return notes
