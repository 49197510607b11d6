"""One supervised process: started so that it cannot outlive us, stopped with everything it started.

Each service leads its own process group, so that the terminal's Ctrl-C reaches the supervisor alone and the order of
stopping is ours. Linux tells the child when its supervisor dies (PR_SET_PDEATHSIG), which covers `kill -9`.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Makes grandchildren whose parent died ours to reap, so that a crashed server's remains can be waited for."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def started_at(pid: int) -> str:
    """The kernel's start time of a process, which tells it from a later one with the same id. "" when it is gone."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] in "ZX" else fields[19]


@dataclass(frozen=True)
class Service:
    """What to run and how it wants to be treated. Times are in seconds."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    log: Path
    folder: Path
    user: str | None = None
    pass_fds: tuple[int, ...] = ()
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 10.0
    is_ready: Callable[[], bool] = field(default=lambda: True)
    ready_seconds: float = 120.0
    before_start: Callable[[], None] = field(default=lambda: None)


class Child:
    """A running service."""

    def __init__(self, service: Service, pid_folder: Path) -> None:
        self.service = service
        self.pid_file = pid_folder / f"{service.name}.pid"
        self.since = time.monotonic()
        service.before_start()
        service.log.parent.mkdir(parents=True, exist_ok=True)
        keep_log_small(service.log)
        parent = os.getpid()
        death_signal = service.stop_signal
        prctl = _LIBC.prctl

        def in_child() -> None:
            # After the change of user, which would clear it. If the supervisor died in between, nobody told us.
            prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

        account = pwd.getpwnam(service.user) if service.user else None
        with service.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in service.command],
                env=dict(service.env),
                cwd=service.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                pass_fds=service.pass_fds,
                preexec_fn=in_child,
            )
        self.pid_file.write_text(f"{self.process.pid} {started_at(self.process.pid)}", encoding="utf-8")

    @property
    def pid(self) -> int:
        return self.process.pid

    def ended(self) -> str:
        """ "" while it runs, else how it ended in words."""
        code = self.process.poll()
        if code is None:
            return ""
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def ask_to_stop(self) -> None:
        """Sends the polite signal to the leader, which knows how to stop its own children."""
        if self.process.poll() is None:
            self.process.send_signal(self.service.stop_signal)

    def finish(self, seconds: float | None = None) -> None:
        """Waits for the end, then makes sure: whatever is left of the group after `seconds` is killed."""
        limit = time.monotonic() + (self.service.stop_seconds if seconds is None else seconds)
        while self.process.poll() is None and time.monotonic() < limit:
            time.sleep(0.02)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        clear_group(self.pid)
        self.pid_file.unlink(missing_ok=True)

    def last_words(self, lines: int = 8) -> str:
        """The end of its log, indented."""
        try:
            text = self.service.log.read_bytes()[-4000:].decode("utf-8", "replace")
        except FileNotFoundError:
            return ""
        return "\n".join(f"      {line}" for line in text.strip().splitlines()[-lines:])


def clear_group(group: int, seconds: float = 3.0) -> None:
    """Ends and reaps what is left of a process group whose leader is gone."""
    for sent, limit in ((signal.SIGTERM, seconds), (signal.SIGKILL, seconds)):
        try:
            os.killpg(group, sent)
        except (ProcessLookupError, PermissionError):
            return
        end = time.monotonic() + limit
        while time.monotonic() < end:
            try:
                while os.waitpid(-group, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return
            time.sleep(0.02)


def end_strays(pid_folder: Path) -> list[str]:
    """Ends processes that an earlier supervisor left behind; returns their names.

    Only a process whose id and start time both match its pid file is touched.
    """
    strays: dict[Path, tuple[int, str]] = {}
    for file in sorted(pid_folder.glob("*.pid")):
        words = file.read_text(encoding="utf-8").split()
        if len(words) == 2 and started_at(int(words[0])) == words[1]:
            strays[file] = (int(words[0]), words[1])
            # SIGINT is PostgreSQL's fast stop; the others take it as a stop too.
            os.kill(int(words[0]), signal.SIGINT)
    end = time.monotonic() + 10
    for pid, started in strays.values():
        while started_at(pid) == started and time.monotonic() < end:
            time.sleep(0.05)
        if started_at(pid) == started:
            os.killpg(pid, signal.SIGKILL)
    for file in pid_folder.glob("*.pid"):
        file.unlink(missing_ok=True)
    return [file.stem for file in strays]


def keep_log_small(path: Path, limit: int = 5_000_000) -> None:
    """Moves a log of over `limit` bytes aside, replacing the previous one."""
    if path.exists() and path.stat().st_size > limit:
        path.replace(path.with_suffix(".previous.log"))
