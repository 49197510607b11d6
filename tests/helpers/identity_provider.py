"""A real OpenID Connect provider on this machine, for tests: discovery, sign-in, tokens and keys over HTTP.

It keeps the rules itself: a code works once, for the client, the address and the PKCE verifier it was made for. What a
test wants to go wrong is set on the object: `claims` (replaces or, with None, removes), `key`, `discovery`, `answers`.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "jobordre", "hemme:lig æøå"


@dataclass
class Key:
    """A private key with its name and algorithm."""

    kid: str = "first"
    algorithm: str = "RS256"
    private: Any = None

    def __post_init__(self) -> None:
        if self.private is None:
            is_rsa = self.algorithm == "RS256"
            self.private = (
                rsa.generate_private_key(public_exponent=65537, key_size=2048)
                if is_rsa
                else ec.generate_private_key(ec.SECP256R1())
            )

    def public(self) -> dict[str, Any]:
        shape = jwt.get_algorithm_by_name(self.algorithm)
        public: dict[str, Any] = shape.to_jwk(self.private.public_key(), as_dict=True)  # type: ignore[call-arg]
        return {**public, "kid": self.kid, "use": "sig", "alg": self.algorithm}


@dataclass
class Provider:
    """The running provider. `seen` holds what was asked of it: (path, parameters)."""

    url: str = ""
    redirect_uri: str = ""
    key: Key = field(default_factory=Key)  # signs
    shown: Key | None = None  # what the key set shows; the signing key where None
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)  # path: status, headers
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def paths(self) -> list[str]:
        return [path for path, _values in self.seen]

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": self.url + "/authorize",
            "token_endpoint": self.url + "/token",
            "jwks_uri": self.url + "/keys",
            **self.discovery,
        }

    def authorize(self, asked: dict[str, str]) -> str | None:
        """Where the person is sent back to with a code, or None for a request that breaks the rules."""
        right = (
            asked.get("client_id") == CLIENT
            and asked.get("redirect_uri") == self.redirect_uri
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and all(len(asked.get(name, "")) >= 43 for name in ("state", "nonce", "code_challenge"))
        )
        if not right:
            return None
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], header: str) -> tuple[int, dict[str, Any]]:
        basic = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        if (unquote(basic[0]), unquote(basic[2])) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        of_code = self.codes.pop(asked.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
        if (
            of_code is None
            or asked.get("grant_type") != "authorization_code"
            or asked.get("redirect_uri") != of_code["redirect_uri"]
            or challenge.rstrip(b"=").decode() != of_code["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "unused", "id_token": self.id_token(of_code)}

    def id_token(self, of_code: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": "subject-4711",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": of_code["nonce"],
            "name": "Karin Bech Friis",
            "dk.cpr": "0101701234",
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.key.private, self.key.algorithm, headers={"kid": self.key.kid})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the console."""

    def send(self, status: int, values: Any, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(values).encode()
        self.send_response(status)
        lines = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
        for name, value in {**lines, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, asked: dict[str, str]) -> None:
        provider, path = self.provider, urlsplit(self.path).path
        provider.seen.append((path, asked))
        if path in provider.answers:
            status, headers = provider.answers[path]
            self.send(status, {}, headers)
        elif path == "/.well-known/openid-configuration":
            self.send(200, provider.configuration())
        elif path == "/authorize":
            back = provider.authorize(asked)
            self.send(*((302, {}, {"Location": back}) if back else (400, {"error": "invalid_request"})))
        elif path == "/token" and self.command == "POST":
            self.send(*provider.token(asked, self.headers.get("Authorization", "")))
        elif path == "/keys":
            self.send(200, {"keys": [(provider.shown or provider.key).public()]})
        else:
            self.send(404, {})

    def do_GET(self) -> None:
        self.answer(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.answer(dict(parse_qsl(body.decode())))


@contextmanager
def identity_provider(redirect_uri: str) -> Iterator[Provider]:
    """The provider on a free port of the loopback until the block ends."""
    provider = Provider(redirect_uri=redirect_uri)
    handler = type("Handler", (_Handler,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
