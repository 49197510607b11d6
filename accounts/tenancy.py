"""The database context that row-level security reads: which organisation acts, and who for it.

The context lives in the transaction only (`set_config(…, true)`). It ends with the transaction, so a pooled
connection can never carry it to somebody else. Without a context the tenant tables show no row.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.actor import Actor

_READ = (
    "select current_setting('app.org', true), current_setting('app.user', true),"
    " current_setting('app.staff', true), current_setting('app.token', true)"
)
WRITE_CONTEXT = (
    "select set_config('app.org', %s, true), set_config('app.user', %s, true),"
    " set_config('app.staff', %s, true), set_config('app.token', %s, true)"
)


class NoActorError(RuntimeError):
    """Somebody asked for an organisation's data without saying on whose behalf."""


def need_transaction() -> None:
    """Raises RuntimeError outside a transaction, where a context would be gone with the statement that set it."""
    if not connection.in_atomic_block:
        raise RuntimeError("The tenancy context lives in a transaction; open one first.")


def set_context(
    *, organisation_id: int | None, user_id: int | None, staff: bool, token_id: int | None = None
) -> None:
    """Set the context for the rest of the current transaction. Raises RuntimeError outside a transaction."""
    need_transaction()
    values = [str(organisation_id or ""), str(user_id or ""), "on" if staff else "", str(token_id or "")]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_CONTEXT, values)


def current_organisation_id() -> int | None:
    """The organisation of the running transaction's context, or None."""
    with connection.cursor() as cursor:
        cursor.execute("select nullif(current_setting('app.org', true), '')::int")
        row = cursor.fetchone()
    return row[0] if row else None


@contextmanager
def acting_as(actor: Actor | None) -> Iterator[None]:
    """Open (or join) a transaction in which `actor`'s rows, and no others, can be seen and written.

    The context before is put back at the end, so calls can be nested. None means nobody: no rows.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            before = [value or "" for value in cursor.fetchone() or ("", "", "", "")]
        if actor is None:
            set_context(organisation_id=None, user_id=None, staff=False)
        else:
            set_context(
                organisation_id=actor.organisation_id,
                user_id=actor.user_id,
                staff=actor.is_staff,
                token_id=actor.token_id,
            )
        yield
        # After an exception the (sub)transaction is rolled back, and PostgreSQL itself puts the settings back.
        with connection.cursor() as cursor:
            cursor.execute(WRITE_CONTEXT, before)
