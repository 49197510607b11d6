"""The pages about one clock: pause, resume, put right; and the manager's page about a breach."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobcenters.calendar import NATIONAL, WorkingDays, local_date
from orders.calendars import calendar_of
from orders.clock import EventKind, resumes_by_itself_at
from orders.forms.clocks import CauseForm, PauseForm, ResumeForm, StopCorrectionForm
from orders.models import Breach, Clock, ClockEvent, OrderEvent
from orders.permissions import (
    check_can_correct_breach,
    check_can_correct_stop,
    check_can_pause,
    check_can_resume,
    check_pause_left,
)
from orders.promises import LONGEST_PAUSE, promise
from orders.selectors.company_questions import unanswered, usable_questions
from orders.selectors.corrections import breach_note, cause_now
from orders.selectors.replay import reading_of
from orders.services.corrections import breach_cause_correct, clock_stop_correct
from orders.services.pauses import clock_pause, clock_resume, company_ask
from orders.views.manager import manager_of
from orders.views.order_common import OrderAction, led_order_or_404, order_or_404
from ui import danish, parts


class ClockAction(OrderAction):
    """A page with one form about a clock that the actor's jobcentre owes. For everybody else it does not exist."""

    template_name = "orders/clock_action.html"
    clock: Clock

    def find(self, **kwargs: Any) -> None:
        clocks = Clock.objects.owned_by(self.actor.organisation_id).filter(uuid=kwargs["uuid"])
        clock = clocks.select_related("order", "request").first()
        if clock is None:
            raise Http404
        self.clock = clock
        finder = led_order_or_404 if clock.request is None else order_or_404
        self.order = finder(self.actor, clock.order.uuid)

    def back_url(self) -> str:
        if self.clock.request is not None:
            return reverse("orders:request", args=[self.clock.request.uuid])
        return super().back_url() + "#frister"

    def more(self) -> dict[str, Any]:
        now = timezone.now()
        return {
            "facts": [
                parts.Fact(_("Løfte"), promise(self.clock.promise).title_text, self.clock.subject),
                parts.Fact(_("Til"), self.clock.counterpart),
                parts.Fact(_("Frist"), danish.when(self.clock.due_at, now)),
            ]
        }


class Pause(ClockAction):
    """Wait for the company, with the question that it has been sent (A12)."""

    title = gettext_lazy("Sæt fristen på pause")
    button = gettext_lazy("Sæt på pause")
    asked: list[OrderEvent]

    def check(self) -> None:
        super().check()
        now = timezone.now()
        check_can_pause(self.actor, self.clock, now)
        reading = reading_of(self.clock)
        left = reading.pause_left if reading else LONGEST_PAUSE.n
        check_pause_left(left)
        opening = calendar_of(self.clock.owner_organisation_id)
        ends = resumes_by_itself_at(now, opening, NATIONAL, WorkingDays(left))
        self.lead = _(
            "Fristen løber igen, så snart virksomheden svarer, og senest %(day)s. Den flyttes så meget, som I"
            " har ventet, og aldrig mere end ti arbejdsdage."
        ) % {"day": danish.full_day(local_date(ends))}
        if left < LONGEST_PAUSE.n:
            self.lead += " " + _(
                "Fristen har været på pause før: der er %(left)s af de ti arbejdsdage tilbage."
            ) % {"left": danish.number(left)}

    def make_form(self, data: Any = None) -> PauseForm:
        now = timezone.now()
        self.asked = usable_questions(self.order, self.clock)
        words = [(str(event.uuid), f"{event.text} ({danish.when(event.at, now)})") for event in self.asked]
        return PauseForm(data, asked=words)

    def perform(self, form: PauseForm) -> str | None:
        if form.is_new:
            key = form.cleaned_data["submit_key"] or form.fields["submit_key"].initial()
            try:
                question = company_ask(
                    actor=self.actor, order=self.order, text=form.cleaned_data["text"], key=key
                )
            except ValueError as error:
                form.add_error("text", str(error))
                return None
        else:
            chosen = UUID(form.cleaned_data["question"])
            question = next(event for event in self.asked if event.uuid == chosen)
        clock = clock_pause(actor=self.actor, clock=self.clock, question=question)
        until = danish.full_day(local_date(clock.paused_until)) if clock.paused_until else ""
        return _("Fristen er på pause. Den løber igen, når virksomheden svarer, og senest %s.") % until


