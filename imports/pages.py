"""The pages of a file on its way in: choosing it, how far it is, what it means, its faults, the template."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from imports.changes import SHOWN, by_column, said
from imports.enums import ImportState, RowChange
from imports.forms import UploadForm
from imports.kinds import Kind
from imports.services import file_cancel, file_start, file_upload
from imports.storing import too_large
from imports.uploads import LimitedUpload
from tabular.serving import ENDINGS
from tabular.writing import CSV_TYPE, XLSX_TYPE, csv_text, write_xlsx
from ui import danish

RUNS_SHOWN, PROBLEMS_SHOWN, CHANGES_SHOWN = 20, 30, 20
FETCH = 2_000  # rows of a file at a time
Words = str | Promise
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the preview: what it is about, in a word more, and what stands in the other columns."""

    title: Words
    more: Words
    cells: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class Pages:
    """The pages of one kind of import. The routes are called `imports`, `import_run` and so on, under `kind.app`.

    `actor_of` is whoever asks (raises Http404 for those for whom the pages are not there). `parent` is the page above
    (words, route); `heads` are the preview's columns after the line, the first of them what the row is about.
    `added` names what a row may add beside what is there; `told` leaves out of rows' changes what the actor may not
    read.
    """

    kind: Kind
    actor_of: Callable[[HttpRequest], Actor]
    title: Words
    parent: tuple[Words, str]
    column_note: Words
    template_words: Words
    file_word: Words
    loading: Words
    done: Words
    heads: tuple[Words, ...]
    shown: Callable[[dict[str, Any]], Shown]
    added: Mapping[str, Words] = field(default_factory=dict)
    told: Callable[[Actor, Sequence[dict[str, Any]]], list[dict[str, Any]]] = lambda _actor, rows: list(rows)

    @property
    def labels(self) -> dict[str, Words]:
        """What the columns are called in the preview."""
        columns = self.kind.columns.columns
        return {**{column.key: danish.capitalise(column.heading) for column in columns}, **self.added}

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.kind.app}:{name}", args=args)

    def keeper(self, request: HttpRequest) -> Actor:
        """Who imports. Raises Http404 or NotAllowed."""
        actor = self.actor_of(request)
        self.kind.check_may(actor)
        return actor

    def run(self, request: HttpRequest, uuid: UUID) -> tuple[Actor, Any]:
        """Who asks, and the run that is theirs. Raises Http404."""
        actor = self.actor_of(request)
        run = self.kind.model.objects.visible_to(actor).filter(uuid=uuid).first()
        if run is None:
            raise Http404
        return actor, run

    def frame(self) -> dict[str, Any]:
        """What both pages say of the kind of import."""
        words, route = self.parent
        return {
            "title": self.title,
            "parent": words,
            "parent_url": reverse(route),
            "imports_url": self.url("imports"),
        }


def imports_view(pages: Pages) -> View:
    """Choosing a file, and the files that have come."""

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def imports(request: HttpRequest) -> HttpResponse:
        # Before anything reads the form: the handler sets this page's own limit. The token is checked inside.
        actor = pages.keeper(request)
        handler = LimitedUpload(request)
        request.upload_handlers = [handler]
        return _imports(request, pages, actor, handler)

    return imports


@csrf_protect
def _imports(request: HttpRequest, pages: Pages, actor: Actor, handler: LimitedUpload) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if handler.is_too_large:
        form.errors.pop("file", None)
        form.add_error("file", too_large())
    elif form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = file_upload(kind=pages.kind, actor=actor, name=file.name, pieces=file.chunks())
        except ValidationError as problem:
            form.add_error("file", problem)
        else:
            return redirect(pages.url("import_run", run.uuid))
    runs = pages.kind.model.objects.visible_to(actor)
    open_run = runs.open().first()
    context = {
        **pages.frame(),
        "form": form,
        "columns": pages.kind.columns.columns,
        "column_note": pages.column_note,
        "template_words": pages.template_words,
        "templates": [
            {"label": label, "url": pages.url("import_template", ending)}
            for label, ending in (("CSV", "csv"), ("Excel", "xlsx"))
        ],
        "runs": [
            (run, pages.url("import_run", run.uuid)) for run in runs.select_related("created_by")[:RUNS_SHOWN]
        ],
        "open_run": open_run,
        "open_url": pages.url("import_run", open_run.uuid) if open_run else "",
    }
    return render(request, "imports/new.html", context, status=422 if form.errors else 200)


