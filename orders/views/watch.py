"""The watch for people (the status page) and for machines (Prometheus)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import staff_of
from orders.selectors.watch import watch_status
from orders.watch.metrics import scrape

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Driftsstatus: does the deadline watch run, does mail leave, and when did nobody watch?"""
    return render(request, "orders/watch.html", {"status": watch_status(staff_of(request))})


@never_cache
@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """The watch's numbers for Prometheus, to whoever shows JO_METRICS_TOKEN as a bearer token; else 404.

    503 where the database does not answer.
    """
    shown = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    try:
        return HttpResponse(scrape(), content_type=CONTENT_TYPE)
    except DatabaseError:
        return HttpResponse("# The database does not answer.\n", content_type=CONTENT_TYPE, status=503)
