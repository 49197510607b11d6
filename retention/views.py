"""Sletning og rettigheder: what the rules do, what is held back, and people's requests for their own data."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.models import Hold
from accounts.requests import staff_of
from jobcenters.views.common import now_and_today
from orders.views.order_common import claim, release, sent_before
from retention import selectors
from retention.enums import RequestState, StepKind
from retention.findings import findings, report_of
from retention.forms import HoldForm, RefuseForm, RequestForm, SureForm
from retention.models import RightsCopy, RightsRequest
from retention.permissions import answers_people, sees_rules
from retention.services.holds import hold_lift, hold_set
from retention.services.requests import (
    Asked,
    request_or_404,
    request_order,
    request_refuse,
    request_register,
    step,
)


def _watcher(request: HttpRequest) -> Actor:
    actor = staff_of(request)
    if not sees_rules(actor):
        raise Http404
    return actor


def _answerer(request: HttpRequest) -> Actor:
    actor = staff_of(request)
    if not answers_people(actor):
        raise Http404
    return actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """What each rule would do today and in thirty days, the last runs, and what is held back."""
    actor = _watcher(request)
    may_hold = answers_people(actor)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_hold:
            raise Http404
        if sent_before(actor, form):
            return redirect("retention:overview")
        if form.is_valid() and claim(actor, form):
            values = form.cleaned_data
            try:
                hold_set(actor=actor, kind=values["kind"], said=values["said"], reason=values["reason"])
            except ValidationError as problem:
                release(actor, form)
                form.add_error(None, problem)
            else:
                messages.success(request, _("Det er holdt tilbage, indtil I ophæver det."))
                return redirect("retention:overview")
    now = timezone.now()
    context = {
        "forecast": selectors.forecast(actor, now),
        "runs": selectors.last_runs(),
        "last": selectors.last_whole_run(),
        "next": selectors.next_run(now),
        "holds": Hold.objects.visible_to(actor).holding().select_related("user"),
        "open_requests": RightsRequest.objects.visible_to(actor).unanswered().count(),
        "form": form if may_hold else None,
        "now": now,
    }
    return render(request, "retention/overview.html", context, status=422 if form.errors else None)


@require_POST
def hold_lifted(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = _answerer(request)
    hold_lift(actor=actor, uuid=uuid)
    messages.success(request, _("Det er ikke holdt tilbage mere."))
    return redirect("retention:overview")


@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The organisation's requests, the most urgent first."""
    actor = _answerer(request)
    rows = RightsRequest.objects.visible_to(actor).select_related("passed_on_by")
    now, today = now_and_today()
    context = {
        "open": rows.unanswered()[:100],
        "waiting": rows.filter(state=RequestState.WAITING)[:100],
        "over": rows.exclude(pk__in=rows.open().values("pk")).order_by("-done_at")[:30],
        "now": now,
        "today": today,
    }
    return render(request, "retention/requests.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    actor = _answerer(request)
    _now, today = now_and_today()
    form = RequestForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST":
        if sent_before(actor, form):
            return redirect("retention:requests")
        if form.is_valid() and claim(actor, form):
            values = {key: form.cleaned_data[key] for key in Asked.__dataclass_fields__}
            try:
                made = request_register(actor=actor, asked=Asked(**values))
            except ValidationError as problem:
                release(actor, form)
                form.add_error(None, problem)
            else:
                return redirect("retention:request", uuid=made.uuid)
    return render(request, "retention/request_new.html", {"form": form}, status=422 if form.errors else None)


@never_cache
@require_safe
def request_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request: where the person is found, what happens, what must stay, and the deadline."""
    actor = _answerer(request)
    return _page(request, request_or_404(actor, uuid))


def _page(
    request: HttpRequest,
    row: RightsRequest,
    form: RefuseForm | None = None,
    sure: SureForm | None = None,
) -> HttpResponse:
    wrong = form or sure
    now, today = now_and_today()
    steps = list(row.steps.select_related("user"))
    is_begun = row.is_erasure and row.state in (RequestState.WAITING, RequestState.DONE)
    context = {
        "row": row,
        "found": findings(row) if row.is_open and not is_begun else None,
        "report": report_of(row, steps) if is_begun else None,
        "steps": steps,
        "has_copy": RightsCopy.objects.filter(request=row).exists(),
        "form": form or RefuseForm(),
        "sure": sure or SureForm(),
        "wrong": wrong,
        "now": now,
        "days_left": (row.due_on - today).days,
    }
    return render(request, "retention/request.html", context, status=422 if wrong else None)


@require_POST
def request_go(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make the copy, or erase. Erasing needs its tick."""
    actor = _answerer(request)
    row = request_or_404(actor, uuid)
    if row.is_erasure:
        sure = SureForm(request.POST)
        if not sure.is_valid():
            return _page(request, row, sure=sure)
    request_order(actor=actor, request=row)
    messages.success(
        request,
        _("Sletningen er sat i gang. Opdater siden om lidt, og se, hvad der blev slettet.")
        if row.is_erasure
        else _("Kopien dannes nu. Opdater siden om lidt."),
    )
    return redirect("retention:request", uuid=uuid)


@never_cache
@require_http_methods(["POST"])
def request_refused(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = _answerer(request)
    row = request_or_404(actor, uuid)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    request_refuse(actor=actor, request=row, answer=form.cleaned_data["answer"])
    messages.success(request, _("Anmodningen er afvist. Husk at skrive til personen."))
    return redirect("retention:request", uuid=uuid)


@never_cache
@require_safe
def request_copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The ZIP file. Fetching it is written down."""
    actor = _answerer(request)
    row = request_or_404(actor, uuid)
    copy = RightsCopy.objects.filter(request=row).first()
    if copy is None:
        raise Http404
    if request.method == "GET":
        step(row, StepKind.FETCHED, actor=actor)
    return HttpResponse(
        bytes(copy.content),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="indsigt-{row.received_on}.zip"'},
    )
