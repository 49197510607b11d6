"""The effect of an agreement: a page, a spreadsheet, a PDF (R107, R108). For the agreement's parties."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.moment import moment
from accounts.requests import actor_of
from agreements.pdf.library import PdfUnavailable
from agreements.selectors.parties import parties_of
from agreements.views.changes import inner_or_404
from agreements.views.common import frame
from jobcenters.calendar import local_date
from orders.forms.effect import EffectForm
from orders.report_pdf import report_pdf
from orders.selectors.agreement_effect import agreement_effect, effect_facts, effect_sheet


@require_safe
def agreement_effect_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the agreement has led to; `?format=csv` and `?format=pdf` give the same as files."""
    actor = actor_of(request)
    agreement, _role = inner_or_404(actor, uuid)
    now = moment()
    today = local_date(now)
    first = agreement.starts_on or today
    last = max(min(today, agreement.ends_on or today), first)
    form = EffectForm(request.GET, first=first, last=last)
    days = form.days()
    effect = agreement_effect(agreement, *days, now)
    wanted = request.GET.get("format") if not form.errors else ""
    company = next(
        (party.name for party in parties_of(agreement) if party.role == "company"), agreement.title
    )
    name = f"effekt-{agreement.number}-{days[0]:%Y-%m-%d}-{days[1]:%Y-%m-%d}"
    if wanted == "csv":
        return _file(effect_sheet(agreement, effect).encode(), "text/csv; charset=utf-8", f"{name}.csv")
    if wanted == "pdf":
        try:
            content = report_pdf(
                "orders/agreement_effect_pdf.html",
                agreement=agreement,
                effect=effect,
                company=company,
                now=now,
            )
        except PdfUnavailable as error:
            messages.error(request, str(error))
            return redirect("orders:agreement_effect", agreement.uuid)
        return _file(content, "application/pdf", f"{name}.pdf")
    kept = {"fra": days[0].isoformat(), "til": days[1].isoformat()}
    address = reverse("orders:agreement_effect", args=[agreement.uuid])
    context = {
        **frame(actor),
        "agreement": agreement,
        "effect": effect,
        "form": form,
        "facts": effect_facts(effect),
        "csv_url": f"{address}?{urlencode({**kept, 'format': 'csv'})}",
        "pdf_url": f"{address}?{urlencode({**kept, 'format': 'pdf'})}",
    }
    return render(request, "orders/agreement_effect.html", context)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
