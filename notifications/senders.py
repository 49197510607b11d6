"""How many processes deliver at a time, held by the database, so that it holds over every machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def place_among(senders: int, lock: int) -> Iterator[bool]:
    """Whether this process may be one of `senders` at work under `lock` (and the numbers that follow it).

    The place ends with block or process.
    """
    taken = None
    for number in range(lock, lock + senders):
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s)", [number])
            if cursor.fetchone()[0]:
                taken = number
                break
    try:
        yield taken is not None
    finally:
        if taken is not None:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [taken])


def changed_rows(statement: str, *values: Any) -> int:
    """Carry `statement` out; how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
