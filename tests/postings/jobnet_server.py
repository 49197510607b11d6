"""The other side of the contract in docs/jobnet.md: an HTTP server that keeps vacancies, and can be told to fail."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "nøglen-til-jobnet".encode().hex()


class Jobnet:
    """What stands there, and every call that came."""

    def __init__(self) -> None:
        self.shown: dict[str, dict[str, Any]] = {}
        self.numbers: dict[str, str] = {}
        self.calls: list[tuple[str, str, str]] = []
        self.failures: list[tuple[int, bytes]] = []  # answered first, one for each call
        self.drop_after = 0  # so many calls are carried out, and their answers lost
        self.url = ""


def _handler(other: Jobnet) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: object) -> None:
            pass

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/andetsteds")
            self.end_headers()
            self.wfile.write(body)

        def _take(self) -> tuple[str, bytes] | None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            key = self.path.rpartition("/")[2]
            other.calls.append((self.command, key, self.headers["Idempotency-Key"]))
            if self.headers["Authorization"] != f"Bearer {TOKEN}" or not self.path.startswith("/v1/opslag/"):
                self._say(401, b"{}")
                return None
            if other.failures:
                self._say(*other.failures.pop(0))
                return None
            return key, body

        def do_PUT(self) -> None:
            taken = self._take()
            if taken is None:
                return
            key, body = taken
            other.shown[key] = json.loads(body)
            number = other.numbers.setdefault(key, str(5_000_001 + len(other.numbers)))
            if other.drop_after:
                other.drop_after -= 1
                self.close_connection = True
                return
            self._say(200, json.dumps({"id": number, "url": f"https://job.example/{number}"}).encode())

        def do_DELETE(self) -> None:
            taken = self._take()
            if taken:
                self._say(204 if other.shown.pop(taken[0], None) else 404, b"")

    return Handler


@contextmanager
def jobnet_running() -> Iterator[Jobnet]:
    """A server on a free port while the block lasts."""
    other = Jobnet()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(other))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    other.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield other
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
