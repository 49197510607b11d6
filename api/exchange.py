"""The minimum exchange record, `jobordre-exchange/1` (R165-R168): what it is, and whether something is one.

The schema is a file of its own, served as it is and shipped in docs/exchange. A record holds nothing about citizens: it
has no field for them, and a text with a number of the form of a CPR number is refused.
"""

import datetime
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from api.problems import FieldError
from visits.rules import has_cpr

SCHEMA_NAME = "jobordre-exchange/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "jobordre-exchange-1.json"
ORDER, VISIT, CONTACT = "order", "visit", "contact"
MOST_FAULTS = 50
_HALVES = re.compile("[\ud800-\udfff]")
# What jsonschema calls a fault -> the API's code for it.
CODES = {
    "required": "required",
    "additionalProperties": "unknown",
    "enum": "invalid_choice",
    "const": "invalid_choice",
    "maxLength": "max_length",
    "minLength": "min_length",
    "maximum": "max_value",
    "minimum": "min_value",
    "maxItems": "max_length",
    "minItems": "empty",
}


@cache
def schema_text() -> str:
    return SCHEMA_FILE.read_text(encoding="utf-8")


_formats = FormatChecker(["date"])


@_formats.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.datetime.fromisoformat(value).tzinfo is not None


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_text()), format_checker=_formats)


def faults_of(record: Any) -> list[FieldError]:
    """What is wrong with something that was sent as a record: none where it is one."""
    unwritable = list(_unwritable(record))
    if unwritable:
        return unwritable[:MOST_FAULTS]
    errors = sorted(
        _validator().iter_errors(record), key=lambda error: [str(part) for part in error.absolute_path]
    )
    found = [fault for error in errors for fault in _told(error)]
    if not found:
        found = [FieldError(place, "cpr") for place, text in texts_of(record) if has_cpr(text)]
    return found[:MOST_FAULTS]


def _told(error: ValidationError) -> Iterator[FieldError]:
    place = "/".join(str(part) for part in error.absolute_path)
    code = CODES.get(str(error.validator), "invalid")
    if error.validator == "required":
        names = [name for name in error.validator_value if name not in error.instance]
    elif error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        names = [str(name)[:80] for name in error.instance if name not in known]
    else:
        yield FieldError(place, code)
        return
    for name in names:
        yield FieldError(f"{place}/{name}" if place else name, code)


def _unwritable(value: Any, at: str = "") -> Iterator[FieldError]:
    """Halves of a sign (JSON can have them, no text can), and NUL in what a record is found again by."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if _HALVES.search(name):
                yield FieldError(at, "invalid")
            else:
                yield from _unwritable(inner, f"{at}/{name}" if at else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unwritable(inner, f"{at}/{number}")
    elif isinstance(value, str) and (_HALVES.search(value) or (at == "sender/system" and "\0" in value)):
        yield FieldError(at, "invalid")


def texts_of(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of every text in the record that a person has written."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("p_number", "cvr", "phone", "reference", "schema"):
                yield from texts_of(inner, f"{at}/{name}" if at else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts_of(inner, f"{at}/{number}")
    elif isinstance(value, str):
        yield at, value
