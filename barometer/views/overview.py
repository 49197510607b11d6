"""The barometer: what companies expect, on a map, in tables and as a spreadsheet."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.moment import moment
from barometer.models import BarometerRound
from barometer.permissions import can_run_rounds
from barometer.rules import FEWEST
from barometer.selectors.figures import LEGEND, TITLES, Overview, overview, published_rounds
from barometer.selectors.sheet import sheet
from barometer.views.common import acting, jobcenters_only
from jobcenters.calendar import local_date
from jobcenters.models import Municipality
from tabular.writing import CSV_TYPE, csv_text


def _chosen(request: HttpRequest, rounds: list[BarometerRound]) -> BarometerRound | None:
    """The round that the address names, else the newest one."""
    try:
        wanted = UUID(request.GET["runde"])
    except (KeyError, ValueError):
        return rounds[0] if rounds else None
    return next((one for one in rounds if one.uuid == wanted), rounds[0] if rounds else None)


def _page(request: HttpRequest, row: BarometerRound) -> Overview:
    return overview(
        acting(request),
        row,
        municipality=request.GET.get("kommune", ""),
        section=request.GET.get("branche", ""),
    )


def _without(request: HttpRequest, name: str) -> str:
    """The address of the same page without one filter."""
    query = request.GET.copy()
    query.pop(name, None)
    return f"?{query.urlencode()}"


@require_safe
@jobcenters_only
def overview_page(request: HttpRequest) -> HttpResponse:
    """The newest counted round, or the one chosen; narrowed by municipality and industry."""
    actor = acting(request)
    rounds = published_rounds(actor)
    row = _chosen(request, rounds)
    page = _page(request, row) if row else None
    places = Municipality.objects.filter(code__in=row.municipalities).order_by("name") if row else []
    context = {
        "rounds": rounds,
        "row": row,
        "page": page,
        "places": list(places),
        "sections": [
            (letter, title)
            for letter, title in TITLES.items()
            if row and (not row.sections or letter in row.sections)
        ],
        "legend": LEGEND,
        "fewest": FEWEST,
        "can_run": can_run_rounds(actor),
        "query": request.GET.urlencode(),
        "without_section": _without(request, "branche"),
        "without_municipality": _without(request, "kommune"),
        "today": local_date(moment()),
    }
    return render(request, "barometer/overview.html", context)


@require_safe
@jobcenters_only
def overview_csv(request: HttpRequest) -> HttpResponse:
    """The same figures as a spreadsheet; nothing else stands in it."""
    row = _chosen(request, published_rounds(acting(request)))
    if row is None:
        raise Http404
    response = HttpResponse(csv_text(sheet(_page(request, row))), content_type=CSV_TYPE)
    response["Content-Disposition"] = 'attachment; filename="jobbarometer.csv"'
    return response
