"""The OpenAPI 3.1 document: what every operation has beside its own."""

from functools import cache
from threading import Lock
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from api.enums import Scope
from api.limits import KEY_LENGTH, KEYS_LIVE, PAGE, PAGE_MOST
from api.problems import CONTENT_TYPE, ENGLISH, WORDS, body_of

PREFIX = "/api/v1"
JSON = "application/json"


class Schema(AutoSchema):
    """An operation is described by its own words; its view's docstring is for whoever reads the code."""

    def get_description(self) -> str:
        return ""


class TokenScheme(OpenApiAuthenticationExtension):
    """Bearer tokens; each operation names the scope that it needs."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scopes = ", ".join(f"`{scope.value}`" for scope in Scope)
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of an organisation, made by its administrator under API-adgang. "
            f"Scopes: {scopes}.",
        }

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        scope = auto_schema.view.scopes.get(auto_schema.method)
        return {self.name: [scope.value] if scope else []}


def header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=required, description=description
    )


PURPOSE = header(
    "Purpose",
    "What the data are needed for, in a few words (UTF-8, percent-encoded where it is not ASCII). It is written "
    "into the log of looks, which the citizen may read.",
    required=True,
)
PURPOSE_IF = header("Purpose", "Needed with `reference`: see the operation's text. Written into the log.")
IDEMPOTENCY = header(
    "Idempotency-Key",
    f"1-{KEY_LENGTH} visible ASCII characters, for example a UUID. The same call with the same key is carried out "
    f"once and answered the same for {KEYS_LIVE.days * 24} hours, also when the connection was lost.",
)
IF_MATCH = header("If-Match", "The ETag that was read: the change is refused (412) where it is another now.")
IF_MATCH_NEEDED = header(
    "If-Match",
    "The ETag that was read. Without it the change is refused (428), and (412) where it is another now.",
    required=True,
)
UPDATED_SINCE = OpenApiParameter(
    "updated_since",
    OpenApiTypes.DATETIME,
    description="Only what has changed since then (RFC 3339), the oldest change first. Ask from some minutes before "
    "your last call: what is being written just now is seen when it is done.",
)
CURSOR = OpenApiParameter("cursor", str, description="From `next` of the page before.")
LIMIT = OpenApiParameter("limit", int, description=f"Items of a page, 1-{PAGE_MOST}; {PAGE} without.")

# RFC 9457. `code` never changes; titles and details may.
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Where the code is explained, in Danish."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": [code.value for code in WORDS]},
        "reason": {
            "type": "string",
            "description": "Danish: the sentence that a person would read on the page.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "additionalProperties": False,
                "properties": {
                    "field": {
                        "type": "string",
                        "description": "Path in the body (candidates/0), or the parameter or header.",
                    },
                    "code": {"type": "string", "description": "Stable: required, invalid, max_length …"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

# The problems that any operation may have, beside those that only some have.
ALWAYS = (400, 401, 403, 404, 406, 429, 500)
OF_METHOD = {
    "get": (304, 422),
    "post": (409, 412, 413, 415, 422),
    "patch": (409, 412, 413, 415, 422, 428),
}
TEXTS = {
    304: "The version named by If-None-Match is the present one; no body.",
    **{words.status: words.title[1] for words in reversed(WORDS.values())},
}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """POSTPROCESSING_HOOKS: the problems, once, and the headers of every answer."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {
        f"Problem{status}": {
            "description": TEXTS[status],
            "content": {
                CONTENT_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {
                        code.value: {"value": body_of(code, ENGLISH)}
                        for code, words in WORDS.items()
                        if words.status == status
                    },
                }
            },
        }
        for status in sorted({words.status for words in WORDS.values()})
    }
    _close_bodies(result)
    for operations in result["paths"].values():
        for method, operation in operations.items():
            answers = operation["responses"]
            for status in (*ALWAYS, *OF_METHOD[method]):
                if status == 304:
                    answers["304"] = {"description": TEXTS[304]}
                else:
                    answers.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    return result


def _close_bodies(result: dict[str, Any]) -> None:
    """What a body does not know is an error, so its schema says that there is nothing else."""
    schemas = result["components"]["schemas"]
    waiting = [
        content["schema"]
        for operations in result["paths"].values()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    done: set[str] = set()
    while waiting:
        node = waiting.pop()
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name and name not in done:
            done.add(name)
            waiting.append(schemas[name])
            if schemas[name].get("type") == "object":
                schemas[name].setdefault("additionalProperties", False)
        for inner in node.values():
            found = inner if isinstance(inner, list) else [inner]
            waiting += [one for one in found if isinstance(one, dict)]


_making = Lock()


def document() -> dict[str, Any]:
    """The whole document, made once per process; the generator cannot be asked by two threads at the same time."""
    with _making:
        return _document()


@cache
def _document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator(urlconf="api.urls.v1_root").get_schema(request=None, public=True)
    return made


def example(
    name: str, value: Any, *, request: bool = False, status: str = "", media: str = JSON
) -> OpenApiExample:
    """An example of a body that is sent (`request`), or of an answer (with `status`: of that one alone)."""
    return OpenApiExample(
        name,
        value=value,
        request_only=request,
        response_only=not request,
        media_type=media,
        status_codes=[status] if status else None,
    )
