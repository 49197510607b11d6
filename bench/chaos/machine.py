"""The product's own processes on servers of their own, started again whenever they have fallen.

PostgreSQL and Valkey write to disk as `./run` lets them; four workers, two beats, gunicorn, the door for bounces, the
watch and a mail catcher. One thread drives everything: `tick` must be called often.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.chaos.nursery import ForkedChild
from tooling import prepare
from tooling.paths import ROOT, VENV_PYTHON
from tooling.process import Child, Service, adopt_orphans
from tooling.progress import Words
from tooling.stack import Stack, said

WORKERS, BEATS = 4, 2
# Ours, not the shell's: no other server or data folder may be taken for ours.
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "JO_DATA_DIR",
    "JO_DB_ROLE",
    "JO_MAILBOX_DIR",
    "JO_BASE_URL",
    "JO_BOUNCE_DOMAIN",
    "JO_DEMO",
)
# A mail server that knows only us takes what it gets; a domain's pace would only make the run longer.
SETTINGS = {"JO_MAIL_PER_MINUTE": "100000"}
# Whoever waits for an answer of one keeps all others waiting: their logs say as much.
READY = {
    "postgres": b"ready to accept connections",
    "valkey": b"Ready to accept connections",
    "web": b"Booting worker",
    "worker": b" ready.",
    "beat": b"beat: Starting",
    "watch": "Holder øje.".encode(),
}
DISK = "64m"  # the file system of the mail catcher's folder


@dataclass
class _Catcher:
    """Takes the supervisor's place: keeps what `Stack` would start."""

    services: list[Service] = field(default_factory=list)

    def start(self, *services: Service) -> None:
        self.services += services


@dataclass
class Slot:
    """One process that shall run. `ready` makes the question whether it is, anew for each start."""

    service: Service
    ready: Callable[[], Callable[[], bool]]
    child: Child | ForkedChild | None = None
    is_ready: bool = False
    question: Callable[[], bool] = field(default=lambda: False)
    start_at: float = 0.0  # monotonic
    falls: int = 0  # ended by itself
    tries: int = 0  # the same, since it was last ready
    once: bool = False  # it ends by itself


