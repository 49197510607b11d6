"""The answer to a record of `jobordre-exchange/1`; the record itself has a schema of its own."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.exchange import CONTACT, ORDER, VISIT, schema_text


def record_schema() -> dict[str, Any]:
    """The record's schema as part of the OpenAPI document: its own definitions written out."""
    schema = json.loads(schema_text())
    defs = schema.pop("$defs")
    for name in ("$schema", "$id"):
        schema.pop(name)
    written: dict[str, Any] = json.loads(json.dumps(schema), object_hook=lambda node: _written(node, defs))
    return written


def _written(node: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    name = str(node.get("$ref", "")).rpartition("/")[2]
    return {**defs[name], **{key: value for key, value in node.items() if key != "$ref"}} if name else node


@extend_schema_field(record_schema())
class RecordField(serializers.JSONField):
    pass


class ExchangedSerializer(serializers.Serializer):
    created = serializers.BooleanField(help_text="false: the reference was known.")
    changed = serializers.BooleanField(
        help_text="true: the record said something else than before, was sent later, and has been carried out."
    )
    matches = serializers.BooleanField(
        help_text="Whether what was sent is what was last taken in with the reference."
    )
    kind = serializers.ChoiceField(choices=[ORDER, VISIT, CONTACT])
    id = serializers.UUIDField(help_text="Of the order, the visit or the contact person here.")
    url = serializers.CharField(help_text="Where it is read in full.")
    record_url = serializers.CharField(help_text="Where it is read as a record.")
