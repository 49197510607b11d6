"""The product's own processes on servers of their own, to be killed one by one. Nothing here is simulated."""

import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests import kept_template
from tooling.process import Child, Service
from tooling.stack import Stack

ROOT = Path(__file__).resolve().parent.parent.parent


class Shelf:
    """Starts what `tooling.stack` describes, as the supervisor of ./run does, but restarts nothing by itself."""

    def __init__(self, pid_folder: Path, *, without: tuple[str, ...] = ()) -> None:
        self.pid_folder = pid_folder
        self.without = without
        self.services: dict[str, Service] = {}
        self.children: dict[str, Child] = {}
        pid_folder.mkdir(parents=True)

    def start(self, *services: Service) -> None:
        for service in services:
            if service.name not in self.without:
                self.services[service.name] = service
                self.again(service.name)

    def again(self, name: str) -> None:
        """Start the service called `name`, and wait until it is ready."""
        service = self.services[name]
        child = self.children[name] = Child(service, self.pid_folder)
        wait_for(
            lambda: service.is_ready() or bool(child.ended()),
            f"{name} to be ready",
            # How long starting takes says how busy the machine is, and nothing about the product.
            seconds=max(service.ready_seconds, 180),
        )
        assert not child.ended(), f"{name}: {child.ended()}\n{child.last_words(40)}"

    def kill(self, name: str) -> None:
        """kill -9 the process and all that it started in its group: no handler runs, nothing is tidied."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.finish()

    def stop(self) -> None:
        for name in reversed(list(self.children)):
            self.children[name].ask_to_stop()
        for name in reversed(list(self.children)):
            self.children.pop(name).finish(5)


class Machine:
    """PostgreSQL, Valkey and a mail catcher of its own, with the product's database; worker and beat on demand."""

    def __init__(self) -> None:
        # A real disk, and a place that PostgreSQL's unprivileged user can reach.
        base = "/var/tmp" if os.access("/var/tmp", os.W_OK) else tempfile.gettempdir()  # noqa: S108
        self.home = Path(tempfile.mkdtemp(prefix="jobordre-chaos-", dir=base))
        self.home.chmod(0o711)
        self.shelf = Shelf(self.home / "pids", without=("web", "bounces"))
        self.stack = Stack(self.home, self.shelf)  # type: ignore[arg-type]
        self.web_socket = socket.socket()

    def start_servers(self, template: str) -> None:
        """Servers with a copy of the migrated database called `template`."""
        self.stack.start_servers()
        self.stack.manage("setup_roles", role="owner", problem="setup_roles failed")
        kept_template.copy(template, self.stack.env["DATABASE_URL"], self.home)

    def start_product(self) -> None:
        self.web_socket.bind(("127.0.0.1", 0))
        self.stack.start_product(self.web_socket, "http://localhost:1")

    def connect(self) -> psycopg.Connection[Any]:
        """As the owner of the server, who sees all rows."""
        return psycopg.connect(self.stack.env["DATABASE_URL"], autocommit=True, connect_timeout=5)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def one(self, statement: str) -> Any:
        return self.rows(statement)[0][0]

    def logs(self) -> str:
        """The ends of the logs, for the message of a failed test."""
        return "\n".join(f"--- {name}\n{child.last_words(15)}" for name, child in self.shelf.children.items())

    def close(self) -> None:
        self.shelf.stop()
        self.web_socket.close()
        if self.stack.mail_socket:
            self.stack.mail_socket.close()
        if self.stack.bounce_socket:
            self.stack.bounce_socket.close()
        postgres = self.home / "postgres"
        target = postgres.resolve()
        shutil.rmtree(self.home, ignore_errors=True)
        if target != postgres:
            shutil.rmtree(target, ignore_errors=True)


def wait_for(condition: Callable[[], bool], what: str, *, seconds: float = 60, pause: float = 0.05) -> None:
    """Wait until `condition()` is true. Raises AssertionError with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(pause)
