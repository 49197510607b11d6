"""Which database login a process uses.

`DATABASE_URL` names a login that may create roles. The product never serves a page with it: `manage.py setup_roles`
makes one login per job, and `JO_DB_ROLE` chooses among them. Their passwords are derived from `SECRET_KEY`, so one
variable is enough to move to an outside server. `DATABASE_URL_OWNER`, `DATABASE_URL_WEB` and `DATABASE_URL_WORKER`
replace a derived login where the operator keeps passwords elsewhere.
"""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from accounts.database_roles import ROLES, role_password


def django_database(url: str, *, secret_key: str, role: str, override: str = "") -> dict[str, Any]:
    """A Django DATABASES entry for `role` ("admin" is DATABASE_URL's own login, used by setup_roles alone)."""
    parts: dict[str, Any] = dict(conninfo_to_dict(override or url))
    if not override and role != "admin":
        parts["user"] = ROLES[role]
        parts["password"] = role_password(secret_key, role)
    settings: dict[str, Any] = {
        "ENGINE": "config.postgresql",
        "NAME": parts.pop("dbname", "jobordre"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "") or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 300,
        "OPTIONS": parts,
    }
    return settings
