"""`./test`: every check of the project, on throw-away servers, with one summary at the end."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tooling import prepare
from tooling.command import run_command
from tooling.paths import ROOT, VENV
from tooling.progress import Words, say
from tooling.stack import Stack, semaphores_work, without_python_settings
from tooling.supervisor import Supervisor

HELP = """\
./test                     every check, then every test
./test --no-browser        the same without the tests that need Chromium
./test orders -k clock     only pytest, with these arguments; a folder of tests/ may be named by its name

DATABASE_URL and REDIS_URL name outside servers to test against instead of throw-away ones."""

# djlint shares work among processes, which the read-only /dev/shm of a bare chroot forbids; on one CPU it does not.
ON_ONE_CPU = (
    "import os, sys\n"
    "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
OPTIONS_WITH_A_WORD = {
    "-k",
    "-m",
    "-n",
    "-p",
    "-o",
    "-r",
    "-c",
    "-W",
    "--durations",
    "--maxfail",
    "--timeout",
}
MIGRATIONS_MISSING = ("makemigrations", "--check", "--dry-run", "-v1")


def main(arguments: list[str]) -> int:
    """The command's exit code: 0 when everything passed."""
    return run_command(lambda: choose(arguments), line_buffering=True)


def choose(arguments: list[str]) -> int:
    """Does what the words say; the exit code. Raises Stop."""
    if arguments[:1] in (["-h"], ["--help"]):
        say(HELP)
        return 0
    no_browser = "--no-browser" in arguments
    rest = [word for word in arguments if word != "--no-browser"]
    # The word after -k, -m and the like is that option's, also when a folder has the same name.
    rest = [
        word if before in OPTIONS_WITH_A_WORD else test_path(word)
        for before, word in zip(["", *rest], rest, strict=False)
    ]
    prepare.prepare("dev")
    return check_all(rest, no_browser=no_browser)


def test_path(word: str) -> str:
    """A word that names a folder or file below tests/ means that; all else is pytest's own argument."""
    path, separator, rest = word.partition("::")
    if path and not path.startswith("-") and not (ROOT / path).is_file():
        tests = ROOT / "tests"
        for candidate in (tests / path, tests / f"{path}.py", tests / f"test_{path}.py"):
            if candidate.exists():
                return f"{candidate.relative_to(ROOT)}{separator}{rest}"
    return word


class Checks:
    """Runs checks one after another, all of them even when one fails, and remembers how each went."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.results: list[tuple[str, bool, float, str]] = []

    def run(self, name: str, *words: str | Path, env: dict[str, str] | None = None) -> bool:
        """One command, its output shown as it comes. True when its exit code was 0."""
        say(f"\n== {name}")
        began = time.monotonic()
        done = subprocess.run(
            [*words], cwd=ROOT, env=self.env | (env or {}), stdin=subprocess.DEVNULL, check=False
        )
        self.note(name, done.returncode == 0, time.monotonic() - began)
        return done.returncode == 0

    def note(self, name: str, passed: bool, seconds: float, why: str = "") -> None:
        self.results.append((name, passed, seconds, why))

    def summary(self) -> int:
        """Prints one line per check; 0 when all passed."""
        say("")
        for name, passed, seconds, why in self.results:
            say(f"  {name:<40} {'ok' if passed else 'FAILED':>6} {seconds:7.1f} s{'  ' + why if why else ''}")
        failed = [name for name, passed, _, _ in self.results if not passed]
        total = sum(seconds for _, _, seconds, _ in self.results)
        say(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All passed'} ({total:.0f} s)")
        return 1 if failed else 0


def check_all(pytest_arguments: Sequence[str], *, no_browser: bool) -> int:
    """Style and types first (unless pytest has arguments), then the tests with real servers."""
    checks = Checks(without_python_settings(os.environ) | {"DJANGO_SETTINGS_MODULE": "config.settings.test"})
    tools = VENV / "bin"
    if not pytest_arguments:
        checks.run("ruff check", tools / "ruff", "check", "--no-cache", ".")
        checks.run("ruff format", tools / "ruff", "format", "--no-cache", "--check", ".")
        templates = [str(path.relative_to(ROOT)) for path in _template_folders()]
        if templates:
            djlint = (
                [tools / "djlint"]
                if semaphores_work()
                else [tools / "python", "-c", ON_ONE_CPU, tools / "djlint"]
            )
            checks.run("djlint", *djlint, "--lint", "--quiet", *templates)
        checks.run("mypy", tools / "mypy")
        checks.run("import floors (lint-imports)", tools / "lint-imports", "--no-cache")
    with_servers(lambda env: _database_checks(checks, env, list(pytest_arguments), no_browser=no_browser))
    return checks.summary()


def _template_folders() -> list[Path]:
    folders = [ROOT / "templates", *ROOT.glob("*/templates"), *ROOT.glob("tooling/*/templates")]
    return [folder for folder in folders if any(folder.rglob("*.html"))]


def with_servers(use: Callable[[dict[str, str]], None]) -> None:
    """Calls `use` with the environment of throw-away servers, and removes them whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="jobordre-test-"))
    # PostgreSQL runs as another user when we are root: it has to get through this folder to its own.
    home.chmod(0o711)
    supervisor = Supervisor(home / "pids")
    try:
        servers = Stack(home, supervisor, durable=False, mail=False)
        servers.start_servers()
        use(servers.env)
    finally:
        supervisor.stop()
        shutil.rmtree(home, ignore_errors=True)


def _database_checks(checks: Checks, env: dict[str, str], arguments: list[str], *, no_browser: bool) -> None:
    names = ("DATABASE_URL", "REDIS_URL")
    checks.env |= {name: env[name] for name in names}
    # A test must not depend on which demo, mailbox or role the person's shell names.
    for name in ("JO_DB_ROLE", "JO_DEMO", "JO_MAILBOX_DIR", "JO_BASE_URL", "SECRET_KEY", "EMAIL_URL"):
        checks.env.pop(name, None)
    if not semaphores_work():
        checks.env["JO_WORKER_POOL"] = "threads"
    if not arguments:
        python = VENV / "bin" / "python"
        # The roles of this database are made by the tests; their absence is not what is checked here.
        quiet = {"PYTHONWARNINGS": "ignore::RuntimeWarning"}
        checks.run("makemigrations --check", python, "manage.py", *MIGRATIONS_MISSING, env=quiet)
    elif "DATABASE_URL" not in os.environ:
        # Chosen tests begin from the database that the last run of chosen tests made, where nothing of it has changed.
        checks.env["JO_TEST_KEPT"] = "1"
    browser = _browser(checks, no_browser=no_browser, only_some=bool(arguments))
    command: Words = [VENV / "bin" / "python", "-m", "pytest"]
    if not any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments):
        command += ["-n", "2"] if not arguments else ["-n", "0"]
    if not browser:
        command += ["-m", "not browser"]
    checks.run("pytest", *command, *arguments, env={"JO_CHROMIUM": prepare.chromium()})


def _browser(checks: Checks, *, no_browser: bool, only_some: bool) -> bool:
    """Whether the browser tests can run. When they should and cannot, that is a failed check of its own."""
    if no_browser:
        say("\nThe browser tests are left out (--no-browser).")
        return False
    began = time.monotonic()
    problem = prepare.browser_problem()
    if problem and not only_some:
        say(f"\n{'!' * 100}\n{problem}\nUntil then, `./test --no-browser` runs everything else.\n{'!' * 100}")
        checks.note("browser", False, time.monotonic() - began, problem)
    return not problem
