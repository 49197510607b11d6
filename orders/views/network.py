"""A network's numbers for those inside it: the leaders' meeting pack, and who carries how many orders."""

import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.requests import staff_of
from agreements.pdf.library import PdfUnavailable
from agreements.selectors.networks import is_inside, next_meeting
from jobcenters.calendar import local_date
from jobcenters.models import Network
from orders.forms.network import PackPeriodForm, WorkplaceForm
from orders.report_pdf import report_pdf
from orders.selectors.distribution import distribution
from orders.selectors.network_pack import Pack, network_pack, pack_sheet


def _inside_or_404(request: HttpRequest, uuid: UUID) -> tuple[Actor, Network]:
    actor = staff_of(request)
    network = Network.objects.select_related("coordinator").filter(uuid=uuid).first()
    if network is None or not is_inside(actor, network, local_date(timezone.now())):
        raise Http404
    return actor, network


@require_safe
def pack(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The pack as a page, on paper or as a spreadsheet."""
    actor, network = _inside_or_404(request, uuid)
    now = timezone.now()
    asked = request.GET if "fra" in request.GET or "til" in request.GET else None
    form = PackPeriodForm(asked, today=local_date(now))
    first, last = form.days()
    found = network_pack(actor, network, first, last, now)
    if request.GET.get("format") == "csv":
        response = HttpResponse(pack_sheet(found), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="moedepakke-{local_date(now):%Y-%m-%d}.csv"'
        return response
    if request.GET.get("format") == "pdf":
        return _pdf(request, actor, network, found, now)
    days = {"fra": first.isoformat(), "til": last.isoformat()}
    context = {
        "network": network,
        "pack": found,
        "form": form,
        "sheet_url": f"?{urlencode({**days, 'format': 'csv'})}",
        "pdf_url": f"?{urlencode({**days, 'format': 'pdf'})}",
    }
    return render(request, "orders/network_pack.html", context)


def _pdf(
    request: HttpRequest, actor: Actor, network: Network, found: Pack, now: datetime.datetime
) -> HttpResponse:
    """The pack on paper, with the agenda of the next meeting; where no PDF can be made, the page says so."""
    meeting = next_meeting(actor, network, now)
    try:
        content = report_pdf(
            "orders/network_pack_pdf.html", network=network, pack=found, meeting=meeting, now=now
        )
    except PdfUnavailable as error:
        messages.error(request, str(error))
        return redirect("orders:network_pack", network.uuid)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="moedepakke-{local_date(now):%Y-%m-%d}.pdf"'
    return response


@require_safe
def network_distribution(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who carries how many orders, and whom the next is proposed to."""
    actor, network = _inside_or_404(request, uuid)
    form = WorkplaceForm(request.GET if "postnr" in request.GET else None)
    postcode = form.postcode if form.is_bound and form.is_valid() else None
    found = distribution(actor, network, timezone.now(), postcode)
    return render(
        request, "orders/network_distribution.html", {"network": network, "found": found, "form": form}
    )
