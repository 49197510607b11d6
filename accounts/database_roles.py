"""The database's roles, and their passwords derived from one secret. Pure: settings import it."""

import hashlib
import hmac

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
    return hmac.new(secret_key.encode(), f"database role {role}".encode(), hashlib.sha256).hexdigest()
