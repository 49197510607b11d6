"""The supervisor restarts what dies, and leaves nothing behind however it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tooling.conftest import alive, wait_until

SCRIPT = Path(__file__).with_name("supervised.py")


def begin(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, SCRIPT, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    wait_until(lambda: (folder / "grandchild").exists() and (folder / "grandchild").read_text())
    return process


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = begin(tmp_path)
    yield process
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=20)


def pid_of(folder: Path, name: str) -> int:
    file = folder / f"{name}.pid"
    return int(file.read_text().split()[0]) if file.exists() else 0


def test_a_killed_service_is_named_and_started_again(
    supervised: subprocess.Popen[str], tmp_path: Path
) -> None:
    before = pid_of(tmp_path, "plain")
    other = pid_of(tmp_path, "parent")
    # It must have said something before it dies: a process can be killed before its first line.
    wait_until(lambda: "hello" in (tmp_path / "plain.log").read_text())
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: pid_of(tmp_path, "plain") not in (0, before) and alive(pid_of(tmp_path, "plain")))
    assert pid_of(tmp_path, "parent") == other
    supervised.send_signal(signal.SIGINT)
    said = supervised.communicate(timeout=20)[1]
    assert "plain ended: killed by SIGKILL" in said
    assert "hello" in said, "the end of its log belongs to the message"
    assert "plain starts again in 0.5 s" in said


def test_the_remains_of_a_killed_service_are_ended_before_its_successor_starts(
    supervised: subprocess.Popen[str], tmp_path: Path
) -> None:
    orphan = int((tmp_path / "grandchild").read_text())
    assert alive(orphan)
    (tmp_path / "grandchild").unlink()
    os.kill(pid_of(tmp_path, "parent"), signal.SIGKILL)
    wait_until(lambda: (tmp_path / "grandchild").exists() and (tmp_path / "grandchild").read_text())
    assert not alive(orphan)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_no_process(
    supervised: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    pids = [pid_of(tmp_path, "plain"), pid_of(tmp_path, "parent"), int((tmp_path / "grandchild").read_text())]
    assert all(alive(pid) for pid in pids)
    supervised.send_signal(number)
    supervised.communicate(timeout=20)
    assert [pid for pid in pids if alive(pid)] == []
    assert list(tmp_path.glob("*.pid")) == []


def test_services_end_when_the_supervisor_is_killed(
    supervised: subprocess.Popen[str], tmp_path: Path
) -> None:
    pids = [pid_of(tmp_path, "plain"), pid_of(tmp_path, "parent")]
    supervised.kill()
    supervised.communicate(timeout=20)
    wait_until(lambda: not any(alive(pid) for pid in pids), 5)


def test_strays_of_a_killed_supervisor_are_ended_and_nothing_else_is(tmp_path: Path) -> None:
    stray = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True)
    innocent = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True
    )
    try:
        from tooling.process import started_at

        (tmp_path / "stray.pid").write_text(f"{stray.pid} {started_at(stray.pid)}")
        # The same process id, but of a process that started at another time: a later one that reuses the number.
        (tmp_path / "innocent.pid").write_text(f"{innocent.pid} 12345")
        process = begin(tmp_path)
        assert not alive(stray.pid)
        assert alive(innocent.pid)
        process.terminate()
        process.communicate(timeout=20)
    finally:
        for left in (stray, innocent):
            left.kill()
            left.wait()
