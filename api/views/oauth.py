"""OAuth 2.0 client credentials: the token endpoint, and taking a token back. Errors are those of RFC 6749."""

import json
import time
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from oauthlib.common import Request as OAuthRequest
from rest_framework.parsers import FormParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from api.limits import TOKEN_CALLS_PER_MINUTE
from api.oauth import SERVER, credentials_of
from api.openapi import example
from api.rate import rate_count
from api.serializers.oauth import (
    AccessTokenSerializer,
    OAuthErrorSerializer,
    RevokeRequestSerializer,
    TokenRequestSerializer,
)

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 8_192
GIVEN = {
    "access_token": "ja_8Yw3…",
    "token_type": "Bearer",
    "expires_in": 900,
    "scope": "orders:read requests:read",
}
REFUSED = {
    status: OpenApiResponse(OAuthErrorSerializer, description=text)
    for status, text in (
        (400, "The request is not one that RFC 6749 knows, or asks for more than the client may."),
        (401, "No client, or a client that is taken back or has expired."),
        (429, "Too many calls of one client; Retry-After says when."),
    )
}


class _Form:
    """The body, where it is a form of a sensible size."""

    def __init__(self, request: HttpRequest) -> None:
        self.headers = {"Content-Type": FORM}
        if "Authorization" in request.headers:
            self.headers["Authorization"] = request.headers["Authorization"]
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        fits = kind == FORM and int(request.headers.get("Content-Length") or 0) <= MOST_BYTES
        self.text = request.body.decode("utf-8", "replace") if fits else ""


class _Endpoint(APIView):
    """No token opens it: the client shows who it is in the call itself."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    renderer_classes = [JSONRenderer]
    parser_classes = [FormParser]
    metadata_class = None
    scopes: dict[str, Any] = {}

    def answer(self, headers: dict[str, str], body: str | None, status: int) -> HttpResponse:
        if status >= 400:
            transaction.set_rollback(True)
        response = HttpResponse(body or "", status=status, content_type="application/json")
        for name, value in headers.items():
            response[name] = value
        response["Cache-Control"] = "no-store"
        if status == 401:
            response["WWW-Authenticate"] = 'Basic realm="oauth"'
        response.is_oauth = True  # type: ignore[attr-defined]
        return response

    def refused_for_now(self, form: _Form) -> HttpResponse | None:
        """429 where one client asks too often."""
        name = _name_of(form)
        rate = rate_count(f"oauth:{name}", time.time(), TOKEN_CALLS_PER_MINUTE) if name else None
        if rate is None or not rate.is_over:
            return None
        body = json.dumps({"error": "temporarily_unavailable"})
        return self.answer({"Retry-After": str(rate.seconds)}, body, 429)


class TokenEndpoint(_Endpoint):
    @extend_schema(
        operation_id="oauth_token",
        tags=["oauth"],
        auth=[],
        summary="An access token for a client",
        description="RFC 6749, client credentials. The client's id and secret by HTTP Basic or in the body. The token "
        "lives a quarter of an hour and is sent as `Authorization: Bearer`.",
        request={FORM: TokenRequestSerializer},
        responses={200: AccessTokenSerializer, **REFUSED},
        examples=[
            example("A token", GIVEN, status="200"),
            example("Refused", {"error": "invalid_client"}, status="401"),
            example("All scopes", {"grant_type": "client_credentials"}, request=True, media=FORM),
        ],
    )
    def post(self, request: Request) -> HttpResponse:
        form = _Form(request._request)
        return self.refused_for_now(form) or self.answer(
            *SERVER.create_token_response("https://localhost/", "POST", form.text, form.headers)
        )


class RevokeEndpoint(_Endpoint):
    @extend_schema(
        operation_id="oauth_revoke",
        tags=["oauth"],
        auth=[],
        summary="Take an access token back",
        description="RFC 7009. Of a token that is not the client's own nothing is told: the answer is the same.",
        request={FORM: RevokeRequestSerializer},
        responses={200: OpenApiResponse(description="It opens nothing any more."), **REFUSED},
        examples=[
            example("Refused", {"error": "invalid_client"}, status="401"),
            example("One's own", {"token": "ja_8Yw3…"}, request=True, media=FORM),
        ],
    )
    def post(self, request: Request) -> HttpResponse:
        form = _Form(request._request)
        return self.refused_for_now(form) or self.answer(
            *SERVER.create_revocation_response("https://localhost/", "POST", form.text, form.headers)
        )


def _name_of(form: _Form) -> str:
    """The client that the call says it is of; "" for none, and for a body that cannot be read."""
    try:
        return credentials_of(OAuthRequest("", "POST", form.text, form.headers))[0][:64]
    except ValueError:
        return ""