class Machine:
    """The processes by name: postgres, valkey, mail, web, worker-1 …, beat-1 …, bounces, watch, others on demand."""

    def __init__(self) -> None:
        for name in OURS:
            os.environ.pop(name, None)
        adopt_orphans()
        # A real disk, and a place that PostgreSQL's unprivileged user can reach.
        base = "/var/tmp" if os.access("/var/tmp", os.W_OK) else tempfile.gettempdir()  # noqa: S108
        self.home = Path(tempfile.mkdtemp(prefix="jobordre-chaos-", dir=base))
        self.home.chmod(0o711)
        self._catcher = _Catcher()
        self.stack = Stack(self.home, self._catcher)  # type: ignore[arg-type]
        self.slots: dict[str, Slot] = {}
        self.web_socket = socket.socket()
        self.web_socket.bind(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self.web_socket.getsockname()[1]}"
        self.mounted = False
        self._graves: set[int] = set()
        self.nursery = self.home / "nursery.sock"
        (self.home / "pids").mkdir()

    # --- starting ---------------------------------------------------------------------------------------------

    def start_servers(self) -> None:
        """PostgreSQL, Valkey and the mail catcher, and the product's database with its reference data."""
        self.mounted = self._mount()
        self.stack.start_servers()
        self._take()
        self.wait_until_ready()
        self.stack.env |= SETTINGS
        prepare.ensure_static_files(self.stack.env)
        for command in (("setup_roles",), ("migrate", "--noinput", "-v0"), ("load_reference_data",)):
            self.stack.manage(*command, role="owner", problem=f"{command[0]} failed")

    def start_product(self) -> None:
        """Web, workers, beats and the rest; returns when all are ready."""
        self.stack.start_product(self.web_socket, self.base_url)
        self._take()
        self.wait_until_ready()

    def _mount(self) -> bool:
        """A small file system of its own for the mails, so that its disk can be filled; False where we may not."""
        folder = self.stack.mailbox
        folder.mkdir(parents=True)
        words = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "tmpfs", str(folder)]
        with contextlib.suppress(OSError):
            return subprocess.run(words, capture_output=True, check=False).returncode == 0  # noqa: S603
        return False

    def _take(self) -> None:
        """Give the services that `Stack` described slots; worker and beat several."""
        for service in self._catcher.services:
            if service.name == "worker":
                words: Words = [VENV_PYTHON, "-m", "bench.chaos.nursery", self.nursery]
                log = self.stack.logs / "nursery.log"
                self.add(
                    replace(service, name="nursery", command=words, log=log, is_ready=self.nursery.exists)
                )
            copies = {"worker": WORKERS, "beat": BEATS}.get(service.name, 0)
            for n in range(1, copies + 1):
                self.add(self._copy(service, n))
            if not copies:
                self.add(service)
        self._catcher.services.clear()

    def _copy(self, service: Service, n: int) -> Service:
        name = f"{service.name}-{n}"
        command: Words = [*service.command]
        if service.name == "worker":
            command += ["--hostname", f"{name}@%h"]
        else:
            command[-1] = self.home / f"{name}-schedule"
        return replace(service, name=name, command=command, log=self.stack.logs / f"{name}.log")

    def add(self, service: Service, *, once: bool = False) -> None:
        """Let a service run from the next tick on; `once`: until it ends."""
        said_words = READY.get(service.name.partition("-")[0])
        if said_words is not None:
            wanted = said_words
            self.slots[service.name] = Slot(service, lambda: said(service.log, wanted), once=once)
        else:
            self.slots[service.name] = Slot(service, lambda: service.is_ready, once=once)

    def refuser(self) -> Service:
        """The mail server that refuses, on the mail catcher's socket."""
        mail = self.slots["mail"].service
        assert self.stack.mail_socket is not None
        descriptor = str(self.stack.mail_socket.fileno())
        return replace(
            mail,
            name="refuser",
            command=[VENV_PYTHON, "-m", "bench.chaos.refuse", descriptor],
            log=self.stack.logs / "refuser.log",
            is_ready=lambda: True,
        )

    def tool(self, name: str, *words: str, role: str) -> Service:
        """A process of this command: `python -m words` with the product's settings and a database role."""
        return Service(
            name=name,
            command=[VENV_PYTHON, "-m", *words],
            env=self.stack.env | {"JO_DB_ROLE": role, "JO_BASE_URL": self.base_url},
            log=self.stack.logs / f"{name}.log",
            folder=ROOT,
        )

    # --- keeping alive ----------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Start what is to run, and see who has become ready."""
        now = time.monotonic()
        for slot in self.slots.values():
            if slot.child is not None and slot.child.ended():
                slot.falls += not slot.once
                slot.tries += 1
                slot.child.finish(0)
                self._clear(slot, delay=float("inf") if slot.once else min(0.2 * 2 ** min(slot.tries, 5), 2))
            if slot.child is None and now >= slot.start_at:
                slot.question, slot.is_ready = slot.ready(), False
                slot.child = self._born(slot.service)
            if slot.child is not None and not slot.is_ready:
                slot.is_ready = slot.question()
                slot.tries = 0 if slot.is_ready else slot.tries
        self._bury()

    def _bury(self) -> None:
        """Take leave of what was killed."""
        for group in list(self._graves):
            try:
                while os.waitpid(-group, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                self._graves.discard(group)

    def _born(self, service: Service) -> Child | ForkedChild | None:
        if not service.name.startswith("worker-"):
            return Child(service, self.home / "pids")
        try:
            return ForkedChild(service, [str(word) for word in service.command[5:]], self.nursery)
        except OSError:
            return None  # the next tick tries again

    def wait_until_ready(self, seconds: float = 300) -> None:
        """Tick until everything is ready. Raises TimeoutError with the logs' ends."""
        end = time.monotonic() + seconds
        while not all(slot.is_ready for slot in self.slots.values()):
            if time.monotonic() > end:
                raise TimeoutError(f"not ready: {self.waiting()}\n{self.last_words()}")
            self.tick()
            time.sleep(0.05)

    def waiting(self) -> list[str]:
        """Who is not ready."""
        return [name for name, slot in self.slots.items() if not slot.is_ready]

    def ready(self, kind: str) -> list[str]:
        """The ready ones of a kind: "worker" finds worker-1 …"""
        return [name for name, slot in self.slots.items() if slot.is_ready and name.partition("-")[0] == kind]

    def kill(self, name: str, *, delay: float) -> None:
        """kill -9 the process and its group: no handler runs, nothing is tidied. It starts again after `delay` s."""
        slot = self.slots[name]
        if slot.child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(slot.child.pid, signal.SIGKILL)
            if isinstance(slot.child, Child):
                slot.child.process.wait()
            self._graves.add(slot.child.pid)
            self._clear(slot, delay=delay)

    def _clear(self, slot: Slot, *, delay: float) -> None:
        slot.child, slot.is_ready, slot.start_at = None, False, time.monotonic() + delay

    def remove(self, name: str) -> None:
        """kill -9 a process for good."""
        self.kill(name, delay=0)
        del self.slots[name]

    # --- looking ----------------------------------------------------------------------------------------------

    @property
    def dsn(self) -> str:
        """libpq's connection string of the server's own login, who sees all rows."""
        return self.stack.env["DATABASE_URL"]

    def flush_broker(self) -> None:
        """Everything in Valkey is gone. Raises OSError."""
        assert self.stack.valkey is not None
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(self.stack.valkey.socket))
            client.sendall(b"FLUSHALL\r\n")
            client.recv(64)

    def last_words(self) -> str:
        """The ends of the logs of those that are not ready."""
        return "\n".join(
            f"--- {name}\n{slot.child.last_words(12)}"
            for name, slot in self.slots.items()
            if slot.child is not None and not slot.is_ready
        )

    def close(self, *, keep: bool = False) -> None:
        """Stop everything, users of a server before the server, and remove the files unless they are to be kept."""
        for name in reversed(list(self.slots)):
            child = self.slots[name].child
            if child is not None:
                child.ask_to_stop()
                child.finish(5)
        self.web_socket.close()
        for other in (self.stack.mail_socket, self.stack.bounce_socket):
            if other:
                other.close()
        if keep:
            return
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.stack.mailbox)], capture_output=True, check=False)  # noqa: S603, S607
        postgres = self.home / "postgres"
        target = postgres.resolve()
        shutil.rmtree(self.home, ignore_errors=True)
        if target != postgres:
            shutil.rmtree(target, ignore_errors=True)
