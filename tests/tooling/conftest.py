"""These tests start real processes; most need no Django and no database of the test run."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Fails when the condition has not come true in time."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"not so within {seconds} s"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder of its own for `./run`."""
    home = Path(tempfile.mkdtemp(prefix="jobordre-test-"))
    # Root's PostgreSQL runs as another user, who could not get through pytest's own private folders.
    home.chmod(0o711)
    yield home / "data"
    shutil.rmtree(home)


@pytest.fixture
def run_environment(data: Path) -> dict[str, str]:
    """The environment of a person who has just cloned: no outside server, no setting of the test run."""
    ours = (
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "SECRET_KEY",
        "DJANGO_SETTINGS_MODULE",
        "PYTEST_CURRENT_TEST",
    )
    kept = {
        name: value for name, value in os.environ.items() if name not in ours and not name.startswith("JO_")
    }
    return kept | {"JO_DATA_DIR": str(data), "JO_DEMO": "0"}


@pytest.fixture
def start(run_environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `./run` with arguments; whatever is left is ended after the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, ROOT / "run", *arguments],
            env=run_environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()
