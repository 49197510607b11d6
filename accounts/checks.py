"""The application refuses to run with a database login that row-level security does not bind."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.signals import connection_created
from django.dispatch import receiver

POWER = """
select session_user::text, r.rolsuper, r.rolbypassrls,
       exists(select 1 from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'm')
              and c.relnamespace = 'public'::regnamespace)
  from pg_roles r where r.rolname = session_user
"""

_checked: set[int] = set()


def refuse_powerful_login(connection: Any) -> None:
    """Raise ImproperlyConfigured when the connection's login is superuser, bypasses policies or owns tables."""
    with connection.cursor() as cursor:
        cursor.execute(POWER)
        name, superuser, bypass, owner = cursor.fetchone()
    if superuser or bypass or owner:
        connection.close()
        raise ImproperlyConfigured(
            f"The database login {name!r} is a superuser, owns tables or bypasses row-level security. "
            "Run `manage.py setup_roles` and let the process log in as jo_web or jo_worker."
        )


@receiver(connection_created)
def check_login_once(sender: Any, connection: Any, **kwargs: Any) -> None:
    import os

    if settings.DB_ROLE not in ("web", "worker") or os.getpid() in _checked:
        return
    _checked.add(os.getpid())
    try:
        refuse_powerful_login(connection)
    except ImproperlyConfigured:
        _checked.discard(os.getpid())
        raise
