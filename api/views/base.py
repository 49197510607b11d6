"""What every view of the API does the same way: the token, its limit, tags of versions, and calls that come twice."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, ClassVar
from urllib.parse import unquote

from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ListField, Serializer
from rest_framework.views import APIView

from accounts.actor import Actor
from api.authentication import HasScope, TokenAuthentication
from api.enums import Scope
from api.limits import KEY_LENGTH
from api.problems import Code, FieldError, Problem, invalid
from api.rate import Rate, TokenThrottle
from api.services.answered_calls import Answer, KeyReusedError, answer_claim, answer_keep
from candidates.forms.placing import SHORTEST_PURPOSE
from candidates.services.disclosure import MAX_PURPOSE

_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_LENGTH}}}")
PURPOSE = "Purpose"


class ApiView(APIView):
    """Denies by default: a method without a scope does not exist, a token without the scope may not call it."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [HasScope]
    throttle_classes = [TokenThrottle]
    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]
    metadata_class = None
    scopes: ClassVar[Mapping[str, Scope]] = {}

    rate: Rate | None = None
    is_look = False  # the answer holds more than the first level: nobody may store it

    @property
    def actor(self) -> Actor:
        return self.request.auth.actor

    def check_format(self) -> None:
        """For views whose body is not parsed by DRF. Raises Problem (415)."""

    def body_digest(self, request: Request) -> str:
        """SHA-256 of the body as it came. Raises RequestDataTooBig beyond the settings' limit."""
        return hashlib.sha256(request._request.body).hexdigest()

    def purpose(self, request: Request) -> str:
        """What the caller needs the data for, from the header Purpose (UTF-8, percent-encoded where it is not ASCII).

        Raises Problem (422) for none, and for one too short or too long to mean anything.
        """
        text = " ".join(unquote(request.headers.get(PURPOSE, "")).replace("\x00", "").split())
        if not text:
            raise invalid(PURPOSE, "required")
        if len(text) < SHORTEST_PURPOSE:
            raise invalid(PURPOSE, "min_length")
        if len(text) > MAX_PURPOSE:
            raise invalid(PURPOSE, "max_length")
        self.is_look = True
        return text

    def read(self, serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
        """The body's values. Raises ValidationError and ParseError; a field that is not known is an error too."""
        read = serializer(data=request.data)
        unknown = [FieldError(place[:80], "unknown") for place in _unknown(read, request.data)]
        if unknown:
            raise Problem(Code.INVALID, errors=unknown)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    def check_unchanged(
        self, request: Request, current: Mapping[str, Any], *, required: bool = False
    ) -> None:
        """Raises Problem (412) where If-Match names another version than `current`, which is what GET answers now.

        `required`: the call overwrites what others may have written, so it must say what it has read (428).
        """
        wanted = request.headers.get("If-Match", "").strip()
        if not wanted and required:
            raise Problem(Code.IF_MATCH_MISSING)
        if not wanted or wanted == "*":
            return
        # Compression on the way makes a tag weak; it is still the tag of this version.
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        if tag_of(current) not in tags:
            raise Problem(Code.CHANGED)

    def finalize_response(self, request: Request, response: Any, *arguments: Any, **keywords: Any) -> Any:
        done = super().finalize_response(request, response, *arguments, **keywords)
        patch_vary_headers(done, ["Authorization", "Accept-Language"])
        done["Cache-Control"] = "no-store" if self.is_look or done.status_code >= 400 else "private, no-cache"
        if self.rate:
            done["RateLimit-Limit"] = str(self.rate.limit)
            done["RateLimit-Remaining"] = str(self.rate.left)
            done["RateLimit-Reset"] = str(self.rate.seconds)
        if request.method in ("GET", "HEAD") and done.status_code == 200 and not self.is_look:
            done["ETag"] = tag_of(done.data)
            return get_conditional_response(request._request, etag=done["ETag"], response=done)
        return done


def _unknown(field: Any, data: Any, at: str = "") -> Iterator[str]:
    """The paths of everything in `data` that the serializer `field` does not know."""
    if isinstance(field, Serializer) and isinstance(data, Mapping):
        for name, inner in data.items():
            path = f"{at}/{name}" if at else str(name)
            if name not in field.fields:
                yield path
            else:
                yield from _unknown(field.fields[name], inner, path)
    elif isinstance(field, ListField) and isinstance(data, list):
        for number, inner in enumerate(data):
            yield from _unknown(field.child, inner, f"{at}/{number}")


def tag_of(document: Any) -> str:
    """The tag of a version: that of its content, so two equal answers have the same."""
    return f'"{hashlib.sha256(JSONRenderer().render(document)).hexdigest()[:32]}"'


Handler = Callable[..., Response]


def once(handler: Handler) -> Handler:
    """A POST that may be sent again with the same Idempotency-Key: it is carried out once and answered the same."""

    @wraps(handler)
    def carry_out(view: ApiView, request: Request, *arguments: Any, **keywords: Any) -> Response:
        view.check_format()
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return handler(view, request, *arguments, **keywords)
        if not _KEY.fullmatch(key):
            raise invalid(
                "Idempotency-Key",
                "invalid",
                _("Nøglen skal være 1-%d synlige ASCII-tegn uden mellemrum.") % KEY_LENGTH,
            )
        try:
            kept = answer_claim(actor=view.actor, key=key, fingerprint=_fingerprint(view, request))
        except KeyReusedError:
            raise Problem(Code.KEY_REUSED) from None
        if kept:
            return _answer(kept, again=True)
        response = handler(view, request, *arguments, **keywords)
        body = json.loads(JSONRenderer().render(response.data))
        answer_keep(
            actor=view.actor,
            key=key,
            answer=Answer(response.status_code, body, response.get("Location", "")),
        )
        return response

    return carry_out


def _answer(kept: Answer, *, again: bool) -> Response:
    headers = {"Idempotency-Replayed": "true"} if again else {}
    if kept.location:
        headers["Location"] = kept.location
    return Response(kept.body, status=kept.status, headers=headers)


def _fingerprint(view: ApiView, request: Request) -> str:
    parts = (
        str(request.method),
        request.get_full_path(),
        request.content_type.partition(";")[0].strip().lower(),
        view.body_digest(request),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
