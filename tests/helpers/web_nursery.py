"""Where the web processes of browser tests come from: a process that has read the code once, and forks gunicorn.

Most of what a web process does before its first answer is importing. The nursery of a pytest process is started when a
web process is first wanted; what it forks is gunicorn with the same command line, its own process group and its own
connections, on the database that is named. It ends with the pytest process, whose end closes its standard input.

Commands of manage.py are forked in the same way, for tests that kill many of them.
"""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent.parent
POLL = 0.05  # seconds between two looks at whether a process has ended
# Of a process, not of what it serves.
APART = ("DATABASE_URL", "PYTEST_CURRENT_TEST")

_nurseries: dict[str, subprocess.Popen[str]] = {}


@atexit.register
def close() -> None:
    """End the nurseries of this process."""
    for nursery in _nurseries.values():
        nursery.communicate()
    _nurseries.clear()


class Forked:
    """A forked process, with the manners of `subprocess.Popen` that tests use."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def send_signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def poll(self) -> int | None:
        """0 when it has ended, however it ended: only its parent could tell."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float) -> None:
        """Raises TimeoutError when it has not ended after `timeout` seconds."""
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                raise TimeoutError(f"process {self.pid} has not ended")
            time.sleep(POLL)


def fork(
    environment: dict[str, str],
    words: list[str],
    log: Path,
    *,
    program: Literal["gunicorn", "manage"] = "gunicorn",
) -> Forked:
    """A program with the command line `words`, in the environment of `Committed.environment(...)`, writing to `log`."""
    apart = {name: environment[name] for name in APART if name in environment}
    kept = {name: value for name, value in environment.items() if name not in APART}
    key = json.dumps(kept, sort_keys=True)
    nursery = _nurseries.get(key)
    if nursery is None or nursery.poll() is not None:
        nursery = _nurseries[key] = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.web_nursery"],
            cwd=ROOT,
            env=kept | apart,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    assert nursery.stdin
    assert nursery.stdout
    order = {"url": environment["DATABASE_URL"], "program": program, "words": words, "log": str(log)}
    nursery.stdin.write(json.dumps(order) + "\n")
    nursery.stdin.flush()
    return Forked(int(nursery.stdout.readline()))


def main() -> None:
    """Fork what is asked for, one line of JSON each, until standard input closes."""
    import gunicorn.app.wsgiapp  # noqa: F401  (read before forking, as all the product's code is)
    from django.conf import settings

    import tests.helpers.served  # noqa: F401

    # Django reads the views, and what they import, when it is first asked for an address.
    import_module(settings.ROOT_URLCONF)

    # The system buries the children; nobody asks how they ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # One line at a time: a reader that reads ahead would leave its surplus to the child.
    while line := sys.stdin.readline():
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _be(order["program"], order["url"], order["words"], order["log"])
        print(pid, flush=True)


def _be(program: str, url: str, words: list[str], log: str) -> None:
    """Be the program; never returns."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(output, 1)
        os.dup2(output, 2)
        _use(url)
        sys.argv = [program, *words]
        if program == "manage":
            from django.core.management import call_command

            call_command(*words)
        else:
            from gunicorn.app.wsgiapp import WSGIApplication

            WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001  (nobody else is there to tell)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _use(url: str) -> None:
    from django.conf import settings
    from django.db import connections
    from psycopg.conninfo import conninfo_to_dict

    name = conninfo_to_dict(url)["dbname"]
    os.environ["DATABASE_URL"] = settings.DATABASE_URL = url
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


if __name__ == "__main__":
    main()
