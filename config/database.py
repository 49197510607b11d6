"""Which database login a process uses.

`DATABASE_URL` names a login that may create roles. The product never serves a page with it: `manage.py setup_roles`
makes one login per job, and `JO_DB_ROLE` chooses among them. Their passwords are derived from `SECRET_KEY`, so one
variable is enough to move to an outside server. `DATABASE_URL_OWNER`, `DATABASE_URL_WEB` and `DATABASE_URL_WORKER`
replace a derived login where the operator keeps passwords elsewhere.
"""

import hashlib
import hmac
from typing import Any

from psycopg.conninfo import conninfo_to_dict

ROLES = {
    "owner": "jo_owner",  # owns the tables, runs migrations
    "web": "jo_web",  # pages, portal, API: row-level security applies
    "worker": "jo_worker",  # Celery: row-level security applies, with policies of its own
    "search": "jo_search",  # owner of reviewed search functions; never logs in
    "audit": "jo_audit",  # may insert audit rows and nothing else; web and worker are members
}
LOGIN_ROLES = ("owner", "web", "worker")


def role_password(secret_key: str, role: str) -> str:
    """The password of a database role, derived so that nothing has to be stored. `role` is a key of ROLES."""
    return hmac.new(
        secret_key.encode(), f"database role {role}".encode(), hashlib.sha256
    ).hexdigest()


def django_database(
    url: str, *, secret_key: str, role: str, override: str = ""
) -> dict[str, Any]:
    """A Django DATABASES entry for `role` ("admin" is DATABASE_URL's own login, used by setup_roles alone)."""
    parts: dict[str, Any] = dict(conninfo_to_dict(override or url))
    if not override and role != "admin":
        parts["user"] = ROLES[role]
        parts["password"] = role_password(secret_key, role)
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
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
