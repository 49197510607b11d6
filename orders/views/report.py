"""Rapporter: for the managers of a jobcentre, of its networks, and Jobservice Danmark. Page, sheet, print."""

import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import actor_of
from agreements.pdf.library import PdfUnavailable
from jobcenters.calendar import local_date
from orders.forms.report import ReportForm
from orders.report_pdf import report_pdf
from orders.selectors.month_reports import choice_of, is_asked, kept_report, kept_reports
from orders.selectors.report import Line, report, report_of
from orders.selectors.report_page import ReportPage, month_name, period_words, report_page
from orders.selectors.report_scope import Scope, Wanted, agreement_choices, choices_of, owners_of, rows_of
from orders.selectors.report_sheet import report_sheet
from orders.services.reports import may_have, report_ask, report_stop


def reader_of(request: HttpRequest) -> Actor:
    """A manager or administrator of a jobcentre, or Jobservice Danmark. For everybody else these pages do not exist."""
    actor = actor_of(request)
    if may_have(actor):
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
        "scope": choice,
        "kept": kept_reports(actor, choice.key),
        "is_asked": is_asked(actor, choice.key),
    }
    return render(request, "orders/reports.html", context)


@require_POST
def report_mail(request: HttpRequest) -> HttpResponse:
    """Ask for the report of each month by mail, or stop it."""
    actor = reader_of(request)
    scope = request.POST.get("omraade", "")[:40]
    try:
        if "stop" in request.POST:
            report_stop(actor=actor, scope=scope)
            messages.success(request, _("Du får ikke længere rapporten på mail."))
        else:
            report_ask(actor=actor, scope=scope)
            messages.success(request, _("Du får rapporten på mail, når måneden er gået."))
    except PermissionDenied as error:
        raise Http404 from error
    return redirect(f"{reverse('orders:reports')}?{urlencode({'omraade': scope})}#paa-mail")


@require_safe
def month_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A month's report as it was counted; `?format=csv` and `?format=pdf` give the same as files."""
    actor = reader_of(request)
    made = kept_report(actor, uuid)
    if made is None:
        raise Http404
    today = local_date(timezone.now())
    found = report_of(made.numbers)
    choice = choice_of(actor, made.scope, today)
    rows = rows_of(actor, Wanted(choice, found.first, found.last), timezone.now()) if choice else None
    page = report_page(found, today, rows, None if rows else lambda _line: "")
    if request.GET.get("format") in ("csv", "pdf"):
        return report_file(request, page, today, request.GET["format"])
    versions = [one for one in kept_reports(actor, made.scope) if one.month == made.month]
    context = {
        "page": page,
        "made": made,
        "month": month_name(made.month),
        "others": [one for one in versions if one.pk != made.pk],
        "is_newest": all(one.version <= made.version for one in versions),
        "is_own": rows is not None,
    }
    return render(request, "orders/month_report.html", context)


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
