"""One line per step, on standard error, so that `./run manage ... | consumer` gets clean output."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

Words = list[str | Path]  # a command and its arguments


class Stop(Exception):
    """Ends the command with one sentence for the person at the keyboard, instead of a traceback."""


def say(text: str = "") -> None:
    """One line for a person. Never on standard output."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Prints `name` with the seconds it took, or with "failed" when it raised."""
    started = time.monotonic()
    live = sys.stderr.isatty()
    if live:
        print(f"  {name} ...", end="", file=sys.stderr, flush=True)
    outcome = "failed"
    try:
        yield
        outcome = "ok"
    finally:
        seconds = time.monotonic() - started
        say(f"{chr(13) if live else ''}  {name:<52} {outcome:>6} {seconds:6.1f} s")


def call(
    arguments: Sequence[str | Path],
    *,
    problem: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = 1800,
) -> str:
    """Runs a command quietly and returns its standard output.

    Raises Stop with `problem` and the last lines of what the command said when it fails or takes over `seconds`.
    """
    try:
        done = subprocess.run(
            [str(argument) for argument in arguments],
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise Stop(f"{problem} ({error})") from error
    except subprocess.TimeoutExpired as error:
        raise Stop(f"{problem} (no answer in {seconds:.0f} s: {' '.join(map(str, arguments))})") from error
    if done.returncode != 0:
        tail = "\n".join(f"    {line}" for line in (done.stdout + done.stderr).strip().splitlines()[-25:])
        raise Stop(f"{problem}\n{tail}")
    return done.stdout
