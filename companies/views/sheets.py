"""The list of companies as a file."""

import io
import tempfile

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import audit_write
from accounts.requests import staff_of
from companies.sheets import SHEETS
from tabular.writing import CSV_TYPE, XLSX_TYPE, file_name, write_csv, write_xlsx
from ui import danish

IN_MEMORY = 4 * 1024 * 1024  # bytes


@require_safe
@never_cache
def sheet(request: HttpRequest, what: str, ending: str) -> FileResponse:
    """Companies or contact persons that match, as CSV or XLSX; that they were fetched stands in the audit log."""
    actor = staff_of(request)
    if what not in SHEETS or ending not in ("csv", "xlsx"):
        raise Http404
    lines = SHEETS[what](actor, request.GET.get("q", "").strip()[:200])
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed by the response)
    if ending == "csv":
        text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        count = write_csv(text, lines)
        text.detach()
    else:
        count = write_xlsx(out, lines, title=what)
    out.seek(0)
    audit_write(
        actor=actor, action="company.sheet", object_type=what, detail={"rows": count - 1, "ending": ending}
    )
    name = file_name(what, danish.local(timezone.now()).date(), ending=ending)
    kind = CSV_TYPE if ending == "csv" else XLSX_TYPE
    return FileResponse(out, as_attachment=True, filename=name, content_type=kind)
