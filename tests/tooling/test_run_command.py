"""`./run` as a person meets it: sentences instead of tracebacks, clean output, nothing left behind."""

import json
import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tooling.conftest import alive, wait_until

Start = Callable[..., "subprocess.Popen[str]"]


def test_a_taken_port_is_said_in_a_sentence(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        out, err = start("--port", str(port)).communicate(timeout=20)
    assert f"Port {port} is taken by another program. Choose another: ./run --port {port + 1}" in err
    assert "Traceback" not in err
    assert out == ""


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_an_impossible_port_is_said_in_a_sentence(start: Start, port: str) -> None:
    process = start("--port", port)
    err = process.communicate(timeout=20)[1]
    assert process.returncode == 1
    assert f"A port is a number from 1 to 65535, not {port}." in err


def test_reset_asks_and_deletes_only_after_yes(
    data: Path, run_environment: dict[str, str], start: Start
) -> None:
    (data / "mail").mkdir(parents=True)
    (data / "mail" / "one.eml").write_text("kept")
    (data / "secret_key").write_text("kept")

    nobody = start("reset")
    assert "Nobody is there to answer" in nobody.communicate(timeout=20)[1]
    assert nobody.returncode == 1
    assert (data / "mail" / "one.eml").exists()

    root = Path(__file__).resolve().parent.parent.parent
    said_no = subprocess.run(
        [root / "run", "reset"],
        input="no\n",
        env=run_environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert said_no.returncode == 1
    assert "Nothing was deleted" in said_no.stderr
    assert (data / "secret_key").exists()

    said_yes = subprocess.run(
        [root / "run", "reset"],
        input="yes\n",
        env=run_environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert said_yes.returncode == 0
    assert not (data / "mail").exists()
    assert not (data / "secret_key").exists()


def test_manage_brings_servers_up_keeps_output_clean_and_passes_the_exit_code(
    data: Path, start: Start
) -> None:
    good = start("manage", "setup_roles")
    out, err = good.communicate(timeout=60)
    assert good.returncode == 0, err
    assert len(out.splitlines()) == 1, out
    assert "jobordre" in out
    assert "postgres" in err, "progress belongs on standard error"

    bad = start("manage", "migrate", "--no-such-option")
    out, err = bad.communicate(timeout=60)
    assert bad.returncode == 2
    assert out == ""
    assert "--no-such-option" in err
    assert list((data / "run").glob("*.pid")) == []


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except OSError:
        return 0


def test_the_whole_product_starts_survives_kills_and_stops_without_a_trace(data: Path, start: Start) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start("--port", str(port))
    state = data / "run" / "state.json"
    wait_until(lambda: state.exists() or process.poll() is not None, 240)
    assert process.poll() is None, process.communicate()[1]
    base = f"http://localhost:{port}"
    assert get(f"{base}/sundhed/klar/") == 200
    assert get(f"{base}/dev/mail/") == 200
    assert oct(state.stat().st_mode)[-3:] == "600", "it holds the database's password"

    pids = {file.stem: int(file.read_text().split()[0]) for file in (data / "run").glob("*.pid")}
    assert set(pids) == {"postgres", "valkey", "mail", "web", "worker", "beat", "bounces", "watch"}
    second = start("--port", str(port + 1 if port < 65535 else port - 1))
    assert "running already" in second.communicate(timeout=30)[1]

    code = "from django.db import connection as c; print('role', c.cursor().execute('select user').fetchone()[0])"
    shell = start("manage", "shell", "-v0", "-c", code)
    out, err = shell.communicate(timeout=60)
    assert out == "role jo_web\n", err

    for name in ("worker", "postgres", "web"):
        os.kill(pids[name], signal.SIGKILL)
    wait_until(
        lambda: get(f"{base}/sundhed/klar/") == 200 and pid(data, "worker") not in (0, pids["worker"]), 60
    )

    pids = {file.stem: int(file.read_text().split()[0]) for file in (data / "run").glob("*.pid")}
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"{base}/" in out
    assert [name for name, number in pids.items() if alive(number)] == []
    assert command_lines_with(str(data)) == []


def pid(data: Path, name: str) -> int:
    file = data / "run" / f"{name}.pid"
    return int(file.read_text().split()[0]) if file.exists() else 0


def command_lines_with(text: str) -> list[str]:
    """Processes of anybody that name the data folder: also grandchildren that no pid file knows."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if text in line and alive(int(file.parent.name)):
            found.append(line)
    return found


def test_state_of_a_dead_supervisor_is_not_believed(data: Path, start: Start) -> None:
    (data / "run").mkdir(parents=True)
    dead = {
        "pid": 1,
        "since": "never",
        "base_url": "http://localhost:1",
        "env": {"DATABASE_URL": "postgresql:///none"},
    }
    (data / "run" / "state.json").write_text(json.dumps(dead))
    process = start("manage", "setup_roles")
    assert process.communicate(timeout=60)[0].count("\n") == 1
    assert process.returncode == 0
