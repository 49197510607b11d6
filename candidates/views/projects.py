"""Upskilling projects: the list, one project, and what is written about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actor import Actor
from accounts.requests import actor_of
from candidates.enums import FunnelStep
from candidates.forms.projects import AddForm, NumbersForm, OwnWordsForm, ProjectForm, initial_of
from candidates.models import Candidate, HeadCount, ProjectJobcenter, UpskillingProject
from candidates.selectors.projects import (
    ListedMeeting,
    board_of,
    course_days,
    figures_of,
    jobcenter_choices,
    leads_text,
    meetings_of,
    own_choices,
    people_of,
    projects_of,
)
from candidates.services.participants import participants_add
from candidates.services.projects import head_counts_set, project_save
from candidates.views.common import jobcenter_of, refusal
from orders.models import Order
from orders.views.order_common import claim, release, sent_before
from ui import danish, parts

ELSEWHERE = "andre"


def viewer_of(request: HttpRequest) -> Actor:
    """A jobcentre or Jobservice Danmark. For anybody else there are no projects: raises Http404."""
    actor = actor_of(request)
    if not actor.is_jobcenter and not actor.is_national:
        raise Http404
    return actor


def project_or_404(actor: Actor, uuid: UUID, *, led: bool = False) -> UpskillingProject:
    """The project, if the actor may see it; with `led`, only for its tovholders. Raises Http404."""
    found = UpskillingProject.objects.visible_to(actor).with_names().filter(uuid=uuid).first()
    if found is None or (led and not found.is_led_by(actor.organisation_id)):
        raise Http404
    return found


def open_or_404(actor: Actor, uuid: UUID) -> UpskillingProject:
    """An open project that the actor's jobcentre takes part in. Raises Http404."""
    if not actor.is_jobcenter:
        raise Http404
    return project_or_404(actor, uuid)


def carry_out(
    request: HttpRequest, actor: Actor, form: forms.Form, perform: Callable[[], str | None]
) -> bool:
    """Whether the form was carried out, now or by an earlier press; else the form says why not."""
    before = _("Det er allerede gemt. Formularen blev sendt to gange.")
    if sent_before(actor, form):
        messages.info(request, before)
        return True
    if not form.is_valid():
        return False
    if not claim(actor, form):
        messages.info(request, before)
        return True
    try:
        with transaction.atomic():
            message = perform()
    except ValidationError as refused:
        release(actor, form)
        for name, sentences in refused.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
        return False
    except (PermissionDenied, ValueError) as error:
        release(actor, form)
        form.add_error(None, refusal(error))
        return False
    if message:
        messages.success(request, message)
    return True


def status_of(form: forms.Form) -> int | None:
    return 422 if form.is_bound and form.errors else None


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """The projects that the actor leads or was asked into."""
    actor = viewer_of(request)
    return render(
        request,
        "candidates/projects/list.html",
        {"rows": projects_of(actor), "may_begin": actor.is_jobcenter},
    )


@require_GET
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The funnel, the jobcentres, the meetings and the people, as far as the actor may see them."""
    actor = viewer_of(request)
    found = project_or_404(actor, uuid)
    now = timezone.now()
    coming = found.meetings.filter(starts_at__gt=now).first()
    people = people_of(actor, found, now, coming)
    leads = found.is_led_by(actor.organisation_id)
    order = _order_of(actor, found)
    listed = meetings_of(actor, found, people, now)
    return render(
        request,
        "candidates/projects/project.html",
        {
            "project": found,
            "lead": _("Tovholder: %s") % leads_text(found),
            "leads": leads,
            "joins": actor.is_jobcenter,
            "facts": _facts(found, order),
            "board": board_of(actor, found, figures_of([found.pk]).get(found.pk, {})),
            "steps": [step.label for step in FunnelStep],
            "people": people,
            "to_answer": [person for person in people if person.to_answer],
            "meetings": listed,
            "coming": coming,
            "links": _links(request, listed) if found.is_open else {},
            "now": now,
        },
    )


def _links(request: HttpRequest, listed: list[ListedMeeting]) -> dict[int, str]:
    """The public address of every meeting that can be signed up for."""
    return {
        row.meeting.pk: request.build_absolute_uri(reverse("candidates:sign_up", args=[row.meeting.token]))
        for row in listed
        if row.is_coming
    }


def _order_of(actor: Actor, found: UpskillingProject) -> Order | None:
    """The project's order, where the actor takes part in it."""
    if found.order_id is None:
        return None
    return Order.objects.visible_to(actor).filter(pk=found.order_id).first()


def _facts(found: UpskillingProject, order: Order | None) -> list[parts.Fact]:
    facts = [
        parts.Fact(
            _("Jobåbninger"),
            danish.number(found.places),
            _("med jobgaranti") if found.job_guarantee else _("uden jobgaranti"),
        ),
        parts.Fact(
            _("Kursus"),
            found.course or _("Ikke aftalt endnu"),
            ", ".join(filter(None, [found.school, course_days(found)])),
        ),
        parts.Fact(
            _("Virksomhed"),
            str(found.company) if found.company else _("Flere virksomheder"),
            found.occupation.name if found.occupation else "",
        ),
    ]
    if order:
        facts.append(parts.Fact(_("Ordre"), order.number, url=reverse("orders:order", args=[order.uuid])))
    return [*facts, parts.Fact(_("Tilstand"), found.get_state_display())]


