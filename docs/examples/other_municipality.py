#!/usr/bin/env python3
"""A small system of another municipality: it hears of requests by webhook, and answers them through the API.

It knows the product by nothing but its OpenAPI document: every address, every header and the names of all fields that
it sends are found there, and what the document does not have is not sent. Of Python it needs 3.11 and `requests`.

Two ways to use it:

    other_municipality.py --at https://jobordre.example --token jo_… --secret whsec_… --listen 8099 --can 2

answers each request by itself: yes to at most so many people in ten days, no without any.

    … --own https://jobordre.odder.example --own-asker-token jo_… --own-secret whsec_…

has an installation of its own, too. What others ask is asked again there, on behalf of the jobcentre that asked, so
that the own colleagues see it; what they answer there is told back. `--own-secret` is of that installation's webhook.

Messages come to /at (from the others) and /own (from the own installation). Each may come twice: what is done carries
an Idempotency-Key made from what it is about, so nothing is done twice.
"""

import argparse
import base64
import datetime
import hashlib
import hmac
import http.server
import json
import queue
import re
import threading
import time
import uuid
from typing import Any
from urllib.parse import quote

import requests

TOLERANCE = 5 * 60  # seconds between a message's timestamp and now
SPACE = uuid.UUID("0b8a3d0e-35a2-4d0c-9f0a-6f5f6c1f7a11")  # of our own Idempotency-Keys


class Refused(Exception):
    """A call that was answered with a problem document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('code')}: {problem.get('detail')} {problem.get('errors', '')}")
        self.problem = problem


class Api:
    """One installation, as its OpenAPI document describes it."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base.rstrip("/")
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.document = self.session.get(f"{self.base}/api/v1/openapi.json", timeout=30).json()
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
            if isinstance(operation, dict) and "operationId" in operation
        }

    def call(self, operation_id: str, body: Any = None, *, key: str = "", **place: str) -> Any:
        """Carry an operation out. `place` fills the parameters of its path, in order. Raises Refused."""
        method, path, operation = self.operations[operation_id]
        for value in place.values():
            path = re.sub(r"\{[^}]+\}", quote(value, safe=""), path, count=1)
        headers = {}
        if key and "Idempotency-Key" in self._parameters(operation):
            headers["Idempotency-Key"] = str(uuid.uuid5(SPACE, f"{operation_id} {key}"))
        sent = self._fitting(operation, body) if body is not None else None
        answer = self.session.request(method, self.base + path, json=sent, headers=headers, timeout=30)
        if answer.status_code >= 400:
            raise Refused(answer.json())
        return answer.json() if answer.content else None

    def read(self, url: str) -> Any:
        """What stands at an address that the installation has given. Never at another installation's."""
        address = url if url.startswith("http") else self.base + url
        if not address.startswith(f"{self.base}/"):
            raise ValueError(f"{url} is not at {self.base}")
        answer = self.session.get(address, timeout=30)
        if answer.status_code >= 400:
            raise Refused(answer.json())
        return answer.json()

    def _parameters(self, operation: dict[str, Any]) -> set[str]:
        return {self._found(one)["name"] for one in operation.get("parameters", [])}

    def _found(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema or len(schema.get("allOf", [])) == 1:
            if "$ref" not in schema:
                schema = schema["allOf"][0]
                continue
            found: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def _fitting(self, operation: dict[str, Any], body: Any) -> Any:
        """`body` with the fields that the document has. Raises KeyError for one that it needs and that is not there."""
        content = self._found(operation["requestBody"])["content"]["application/json"]
        return self._trimmed(self._found(content["schema"]), body)

    def _trimmed(self, schema: dict[str, Any], value: Any) -> Any:
        schema = self._found(schema)
        if isinstance(value, list):
            return [self._trimmed(schema.get("items", {}), one) for one in value]
        if not isinstance(value, dict) or "properties" not in schema:
            return value
        lacking = [name for name in schema.get("required", []) if value.get(name) is None]
        if lacking:
            raise KeyError(f"The document needs {lacking}")
        known = schema["properties"]
        return {
            name: self._trimmed(known[name], one)
            for name, one in value.items()
            if name in known and one not in (None, "")
        }


def verify(secret: str, headers: Any, body: bytes) -> dict[str, Any]:
    """The message, if its signature is right and it is young (standardwebhooks.com). Raises ValueError."""
    message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not stamp.isdecimal() or abs(time.time() - int(stamp)) > TOLERANCE:
        raise ValueError("The message is too old, or from the future.")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{message}.{stamp}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(signed).decode()
    given = headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in given):
        raise ValueError("No signature fits.")
    told: dict[str, Any] = json.loads(body)
    return told


