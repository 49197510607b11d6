"""The server's part of OAuth 2.0 client credentials (RFC 6749, 4.4; RFC 7009): oauthlib asks, the tenancy answers.

Whoever shows a client's secret acts as the client's organisation from then on, as with a token; so the rows of access
tokens are under row-level security like any other.
"""

import datetime
import secrets
from base64 import b64decode
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

from oauthlib.oauth2 import BackendApplicationServer, RequestValidator

from accounts.models import AccessToken
from accounts.moment import moment
from accounts.selectors import ClientFound, client_found
from accounts.tenancy import set_context
from accounts.tokens import token_hash
from api.limits import ACCESS_SECONDS

PREFIX = "ja_"
LONGEST = 200  # characters of a secret; ours have some sixty


def credentials_of(request: Any) -> tuple[str, str]:
    """Client id and secret, from HTTP Basic or from the body; empty texts where they are not there."""
    scheme, _space, packed = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _colon, secret = b64decode(packed.strip(), validate=True).decode().partition(":")
        except ValueError:
            return "", ""
        return unquote_plus(name), unquote_plus(secret)
    return str(request.client_id or ""), str(request.client_secret or "")


class Validator(RequestValidator):
    """What oauthlib asks about clients, scopes and tokens."""

    def authenticate_client(self, request: Any, *arguments: Any, **keywords: Any) -> bool:
        name, secret = credentials_of(request)
        try:
            found = client_found(UUID(name), secret) if 0 < len(secret) <= LONGEST else None
        except ValueError:
            found = None
        if found is None:
            return False
        set_context(
            organisation_id=found.organisation_id, user_id=None, staff=False, token_id=found.client_id
        )
        request.client = _Client(name, found)
        return True

    def client_authentication_required(self, request: Any, *arguments: Any, **keywords: Any) -> bool:
        return True

    def validate_grant_type(self, client_id: str, grant_type: str, *arguments: Any, **keywords: Any) -> bool:
        return grant_type == "client_credentials"

    def get_default_scopes(self, client_id: str, request: Any, *arguments: Any, **keywords: Any) -> list[str]:
        return sorted(request.client.found.scopes)

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Any, *arguments: Any, **keywords: Any
    ) -> bool:
        return set(scopes) <= client.found.scopes

    def save_bearer_token(
        self, token: dict[str, Any], request: Any, *arguments: Any, **keywords: Any
    ) -> None:
        now, found = moment(), request.client.found
        AccessToken.objects.filter(client_id=found.client_id, expires_at__lt=now).delete()
        AccessToken.objects.create(
            client_id=found.client_id,
            organisation_id=found.organisation_id,
            token_hash=token_hash(token["access_token"]),
            scopes=sorted(request.scopes),
            created_at=now,
            expires_at=now + datetime.timedelta(seconds=ACCESS_SECONDS),
        )

    def revoke_token(self, token: str, hint: str, request: Any, *arguments: Any, **keywords: Any) -> None:
        """One of the client's own; of any other nothing is told and nothing changes."""
        rows = AccessToken.objects.filter(
            client_id=request.client.found.client_id, token_hash=token_hash(str(token)[:LONGEST])
        )
        rows.filter(revoked_at__isnull=True).update(revoked_at=moment())


class _Client:
    """What oauthlib carries along."""

    def __init__(self, client_id: str, found: ClientFound) -> None:
        self.client_id, self.found = client_id, found


def _access_token(request: Any) -> str:
    return PREFIX + secrets.token_urlsafe(32)


SERVER = BackendApplicationServer(Validator(), token_generator=_access_token, token_expires_in=ACCESS_SECONDS)
