"""The list of companies as a file."""

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import audit_write
from accounts.requests import staff_of
from companies.sheets import SHEETS
from tabular.serving import ENDINGS, sheet_answer
from tabular.writing import file_name
from ui import danish


@require_safe
@never_cache
def sheet(request: HttpRequest, what: str, ending: str) -> FileResponse:
    """Companies or contact persons that match, as CSV or XLSX; that they were fetched stands in the audit log."""
    actor = staff_of(request)
    if what not in SHEETS or ending not in ENDINGS:
        raise Http404
    lines = SHEETS[what](actor, request.GET.get("q", "").strip()[:200])
    name = file_name(what, danish.local(timezone.now()).date(), ending=ending)
    answer, count = sheet_answer(lines, name=name, title=what, ending=ending)
    audit_write(
        actor=actor, action="company.sheet", object_type=what, detail={"rows": count - 1, "ending": ending}
    )
    return answer
