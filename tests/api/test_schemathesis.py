"""Generated calls to every operation, over the network, on a real web server with a real PostgreSQL.

Strangers, a client with few scopes, one with all, and nobody. No call may end in an error of ours, in a status or a
shape that the OpenAPI document does not have, and no answer to a stranger may hold a secret word.

JO_API_EXAMPLES says how many calls of each operation and client (a few without), JO_API_SEED which ones.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.openapi import document
from companies.models import Company
from tests.architecture.test_strangers_api import arguments_of
from tests.architecture.world import SECRET, build
from tests.factories import orders as make
from tests.factories import tokens
from tests.helpers.committed import ROOT, Committed, committed
from tests.helpers.db import as_owner

__all__ = ["committed"]
EXAMPLES = int(os.environ.get("JO_API_EXAMPLES", "4"))
SEED = int(os.environ.get("JO_API_SEED", "20260329"))
CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# The register of companies is open to every authority: a company's name may stand there and nowhere else.
OF_COMPANIES = ("companies", "oauth")
MAY_BE_READ = {"candidates_retrieve", "jobcenters_contacts"}


@pytest.fixture
def served(committed: Committed) -> Iterator[str]:
    """The product's own web server on the test's database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--log-level", "warning", "--limit-request-line", "0"),
    ]
    environment = committed.environment("web", JO_API_CALLS_PER_MINUTE="1000000", JO_LOG_LEVEL="ERROR")
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:  # noqa: S603
        try:
            _wait(f"http://127.0.0.1:{port}/api/v1/openapi.json")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait(url: str) -> None:
    for _turn in range(240):
        try:
            if requests.get(url, timeout=60).ok:  # the first answer reads the whole document together
                return
        except requests.RequestException:
            time.sleep(0.25)
    raise AssertionError(f"{url} does not answer")


@cache
def operations() -> list[Any]:
    """What schemathesis knows of the document: read once, for all clients."""
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document(), default=str)))
    return [found.ok() for found in schema.get_all_operations()]


class Caller:
    """One client, which calls every operation with what Hypothesis makes up and with what is really there."""

    def __init__(self, name: str, secret: str, base: str, real: dict[str, list[str]]) -> None:
        self.name, self.base, self.real = name, base, real
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {"Authorization": ""}
        self.session = requests.Session()
        self.chosen = random.Random(f"{SEED} {name}")
        self.statuses: Counter[int] = Counter()
        self.bodies: list[tuple[str, str, str]] = []  # operation, tag, text of the answers

    def call(self, case: Case) -> None:
        known = self.real.get(case.path)
        if known and case.path_parameters and self.chosen.random() < 0.7:
            name = next(iter(case.path_parameters))
            case.path_parameters[name] = self.chosen.choice(known)
        headers = {name: str(value) for name, value in (case.headers or {}).items()}
        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        case.headers = {**headers, **self.headers} if self.headers["Authorization"] else headers
        response = case.call(base_url=self.base, session=self.session)
        self.statuses[response.status_code] += 1
        raw = case.operation.definition.raw
        self.bodies.append((raw["operationId"], raw["tags"][0], response.text))
        case.validate_response(response, checks=CHECKS)

    def everything(self) -> None:
        for operation in operations():
            run = given(case=operation.as_strategy())(self.call_as_test)
            run = settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )(run)
            seed(SEED)(run)()

    @property
    def call_as_test(self) -> Any:
        def check(case: Case) -> None:
            self.call(case)

        return check


def real_values(world: Any) -> dict[str, list[str]]:
    """Path of an operation -> what is really there for its one parameter."""
    found: dict[str, list[str]] = {}
    for name, keys in arguments_of(world).items():
        key, value = next(iter(keys.items()))
        path = reverse(name, kwargs=keys).replace(str(value), f"{{{key}}}")
        found.setdefault(path, []).append(str(value))
    return found


@pytest.mark.timeout(900)
def test_no_generated_call_breaks_anything_or_learns_a_secret(committed: Committed, served: str) -> None:
    world = build()
    horsens = make.jobcenter("Horsens")
    secrets = {
        "stranger": tokens.token(make.jobcenter("Silkeborg")).secret,
        "national stranger": tokens.token(make.national()).secret,
        "few scopes": tokens.token(horsens, "jobcenters:read").secret,
        "nobody": "",
        "everything": tokens.token(horsens).secret,
    }
    with as_owner():
        names = [row.name for row in Company.objects.select_related("organisation") if SECRET in row.name]
    assert names, "there is something that could leak"
    real = real_values(world)
    callers = {name: Caller(name, secret, served, real) for name, secret in secrets.items()}
    for caller in callers.values():
        caller.everything()
    leaks = []
    for name, caller in callers.items():
        if name == "everything":
            continue
        for operation, tag, text in caller.bodies:
            if tag in OF_COMPANIES or operation == "exchange_contact":
                for company in names:
                    text = text.replace(company, "")
            if name == "national stranger" and tag == "agreements":
                continue  # Jobservice Danmark sees them all
            if SECRET in text and operation not in MAY_BE_READ:
                leaks.append((name, operation))
    assert leaks == []
    told = "".join(text for _operation, _tag, text in callers["everything"].bodies)
    assert SECRET in told, "the rightful client read nothing that could have leaked"
    assert callers["everything"].statuses[200] > 20
    assert set(callers["nobody"].statuses) <= {200, 400, 401, 404, 405, 406, 413, 415, 422, 429}
    assert callers["few scopes"].statuses[403] > callers["few scopes"].statuses[200]