def run_view(pages: Pages) -> View:
    """How far the file is; when it is read: what it means, and the button."""

    @require_safe
    @never_cache
    def import_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
        actor, run = pages.run(request, uuid)
        if request.htmx:  # type: ignore[attr-defined]
            if not run.is_working:
                return HttpResponse(headers={"HX-Refresh": "true"})
            return render(request, "imports/_progress.html", _progress(pages, run))
        return _run_page(request, pages, actor, run)

    return import_run


def _progress(pages: Pages, run: Any) -> dict[str, object]:
    context: dict[str, object] = {"run": run, "run_url": pages.url("import_run", run.uuid)}
    if run.state == ImportState.CHECKING:
        percent = min(99, int(100 * run.bytes_read / run.size)) if run.size else 0
        detail = _("%(rows)s rækker læst, %(wrong)s med fejl. Intet er ændret endnu.") % {
            "rows": danish.number(run.rows),
            "wrong": danish.number(run.wrong),
        }
        return {**context, "percent": percent, "what": _("Filen læses igennem"), "detail": detail}
    done = run.done_new + run.done_changed
    detail = _("%(done)s af %(all)s. Du kan lukke siden: du får en mail, når alle er inde.") % {
        "done": danish.number(done),
        "all": danish.number(run.to_load),
    }
    percent = min(99, int(100 * done / run.to_load)) if run.to_load else 0
    return {**context, "percent": percent, "what": pages.loading, "detail": detail}


def _problems(pages: Pages, actor: Actor, run: Any) -> Any:
    rows = pages.kind.problem.objects.filter(run=run, organisation_id=actor.organisation_id)
    return rows.order_by("line", "pk")


def _run_page(
    request: HttpRequest, pages: Pages, actor: Actor, run: Any, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        **pages.frame(),
        "run": run,
        "heads": pages.heads,
        "sample": _sample(pages, actor, run),
        "wide": len(pages.heads) - 1,
        "columns": by_column(run.changed_columns, pages.labels) if run.state == ImportState.CHECKED else [],
        "changes": _more_changes(pages, actor, run),
        "changes_url": pages.url("import_changes", run.uuid),
        "problems": _problems(pages, actor, run)[:PROBLEMS_SHOWN],
        "most": PROBLEMS_SHOWN,
        "problem": problem,
        "done": pages.done,
        "begin_url": pages.url("import_begin", run.uuid),
        "discard_url": pages.url("import_discard", run.uuid),
        "faults_url": pages.url("import_faults", run.uuid),
    }
    if run.is_working:
        context |= _progress(pages, run)
    return render(request, "imports/run.html", context, status=status)


def _sample(pages: Pages, actor: Actor, run: Any) -> list[dict[str, Any]]:
    """The first rows of the file, in order, each with what it changes."""
    changing = [row for row in run.sample if row.get("changes")]
    told = pages.told(actor, [row["changes"] for row in changing])
    by_line = {row["line"]: one for row, one in zip(changing, told, strict=True)}
    return [
        {
            "line": row["line"],
            "shown": pages.shown(row),
            "problem": row["problem"],
            "word": RowChange(row["change"]).label,
            "is_wrong": row["change"] == RowChange.WRONG,
            **_told(pages, by_line.get(row["line"])),
        }
        for row in run.sample
    ]


def _more_changes(pages: Pages, actor: Actor, run: Any) -> list[dict[str, Any]]:
    """The first changed rows that are none of the sample; none where the file waits for nobody's decision."""
    if run.state != ImportState.CHECKED or not run.changed:
        return []
    last = run.sample[-1]["line"] if run.sample else 0
    lines = _changed(pages, actor, run).filter(line__gt=last)[:CHANGES_SHOWN]
    rows = list(lines.values_list("line", "changes"))
    told = pages.told(actor, [changes for _line, changes in rows])
    return [
        {"line": line, "shown": pages.shown(one["about"]), **_told(pages, one)}
        for (line, _changes), one in zip(rows, told, strict=True)
    ]


