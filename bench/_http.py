"""A small load generator: some kept-open connections over a Unix socket, each asking again when it has its answer."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WORKERS, THREADS = 2, 4
CONNECTIONS = WORKERS * THREADS


@contextmanager
def gunicorn(application: str, address: Path, log: Path, **environment: str) -> Iterator[int]:
    """`application` served as `./run` serves the product, on the Unix socket `address`; ended at the end.

    Gives the process id of the first of its processes, whose children serve the pages.
    """
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"unix:{address}",
        "--no-control-socket",
    ]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--graceful-timeout", "2"]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            command, env={**os.environ, **environment}, stdout=output, stderr=output
        )
    try:
        until = time.monotonic() + 60
        while not address.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"gunicorn did not start: {log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield process.pid
    except Exception as error:
        error.add_note(f"{application}:\n{log.read_text()[-4000:]}")
        raise
    finally:
        process.terminate()
        process.wait(20)


async def _read(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    return head, await reader.readexactly(length)


async def _fetch(address: Path, request: bytes) -> tuple[bytes, bytes]:
    reader, writer = await asyncio.open_unix_connection(address)
    writer.write(request)
    answer = await _read(reader)
    writer.close()
    return answer


async def _ask(address: Path, request: bytes, until: float, spent: list[float]) -> None:
    reader, writer = await asyncio.open_unix_connection(address)
    while (started := time.perf_counter()) < until:
        writer.write(request)
        head, _body = await _read(reader)
        if b" 200 " not in head[:16]:
            raise RuntimeError(head.decode("latin-1"))
        spent.append(time.perf_counter() - started)
    writer.close()


def get(path: str, cookie: str = "") -> bytes:
    """The bytes of a request."""
    line = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{line}\r\n".encode()


def fetch(address: Path, request: bytes) -> str:
    """The page that a request brings. Raises RuntimeError unless it is 200."""
    head, body = asyncio.run(_fetch(address, request))
    if b" 200 " not in head[:16]:
        raise RuntimeError(head.decode("latin-1"))
    return body.decode()


def spent_on(address: Path, requests: Sequence[bytes]) -> list[float]:
    """Milliseconds until each request's page was there, asked one after another over one connection.

    Raises RuntimeError unless each is 200.
    """

    async def one_by_one() -> list[float]:
        reader, writer = await asyncio.open_unix_connection(address)
        spent = []
        for request in requests:
            began = time.perf_counter()
            writer.write(request)
            head, _body = await _read(reader)
            spent.append((time.perf_counter() - began) * 1000)
            if b" 200 " not in head[:16]:
                raise RuntimeError(head.decode("latin-1"))
        writer.close()
        return spent

    return asyncio.run(one_by_one())


def most_memory(server: int) -> float:
    """Megabytes that the largest of a server's processes has held at most so far; nan where nobody can say."""
    try:
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        lines = [line for pid in children for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
        return max(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    except (OSError, ValueError):
        return float("nan")


def load(address: Path, request: bytes, seconds: float) -> list[float]:
    """Ask for `seconds` over all connections; how long each answer took, in seconds."""

    async def together() -> list[float]:
        spent: list[float] = []
        until = time.perf_counter() + seconds
        await asyncio.gather(*(_ask(address, request, until, spent) for _ in range(CONNECTIONS)))
        return spent

    return asyncio.run(together())


def rates(sides: Sequence[tuple[Path, bytes]], *, rounds: int, seconds: float) -> list[float]:
    """Requests per second of each side, in turns of `seconds` so that a disturbance meets all of them alike."""
    answers, spent = [0] * len(sides), [0.0] * len(sides)
    for turn in range(rounds):
        order: list[Any] = list(enumerate(sides))
        for n, (address, request) in order if turn % 2 == 0 else reversed(order):
            started = time.perf_counter()
            answers[n] += len(load(address, request, seconds))
            spent[n] += time.perf_counter() - started
    return [number / time_spent for number, time_spent in zip(answers, spent, strict=True)]
