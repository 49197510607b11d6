"""OpenID Connect with the configured identity provider: authorization code flow with PKCE, and nothing else.

Only what is configured is ever called: every address the provider names must lie on the issuer's own origin, over
https (http for this machine's own loopback alone), and no redirect is followed. Nothing of a token is logged.
"""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.utils.crypto import constant_time_compare

from companies.cvr import digits_of

SECONDS: Final = 5.0  # for one answer, from the first byte asked for to the last one read
MOST_BYTES: Final = 256 * 1024
SKEW_SECONDS: Final = 60  # between the provider's clock and ours
ALGORITHMS: Final = ["RS256", "ES256"]
REQUIRED: Final = ["iss", "aud", "exp", "iat", "sub", "nonce"]
CVR_CLAIMS: Final = ("dk.cvr", "cvr")
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
NAME_LENGTH: Final = 120


class ProviderError(Exception):
    """The provider could not identify the person. `reason` is "down", "refused" or "invalid"."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one attempt keeps to itself until the person comes back. All of it is random, 32 bytes each."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def make(cls) -> "Secrets":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Person:
    """What is used of an id_token: a name on one line ("" when none is given), and the company's CVR number or "".

    The subject and whatever else the provider tells, a CPR number among it, stay in the token and go nowhere.
    """

    name: str
    cvr: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The addresses of the provider's discovery document, all on the issuer's origin."""

    issuer: str
    authorize: str
    token: str
    keys: str
    secret_in_body: bool


def is_offered() -> bool:
    """Whether an identity provider is configured."""
    return bool(settings.OIDC_ISSUER)


def discover() -> Provider:
    """The provider as it describes itself now. Raises ProviderError."""
    document = _json("GET", settings.OIDC_ISSUER.rstrip("/") + "/.well-known/openid-configuration")
    if document.get("issuer") not in (settings.OIDC_ISSUER, settings.OIDC_ISSUER.rstrip("/")):
        raise ProviderError("invalid", "the discovery document is another issuer's")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    authorize, token, keys = (_own(document.get(name)) for name in names)
    # Where nothing is said, the secret goes into the header (OpenID Connect Discovery 1.0, section 3).
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Provider(
        issuer=document["issuer"],
        authorize=authorize,
        token=token,
        keys=keys,
        secret_in_body="client_secret_basic" not in methods,
    )


def authorization_address(provider: Provider, attempt: Secrets, redirect_uri: str) -> str:
    """Where the person is sent. A session that is open at the provider does not do: one shows anew who one is."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest())
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "scope": settings.OIDC_SCOPE,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "prompt": "login",
    }
    return f"{provider.authorize}{'&' if '?' in provider.authorize else '?'}{urlencode(query)}"


def identify(*, code: str, attempt: Secrets, redirect_uri: str) -> Person:
    """Whom the provider names for the code it gave. Raises ProviderError."""
    provider = discover()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": attempt.verifier,
    }
    client, secret = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
    if secret and not provider.secret_in_body:
        # Each part is quoted as a form is (RFC 6749, section 2.3.1).
        answer = _json("POST", provider.token, data=form, auth=(quote(client, ""), quote(secret, "")))
    else:
        body = {**form, "client_id": client, **({"client_secret": secret} if secret else {})}
        answer = _json("POST", provider.token, data=body)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProviderError("invalid", "no id_token")
    return _person(_claims(provider, token, attempt))


class _Keys(jwt.PyJWKClient):
    """The provider's keys, fetched like everything else here; never kept, so that a withdrawn key is gone at once."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider.keys, cache_jwk_set=False)

    def fetch_data(self) -> Any:
        return _json("GET", self.uri)


def _claims(provider: Provider, token: str, attempt: Secrets) -> dict[str, Any]:
    """The claims of a token that the provider has signed for us, now, in answer to this attempt."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _Keys(provider).get_signing_key_from_jwt(token),
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=provider.issuer,
            leeway=SKEW_SECONDS,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise ProviderError("invalid", f"the id_token does not hold: {type(error).__name__}") from error
    if not constant_time_compare(str(claims["nonce"]), attempt.nonce):
        raise ProviderError("invalid", "the nonce is another attempt's")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.OIDC_CLIENT_ID:
        raise ProviderError("invalid", "the id_token was made for another client")
    return claims


def _person(claims: dict[str, Any]) -> Person:
    name = claims.get("name")
    letters = "".join(c if c.isprintable() else " " for c in name) if isinstance(name, str) else ""
    given = next((claims[key] for key in CVR_CLAIMS if claims.get(key)), None)
    cvr = digits_of(str(given)) if given is not None else ""
    if given is not None and not cvr:
        raise ProviderError("invalid", "the claim of the company's number is no number")
    return Person(name=" ".join(letters.split())[:NAME_LENGTH], cvr=cvr)


# --- the net ----------------------------------------------------------------------------------------------------


def is_safe(address: str) -> bool:
    """Whether an address is https, or http on this machine's loopback."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _own(address: Any) -> str:
    """The address, when it is on the issuer's own origin."""
    if not isinstance(address, str) or not is_safe(address) or not is_safe(settings.OIDC_ISSUER):
        raise ProviderError("invalid", "an address is missing or not safe")
    if _origin(address) != _origin(settings.OIDC_ISSUER):
        raise ProviderError("invalid", "an address lies outside the issuer's origin")
    return address


def _json(method: str, address: str, **arguments: Any) -> dict[str, Any]:
    """The JSON object that an address of the provider answers. Raises ProviderError."""
    address = _own(address)
    until = time.monotonic() + SECONDS
    body = b""
    try:
        with requests.Session() as session:
            # A proxy named in the environment leads out, never to this machine itself.
            session.trust_env = urlsplit(address).hostname not in LOOPBACK
            with session.request(
                method,
                address,
                headers={"Accept": "application/json"},
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
                **arguments,
            ) as response:
                for part in response.iter_content(8192):
                    body += part
                    if len(body) > MOST_BYTES or time.monotonic() > until:
                        raise ProviderError("down", "the answer is too long or too slow")
                status = response.status_code
    except requests.RequestException as error:
        raise ProviderError("down", f"no answer: {type(error).__name__}") from error
    if status >= 500:
        raise ProviderError("down", f"answered {status}")
    if status != 200:
        raise ProviderError("refused" if status in (400, 401, 403) else "invalid", f"answered {status}")
    try:
        found = json.loads(body)
    except ValueError as error:
        raise ProviderError("invalid", "the answer is no JSON") from error
    if not isinstance(found, dict):
        raise ProviderError("invalid", "the answer is no object")
    return found
