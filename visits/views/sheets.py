"""Visits and calls as a file."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import audit_write
from accounts.moment import moment
from jobcenters.calendar import local_date
from tabular.serving import ENDINGS, sheet_answer
from tabular.writing import file_name
from visits.sheets import chosen, visit_lines
from visits.views.common import company_or_404, noter_of

OURS = "jeres"


@require_safe
@never_cache
def sheet(request: HttpRequest, ending: str) -> FileResponse:
    """The notes that the actor may read, as CSV or XLSX; that they were fetched stands in the audit log.

    `virksomhed` and `kampagne` narrow as on the company's page, `vis=jeres` to one's own organisation's.
    """
    actor = noter_of(request)
    if ending not in ENDINGS:
        raise Http404
    asked = request.GET.get("virksomhed", "")
    try:
        company = company_or_404(actor, UUID(asked)) if asked else None
    except ValueError as error:
        raise Http404 from error
    notes = chosen(
        actor,
        company=company,
        campaign=request.GET.get("kampagne", "").strip()[:60],
        ours=request.GET.get("vis") == OURS,
    )
    title = "besoeg-og-opkald"
    name = file_name(title, company.cvr if company else "", local_date(moment()), ending=ending)
    answer, count = sheet_answer(visit_lines(actor, notes), name=name, title=title, ending=ending)
    audit_write(
        actor=actor,
        action="visits.sheet",
        object_type="interaction",
        detail={"rows": count - 1, "ending": ending, "company": str(company.uuid) if company else ""},
    )
    return answer
