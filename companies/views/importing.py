"""The way of a file with companies into the register."""

from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import staff_of
from companies.imports.columns import COLUMNS
from companies.imports.services import check_can_import, import_cancel, import_start, import_upload
from companies.models.importing import CompanyImport, ImportProblem
from imports.enums import ImportState, RowChange
from imports.storing import too_large
from imports.uploads import LimitedUpload
from tabular.limits import MOST_BYTES, MOST_ROWS
from tabular.writing import CSV_TYPE, XLSX_TYPE, csv_text, write_xlsx
from ui import danish

RUNS_SHOWN, PROBLEMS_SHOWN = 20, 30


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        error_messages={
            "required": gettext_lazy("Vælg en fil."),
            "empty": gettext_lazy("Filen er tom."),
            "missing": gettext_lazy("Vælg en fil."),
            "invalid": gettext_lazy("Vælg en fil."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.json,.jsonl,text/csv,application/json"}),
    )

    def __init__(self, data: object = None, files: object = None) -> None:
        super().__init__(data, files, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["file"].help_text = _(
            "CSV, Excel (.xlsx) eller JSON. Højst %(rows)s rækker og %(size)s MB."
        ) % {
            "rows": danish.number(MOST_ROWS),
            "size": danish.number(MOST_BYTES // 1024**2),
        }


def _keeper(request: HttpRequest) -> Actor:
    """Who imports. Raises Http404 for those who are no authority, NotAllowed for the rest."""
    actor = staff_of(request)
    check_can_import(actor)
    return actor


def _run(actor: Actor, uuid: UUID) -> CompanyImport:
    run = CompanyImport.objects.visible_to(actor).filter(uuid=uuid).first()
    if run is None:
        raise Http404
    return run


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choosing a file, and the files that have come."""
    # Before anything reads the form: the handler sets this page's own limit. The token is checked inside.
    actor = _keeper(request)
    handler = LimitedUpload(request)
    request.upload_handlers = [handler]
    return _imports(request, actor, handler)


@csrf_protect
def _imports(request: HttpRequest, actor: Actor, handler: LimitedUpload) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if handler.is_too_large:
        form.errors.pop("file", None)
        form.add_error("file", too_large())
    elif form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = import_upload(actor=actor, name=file.name, pieces=file.chunks())
        except ValidationError as problem:
            form.add_error("file", problem)
        else:
            return redirect("companies:import_run", uuid=run.uuid)
    runs = CompanyImport.objects.visible_to(actor)
    context = {
        "form": form,
        "columns": COLUMNS,
        "runs": runs.select_related("created_by")[:RUNS_SHOWN],
        "open_run": runs.open().first(),
    }
    return render(request, "companies/imports/new.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def import_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the file is; when it is read: what it means, and the button."""
    actor = staff_of(request)
    run = _run(actor, uuid)
    if request.htmx:  # type: ignore[attr-defined]
        if not run.is_working:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "companies/imports/_progress.html", {"run": run, **_progress(run)})
    return _run_page(request, actor, run)


def _progress(run: CompanyImport) -> dict[str, object]:
    if run.state == ImportState.CHECKING:
        percent = min(99, int(100 * run.bytes_read / run.size)) if run.size else 0
        detail = _("%(rows)s rækker læst, %(wrong)s med fejl. Intet er ændret endnu.") % {
            "rows": danish.number(run.rows),
            "wrong": danish.number(run.wrong),
        }
        return {"percent": percent, "what": _("Filen læses igennem"), "detail": detail}
    done = run.done_new + run.done_changed
    detail = _("%(done)s af %(all)s. Du kan lukke siden: du får en mail, når alle er inde.") % {
        "done": danish.number(done),
        "all": danish.number(run.to_load),
    }
    percent = min(99, int(100 * done / run.to_load)) if run.to_load else 0
    return {"percent": percent, "what": _("Virksomhederne indlæses"), "detail": detail}


def _problems(actor: Actor, run: CompanyImport) -> QuerySet[ImportProblem]:
    return ImportProblem.objects.filter(run=run, organisation_id=actor.organisation_id).order_by("line", "pk")


def _run_page(
    request: HttpRequest, actor: Actor, run: CompanyImport, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        "run": run,
        "sample": [
            {**row, "word": RowChange(row["change"]).label, "is_wrong": row["change"] == RowChange.WRONG}
            for row in run.sample
        ],
        "problems": _problems(actor, run)[:PROBLEMS_SHOWN],
        "most": PROBLEMS_SHOWN,
        "problem": problem,
    }
    if run.is_working:
        context |= _progress(run)
    return render(request, "companies/imports/run.html", context, status=status)


@require_POST
def import_begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    run = _run(actor, uuid)
    try:
        import_start(actor=actor, run=run)
    except ValidationError as refused:
        return _run_page(request, actor, run, problem=" ".join(refused.messages), status=409)
    return redirect("companies:import_run", uuid=run.uuid)


@require_POST
def import_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    run = _run(actor, uuid)
    try:
        import_cancel(actor=actor, run=run)
    except ValidationError as refused:
        return _run_page(request, actor, run, problem=" ".join(refused.messages), status=409)
    return redirect("companies:imports")


@require_safe
@never_cache
def import_faults(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything that is wrong, as a file."""
    actor = staff_of(request)
    run = _run(actor, uuid)

    def lines() -> Iterator[list[object]]:
        yield [_("Linje"), _("Kolonne"), _("Hvad der skal rettes")]
        for row in _problems(actor, run).iterator(chunk_size=2_000):
            yield [row.line, row.column, row.text]

    return _download(csv_text(lines()), _("%s-fejl.csv") % run.file_name.rsplit(".", 1)[0], CSV_TYPE)


@require_safe
def import_template(request: HttpRequest, ending: str) -> HttpResponse:
    """The headings and two companies, as CSV or XLSX."""
    _keeper(request)
    lines = [
        [column.heading for column in COLUMNS],
        *([column.examples[number] for column in COLUMNS] for number in (0, 1)),
    ]
    if ending == "csv":
        return _download(csv_text(lines), "virksomheder-skabelon.csv", CSV_TYPE)
    if ending == "xlsx":
        response = _download("", "virksomheder-skabelon.xlsx", XLSX_TYPE)
        write_xlsx(response, lines, title="Virksomheder")  # type: ignore[arg-type]
        return response
    raise Http404


def _download(content: str, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
