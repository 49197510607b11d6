"""Where the workers come from: a process that has read all the code once, and forks a Celery worker when asked.

    python -m bench.chaos.nursery SOCKET

A worker that is killed every few seconds would spend most of its life, and all processors, on importing. What is forked
is the same worker with the same command line: its own process group, pool processes and connections. Whoever connects
sends {"words": [...], "log": PATH} and gets the new process id.
"""

import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from tooling.process import Service, clear_group, keep_log_small, started_at

_PR_SET_PDEATHSIG = 1
POLL = 0.1  # seconds between two looks at who has died


def main(address: str) -> None:
    """Serve until killed; the workers die with it."""
    import django

    django.setup()
    from config.celery import app

    app.loader.import_default_modules()
    app.finalize()
    server = socket.socket(socket.AF_UNIX)
    server.bind(address)
    server.listen()
    server.settimeout(POLL)
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        try:
            client, _address = server.accept()
        except TimeoutError:
            continue
        with client:
            asked = json.loads(client.recv(65536))
            pid = os.fork()
            if pid == 0:
                server.close()
                client.close()
                _work(app, asked["words"], asked["log"])
            client.sendall(str(pid).encode())


def _work(app: Any, words: list[str], log: str) -> None:
    """Be a worker; never returns."""
    code = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.argv = ["celery", *words]
        app.worker_main(words)
        code = 0
    finally:
        os._exit(code)


class ForkedChild:
    """A worker of the nursery, with the manners of `tooling.process.Child`."""

    def __init__(self, service: Service, words: list[str], nursery: Path) -> None:
        self.service = service
        keep_log_small(service.log)
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(20)
            client.connect(str(nursery))
            client.sendall(json.dumps({"words": words, "log": str(service.log)}).encode())
            self.pid = int(client.recv(64))
        self.began = started_at(self.pid)

    def ended(self) -> str:
        """ "" while it runs."""
        return "" if self.began and started_at(self.pid) == self.began else "gone"

    def ask_to_stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, self.service.stop_signal)

    def finish(self, seconds: float = 0) -> None:
        """Wait for the end; whatever is left of its group after `seconds` is killed."""
        limit = time.monotonic() + seconds
        while not self.ended() and time.monotonic() < limit:
            time.sleep(0.02)
        if not self.ended():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        clear_group(self.pid, 1)

    def last_words(self, lines: int = 8) -> str:
        """The end of its log."""
        text = (
            self.service.log.read_bytes()[-4000:].decode("utf-8", "replace")
            if self.service.log.exists()
            else ""
        )
        return "\n".join(text.strip().splitlines()[-lines:])


if __name__ == "__main__":
    main(sys.argv[1])
