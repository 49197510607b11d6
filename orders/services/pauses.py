"""A promise that waits for the company: paused with a question that was sent, and running again by itself (A12)."""

import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.calendar import local_date
from orders import emails
from orders.clock import EventKind as ClockEventKind
from orders.enums import EventKind
from orders.models import Clock, Order, OrderEvent
from orders.models.timeline import WITH_COMPANY
from orders.permissions import check_can_pause, check_can_resume, check_leads, check_pause_left
from orders.promises import promise
from orders.selectors.company_questions import is_answered, was_used
from orders.selectors.replay import reading_of
from orders.services.clocks import clock_event, clock_follow, clock_lock, pause_settle
from orders.services.timeline import event_add
from ui import danish


@transaction.atomic
def company_ask(*, actor: Actor, order: Order, text: str, key: UUID) -> OrderEvent:
    """Send the company a question by mail, and write it on the timeline, where the company reads it too.

    It stops no clock. `key` makes the same form sent twice one mail. Raises PermissionDenied unless the actor leads
    the order, ValueError (Danish) where nobody can be written to.
    """
    check_leads(actor, order)
    to = order.contact
    if to is None or not to.email:
        raise ValueError(_("Kontaktpersonen har ingen e-mailadresse. Skriv den på virksomheden først."))
    mail = emails.company_asked(order=order, to=to, text=text, sender=actor.name, key=key)
    return event_add(
        actor=actor,
        order=order,
        kind=EventKind.COMPANY_ASKED,
        title=_("Spørgsmål sendt til %s") % to.name,
        text=text,
        at=moment(),
        audience=WITH_COMPANY,
        data={"mail": str(mail)},
    )


@transaction.atomic
def clock_pause(*, actor: Actor, clock: Clock, question: OrderEvent) -> Clock:
    """Pause a promise of candidates or training while the company owes an answer to `question`.

    It runs again when the company answers, when somebody resumes it, and by itself at the beginning of the tenth
    working day, those of earlier pauses included: from this moment on the clock's own columns say when. Raises
    PermissionDenied (Danish) where the promise, the clock, the person or the question does not allow it, and where
    nothing is left of the ten days.
    """
    running = clock_lock(clock)
    if running is None:
        raise PermissionDenied(_("Fristen løber ikke mere."))
    now = moment()
    pause_settle(clock=running, at=now)
    check_can_pause(actor, running, now)
    if (before := reading_of(running)) is not None:
        check_pause_left(before.pause_left)
    if question.order_id != running.order_id or question.kind != EventKind.COMPANY_ASKED:
        raise PermissionDenied(_("Send virksomheden et spørgsmål først. Uden det er der intet at vente på."))
    if is_answered(question):
        raise PermissionDenied(_("Virksomheden har svaret på spørgsmålet."))
    if was_used(question, running):
        raise PermissionDenied(_("Fristen har været på pause for det spørgsmål. Send et nyt."))
    clock_event(
        actor=actor,
        clock=running,
        kind=ClockEventKind.PAUSE,
        at=now,
        reason=_("Afventer virksomheden"),
        data={"question": question.pk, "mail": question.data["mail"]},
    )
    reading = reading_of(running)
    if reading is None or reading.paused_until is None:
        raise PermissionDenied(_("Fristen kan ikke regnes ud på ny. Ring til supporten."))
    clock_follow(clock=running, reading=reading)
    _tell(
        actor,
        running,
        EventKind.CLOCK_PAUSED,
        _("Fristen er på pause: %s"),
        _("Vi venter på virksomhedens svar. Fristen løber igen senest %s.")
        % danish.full_day(local_date(reading.paused_until)),
        now,
    )
    return running


@transaction.atomic
def clock_resume(*, actor: Actor, clock: Clock, reason: str) -> Clock:
    """Let a paused clock run again now. Raises PermissionDenied (Danish) for others than the owner, and where it is not
    paused.
    """
    now = moment()
    check_can_resume(actor, clock, now)
    running = _resume(actor, clock, now, reason)
    if running is None:
        raise PermissionDenied(_("Fristen er ikke på pause. Den løber."))
    return running


def _resume(actor: Actor, clock: Clock, at: datetime.datetime, reason: str) -> Clock | None:
    """The clock, running again from `at`; None where it was not paused at that instant."""
    running = clock_lock(clock)
    if running is None or running.paused_until is None or pause_settle(clock=running, at=at):
        return None
    before = reading_of(running)
    if before is None or before.paused_since is None or at < before.paused_since:
        return None
    clock_event(actor=actor, clock=running, kind=ClockEventKind.RESUME, at=at, reason=reason)
    reading = reading_of(running)
    if reading is not None:
        clock_follow(clock=running, reading=reading)
    _tell(actor, running, EventKind.CLOCK_RESUMED, _("Fristen løber igen: %s"), reason, at)
    return running


def clocks_resume(*, actor: Actor, order: Order, at: datetime.datetime, reason: str) -> int:
    """The company has said something at `at` (aware): its order's paused clocks run again; how many."""
    paused = Clock.objects.running().filter(order=order, paused_until__isnull=False)
    return sum(_resume(actor, clock, at, reason) is not None for clock in paused)


def _tell(actor: Actor, clock: Clock, kind: str, title: str, text: str, at: datetime.datetime) -> None:
    event_add(
        actor=actor,
        order=clock.order,
        kind=kind,
        title=title % promise(clock.promise).short_text,
        text=text,
        at=at,
        audience=WITH_COMPANY,
        data={"clock": clock.pk},
    )
