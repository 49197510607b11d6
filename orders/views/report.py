"""Rapporter: for the managers of a jobcentre, of its networks, and Jobservice Danmark. Page, sheet, print."""

import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.requests import actor_of
from agreements.pdf.library import PdfUnavailable
from jobcenters.calendar import local_date
from orders.forms.report import ReportForm
from orders.report_pdf import report_pdf
from orders.selectors.report import (
    Line,
    Scope,
    Wanted,
    agreement_choices,
    choices_of,
    owners_of,
    report,
    rows_of,
)
from orders.selectors.report_page import ReportPage, period_words, report_page, report_sheet


def reader_of(request: HttpRequest) -> Actor:
    """A manager or administrator of a jobcentre, or Jobservice Danmark. For everybody else these pages do not exist."""
    actor = actor_of(request)
    if actor.is_national or (actor.is_jobcenter and (actor.is_manager or actor.is_administrator)):
        return actor
    raise Http404


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The report of an address; `?format=csv` and `?format=pdf` give the same as files."""
    actor = reader_of(request)
    now = timezone.now()
    today = local_date(now)
    scopes = choices_of(actor, today)
    choice = next((one for one in scopes if one.key == request.GET.get("omraade")), scopes[0])
    owners = owners_of(choice)
    agreements = [] if choice.scope is Scope.NETWORK else agreement_choices(actor)
    form = ReportForm(
        request.GET, today=today, scopes=scopes, owners=owners, agreements=agreements, choice=choice
    )
    period = form.period()
    wanted = Wanted(choice, period.first, period.last, **form.chosen())
    found = report(actor, wanted, owners, agreements, now, form.words())
    address = form.query()

    def place_url(line: Line) -> str:
        return f"?{urlencode({**address, 'jobcenter': line.key})}"

    page = report_page(
        found,
        today,
        rows_of(actor, wanted, now),
        None if choice.scope is Scope.OWN else place_url,
    )
    if request.GET.get("format") in ("csv", "pdf") and not form.errors:
        return report_file(request, page, today, request.GET["format"])
    context = {
        "page": page,
        "form": form if form.errors else form.filled(),
        "is_own": choice.scope is Scope.OWN,
        "csv_url": f"?{urlencode({**address, 'format': 'csv'})}",
        "pdf_url": f"?{urlencode({**address, 'format': 'pdf'})}",
    }
    return render(request, "orders/reports.html", context)


def report_file(request: HttpRequest, page: ReportPage, today: datetime.date, kind: str) -> HttpResponse:
    """The page as a spreadsheet ("csv") or on paper ("pdf"); where no PDF can be made, the page says so."""
    name = f"rapport-{page.report.first:%Y-%m-%d}-{page.report.last:%Y-%m-%d}"
    if kind == "csv":
        return _file(report_sheet(page).encode(), "text/csv; charset=utf-8", f"{name}.csv")
    try:
        content = report_pdf("orders/reports_pdf.html", page=page, period=period_words(page.report, today))
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect(reverse("orders:reports"))
    return _file(content, "application/pdf", f"{name}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
