"""Whatever fails before a call reaches its view is told as a problem too, never as a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.middleware import SESSIONLESS
from api.language import language_of
from api.problems import CONTENT_TYPE, OF_STATUS, Code, body_of


class ProblemMiddleware:
    """An error page under the API's addresses becomes a problem document. Says nothing of what was on the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code < 400
            or not request.path.startswith(SESSIONLESS)
            or response.get("Content-Type", "").startswith(CONTENT_TYPE)
            or getattr(response, "is_oauth", False)  # RFC 6749 has errors of its own
        ):
            return response
        fallback = Code.SERVER_ERROR if response.status_code >= 500 else Code.BAD_REQUEST
        code = OF_STATUS.get(response.status_code, fallback)
        language = language_of(request.headers.get("Accept-Language", ""))
        return JsonResponse(
            body_of(code, language),
            status=response.status_code,
            content_type=CONTENT_TYPE,
            headers={"Content-Language": language},
        )
