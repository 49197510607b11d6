"""The stock of candidates for those who keep it, and the way of a file into it."""

import io
import json
import tempfile
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import staff_of
from candidates.imports import selectors
from candidates.imports.columns import COLUMNS
from candidates.imports.forms import StartForm, UploadForm
from candidates.imports.permissions import check_can_import
from candidates.imports.services import import_cancel, import_start, import_upload
from candidates.models import ImportRun, SaidNo
from candidates.retention_rules import AFTER_LEAVING, EXPLANATIONS
from imports.storing import too_large
from imports.uploads import LimitedUpload
from jobcenters.models import Jobcenter
from jobcenters.views.common import now_and_today
from tabular.limits import MOST_BYTES, MOST_ROWS
from tabular.writing import CSV_TYPE, csv_text

SHEET_IN_MEMORY = 4 * 1024 * 1024  # bytes


def _keeper(request: HttpRequest) -> Actor:
    """Who keeps a stock. Raises Http404 for those who are no authority, NotAllowed for the rest."""
    actor = staff_of(request)
    check_can_import(actor)
    return actor


@require_safe
@never_cache
def imports(request: HttpRequest) -> HttpResponse:
    """The stock in numbers, what its CVs lack, and the files that have come."""
    actor = _keeper(request)
    now, today = now_and_today()
    context = {
        "stock": selectors.stock_of(actor, today),
        "runs": selectors.runs_of(actor),
        "open_run": ImportRun.objects.visible_to(actor).open().first(),
        "said_no": SaidNo.objects.visible_to(actor).exists(),
        "retention": AFTER_LEAVING,
        "now": now,
    }
    return render(request, "candidates/imports/overview.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    # Before anything reads the form: the handler sets this page's own limit. The token is checked inside.
    actor = _keeper(request)
    handler = LimitedUpload(request)
    request.upload_handlers = [handler]
    return _import_new(request, actor, handler)


@csrf_protect
def _import_new(request: HttpRequest, actor: Actor, handler: LimitedUpload) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if handler.is_too_large:
        form.errors.pop("file", None)
        form.add_error("file", too_large())
    elif form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = import_upload(
                actor=actor,
                name=file.name,
                pieces=file.chunks(),
                whole_stock=form.cleaned_data["whole_stock"],
            )
        except ValidationError as problem:
            form.add_error("file", problem)
        else:
            return redirect("candidates:import_run", uuid=run.uuid)
    context = {
        "form": form,
        "columns": COLUMNS,
        "open_run": ImportRun.objects.visible_to(actor).open().first(),
        "most_rows": MOST_ROWS,
        "most_mb": MOST_BYTES // 1024**2,
    }
    return render(request, "candidates/imports/new.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def import_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the file is; when it is read: what it means, and the button."""
    actor = staff_of(request)
    run = selectors.run_or_404(actor, uuid)
    if request.htmx:  # type: ignore[attr-defined]
        if not run.is_working:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "imports/_progress.html", _progress(run))
    return _run_page(request, actor, run)


def _progress(run: ImportRun) -> dict[str, Any]:
    found = selectors.progress_of(run)
    return {
        "run_url": reverse("candidates:import_run", args=[run.uuid]),
        "what": found.text,
        "detail": found.detail,
        "percent": found.percent,
    }


def _run_page(
    request: HttpRequest, actor: Actor, run: ImportRun, *, problem: str = "", status: int = 200
) -> HttpResponse:
    now, _today = now_and_today()
    errors, _page = selectors.faults_page(actor, run, errors=True)
    context: dict[str, Any] = {
        "run": run,
        "progress": _progress(run) if run.is_working else None,
        "file_facts": selectors.file_facts(run),
        "sample": selectors.sample_of(run),
        "words": selectors.words_of(run),
        "errors": errors[:10],
        "needs_sure": selectors.needs_sure(run),
        "explanations": EXPLANATIONS,
        "problem": problem,
        "now": now,
    }
    return render(request, "candidates/imports/run.html", context, status=status)


@require_POST
def import_begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    run = selectors.run_or_404(actor, uuid)
    form = StartForm(request.POST)
    try:
        import_start(actor=actor, run=run, sure=form.is_valid() and form.cleaned_data["sure"])
    except ValidationError as refused:
        return _run_page(request, actor, run, problem=" ".join(refused.messages), status=409)
    return redirect("candidates:import_run", uuid=run.uuid)


@require_POST
def import_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    run = selectors.run_or_404(actor, uuid)
    try:
        import_cancel(actor=actor, run=run)
    except ValidationError as refused:
        return _run_page(request, actor, run, problem=" ".join(refused.messages), status=409)
    return redirect("candidates:imports")


@require_safe
@never_cache
def import_faults(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything that is wrong, or was left out, line by line."""
    actor = staff_of(request)
    run = selectors.run_or_404(actor, uuid)
    show_errors = request.GET.get("vis") != "bemaerkninger"
    rows, page = selectors.faults_page(
        actor,
        run,
        errors=show_errors,
        after=request.GET.get("efter", ""),
        before=request.GET.get("foer", ""),
        path=request.path,
    )
    context = {"run": run, "rows": rows, "page": page, "show_errors": show_errors}
    return render(request, "candidates/imports/faults.html", context)


@require_safe
@never_cache
def import_faults_sheet(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    actor = staff_of(request)
    run = selectors.run_or_404(actor, uuid)
    # On disk beyond a few megabytes: a file may have a million lines that are wrong.
    raw = tempfile.SpooledTemporaryFile(max_size=SHEET_IN_MEMORY)  # noqa: SIM115  (closed here, or by the response)
    text = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
    selectors.write_faults(text, actor, run)
    text.detach()
    size = raw.tell()
    raw.seek(0)
    name = _("%s-fejl.csv") % run.file_name.rsplit(".", 1)[0]
    if size > SHEET_IN_MEMORY:
        return FileResponse(raw, as_attachment=True, filename=name, content_type=CSV_TYPE)
    with raw:
        return _download(raw.read(), name, CSV_TYPE)


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The headings alone, or with two candidates: "?eksempel"."""
    actor = _keeper(request)
    with_examples = "eksempel" in request.GET
    name = "kandidater-eksempel.csv" if with_examples else "kandidater-skabelon.csv"
    return _download(
        csv_text(selectors.template_rows(_postcode(actor), examples=with_examples)), name, CSV_TYPE
    )


@require_safe
def import_example(request: HttpRequest) -> HttpResponse:
    """The same two candidates as JSON."""
    actor = _keeper(request)
    text = json.dumps(selectors.example_objects(_postcode(actor)), ensure_ascii=False, indent=2)
    return _download(text, "kandidater-eksempel.json", "application/json; charset=utf-8")


def _download(content: str | bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def _postcode(actor: Actor) -> str:
    return str(Jobcenter.objects.values_list("postcode_id", flat=True).get(pk=actor.organisation_id))
