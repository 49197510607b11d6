"""Exceptions of a call as problem documents. What was written in the call is rolled back with it."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from api.language import language_of
from api.problems import CONTENT_TYPE, Code, Problem, body_of, field_errors, refused_fields
from candidates.views.common import refusal
from orders.evidence import GateClosedError
from orders.workflow import NotAllowedError

logger = logging.getLogger(__name__)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER."""
    request: Request = context["request"]
    problem = problem_of(error)
    if problem is None:
        logger.exception("A call of the API failed: %s %s", request.method, request.path, exc_info=error)
        # Error reporters (and Django's test client) learn of it as of any other.
        got_request_exception.send(sender=None, request=request._request)
        problem = Problem(Code.SERVER_ERROR)
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    language = language_of(request.headers.get("Accept-Language", ""))
    return Response(
        body_of(problem.problem, language, reason=problem.reason, errors=problem.errors),
        status=problem.status_code,
        headers={"Content-Language": language, **problem.headers},
        content_type=CONTENT_TYPE,
    )


def problem_of(error: Exception) -> Problem | None:
    """The problem that an exception stands for; None for what nobody foresaw."""
    match error:
        case Problem():
            return error
        case exceptions.ValidationError():
            return Problem(Code.INVALID, errors=list(field_errors(error.detail)))
        case exceptions.ParseError():
            return Problem(Code.BAD_REQUEST)
        case exceptions.MethodNotAllowed():
            return Problem(Code.METHOD_NOT_ALLOWED)
        case exceptions.NotAcceptable():
            return Problem(Code.NOT_ACCEPTABLE)
        case exceptions.UnsupportedMediaType():
            return Problem(Code.UNSUPPORTED_MEDIA_TYPE)
        case exceptions.Throttled():
            return Problem(Code.TOO_MANY_REQUESTS, headers={"Retry-After": str(int(error.wait or 60))})
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return Problem(Code.NO_TOKEN, headers={"WWW-Authenticate": "Bearer"})
        case exceptions.NotFound() | Http404():
            return Problem(Code.NOT_FOUND)
        case exceptions.PermissionDenied():
            return Problem(Code.REFUSED)
        case PermissionDenied():
            return Problem(Code.REFUSED, reason=refusal(error))
        case NotAllowedError() | GateClosedError():
            return Problem(Code.CONFLICT, reason=str(error))
        case ValidationError():
            return refused_fields(error)
        case RequestDataTooBig():
            return Problem(Code.TOO_LARGE)
        case SuspiciousOperation():
            return Problem(Code.BAD_REQUEST)
    return None
