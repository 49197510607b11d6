"""The door for reports of a mail provider that calls us instead of sending mail back: one JSON object a call.

    POST /post/retur/
    X-Jobordre-Secret: the value of JO_BOUNCE_SECRET
    {"action": "failed", "address": "retur-…@…", "said": "550 5.1.1 No such user"}

`address` is what the mail was sent from (the envelope), or `message_id` its Message-ID. `action` is RFC 3464's: only
"failed" marks anything. Answers 200 with {"result": …}; 403 for a wrong secret, 400 for what is no such object, 503
where our own delivery has not noted the mail as sent yet: to be called again in a moment. Without a secret: 404.
"""

import json
import re
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.bounces import Taken, bounce_mark
from notifications.delivery_report import LONGEST_FIELD, one_line_of
from notifications.return_path import mail_of

HEADER = "X-Jobordre-Secret"
MOST_BYTES = 64 * 1024
AGAIN_SECONDS = 60
_MESSAGE_ID = re.compile(r"<?([0-9a-f-]{36})@[^>]*>?", re.IGNORECASE)


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def bounced(request: HttpRequest) -> JsonResponse:
    """What a provider tells about one mail. Told twice is told once."""
    if not settings.BOUNCE_SECRET:
        raise Http404
    if not constant_time_compare(request.headers.get(HEADER, ""), settings.BOUNCE_SECRET):
        return _answer("forbidden", HTTPStatus.FORBIDDEN)
    told = _read(request)
    if told is None:
        return _answer("unreadable", HTTPStatus.BAD_REQUEST)
    if told.get("action") != "failed":
        return _answer(Taken.NOTHING.value)
    mail_id = _mail_id(told)
    if mail_id is None:
        return _answer(Taken.UNKNOWN.value)
    taken = bounce_mark(mail_id=mail_id, said=one_line_of(str(told.get("said", ""))[:LONGEST_FIELD]))
    if taken is Taken.EARLY:
        answer = _answer(taken.value, HTTPStatus.SERVICE_UNAVAILABLE)
        answer["Retry-After"] = str(AGAIN_SECONDS)
        return answer
    return _answer(taken.value)


# It is a provider's program, which signs in to nothing.
bounced.without_actor = True  # type: ignore[attr-defined]


def _answer(result: str, status: int = HTTPStatus.OK) -> JsonResponse:
    return JsonResponse({"result": result}, status=status)


def _read(request: HttpRequest) -> dict[str, object] | None:
    body = request.body
    if len(body) > MOST_BYTES:
        return None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _mail_id(told: dict[str, object]) -> UUID | None:
    """The mail that is meant: by its own return address, or by its Message-ID."""
    found = mail_of(str(told.get("address", "")))
    if found is not None:
        return found
    match = _MESSAGE_ID.fullmatch(str(told.get("message_id", "")).strip())
    try:
        return UUID(match[1]) if match else None
    except ValueError:
        return None