def _told(pages: Pages, changes: dict[str, Any] | None) -> dict[str, Any]:
    """What a changed row says: a few changes, and the rest, which unfolds."""
    every = said(changes["changes"], pages.labels) if changes else []
    # One alone is not worth folding away.
    shown = SHOWN if len(every) > SHOWN + 1 else len(every)
    return {"said": every[:shown], "more": every[shown:]}


def _changed(pages: Pages, actor: Actor, run: Any) -> Any:
    """The rows that change something. Of a line the web role reads the number and the changes alone."""
    rows = pages.kind.line.objects.filter(run=run, organisation_id=actor.organisation_id)
    return rows.filter(changes__isnull=False).order_by("line")


def begin_view(pages: Pages) -> View:
    """Take the checked rows in."""

    @require_POST
    def import_begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
        actor, run = pages.run(request, uuid)
        try:
            file_start(kind=pages.kind, actor=actor, run=run)
        except ValidationError as refused:
            return _run_page(request, pages, actor, run, problem=" ".join(refused.messages), status=409)
        return redirect(pages.url("import_run", run.uuid))

    return import_begin


def discard_view(pages: Pages) -> View:
    """Throw the file away."""

    @require_POST
    def import_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
        actor, run = pages.run(request, uuid)
        try:
            file_cancel(kind=pages.kind, actor=actor, run=run)
        except ValidationError as refused:
            return _run_page(request, pages, actor, run, problem=" ".join(refused.messages), status=409)
        return redirect(pages.url("imports"))

    return import_discard


def faults_view(pages: Pages) -> View:
    """Everything that is wrong, as a file."""

    @require_safe
    @never_cache
    def import_faults(request: HttpRequest, uuid: UUID) -> HttpResponse:
        actor, run = pages.run(request, uuid)

        def lines() -> Iterator[list[object]]:
            yield [_("Linje"), _("Kolonne"), _("Hvad der skal rettes")]
            for row in _problems(pages, actor, run).iterator(chunk_size=FETCH):
                yield [row.line, row.column, row.text]

        return _download(csv_text(lines()), _("%s-fejl.csv") % run.file_name.rsplit(".", 1)[0], CSV_TYPE)

    return import_faults


def changes_view(pages: Pages) -> View:
    """What every row changes, as a file: one line for each change; none once the file is decided upon."""

    @require_safe
    @never_cache
    def import_changes(request: HttpRequest, uuid: UUID) -> HttpResponse:
        actor, run = pages.run(request, uuid)

        def lines() -> Iterator[list[object]]:
            yield [_("Linje"), str(pages.heads[0]), "", _("Kolonne"), _("Står nu"), _("Bliver til")]
            if run.state != ImportState.CHECKED:
                return
            rows = _changed(pages, actor, run).values_list("line", "changes").iterator(chunk_size=FETCH)
            while batch := list(islice(rows, FETCH)):
                told = pages.told(actor, [changes for _line, changes in batch])
                for (line, _changes), one in zip(batch, told, strict=True):
                    shown = pages.shown(one["about"])
                    for change in said(one["changes"], pages.labels):
                        old = "" if change.is_added else change.old
                        yield [line, str(shown.title), str(shown.more), change.label, old, change.new]

        return _download(csv_text(lines()), _("%s-ændringer.csv") % run.file_name.rsplit(".", 1)[0], CSV_TYPE)

    return import_changes


def template_view(pages: Pages) -> View:
    """The headings and two rows, as CSV or XLSX."""

    @require_safe
    def import_template(request: HttpRequest, ending: str) -> HttpResponse:
        pages.keeper(request)
        if ending not in ENDINGS:
            raise Http404
        columns = pages.kind.columns.columns
        lines = [
            [column.heading for column in columns],
            *([column.examples[number] for column in columns] for number in (0, 1)),
        ]
        name = f"{pages.file_word}-skabelon.{ending}"
        if ending == "csv":
            return _download(csv_text(lines), name, CSV_TYPE)
        response = _download("", name, XLSX_TYPE)
        write_xlsx(response, lines, title=danish.capitalise(str(pages.file_word)))  # type: ignore[arg-type]
        return response

    return import_template


def _download(content: str, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
