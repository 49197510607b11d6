"""Every request runs in one transaction, on behalf of one actor."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.selectors import actor_for_session
from accounts.tenancy import set_context

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages that must answer without a transaction or a database: health checks.
OUTSIDE = ("/sundhed/",)
# What other systems call: a session's cookie says nothing there; the view finds the actor by its token.
SESSIONLESS = ("/api/v1/",)


class RefuseBadTextMiddleware:
    """A NUL byte in an address can only be an attack or a fault, and PostgreSQL cannot store it: 400, in words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest(render_to_string("400.html"))
        return self.get_response(request)


class TenancyMiddleware:
    """Set `request.actor` and the database context; roll everything back when the view raises."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.memberships = []  # type: ignore[attr-defined]
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        with transaction.atomic():
            actor = None
            sessionless = request.path.startswith(SESSIONLESS)
            if not sessionless and request.user.is_authenticated:
                actor, memberships = actor_for_session(user=request.user, session=request.session)
                request.actor = actor  # type: ignore[attr-defined]
                request.memberships = memberships  # type: ignore[attr-defined]
            set_context(
                organisation_id=actor.organisation_id if actor else None,
                user_id=None if sessionless else request.user.pk,
                staff=actor.is_staff if actor else False,
            )
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if not request.path.startswith(OUTSIDE):
            transaction.set_rollback(True)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A person without any membership can sign in and out, and sees nothing else."""
        if (
            not request.path.startswith(SESSIONLESS)
            and request.user.is_authenticated
            and request.actor is None  # type: ignore[attr-defined]
            and not getattr(view, "without_actor", False)
            and not request.path.startswith((f"/{settings.ACCOUNT_PATH}", "/dev/", *OUTSIDE))
        ):
            return HttpResponseRedirect(reverse("accounts:no_membership"))
        return None


class StaffSecondFactorMiddleware:
    """Staff see personal data: they set up a second factor before anything else (where settings demand it)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if (
            settings.STAFF_SECOND_FACTOR_REQUIRED
            and actor is not None
            and not actor.is_company
            and actor.token_id is None
            and not request.path.startswith((f"/{settings.ACCOUNT_PATH}", *OUTSIDE))
        ):
            from allauth.mfa.utils import is_mfa_enabled

            if not is_mfa_enabled(request.user):
                return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)
