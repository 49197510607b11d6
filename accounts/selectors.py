"""Who is signed in, and as what."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import connection

from accounts.actor import Actor
from accounts.models import Membership, Organisation
from accounts.tenancy import WRITE_CONTEXT, need_transaction

SESSION_KEY = "organisation"

# Every page starts with this, so it is one message to the database: the context of the user alone, and what the user
# may then see of the own memberships.
_MEMBERSHIPS = f"""{WRITE_CONTEXT};
select m.id, m.user_id, m.organisation_id, m.role, m.title, m.is_active, m.created_at,
       o.id, o.uuid, o.kind, o.name, o.email, o.phone, o.is_demo, o.created_at
  from accounts_membership m join accounts_organisation o on o.id = m.organisation_id
 where m.user_id = %s and m.is_active
 order by o.name, m.id"""  # noqa: S608  (two constants)
_MEMBERSHIP_FIELDS = ("id", "user_id", "organisation_id", "role", "title", "is_active", "created_at")
_ORGANISATION_FIELDS = ("id", "uuid", "kind", "name", "email", "phone", "is_demo", "created_at")


def actor_for_session(*, user: Any, session: SessionBase) -> tuple[Actor | None, list[Membership]]:
    """The actor of a signed-in user, and all the memberships that the user may switch between.

    Needs a transaction: it first sets the context to the user alone, who then sees own memberships only.
    """
    memberships = _memberships(user) if user.is_active else []
    if not memberships:
        return None, []
    chosen = session.get(SESSION_KEY)
    membership = next((m for m in memberships if m.organisation_id == chosen), memberships[0])
    return membership.actor(), memberships


def _memberships(user: Any) -> list[Membership]:
    """The user's active memberships with their organisations, by name; sets the context to the user alone."""
    need_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, ["", str(user.pk), "", user.pk])
        cursor.nextset()
        rows = cursor.fetchall()
    memberships = []
    cut = len(_MEMBERSHIP_FIELDS)
    for row in rows:
        membership = Membership.from_db(connection.alias, _MEMBERSHIP_FIELDS, row[:cut])
        membership.organisation = Organisation.from_db(connection.alias, _ORGANISATION_FIELDS, row[cut:])
        membership.user = user
        memberships.append(membership)
    return memberships
