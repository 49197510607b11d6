"""What `./run` and `./test` share: one clean way in and out of a command."""

import os
import signal
import sys
from collections.abc import Callable

from tooling.progress import Stop, say


def run_command(work: Callable[[], int], *, line_buffering: bool | None = None) -> int:
    """The exit code of `work`. What stops it is told in words; a polite end by signal is as clean as Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace", line_buffering=line_buffering)  # type: ignore[union-attr]
    os.umask(0o022)
    # Without this, a stopped CI job would leave PostgreSQL running.
    signal.signal(signal.SIGTERM, interrupt)
    try:
        return work()
    except Stop as stop:
        say(f"\n{stop}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def interrupt(number: int, frame: object) -> None:
    """A signal handler that ends the command as Ctrl-C does."""
    raise KeyboardInterrupt
