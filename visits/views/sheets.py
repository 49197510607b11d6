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
from visits.forms.found import FindNotesForm
from visits.selectors.found import notes_sought
from visits.sheets import visit_lines
from visits.views.common import company_or_404, noter_of


@require_safe
@never_cache
def sheet(request: HttpRequest, ending: str) -> FileResponse:
    """The notes that the actor may read, as CSV or XLSX; that they were fetched stands in the audit log.

    `virksomhed` narrows to one company; everything else as on the page that finds notes.
    """
    actor = noter_of(request)
    if ending not in ENDINGS:
        raise Http404
    asked = request.GET.get("virksomhed", "")
    try:
        company = company_or_404(actor, UUID(asked)) if asked else None
    except ValueError as error:
        raise Http404 from error
    form = FindNotesForm(request.GET, actor=actor, today=local_date(moment()))
    if not form.is_valid():
        raise Http404
    notes = notes_sought(actor, form.sought())
    if company:
        notes = notes.of(company)
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
