"""The whole product as `./run` starts it, for browser tests: gunicorn, Celery worker and beat, Valkey, a mail catcher.

The processes are those of `tooling.stack`, with the settings and the compressed static files that a person gets. They
work on a copy of the migrated database, so every test begins with reference data and nothing else. Import
`static_root` and a fixture made with `run_product` into the conftest.py of the tests.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from tests.chaos.machine import Shelf, wait_for
from tests.conftest import admin_connection
from tests.helpers.committed import Committed
from tests.helpers.db import as_owner
from tooling.paths import ROOT, VENV_PYTHON
from tooling.stack import Stack

# Ours, not the shell's: a test must not depend on which server or data folder a person has named.
OURS = (
    "REDIS_URL",
    "EMAIL_URL",
    "JO_DATA_DIR",
    "JO_DB_ROLE",
    "JO_MAILBOX_DIR",
    "JO_BASE_URL",
    "JO_BOUNCE_DOMAIN",
    "JO_INBOUND_DOMAIN",
    "JO_STATIC_ROOT",
)
INTERVALS = {"JO_SWEEP_SECONDS": "2", "JO_OUTBOX_SECONDS": "2"}
PASSWORD = "tre tilfældige ord"
PAUSE = 0.5  # between two looks at something that is waited for; the machine belongs to the product meanwhile


@dataclass(frozen=True)
class Letter:
    """One mail that the SMTP server has acknowledged."""

    to: str
    message_id: str
    subject: str
    text: str


class Product:
    """The running product: where it answers, its database and its mailbox."""

    def __init__(self, database: Committed, static_root: Path) -> None:
        self.database = database
        base = "/var/tmp" if os.access("/var/tmp", os.W_OK) else tempfile.gettempdir()  # noqa: S108
        self.home = Path(tempfile.mkdtemp(prefix="jobordre-e2e-", dir=base))
        self.shelf = Shelf(self.home / "pids")
        self.web_socket = socket.socket()
        self.web_socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.web_socket.getsockname()[1]}"
        self.static_root = static_root
        self.stack = self._stack()

    def _stack(self) -> Stack:
        with pytest.MonkeyPatch.context() as patch:
            for name in OURS:
                patch.delenv(name, raising=False)
            patch.setenv("DATABASE_URL", self.database.environment("owner")["DATABASE_URL"])
            # The passwords of the database's roles hang on it.
            patch.setenv("SECRET_KEY", settings.SECRET_KEY)
            stack = Stack(self.home, self.shelf, durable=False)  # type: ignore[arg-type]
            stack.start_servers()
        stack.env |= {
            **INTERVALS,
            "JO_STATIC_ROOT": str(self.static_root),
            "JO_DEMO": "1",
            "JO_DEV_PAGES": "1",
        }
        return stack

    def start(self, *, only_web: bool = False) -> None:
        """Start the product's own processes. Without worker and beat no mail leaves and no deadline is swept."""
        self.shelf.without = ("worker", "beat", "bounces") if only_web else ()
        self.stack.start_product(self.web_socket, self.url)

    def close(self) -> None:
        self.shelf.stop()
        self.web_socket.close()
        if self.stack.bounce_socket:
            self.stack.bounce_socket.close()
        if self.stack.mail_socket:
            self.stack.mail_socket.close()
        shutil.rmtree(self.home, ignore_errors=True)

    # --- what is really there ---------------------------------------------------------------------------------

    def connect(self) -> psycopg.Connection[Any]:
        """As the login of the server, who sees and may change all rows."""
        return admin_connection(self.database.name)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def one(self, statement: str, *values: object) -> Any:
        return self.rows(statement, *values)[0][0]

    def execute(self, statement: str, *values: object) -> int:
        """Run a statement; how many rows it touched."""
        with self.connect() as connection:
            return connection.execute(statement, values).rowcount  # type: ignore[arg-type]

    def letters(self, to: str = "", *, subject: str = "") -> list[Letter]:
        """The mails that have arrived, oldest first; those to one address, or with words in the subject."""
        found = []
        for file in sorted(self.stack.mailbox.glob("*.eml")):
            mail = message_from_bytes(file.read_bytes(), policy=modern)
            assert isinstance(mail, EmailMessage)
            body = mail.get_body(("plain",))
            letter = Letter(
                mail["X-Envelope-To"].strip(),
                mail["Message-ID"].strip(),
                mail["Subject"],
                body.get_content() if body else "",
            )
            if to in ("", letter.to) and subject in letter.subject:
                found.append(letter)
        return found

    def wait_for(self, condition: Callable[[], bool], what: str, *, seconds: float = 60) -> None:
        """Wait until `condition()` is true. Raises AssertionError with `what` and the ends of the logs."""
        try:
            wait_for(condition, what, seconds=seconds, pause=PAUSE)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.logs()}") from error

    def logs(self) -> str:
        """The ends of the processes' logs, for the message of a failed test."""
        return "\n".join(f"--- {name}\n{child.last_words(15)}" for name, child in self.shelf.children.items())


@contextmanager
def run_product(database: Committed, static_root: Path, *, only_web: bool = False) -> Iterator[Product]:
    """The product on `database` until the block ends."""
    product = Product(database, static_root)
    try:
        product.start(only_web=only_web)
        yield product
    finally:
        product.close()


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as they are served: hashed names, compressed. Gathered once per pytest process."""
    folder = tmp_path_factory.mktemp("static")
    subprocess.run(  # noqa: S603
        [str(VENV_PYTHON), "manage.py", "collectstatic", "--noinput", "--clear", "-v0"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "JO_STATIC_ROOT": str(folder),
            "PYTHONWARNINGS": "ignore",
        },
        check=True,
    )
    return folder


# --- people and offices -----------------------------------------------------------------------------------------


def set_password(actor: Actor, password: str = PASSWORD) -> str:
    """Give a person a password that the real settings accept; return the e-mail to sign in with."""
    hasher = Argon2PasswordHasher()
    with as_owner():
        user = User.objects.get(pk=actor.user_id)
        user.password = hasher.encode(password, hasher.salt())
        user.save(update_fields=["password"])
    return user.email


def sign_in(actor: Actor) -> Client:
    """A person who has signed in through the login page, as allauth's own pages about them want it."""
    with as_owner():
        user = User.objects.get(pk=actor.user_id)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    client = Client()
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302, "not signed in"
    # Second factors are shown to somebody who has just said again who they are.
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def cookies_of(client: Client, product: Product) -> list[dict[str, str]]:
    """The session of a test client, for a browser: both look it up in the same database."""
    name = settings.SESSION_COOKIE_NAME
    found = client.cookies.get(name)
    return [{"name": name, "value": found.value, "url": product.url}] if found else []


def open_round_the_clock(product: Product, places: Sequence[str]) -> None:
    """Jobcentres that are always open: the test tells the same story at every hour and on every weekday.

    Must come before the processes start: they keep the calendars that they have read.
    """
    product.execute(
        "delete from jobcenters_openinghours where jobcenter_id in"
        " (select organisation_id from jobcenters_jobcenter where place = any(%s))",
        list(places),
    )
    product.execute(
        "insert into jobcenters_openinghours (jobcenter_id, weekday, opens, closes, valid_from)"
        " select organisation_id, weekday, '00:00', '23:59:59.999999', '2020-01-01'"
        " from jobcenters_jobcenter, generate_series(0, 6) weekday where place = any(%s)",
        list(places),
    )
    # A version of its own: this process, too, keeps calendars by version.
    product.execute(
        "update jobcenters_jobcenter set calendar_version = calendar_version + 1000 where place = any(%s)",
        list(places),
    )
