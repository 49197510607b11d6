"""Which services make up the product on one machine, and the environment they share.

`DATABASE_URL`, `REDIS_URL` and `EMAIL_URL` each name an outside server, which is then used instead of ours.
"""

import json
import multiprocessing
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from tooling.paths import DATA, ROOT, STATIC_ROOT, VENV, VENV_PYTHON, digest, read_text, write_private
from tooling.postgres import Postgres
from tooling.process import Service
from tooling.progress import Stop, Words, call, say, step
from tooling.supervisor import Supervisor
from tooling.valkey import Valkey

# A change in any of these means that set-up of the database has to run again.
DATABASE_SOURCES = (
    "*/migrations/*.py",
    "*/management/commands/setup_roles.py",
    "*/management/commands/load_reference_data.py",
    "*/management/commands/load_vocabulary.py",
    "accounts/rls*.py",
    "config/database.py",
    "candidates/data/**/*",
    "candidates/services/vocabulary.py",
    "jobcenters/data/**/*",
    "jobcenters/data_tools/**/*.py",
    "package-lock.json",
)


class Stack:
    """The servers and processes of one data folder.

    `durable=False` is for throw-away servers (tests), which are never told to write to disk at once.
    """

    def __init__(
        self,
        data: Path,
        supervisor: Supervisor,
        *,
        name: str = "jobordre",
        durable: bool = True,
        mail: bool = True,
    ) -> None:
        self.data = data
        self.supervisor = supervisor
        self.logs = data / "logs"
        self.mailbox = data / "mail"
        self.postgres = (
            None
            if os.environ.get("DATABASE_URL")
            else Postgres(data / "postgres", name=name, durable=durable)
        )
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(data / "valkey", durable=durable)
        self.mail_socket: socket.socket | None = None
        if mail and not os.environ.get("EMAIL_URL"):
            self.mail_socket = socket.socket()
            self.mail_socket.bind(("127.0.0.1", 0))
        self.bounce_socket: socket.socket | None = None
        self.env: dict[str, str] = {}

    def start_servers(self) -> None:
        """PostgreSQL, Valkey and the mail catcher; afterwards `env` names them."""
        if self.postgres:
            self.postgres.prepare()
            self.supervisor.start(self.postgres.service(self.logs / "postgres.log"))
        if self.valkey:
            self.supervisor.start(self.valkey.service(self.logs / "valkey.log"))
        if self.mail_socket:
            self.supervisor.start(self._mail_service(self.mail_socket))
        self.env = self._environment()

    def _environment(self) -> dict[str, str]:
        env = without_python_settings(os.environ)
        env["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
        env["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secret_key(
            # An outside server's roles have passwords derived from the product's key: no other may be made up.
            self.data if self.postgres else DATA
        )
        if self.postgres:
            env["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            env["REDIS_URL"] = self.valkey.url
        if self.mail_socket:
            env["EMAIL_URL"] = f"smtp://127.0.0.1:{self.mail_socket.getsockname()[1]}"
            env["JO_MAILBOX_DIR"] = str(self.mailbox)
        env |= {"JO_DATA_DIR": str(self.data), "JO_STATIC_ROOT": str(STATIC_ROOT), "JO_DEV_PAGES": "1"}
        env.setdefault("JO_DEMO", "1")
        env.setdefault("JO_BOUNCE_DOMAIN", "retur.localhost")
        env.setdefault("JO_INBOUND_DOMAIN", "ind.localhost")
        return env

    def _mail_service(self, listening: socket.socket) -> Service:
        address = listening.getsockname()
        return Service(
            name="mail",
            command=[VENV_PYTHON, "-m", "tooling.mailcatcher", str(listening.fileno()), self.mailbox],
            env=without_python_settings(os.environ),
            log=self.logs / "mail.log",
            folder=ROOT,
            pass_fds=(listening.fileno(),),
            stop_seconds=5,
            is_ready=lambda: says_hello(address),
        )

    def _bounce_service(self, env: dict[str, str]) -> Service:
        # Where a mail server would hand over what comes back; a person may do it with any SMTP client.
        if self.bounce_socket is None:
            self.bounce_socket = socket.socket()
            self.bounce_socket.bind(("127.0.0.1", 0))
        descriptor, address = self.bounce_socket.fileno(), self.bounce_socket.getsockname()
        return Service(
            name="bounces",
            command=[VENV_PYTHON, "manage.py", "receive_mail", "--fd", str(descriptor)],
            env=env,
            log=self.logs / "bounces.log",
            folder=ROOT,
            pass_fds=(descriptor,),
            is_ready=lambda: says_hello(address),
            ready_seconds=60,
        )

    def _watch_service(self, env: dict[str, str]) -> Service:
        return Service(
            name="watch",
            command=[VENV_PYTHON, "manage.py", "watch_deadlines"],
            env=env,
            log=self.logs / "watch.log",
            folder=ROOT,
            is_ready=said(self.logs / "watch.log", "Holder øje.".encode()),
            ready_seconds=60,
        )

    def manage(self, *arguments: str, role: str, problem: str) -> str:
        """Runs manage.py quietly with a database role and returns what it printed. Raises Stop with `problem`."""
        return call(
            [VENV_PYTHON, "manage.py", *arguments],
            env=self.env | {"JO_DB_ROLE": role},
            cwd=ROOT,
            problem=problem,
        )

    def prepare_database(self) -> None:
        """Roles, migrations, reference data and (once) demo data; nothing at all when nothing changed."""
        stamp = self.data / "stamps" / "database.json"
        stamp.parent.mkdir(parents=True, exist_ok=True)
        known = json.loads(read_text(stamp) or "{}")
        identity = self.postgres.system_identifier() if self.postgres else digest([self.env["DATABASE_URL"]])
        sources = [
            path for pattern in DATABASE_SOURCES for path in sorted(ROOT.glob(pattern)) if path.is_file()
        ]
        now = digest([identity, digest([self.env["SECRET_KEY"]]), *sources])
        # An outside server may have been changed by anybody: there, every start looks.
        if self.postgres and known.get("digest") == now:
            return
        commands = self._commands()
        with step("database roles"):
            self.manage("setup_roles", role="owner", problem="The database roles could not be made.")
        with step("migrations"):
            self.manage("migrate", "--noinput", "-v1", role="owner", problem="The migrations failed.")
        if "load_reference_data" in commands:
            with step("reference data"):
                self.manage(
                    "load_reference_data", role="owner", problem="The reference data could not be loaded."
                )
        if "load_vocabulary" in commands:
            with step("vocabulary"):
                self.manage("load_vocabulary", role="owner", problem="The vocabulary could not be loaded.")
        demo, users = known.get("demo") == identity, ""
        try:
            if not demo and self.env["JO_DEMO"] == "1" and "load_demo" in commands:
                with step("demo data"):
                    self.manage("load_demo", role="owner", problem="The demo data could not be loaded.")
                demo = True
            if demo and "demo_users" in commands:
                users = self.manage("demo_users", "--json", role="owner", problem="No list of demo users.")
        except Stop as problem:
            # The product is usable without; the next start tries again.
            say(f"{problem}")
            now = ""
        write_private(stamp, json.dumps({"digest": now, "demo": identity if demo else "", "users": users}))

    def _commands(self) -> set[str]:
        return {path.stem for path in ROOT.glob("*/management/commands/*.py")}

    def demo_users(self) -> list[dict[str, str]]:
        """The people of the demo data, as {role, organisation, name, email, password}."""
        known = json.loads(read_text(self.data / "stamps" / "database.json") or "{}")
        people: list[dict[str, str]] = json.loads(known.get("users") or "[]")
        return people

    def start_product(self, listening: socket.socket, base_url: str) -> None:
        """Web on an already bound socket, Celery worker and beat, door for bounces, watch: each with its own role."""
        env = self.env | {"JO_BASE_URL": base_url}
        address = listening.getsockname()
        gunicorn: Words = [
            VENV_PYTHON,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"fd://{listening.fileno()}",
        ]
        gunicorn += ["--workers", "2", "--threads", "4", "--graceful-timeout", "8", "--no-control-socket"]
        gunicorn += ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108
        celery: Words = [VENV_PYTHON, "-m", "celery", "-A", "config.celery:app"]
        worker: Words = [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ]
        if not semaphores_work():
            say("  /dev/shm cannot be written here: the worker uses threads instead of processes.")
            worker += ["--pool", "threads"]
        beat: Words = [
            *celery,
            "beat",
            "--loglevel",
            "INFO",
            "--pidfile=",
            "--schedule",
            self.data / "beat-schedule",
        ]
        self.supervisor.start(
            Service(
                name="web",
                command=gunicorn,
                env=env | {"JO_DB_ROLE": "web"},
                log=self.logs / "web.log",
                folder=ROOT,
                pass_fds=(listening.fileno(),),
                is_ready=lambda: answers_http(address),
            ),
            Service(
                name="worker",
                command=worker,
                env=env | {"JO_DB_ROLE": "worker", "PYTHONWARNINGS": "ignore::RuntimeWarning"},
                log=self.logs / "worker.log",
                folder=ROOT,
                stop_seconds=20,
                is_ready=said(self.logs / "worker.log", b" ready."),
                ready_seconds=60,
            ),
            Service(
                name="beat",
                command=beat,
                env=env | {"JO_DB_ROLE": "worker"},
                log=self.logs / "beat.log",
                folder=ROOT,
                is_ready=said(self.logs / "beat.log", b"beat: Starting"),
                ready_seconds=60,
            ),
            self._bounce_service(env | {"JO_DB_ROLE": "worker"}),
            self._watch_service(env | {"JO_DB_ROLE": "worker"}),
        )


def secret_key(data: Path) -> str:
    """The key of this data folder, made once. Database passwords and sessions hang on it."""
    path = data / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return read_text(path)


def without_python_settings(env: Mapping[str, str]) -> dict[str, str]:
    """The person's environment, with our virtual environment first and nothing that bends Python itself."""
    kept = {
        name: value
        for name, value in env.items()
        if name not in ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP")
    }
    kept["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    kept |= {"VIRTUAL_ENV": str(VENV), "PYTHONUNBUFFERED": "1"}
    kept.setdefault("LC_ALL", "C.UTF-8")
    return kept


def says_hello(address: tuple[str, int]) -> bool:
    """Whether an SMTP server greets with 220 at the address."""
    try:
        with socket.create_connection(address, timeout=2) as client:
            return client.recv(64).startswith(b"220")
    except OSError:
        return False


def answers_http(address: tuple[str, int]) -> bool:
    """Whether any HTTP answer comes; an error page counts, it is shown to the person anyway."""
    try:
        with socket.create_connection(address, timeout=10) as client:
            client.sendall(b"GET /static/none HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return client.recv(64).startswith(b"HTTP/")
    except OSError:
        return False


def semaphores_work() -> bool:
    """Whether processes can share locks: they live in /dev/shm, which a bare chroot may lack."""
    try:
        multiprocessing.Lock()
    except OSError:
        return False
    return True


def said(log: Path, words: bytes) -> Callable[[], bool]:
    """A check whether a log has gained the words since now."""
    before = log.stat().st_size if log.exists() else 0

    def check() -> bool:
        # The log may have been moved aside at the start because it had grown large.
        content = log.read_bytes() if log.exists() else b""
        return words in (content[before:] if len(content) >= before else content)

    return check


def run_manage(stack_env: Mapping[str, str], arguments: list[str]) -> int:
    """Runs manage.py on the terminal: its output, input and exit code are the person's.

    Ctrl-C reaches it from the terminal, SIGTERM through us; we stay until it ends, to stop the servers after it.
    """
    command = [str(VENV_PYTHON), "manage.py", *arguments]
    process = subprocess.Popen(command, env=dict(stack_env), cwd=ROOT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    code = process.wait()
    if code < 0:
        raise Stop(f"manage.py was ended by {signal.Signals(-code).name}.")
    return code
