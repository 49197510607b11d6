"""The front door and the health checks."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from config.navigation import first_page


def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its first screen."""
    return HttpResponseRedirect(reverse(first_page(request.actor)))  # type: ignore[attr-defined]


@login_not_required
def health_live(request: HttpRequest) -> HttpResponse:
    """Whether the process answers at all."""
    return JsonResponse({"status": "lever"})


@login_not_required
def health_ready(request: HttpRequest) -> HttpResponse:
    """Whether the process can serve pages: it reaches its database. 503 where not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"status": "databasen svarer ikke"}, status=503)
    return JsonResponse({"status": "klar"})
