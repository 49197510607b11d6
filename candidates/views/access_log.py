"""The log of looks, for those who keep watch over the candidates' data; and the citizen's copy of it."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from candidates.forms.placing import LogForm
from candidates.models import Candidate
from candidates.selectors.access_log import (
    LogFilter,
    citizen_rows,
    log_page,
    log_sheet,
    organisations_in,
    read_cursor,
)
from candidates.views.common import jobcenter_of, kept, own_candidate_or_404
from jobcenters.calendar import local_date
from ui import parts

FIELDS = ("kandidat", "fra", "til", "organisation")


@never_cache
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    """The looks at one's own candidates, as a page or (`?format=csv`) as a spreadsheet."""
    actor = jobcenter_of(request)
    request.menu_path = reverse("candidates:search")  # type: ignore[attr-defined]
    now = timezone.now()
    organisations = [(str(row.uuid), row.name) for row in organisations_in(actor)]
    form = LogForm(request.GET, organisations=organisations)
    wanted = _wanted(form)
    if request.GET.get("format") == "csv" and not form.errors:
        response = HttpResponse(log_sheet(actor, wanted), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="opslag-{local_date(now):%Y-%m-%d}.csv"'
        return response
    rows, following = log_page(actor, wanted, now, read_cursor(request.GET.get("efter", "")))
    shown = kept(request, *FIELDS)
    context = {
        "rows": rows,
        "form": form,
        "sees_all": actor.is_manager or actor.is_administrator,
        "citizen": _citizen(actor, wanted),
        "sheet_url": f"?{urlencode({**shown, 'format': 'csv'})}",
        "page": parts.Page(
            previous_url=f"?{urlencode(shown)}" if "efter" in request.GET else "",
            next_url=f"?{urlencode({**shown, 'efter': following})}" if following else "",
        ),
    }
    return render(request, "candidates/access_log.html", context)


def _wanted(form: LogForm) -> LogFilter:
    """The filter of an address. What the form refuses counts as not given."""
    form.is_valid()
    values = form.cleaned_data
    return LogFilter(
        candidate=(values.get("kandidat") or "").strip(),
        first=values.get("fra"),
        last=values.get("til"),
        organisation=UUID(values["organisation"]) if values.get("organisation") else None,
    )


def _citizen(actor: Actor, wanted: LogFilter) -> str:
    """The address of the citizen's copy, where the list is about one of ours."""
    if not wanted.candidate:
        return ""
    rows = Candidate.objects.of_jobcenter(actor.organisation_id)
    found = rows.filter(pseudonym__iexact=wanted.candidate).first()
    return reverse("candidates:citizen_copy", args=[found.uuid]) if found else ""


@never_cache
@require_safe
def citizen_copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is handed to the citizen (GDPR article 15): when, who by organisation, what and why."""
    actor = jobcenter_of(request)
    found = own_candidate_or_404(actor, uuid)
    rows = citizen_rows(actor, found)
    if not rows and not (actor.is_manager or actor.is_administrator):
        raise Http404
    return render(
        request,
        "candidates/citizen_copy.html",
        {"candidate": found, "rows": rows, "today": local_date(timezone.now())},
    )
