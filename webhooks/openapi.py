"""What is sent to other systems, as the `webhooks` of the OpenAPI document. `docs/webhooks.md` has the whole."""

from typing import Any

from webhooks.enums import TRIAL, EventType

# Of each type: what `data.object` is, and what else stands in `data`.
SAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    EventType.ORDER_REGISTERED: ("order", ("state",)),
    EventType.ORDER_CHANGED: ("order", ("state",)),
    EventType.ORDER_ANSWERED: ("order", ("state",)),
    EventType.ORDER_CLOSED: ("order", ("state",)),
    EventType.REQUEST_RECEIVED: ("request", ("order", "state")),
    EventType.REQUEST_CLARIFIED: ("request", ("order", "state")),
    EventType.REQUEST_ANSWERED: ("request", ("order", "state", "answer")),
    EventType.REQUEST_WITHDRAWN: ("request", ("order", "state", "answer")),
    EventType.DEADLINE_WARNING: ("request or order", ("order", "promise", "due_at")),
    EventType.DEADLINE_BREACHED: ("request or order", ("order", "promise", "due_at")),
    EventType.VISIT_SHARED: ("visit", ("kind",)),
    EventType.VISIT_CHANGED: ("visit", ("kind",)),
    EventType.VISIT_WITHDRAWN: ("visit", ()),
    EventType.NOMINATION_CHANGED: ("nomination", ("order", "state", "pseudonym")),
    TRIAL: ("test", ()),
}
SIGNED = (
    "Signed as Standard Webhooks says: HMAC-SHA256 of `webhook-id.webhook-timestamp.body` with the endpoint's secret "
    "(`whsec_…`), in base64 after `v1,`. One that verifies of several is enough. Refuse a timestamp more than five "
    "minutes away. The same `webhook-id` may come again: take it once, and answer 2xx within ten seconds."
)
HEADERS = {
    "webhook-id": "The message's own: the same at every try.",
    "webhook-timestamp": "Seconds since 1970 (UTC) of this try.",
    "webhook-signature": "`v1,` and the signature; several are separated by a space.",
}


def add_webhooks(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """POSTPROCESSING_HOOKS: one webhook for each type that an endpoint may ask for, and the trial."""
    result["webhooks"] = {name: {"post": _operation(name, *told)} for name, told in SAYS.items()}
    return result


def _operation(name: str, what: str, more: tuple[str, ...]) -> dict[str, Any]:
    data = {"object": {"type": "string"}, **{field: {"type": ["string", "null"]} for field in more}}
    return {
        "operationId": f"webhook_{name.replace('.', '_')}",
        "tags": ["webhooks"],
        "summary": f"{name}: about the {what}",
        "description": SIGNED,
        "security": [],
        "parameters": [
            {
                "in": "header",
                "name": header,
                "required": True,
                "description": says,
                "schema": {"type": "string"},
            }
            for header, says in HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["type", "timestamp", "data"],
                        "properties": {
                            "type": {"const": str(name)},
                            "timestamp": {"type": "string", "format": "date-time"},
                            "data": {
                                "type": "object",
                                "required": ["object"],
                                "properties": {
                                    "id": {"type": "string", "format": "uuid"},
                                    "url": {
                                        "type": "string",
                                        "description": "Where your token reads it; left out where it cannot.",
                                    },
                                    **data,
                                },
                            },
                        },
                    }
                }
            },
        },
        "responses": {"2XX": {"description": "Taken. Anything else is tried again for about three days."}},
    }
