"""The OpenAPI document and docs/api.md say what is true: every example fits its own schema."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from api.enums import Scope
from tests.api.client import operation_of, whole

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
MEDIA = "application/json"


def schema_faults(schema: dict[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator(
        {**schema, "components": whole()["components"]}, format_checker=FormatChecker()
    )
    return [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(value)]


def examples() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example with the schema that it must fit."""
    for operations in whole()["paths"].values():
        for operation in operations.values():
            name = operation["operationId"]
            parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for part, told in parts.items():
                for kind, content in told.get("content", {}).items():
                    for title, example in content.get("examples", {}).items():
                        yield f"{name} {part} {kind} {title}", content["schema"], example["value"]


EXAMPLES = list(examples())


@pytest.mark.parametrize(("schema", "value"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES])
def test_every_example_fits_its_schema(schema: dict[str, Any], value: Any) -> None:
    if schema == {"type": "string"}:
        return  # a file in a format that is not JSON: its example shows rows
    assert schema_faults(schema, value) == []


def lacking(wanted: str) -> list[str]:
    """Operations with a body in JSON, sent ("request") or given with success ("answer"), that has no example."""
    found = []
    for operations in whole()["paths"].values():
        for operation in operations.values():
            answers = [told for status, told in operation["responses"].items() if status.startswith("2")]
            parts = [operation.get("requestBody", {})] if wanted == "request" else answers
            bodies = [part["content"][MEDIA] for part in parts if MEDIA in part.get("content", {})]
            if bodies and not any(body.get("examples") for body in bodies):
                found.append(operation["operationId"])
    return found


@pytest.mark.parametrize("wanted", ["request", "answer"])
def test_every_body_has_an_example(wanted: str) -> None:
    assert lacking(wanted) == []


def calls_in_docs() -> Iterator[tuple[str, str, Any]]:
    """`POST /api/v1/…` with its JSON body, from the indented blocks of docs/api.md."""
    for block in re.findall(r"(?:^ {4}.*\n)+", DOCS.read_text(), re.MULTILINE):
        text = re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
        if found := re.match(r"(POST|PATCH) (/api/v1/\S+)\n(\{.*\})\s*$", text, re.DOTALL):
            yield (
                found[1],
                re.sub(r"\{[a-z]+\}", "00000000-0000-4000-8000-000000000000", found[2]),
                json.loads(found[3]),
            )


CALLS = list(calls_in_docs())


@pytest.mark.parametrize(("method", "path", "body"), CALLS, ids=[f"{row[0]} {row[1]}" for row in CALLS])
def test_every_call_in_the_docs_fits_its_schema(method: str, path: str, body: Any) -> None:
    content = operation_of(method, path)["requestBody"]["content"]
    assert schema_faults(content[MEDIA]["schema"], body) == []


def test_the_docs_have_calls_and_name_every_scope() -> None:
    assert len(CALLS) >= 4
    text = DOCS.read_text()
    assert [scope.value for scope in Scope if f"`{scope.value}`" not in text] == []
