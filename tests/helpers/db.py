"""Acting as the other database roles inside one test's connection and transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def database_role(role: str) -> Iterator[None]:
    """Run a block as another database role; the role before comes back at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select current_user::text")
            before = cursor.fetchone()[0]
            cursor.execute(f"set local role {role}")
        yield
        with connection.cursor() as cursor:
            cursor.execute(f"set local role {before}")


def as_owner():
    """The owner of the tables sees and writes all rows: for factories and for asking what is really there."""
    return database_role("jo_owner")


def as_worker():
    """The role of the Celery worker."""
    return database_role("jo_worker")
