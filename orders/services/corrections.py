"""What was registered wrongly is put right by a second record, with its reason and its author (T8, T10)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from orders.clock import EventKind as ClockEventKind
from orders.enums import BreachCause, EventKind
from orders.models import Breach, BreachCorrection, Clock, ClockEvent
from orders.models.timeline import INTERNAL, WITH_COMPANY
from orders.permissions import check_can_correct_breach, check_can_correct_stop
from orders.promises import Party, promise
from orders.selectors.corrections import cause_now
from orders.selectors.replay import reading_of
from orders.services.breaches import breach_record
from orders.services.clocks import clock_event
from orders.services.timeline import event_add
from ui import danish


@transaction.atomic
def clock_stop_correct(*, actor: Actor, clock: Clock, at: datetime.datetime, reason: str) -> Clock:
    """Say when the act that stopped a clock really happened, `at` (aware).

    The stop stays as it was registered; the correction names it, and the clock's result follows from both. A breach
    that turns out to be none keeps its row and gets a correction of its own.

    Raises PermissionDenied for others than the one who registered it and the manager, ValueError (Danish) for a future
    instant, one before the promise began or before something else that has happened to the clock, or no change.
    """
    clock = Clock.objects.select_for_update().get(pk=clock.pk)
    events = list(ClockEvent.objects.filter(clock=clock))
    stop = next((event for event in events if event.kind == ClockEventKind.STOP), None)
    check_can_correct_stop(actor, clock, stop.user_id if stop else None)
    now, before = moment(), clock.stopped_at
    if stop is None or before is None:
        raise ValueError(_("Der er ikke registreret noget, der kan rettes."))
    _check_instant(clock, stop, events, at, now)
    clock_event(
        actor=actor,
        clock=clock,
        kind=ClockEventKind.CORRECT,
        at=at,
        reason=reason,
        data={"was": before.isoformat(), "registered_at": now.isoformat()},
        corrects=stop,
    )
    if any(event.kind == ClockEventKind.PAUSE for event in events) and (reading := reading_of(clock)):
        clock.due_at = reading.due_at
    clock.stopped_at, clock.kept = at, at <= clock.due_at
    clock.save(update_fields=["stopped_at", "kept", "due_at"])
    _correct_breach(actor, clock, now, reason)
    to_company = promise(clock.promise).owed_to is Party.COMPANY
    event_add(
        actor=actor,
        order=clock.order,
        kind=EventKind.CORRECTED,
        title=_("Tidspunkt rettet: %s") % promise(clock.promise).short_text,
        text=_("Fra %(was)s til %(at)s. %(reason)s")
        % {"was": danish.when(before, now), "at": danish.when(at, now), "reason": reason},
        at=now,
        audience=WITH_COMPANY if to_company else INTERNAL,
        about_id=clock.owner_organisation_id,
        data={"clock": clock.pk},
    )
    return clock


def _check_instant(
    clock: Clock, stop: ClockEvent, events: list[ClockEvent], at: datetime.datetime, now: datetime.datetime
) -> None:
    if at > now:
        raise ValueError(_("Tidspunktet er ikke kommet endnu."))
    # What was settled before the promise began is put right within the time of the order.
    is_ahead = stop.at < clock.received_at
    begins = clock.order.received_at if is_ahead else clock.received_at
    if at < begins:
        raise ValueError(
            _("Tidspunktet ligger før ordren kom, %s.") % danish.when(begins, now)
            if is_ahead
            else _("Tidspunktet ligger før fristen begyndte, %s.") % danish.when(begins, now)
        )
    # That deadlines were counted again happened to nobody: what had been done before stays done (T11).
    others = (
        event.at
        for event in events
        if event.kind not in (ClockEventKind.CORRECT, ClockEventKind.START)
        and event.pk != stop.pk
        and "recalculation" not in event.data
    )
    latest = max(others, default=begins)
    if at < latest:
        raise ValueError(
            _("Der skete noget med fristen %s. Tidspunktet kan ikke ligge før det.")
            % danish.when(latest, now)
        )
    if at == clock.stopped_at:
        raise ValueError(_("Det tidspunkt står der allerede."))


def _correct_breach(actor: Actor, clock: Clock, now: datetime.datetime, reason: str) -> None:
    breach = Breach.objects.filter(clock=clock).first()
    if breach is None:
        if not clock.kept:
            breach_record([clock.pk], detected_at=now)
        return
    said = breach.corrections.exclude(kept=None).order_by("-id").values_list("kept", flat=True).first()
    if bool(said) != clock.kept:
        BreachCorrection.objects.create(
            breach=breach,
            at=now,
            user_id=_author(actor),
            organisation_id=actor.organisation_id,
            kept=clock.kept,
            text=reason[:300],
        )


def _author(actor: Actor) -> int:
    """Nothing is put right by nobody."""
    if actor.user_id is None:
        raise ValueError("A correction has an author.")
    return actor.user_id


@transaction.atomic
def breach_cause_correct(*, actor: Actor, breach: Breach, cause: str, text: str) -> BreachCorrection:
    """Say by what cause a promise was really not kept, and how that is known.

    Raises PermissionDenied for others than a manager of the jobcentre, ValueError (Danish) for the cause that stands.
    """
    breach = Breach.objects.select_related("clock__order").get(pk=breach.pk)
    check_can_correct_breach(actor, breach)
    if cause == cause_now(breach):
        raise ValueError(_("Den årsag står der allerede."))
    now = moment()
    correction = BreachCorrection.objects.create(
        breach=breach,
        at=now,
        user_id=_author(actor),
        organisation_id=actor.organisation_id,
        cause=BreachCause(cause),
        text=text[:300],
    )
    event_add(
        actor=actor,
        order=breach.clock.order,
        kind=EventKind.CORRECTED,
        title=_("Årsag rettet: %s") % BreachCause(cause).label,
        text=text,
        at=now,
        about_id=breach.organisation_id,
        data={"clock": breach.clock_id},
    )
    return correction
