"""Who calls: another system, by its token. A session's cookie is never looked at."""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.selectors import TokenFound, token_found
from accounts.tenancy import set_context
from api.problems import Code, Problem

LONGEST = 200  # characters; ours have some sixty


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`. From here on the transaction acts as the token's organisation."""

    def authenticate(self, request: Request) -> tuple[None, TokenFound]:
        """Raises Problem (401) without a token, and for one that is unknown, expired or revoked."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not secret:
            raise _refused(Code.NO_TOKEN)
        found = token_found(secret) if len(secret) <= LONGEST else None
        if found is None:
            raise _refused(Code.UNKNOWN_TOKEN)
        if found.is_revoked:
            raise _refused(Code.TOKEN_REVOKED)
        if found.expires_at <= timezone.now():
            raise _refused(Code.TOKEN_EXPIRED)
        actor = found.actor
        set_context(
            organisation_id=actor.organisation_id,
            user_id=None,
            staff=actor.is_staff,
            token_id=actor.token_id,
        )
        request._request.actor = actor
        return None, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _refused(code: Code) -> Problem:
    hint = "" if code == Code.NO_TOKEN else ' error="invalid_token"'
    return Problem(code, headers={"WWW-Authenticate": f"Bearer{hint}"})


class HasScope(BasePermission):
    """The view names a scope for each of its methods; what it does not name cannot be called."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises MethodNotAllowed, and Problem (403) with the scope that is missing."""
        method = "GET" if request.method == "HEAD" else request.method
        needed = view.scopes.get(method)
        if needed is None:
            raise MethodNotAllowed(str(request.method))
        if needed not in request.auth.scopes:
            raise Problem(
                Code.SCOPE_MISSING,
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{needed.value}"'},
            )
        return True
