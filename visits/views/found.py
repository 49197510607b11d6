"""Every note that one may read, of all companies; what was said in a campaign."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.moment import moment
from jobcenters.calendar import local_date
from ui.parts import Page
from visits.forms.found import FindNotesForm
from visits.selectors.found import campaign_sum, notes_found
from visits.selectors.notes import campaigns_of, said
from visits.views.common import noter_of, status_of


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The newest notes of all companies, narrowed by campaign, kind, writer, place and days."""
    actor = noter_of(request)
    form = FindNotesForm(request.GET, actor=actor, today=local_date(moment()))
    sought = form.sought()
    after = request.GET.get("efter", "")
    found = notes_found(actor, sought, after=after)
    query = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "notes": [(row, said(row)) for row in found.notes],
        "campaigns": campaigns_of(actor),
        "sum": campaign_sum(actor, sought) if sought.campaign else None,
        "campaign": sought.campaign,
        "is_narrowed": bool(query),
        "sheet_query": f"?{urlencode(query)}" if query else "",
        "page": Page(
            previous_url=f"{request.path}?{urlencode(query)}" if after else "",
            next_url=f"{request.path}?{urlencode({**query, 'efter': found.next_key})}"
            if found.next_key
            else "",
        ),
    }
    return render(request, "visits/found.html", context, status=status_of(form))
