"""The list of tasks, one task, and the secret address of one's calendar."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import acting_as
from accounts.tokens import token_hash
from companies.models import Company
from jobcenters.calendar import local_date
from ui.messages import undo_message
from visits.calendar_feed import feed
from visits.forms.tasks import TaskForm
from visits.models import Task
from visits.models.importing import may_import_visits
from visits.selectors.rounds import running_rounds
from visits.selectors.tasks import done_lately, open_link, task_get, task_list
from visits.services.tasks import (
    calendar_link_make,
    calendar_link_revoke,
    task_add,
    task_change,
    task_done,
    task_reopen,
)
from visits.sources import Asked, lines_for
from visits.views.common import back_to, company_or_404, noter_of, page_of, status_of

form_view = require_http_methods(["GET", "HEAD", "POST"])
EVERYBODY = "alle"
UNDO_SECONDS = 60
# The link is told once, on the page that answers the press that made it.
NEW_LINK = "new_calendar_link"


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done, by oneself or by everybody in the organisation."""
    actor = noter_of(request)
    mine = request.GET.get("vis") != EVERYBODY
    now = moment()
    here = reverse("visits:tasks")
    return render(
        request,
        "visits/tasks.html",
        {
            "list": task_list(actor, today=local_date(now), mine=mine),
            "done": done_lately(actor, mine=mine),
            "rounds": running_rounds(actor),
            "mine": mine,
            "tabs": [
                {"label": _("Mine"), "url": here, "current": mine},
                {
                    "label": _("Alle i huset"),
                    "url": f"{here}?vis={EVERYBODY}",
                    "current": not mine,
                },
            ],
            "here": request.get_full_path(),
            "now": now,
            "may_import": may_import_visits(actor),
        },
    )


@form_view
def task_new(request: HttpRequest) -> HttpResponse:
    """A new task, about the company in the address or about none."""
    actor = noter_of(request)
    company = _company_asked(request, actor)
    start = {"due_on": local_date(moment()), "assigned": str(actor.user_id)}
    form = TaskForm(request.POST or None, actor=actor, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        row = form.ask(lambda: task_add(actor=actor, company=company, **values))
        if row is not None:
            messages.success(request, _("Opgaven er gemt."))
            return redirect(page_of(company) if company else "visits:tasks")
    return _task_page(request, form, _("Ny opgave"), company)


def _company_asked(request: HttpRequest, actor: Actor) -> Company | None:
    asked = request.GET.get("virksomhed", "")
    if not asked:
        return None
    try:
        return company_or_404(actor, UUID(asked))
    except ValueError as error:
        raise Http404 from error


@form_view
def task(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Reword a task, move it, or give it to somebody else."""
    actor = noter_of(request)
    found = _task_or_404(actor, uuid)
    start = {
        "text": found.text,
        "due_on": found.due_on,
        "assigned": str(found.assigned_id or ""),
    }
    form = TaskForm(request.POST or None, actor=actor, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if form.ask(lambda: task_change(actor=actor, task=found, **values)) is not None:
            messages.success(request, _("Opgaven er gemt."))
            return redirect("visits:tasks")
    return _task_page(request, form, _("Ret opgaven"), found.company, found)


def _task_page(
    request: HttpRequest, form: TaskForm, title: str, company: Company | None, found: Task | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "company": company, "task": found}
    return render(request, "visits/task_form.html", context, status=status_of(form))


def _task_or_404(actor: Actor, uuid: UUID) -> Task:
    try:
        return task_get(actor, uuid)
    except Task.DoesNotExist as error:
        raise Http404 from error


@require_POST
def task_tick(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Done, with one press; the next page offers to take it back."""
    actor = noter_of(request)
    found = _task_or_404(actor, uuid)
    task_done(actor=actor, task=found)
    target = back_to(request, reverse("visits:tasks"))
    undo = reverse("visits:task_reopen", args=[found.uuid])
    undo_message(request, _("Gjort: %s.") % found.text.rstrip("."), undo, seconds=UNDO_SECONDS)
    return redirect(target)


@require_POST
def task_untick(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The task is to be done after all."""
    actor = noter_of(request)
    found = _task_or_404(actor, uuid)
    try:
        task_reopen(actor=actor, task=found)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Opgaven er åben igen."))
    return redirect(back_to(request, reverse("visits:tasks")))


# --- the calendar link ---------------------------------------------------------------------------------------------


@form_view
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make the secret address of one's calendar, make another, or end it."""
    actor = noter_of(request)
    address = ""
    if request.method == "POST":
        if request.POST.get("hvad") == "luk":
            calendar_link_revoke(actor=actor)
            messages.success(
                request, _("Kalenderlinket er lukket. Kalendere, der bruger det, får intet mere.")
            )
            return redirect("visits:calendar_link")
        token = calendar_link_make(actor=actor)
        address = request.build_absolute_uri(reverse("visits:calendar_feed", args=[token]))
    return render(request, "visits/calendar_link.html", {"link": open_link(actor), "address": address})


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar behind a secret address, for programs that cannot sign in. An unknown or ended one is not there."""
    actor = _owner_of(token)
    if actor is None:
        raise Http404
    with acting_as(actor):
        lines = lines_for(actor, Asked(user_id=actor.user_id))
        text = feed(lines, name=_("Jobordre på tværs: %s") % actor.organisation_name, at=moment())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="opgaver.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


calendar_feed.without_actor = True  # type: ignore[attr-defined]


def _owner_of(token: str) -> Actor | None:
    with connection.cursor() as cursor:
        cursor.execute("select * from visits_calendar_of(%s)", [token_hash(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    user_id, organisation_id, role, kind, name, organisation_name = row
    return Actor(
        user_id=user_id,
        organisation_id=organisation_id,
        role=role,
        kind=kind,
        name=name,
        organisation_name=organisation_name,
    )
