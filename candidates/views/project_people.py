"""One participant of an upskilling project: every press, and the grant, which is the jobcentre of residence's alone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from candidates.enums import FunnelStep, GrantState, KeptAnswer, StopReason
from candidates.forms.projects import GrantForm, JobForm, StepForm, StopForm
from candidates.funnel import next_step
from candidates.models import GrantDecision, Participant
from candidates.selectors.projects import person_of
from candidates.services.participants import (
    participant_back,
    participant_grant,
    participant_kept,
    participant_move,
    participant_sign_up,
    participant_stop,
)
from candidates.views.common import jobcenter_of, refusal
from jobcenters.calendar import local_date
from ui import danish, parts
from ui.messages import undo_message

MOVE, BACK, STOP, GRANT, STILL, ENDED, SIGN_UP = (
    *("videre", "tilbage", "ud", "bevilling", "stadig", "ikke_laengere", "tilmeld"),
)
FORMS: dict[str, type[StepForm]] = {MOVE: JobForm, GRANT: GrantForm, STOP: StopForm}


def participant_or_404(actor: Actor, uuid: UUID) -> Participant:
    """One's own citizen, or one in a project that one leads. Raises Http404."""
    found = (
        Participant.objects.visible_to(actor)
        .select_related("project__tovholder__jobcenter", "jobcenter__jobcenter", "candidate", "meeting")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def participant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read it, or take the step that the pressed button's `skridt` names; an undo carries it in the address."""
    actor = jobcenter_of(request)
    found = participant_or_404(actor, uuid)
    given = request.POST if "skridt" in request.POST else request.GET
    pressed = given.get("skridt", "") if request.method == "POST" else ""
    if not pressed:
        return _page(request, actor, found, {})
    form = FORMS.get(pressed, StepForm)(given, prefix=None)
    if form.is_valid():
        try:
            with transaction.atomic():
                message = _take(actor, found, pressed, form)
        except (PermissionDenied, ValueError) as error:
            _refuse(form, pressed, refusal(error))
        else:
            return _done(request, actor, found, pressed, message)
    return _page(request, actor, found, {pressed: form}, status=422)


def _refuse(form: forms.Form, pressed: str, sentence: str) -> None:
    """At the field that the sentence is about, where the form has one."""
    name = {GRANT: "grant", STOP: "reason", MOVE: "job_started_on"}.get(pressed)
    form.add_error(name, sentence)


def _take(actor: Actor, found: Participant, pressed: str, form: forms.Form) -> str:
    values = form.cleaned_data
    about: dict[str, Any] = {"actor": actor, "participant": found, "version": values["version"]}
    name = found.pseudonym

    def move() -> str:
        row = participant_move(**about, job_started_on=values["job_started_on"])
        return _("%(name)s er flyttet til “%(step)s”.") % {"name": name, "step": row.get_step_display()}

    def back() -> str:
        row = participant_back(**about)
        return _("%(name)s står nu på “%(step)s”.") % {"name": name, "step": row.get_step_display()}

    def stop() -> str:
        participant_stop(**about, reason=StopReason(values["reason"]))
        return _("%s er ude af projektet.") % name

    def grant() -> str:
        row = participant_grant(**about, grant=GrantState(values["grant"]), reason=values["reason"])
        return _("Bevillingen for %(name)s: %(state)s.") % {"name": name, "state": row.get_grant_display()}

    def sign_up() -> str:
        coming = found.project.meetings.filter(starts_at__gt=timezone.now()).first()
        if coming is None:
            raise ValueError(_("Der er ingen kommende møder."))
        participant_sign_up(**about, meeting=coming)
        return _("%s er tilmeldt informationsmødet.") % name

    def answer(said: KeptAnswer) -> str:
        participant_kept(**about, answer=said)
        return _("Tak. Svaret for %s er gemt.") % name

    acts: dict[str, Callable[[], str]] = {
        MOVE: move,
        BACK: back,
        STOP: stop,
        GRANT: grant,
        SIGN_UP: sign_up,
        STILL: lambda: answer(KeptAnswer.STILL),
        ENDED: lambda: answer(KeptAnswer.ENDED),
    }
    if pressed not in acts:
        raise ValueError(_("Vælg, hvad der skal ske."))
    return acts[pressed]()


def _done(request: HttpRequest, actor: Actor, found: Participant, pressed: str, message: str) -> HttpResponse:
    if pressed in (MOVE, STOP):
        version = Participant.objects.visible_to(actor).values_list("version", flat=True).get(pk=found.pk)
        address = reverse("candidates:participant", args=[found.uuid])
        undo_message(request, message, f"{address}?skridt={BACK}&version={version}")
    else:
        messages.success(request, message)
    if pressed == GRANT:
        return redirect("candidates:participant", found.uuid)
    return redirect(reverse("candidates:project", args=[found.project.uuid]) + "#deltagere")


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Participant,
    sent: dict[str, forms.Form],
    status: int | None = None,
) -> HttpResponse:
    today = local_date(timezone.now())
    person = person_of(actor, found.project, found, today)
    sent_form = next(iter(sent.values()), None)
    version = {"version": found.version}
    runs = found.project.is_open and not found.stopped_reason
    context = {
        "found": found,
        "project": found.project,
        "person": person,
        "to": next_step(found.step),
        "is_job_next": next_step(found.step) == FunnelStep.JOB,
        "facts": _facts(found, person.home),
        "runs": runs,
        "may_go_back": found.project.is_open
        and not found.kept
        and (found.stopped_reason or found.step > FunnelStep.INVITED),
        "sent_form": sent_form,
        "move_form": sent.get(
            MOVE, JobForm(initial={**version, "job_started_on": today}, auto_id="id_videre_%s")
        ),
        "grant_form": sent.get(
            GRANT, GrantForm(initial={**version, "grant": found.grant}, auto_id="id_bevilling_%s")
        ),
        "stop_form": sent.get(STOP, StopForm(initial=version, auto_id="id_ud_%s")),
        "decisions": _decisions(found) if person.is_own else [],
        "can_answer": person.can_answer,
    }
    return render(request, "candidates/projects/participant.html", context, status=status)


def _facts(found: Participant, home: str) -> list[parts.Fact]:
    facts = [
        parts.Fact(_("Trin"), found.get_step_display(), found.get_stopped_reason_display()),
        parts.Fact(_("Bevilling"), found.get_grant_display()),
        parts.Fact(_("Bopælens jobcenter"), home),
    ]
    if found.job_started_on and found.kept_due_on:
        after = found.get_kept_display() or _("spørges %s") % danish.day_month(found.kept_due_on)
        first = danish.day_month(found.job_started_on, year=True)
        facts.append(parts.Fact(_("Første arbejdsdag"), first, _("To måneder efter: %s") % after))
    return facts


def _decisions(found: Participant) -> list[parts.Event]:
    """What the own jobcentre decided, newest first; nobody else reads it."""
    rows = GrantDecision.objects.filter(participant=found).select_related("user").order_by("-at", "-id")
    return [
        parts.Event(
            danish.full_time(row.at, year=True),
            row.get_grant_display(),
            " · ".join(filter(None, [row.reason, str(row.user) if row.user else ""])),
        )
        for row in rows
    ]