class Resume(ClockAction):
    """The answer has come by another way, or is no longer needed."""

    form_class = ResumeForm
    title = gettext_lazy("Lad fristen løbe igen")
    button = gettext_lazy("Lad fristen løbe igen")

    def check(self) -> None:
        super().check()
        check_can_resume(self.actor, self.clock, timezone.now())
        if self.clock.paused_until is not None:
            self.lead = _(
                "Gør det, når svaret er kommet ad anden vej. Ellers løber fristen igen, når virksomheden svarer på sin"
                " side, og senest %(day)s."
            ) % {"day": danish.full_day(local_date(self.clock.paused_until))}

    def more(self) -> dict[str, Any]:
        found = super().more()
        asked = unanswered(self.order)
        if asked:
            when = _("sendt %s") % danish.when(asked[0].at, timezone.now())
            found["facts"].append(parts.Fact(_("Vi venter på svar på"), asked[0].text, when))
        return found

    def perform(self, form: ResumeForm) -> str:
        clock = clock_resume(actor=self.actor, clock=self.clock, reason=form.cleaned_data["reason"])
        return _("Fristen løber igen: %s.") % danish.when(clock.due_at, timezone.now())


class CorrectStop(ClockAction):
    """What stopped the clock was registered at a wrong instant. Also on orders that have ended."""

    title = gettext_lazy("Ret tidspunktet")
    button = gettext_lazy("Ret tidspunktet")
    lead = gettext_lazy(
        "Det, der er registreret, bliver stående. Rettelsen står ved siden af med navn og grund."
    )

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        events = ClockEvent.objects.filter(clock=self.clock, kind=EventKind.STOP.value)
        self.registered_by = events.values_list("user_id", flat=True).first()

    def check(self) -> None:
        check_can_correct_stop(self.actor, self.clock, self.registered_by)

    def make_form(self, data: Any = None) -> StopCorrectionForm:
        return StopCorrectionForm(data, stopped_at=self.clock.stopped_at)

    def perform(self, form: StopCorrectionForm) -> str | None:
        try:
            clock = clock_stop_correct(
                actor=self.actor, clock=self.clock, at=form.at, reason=form.cleaned_data["reason"]
            )
        except ValueError as error:
            form.add_error("time", str(error))
            return None
        kept = _("Løftet er holdt.") if clock.kept else _("Løftet er ikke holdt.")
        return _("Tidspunktet er rettet. %s") % kept

    def more(self) -> dict[str, Any]:
        found = super().more()
        if self.clock.stopped_at:
            now = timezone.now()
            stop = danish.when(self.clock.stopped_at, now)
            stops = ClockEvent.objects.filter(clock=self.clock, kind=EventKind.STOP.value)
            first = stops.values_list("at", flat=True).first()
            found["facts"].append(
                parts.Fact(_("Rettet til"), stop, _("registreret %s") % danish.when(first, now))
                if first is not None and first != self.clock.stopped_at
                else parts.Fact(_("Registreret"), stop)
            )
        return found


class CorrectCause(ClockAction):
    """The manager says by what cause a promise was really not kept."""

    form_class = CauseForm
    title = gettext_lazy("Ret årsagen")
    button = gettext_lazy("Ret årsagen")
    lead = gettext_lazy("Den første årsag bliver stående. Tallene følger den, du vælger nu.")
    breach: Breach

    def find(self, **kwargs: Any) -> None:
        manager_of(self.request)
        clocks = Clock.objects.owned_by(self.actor.organisation_id).filter(uuid=kwargs["uuid"])
        clock = clocks.select_related("order", "request", "breach").first()
        if clock is None or not hasattr(clock, "breach"):
            raise Http404
        self.clock, self.breach = clock, clock.breach
        self.order = order_or_404(self.actor, clock.order.uuid)

    def check(self) -> None:
        check_can_correct_breach(self.actor, self.breach)

    def back_url(self) -> str:
        return reverse("orders:breaches")

    def make_form(self, data: Any = None) -> CauseForm:
        return CauseForm(data, initial={"cause": cause_now(self.breach)})

    def perform(self, form: CauseForm) -> str | None:
        values = form.cleaned_data
        try:
            breach_cause_correct(
                actor=self.actor, breach=self.breach, cause=values["cause"], text=values["text"]
            )
        except ValueError as error:
            form.add_error("cause", str(error))
            return None
        return _("Årsagen er rettet.")

    def more(self) -> dict[str, Any]:
        found = super().more()
        found["facts"].append(parts.Fact(_("Første årsag"), self.breach.get_cause_display()))
        rows = self.breach.corrections.order_by("id")
        found["history"] = [breach_note(row, self.breach.cause) for row in rows]
        return found
