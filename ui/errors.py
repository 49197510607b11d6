"""Error pages that stand alone: no context processors, no database, no session, so that they cannot fail themselves.

Django renders its own 404 and 403 pages with the request's context processors, inside a transaction that has been
marked for rollback; a query there would turn the 404 into a 500.
"""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseNotFound,
    HttpResponseServerError,
)
from django.template.loader import render_to_string


def _reason(exception: Exception | None) -> str:
    # permissions.py raises Django's PermissionDenied with a Danish sentence for the user; anything else stays inside.
    return str(exception) if isinstance(exception, PermissionDenied) else ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; 413 for a form that is larger than DATA_UPLOAD_MAX_MEMORY_SIZE, with how to get back to what was typed."""
    if isinstance(exception, RequestDataTooBig):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponseBadRequest(render_to_string("400.html"))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the permission that refused."""
    return HttpResponseForbidden(render_to_string("403.html", {"reason": _reason(exception)}))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponseNotFound(render_to_string("404.html"))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, where one has signed in wrongly, or asked for codes, too often. `Retry-After` in seconds."""
    return HttpResponse(
        render_to_string("429.html"), status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "300"}
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old: most often a page left open while one signed in elsewhere."""
    return HttpResponseForbidden(render_to_string("403_csrf.html"))
