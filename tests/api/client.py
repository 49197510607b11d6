"""A client of the API that holds every answer against the OpenAPI document."""

import json
import re
from functools import cache
from typing import Any

from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from accounts.models import Organisation
from api.openapi import document
from api.problems import CONTENT_TYPE
from tests.factories import tokens

ROOT = "/api/v1"


@cache
def whole() -> dict[str, Any]:
    """The document as it is served."""
    found: dict[str, Any] = json.loads(json.dumps(document(), default=str))
    return found


def operation_of(method: str, path: str) -> dict[str, Any]:
    """The operation of an address; of two that fit, the one with fewer parameters, as the router takes it."""
    fitting = [
        (template.count("{"), template)
        for template in whole()["paths"]
        if re.fullmatch(re.sub(r"\{[a-z_]+\}", "[^/]+", template), path.partition("?")[0])
    ]
    assert fitting, f"{path} is not in the OpenAPI document"
    operations: dict[str, Any] = whole()["paths"][min(fitting)[1]]
    return operations.get("get" if method == "HEAD" else method.lower(), {})


def check_fits(method: str, path: str, response: Any) -> None:
    """Assert that the document has the answer's status, media type and shape."""
    operation = operation_of(method, path)
    if response.status_code == 405:
        assert not operation
        return
    told = operation["responses"].get(str(response.status_code))
    assert told is not None, (
        f"{method} {path}: {response.status_code} is not documented: {response.content!r}"
    )
    if "$ref" in told:
        told = whole()["components"]["responses"][told["$ref"].rpartition("/")[2]]
    content = told.get("content", {})
    if not content or method == "HEAD":
        assert response.content == b""
        return
    kind = response["Content-Type"]
    assert kind in content, f"{method} {path}: {kind} is not documented for {response.status_code}"
    schema = {**content[kind]["schema"], "components": whole()["components"]}
    faults = [error.message for error in Draft202012Validator(schema).iter_errors(response.json())]
    assert faults == [], (method, path, faults)


class Api:
    """Calls as one token, or as nobody. Every answer must fit the document; a problem must be one in full."""

    def __init__(
        self, organisation: Organisation | None = None, *scopes: str, secret: str = "", **more: Any
    ) -> None:
        self.issued = tokens.token(organisation, *scopes, **more) if organisation else None
        self.secret = secret or (self.issued.secret if self.issued else "")
        self.client = Client(raise_request_exception=False)

    def call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        documented: bool = True,
        **headers: str,
    ) -> Any:
        """`headers` as If_Match="…"; `path` below /api/v1, or a whole one."""
        address = path if path.startswith("/api/") else f"{ROOT}{path}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret and "Authorization" not in sent:
            sent["Authorization"] = f"Bearer {self.secret}"
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        response = self.client.generic(
            method,
            address,
            data,
            content_type=content_type if data or method == "POST" else "",
            query_params=query,
            headers=sent,
        )
        if documented:
            check_fits(method, address, response)
        if response.status_code >= 400:
            assert response["Content-Type"] == CONTENT_TYPE, response.content
            told = response.json()
            assert told["status"] == response.status_code
            assert told["title"] and told["detail"]
            assert "Traceback" not in response.content.decode()
        return response

    def get(self, path: str, query: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.call("GET", path, query=query, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, body=body, **more)


def address(name: str, *arguments: Any) -> str:
    return reverse(f"v1:{name}", args=arguments)