# --- writing the project -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """Begin a project; the actor's jobcentre is a tovholder of it."""
    actor = jobcenter_of(request)
    form = _project_form(request, actor, actor.organisation_id, initial={"state": "planned"})
    made: list[UpskillingProject] = []

    def perform() -> str:
        made.append(project_save(actor=actor, data=form.data_of(), asked=form.asked_ids()))
        return _("Projektet er oprettet.")

    if request.method == "POST" and carry_out(request, actor, form, perform):
        if made:
            return redirect("candidates:project", made[0].uuid)
        return redirect("candidates:projects")
    context = {
        "form": form,
        "title": _("Nyt opkvalificeringsprojekt"),
        "button": _("Opret projektet"),
        "back_label": _("Opkvalificering"),
        "back_url": reverse("candidates:projects"),
    }
    return render(request, "candidates/projects/form.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change the project, and whom it asks."""
    actor = jobcenter_of(request)
    found = project_or_404(actor, uuid, led=True)
    asked = list(ProjectJobcenter.objects.filter(project=found).values_list("jobcenter_id", flat=True))
    order = _order_of(actor, found)
    number = order.number if order else ""
    form = _project_form(request, actor, found.tovholder_id, initial=initial_of(found, number, asked))

    def perform() -> str:
        project_save(
            actor=actor,
            project=found,
            data=form.data_of(),
            asked=form.asked_ids(),
            version=form.cleaned_data["version"] or 0,
        )
        return _("Projektet er gemt.")

    if request.method == "POST" and carry_out(request, actor, form, perform):
        return redirect("candidates:project", found.uuid)
    context = {
        "form": form,
        "title": _("Ret projektet"),
        "button": _("Gem projektet"),
        "back_label": found.title,
        "back_url": reverse("candidates:project", args=[found.uuid]),
    }
    return render(request, "candidates/projects/form.html", context, status=status_of(form))


def _project_form(request: HttpRequest, actor: Actor, tovholder_id: int, **kwargs: Any) -> ProjectForm:
    return ProjectForm(
        request.POST if request.method == "POST" else None,
        jobcenters=jobcenter_choices(),
        actor=actor,
        tovholder_id=tovholder_id,
        **kwargs,
    )


# --- numbers and people ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def project_numbers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """People without a name. `?fra=` is whose: the actor's own, or, for tovholders, any jobcentre or "andre"."""
    actor = jobcenter_of(request)
    found = open_or_404(actor, uuid)
    home, name = _home_of(request, actor, found)
    rows = HeadCount.objects.filter(project=found, jobcenter_id=home)
    if home is None:
        rows = HeadCount.objects.filter(project=found, jobcenter__isnull=True)
    form = NumbersForm(
        request.POST if request.method == "POST" else None,
        initial={f"step_{row.step}": row.number for row in rows},
    )

    def perform() -> str:
        head_counts_set(actor=actor, project=found, jobcenter_id=home, numbers=form.numbers())
        return _("Tallene er gemt.")

    if request.method == "POST" and carry_out(request, actor, form, perform):
        return redirect(reverse("candidates:project", args=[found.uuid]) + "#jobcentre")
    context = {"project": found, "form": form, "name": name}
    return render(request, "candidates/projects/numbers.html", context, status=status_of(form))


def _home_of(request: HttpRequest, actor: Actor, found: UpskillingProject) -> tuple[int | None, str]:
    """Whose numbers the address asks for. Raises Http404 for others than the actor may write."""
    text = request.GET.get("fra", "") or str(actor.organisation_id)
    leads = found.is_led_by(actor.organisation_id)
    if text == ELSEWHERE and leads:
        return None, _("A-kasser og andre")
    places = {str(pk): (pk, place) for pk, place in jobcenter_choices()}
    if text not in places or (not leads and text != str(actor.organisation_id)):
        raise Http404
    pk, place = places[text]
    joined = found.is_led_by(pk) or ProjectJobcenter.objects.filter(project=found, jobcenter_id=pk).exists()
    if not joined:
        raise Http404
    return pk, place


@require_http_methods(["GET", "HEAD", "POST"])
def project_candidates(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Own candidates into the project; `?q=` are words to find them by."""
    actor = jobcenter_of(request)
    found = open_or_404(actor, uuid)
    back = reverse("candidates:project", args=[found.uuid])
    if not found.is_open:
        messages.error(request, _("Projektet er slut."))
        return redirect(back)
    now = timezone.now()
    coming = found.meetings.filter(starts_at__gt=now).first()
    form = AddForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        own = Candidate.objects.of_jobcenter(actor.organisation_id).filter(uuid__in=form.chosen)
        meeting = coming if form.cleaned_data["sign_up"] else None
        many = len(participants_add(actor=actor, project=found, candidates=list(own), meeting=meeting))
        return ngettext("%(n)d kandidat er med.", "%(n)d kandidater er med.", many) % {"n": many}

    if request.method == "POST" and carry_out(request, actor, form, perform):
        return redirect(back + "#deltagere")
    search = OwnWordsForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    context = {
        "project": found,
        "form": form,
        "coming": coming,
        "words": words,
        "choices": own_choices(actor, found, words, now, chosen=form.chosen),
        "picked_error": " ".join(str(text) for text in form.errors.get("candidates", []))
        if form.is_bound
        else "",
        "now": now,
    }
    return render(request, "candidates/projects/candidates.html", context, status=status_of(form))