class Receiver(http.server.ThreadingHTTPServer):
    """Takes messages in and answers at once; what they are about is done afterwards, one at a time."""

    daemon_threads = True

    def __init__(self, port: int, secrets: dict[str, str]) -> None:
        self.secrets = secrets
        self.taken: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        super().__init__(("127.0.0.1", port), Handler)


class Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("content-length", 0)), 100_000))
        secret = self.server.secrets.get(self.path.strip("/"))
        status = 404
        if secret:
            try:
                self.server.taken.put((self.path.strip("/"), verify(secret, self.headers, body)))
                status = 204
            except ValueError as wrong:
                self.log_message("Refused: %s", wrong)
                status = 401
        self.send_response(status)
        self.end_headers()


class Municipality:
    """What the system does about a message."""

    def __init__(self, at: Api, *, can: int, own: Api | None) -> None:
        self.at, self.can, self.own = at, can, own
        self.mirrored: dict[str, str] = {}  # a request here, by its id: the same at the others
        self.here: dict[str, str] = {}  # and the other way round

    def hear(self, door: str, message: dict[str, Any]) -> str:
        """Do what a message asks for; what was done, for the log."""
        kind, data = message["type"], message["data"]
        if data.get("object") != "request":
            return f"{kind}: nothing to do"
        if door == "own":
            return self.tell_back(data) if kind == "request.answered" else f"{kind}: nothing to do"
        if kind == "request.withdrawn":
            return self.take_back(data["id"])
        if kind not in ("request.received", "request.clarified"):
            return f"{kind}: nothing to do"
        request = self.at.read(data["url"])
        if request["state"] != "sent" or request["direction"] != "incoming":
            return f"{kind}: has an answer already"
        return self.mirror(request) if self.own else self.answer(request)

    def answer(self, request: dict[str, Any]) -> str:
        """Without colleagues to ask: as many as we can, in ten days."""
        number = min(self.can, request["number_wanted"])
        day = datetime.datetime.now().astimezone().date() + datetime.timedelta(days=10)
        said: dict[str, Any] = {"answer": "no", "text": "Vi har ingen ledige, der passer."}
        if number:
            said = {
                "answer": "yes",
                "number": number,
                "by": day.isoformat(),
                "text": "De er klar til samtale.",
            }
        self.at.call("requests_answer", said, key=f"{request['id']} {request['version']}", id=request["id"])
        return f"answered {said['answer']} to {request['from_jobcenter']['name']}"

    def mirror(self, request: dict[str, Any]) -> str:
        """Ask the same in the own installation, on behalf of the jobcentre that asked."""
        assert self.own is not None
        if request["id"] in self.here:
            return "is here already"
        order = self.at.read(request["order"]["url"])
        asker, key = request["from_jobcenter"]["name"], request["id"]
        line = request["line"] or order["lines"][0]
        made = self.own.call(
            "orders_create",
            {
                "company": order["company"],
                "workplace": {name: order["workplace"][name] for name in ("name", "p_number", "address", "postcode")},
                # Who the company's contact person is, the asked jobcentre is not told: it talks to the one that asked.
                "contact": {"name": f"Gennem {asker}", "phone": "00 00 00 00"},
                "start_on": order["start_on"],
                "job_description": order["job_description"],
                "candidate_profile": order["candidate_profile"],
                "lines": [
                    {name: line[name] for name in ("occupation", "places", "form", "target_group", "requirements")}
                ],
                "note": f"Spejlet: {order['number']} hos {asker}.",
            },
            key=key,
        )  # fmt: skip
        if request["evidence"]:
            self.own.call("orders_search", request["evidence"], key=key, order=made["id"])
        asked = self.own.call(
            "requests_create",
            {
                "to": [self._own_id(request)],
                "line": made["lines"][0]["id"],
                "reason": request["reason"],
                "text": request["text"],
                "number_wanted": request["number_wanted"],
            },
            key=key,
            order=made["id"],
        )["items"][0]
        self.mirrored[asked["id"]], self.here[request["id"]] = request["id"], asked["id"]
        return f"asked here on behalf of {asker}: {made['number']}"

    def tell_back(self, data: dict[str, Any]) -> str:
        """What colleagues have answered in the own installation is answered to whoever asked."""
        assert self.own is not None
        theirs = self.mirrored.get(data["id"])
        if theirs is None:
            return "not one that we mirrored"
        answer = self.own.read(data["url"])["answer"]
        said = {name: answer[name] for name in ("answer", "number", "by", "text")}
        self.at.call("requests_answer", said, key=f"{theirs} {answer['answered_at']}", id=theirs)
        return f"told back: {answer['answer']}"

    def take_back(self, theirs: str) -> str:
        if self.own is None or theirs not in self.here:
            return "not one that we mirrored"
        self.own.call(
            "requests_withdraw", {"reason": "Trukket tilbage, hvor den blev sendt."}, key=theirs, id=self.here[theirs]
        )  # fmt: skip
        return "taken back here too"

    def _own_id(self, request: dict[str, Any]) -> str:
        """We, by name, as the own installation knows us: installations give ids of their own."""
        assert self.own is not None
        name, page = request["to_jobcenter"]["name"], self.own.call("jobcenters_list")
        while True:
            for one in page["items"]:
                if one["name"] == name:
                    return str(one["id"])
            if not page.get("next"):
                raise LookupError(f"{name} is not known in the own installation")
            page = self.own.read(page["next"])


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--at", required=True, help="the installation of those who ask")
    arguments.add_argument(
        "--token", required=True, help="our token there: requests and orders, read and write"
    )
    arguments.add_argument("--secret", required=True, help="of our webhook there")
    arguments.add_argument("--listen", type=int, required=True, help="our port for webhooks, on 127.0.0.1")
    arguments.add_argument("--can", type=int, default=0, help="how many we can deliver")
    arguments.add_argument("--own", help="our own installation")
    arguments.add_argument("--own-asker-token", help="the asking jobcentre's token in it")
    arguments.add_argument("--own-secret", help="of that jobcentre's webhook in it")
    given = arguments.parse_args()
    own = Api(given.own, given.own_asker_token) if given.own else None
    ours = Municipality(Api(given.at, given.token), can=given.can, own=own)
    secrets = {"at": given.secret, **({"own": given.own_secret} if given.own else {})}
    with Receiver(given.listen, secrets) as receiver:
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        print(f"Listening on {receiver.server_address[1]}", flush=True)
        while True:
            door, message = receiver.taken.get()
            try:
                print(f"{message['type']}: {ours.hear(door, message)}", flush=True)
            except requests.RequestException as gone:
                print(f"{message['type']}: later: {gone}", flush=True)
                time.sleep(1)
                receiver.taken.put((door, message))
            except (Refused, LookupError, ValueError) as wrong:
                print(f"{message['type']}: failed: {wrong}", flush=True)


if __name__ == "__main__":
    main()
