"""One round of the auditor: look, write it down, tell the log and the outside. Needs no Celery and no broker."""

import json
import logging
from typing import Any

import requests
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import override

from orders.watch.look import look
from orders.watch.rules import Look, sentences

logger = logging.getLogger(__name__)

AUDITOR = "auditor"  # its name in orders_heartbeat
# The outside must not hold the auditor up.
OUTSIDE_SECONDS = 5.0
ROLES = frozenset({"jo_worker", "jo_owner"})

_WRITE = """
insert into orders_heartbeat as h (name, last_run_at, detail) values (%s, statement_timestamp(), %s::jsonb)
on conflict (name) do update set last_run_at = greatest(h.last_run_at, excluded.last_run_at), detail = excluded.detail
"""


class WrongRoleError(RuntimeError):
    """The auditor was started by a database role that row-level security hides clocks from."""


def audit() -> Look:
    """Look once, and say what was seen. Raises WrongRoleError, and OperationalError when the database is away."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select current_user::text")
            if (role := cursor.fetchone()[0]) not in ROLES:
                raise WrongRoleError(f"The auditor needs the worker's database role, not {role}.")
        seen = look()
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [AUDITOR, json.dumps(seen.detail())])
    with override(settings.LANGUAGE_CODE):
        for sentence in sentences(seen):
            logger.error("%s", sentence)
    tell_outside({"status": "alarm" if seen.alarms else "ok", "at": seen.at.isoformat(), **seen.detail()})
    return seen


def tell_outside(said: dict[str, Any]) -> bool:
    """POST what was seen to JO_WATCH_URL, if one is set: a service that raises the alarm when it hears "alarm", or
    nothing. True where it took it. Numbers and times alone leave the house. Raises nothing.
    """
    if not settings.WATCH_URL:
        return False
    try:
        answer = requests.post(settings.WATCH_URL, json=said, timeout=OUTSIDE_SECONDS, allow_redirects=False)
        answer.raise_for_status()
    except requests.RequestException as error:
        logger.warning("JO_WATCH_URL could not be told: %s", error)
        return False
    return True
