"""Who is signed in, and as what."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import connection

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership, Organisation, User
from accounts.tokens import token_hash

SESSION_KEY = "organisation"

_USER_FIELDS = (
    "password",
    "last_login",
    "id",
    "email",
    "name",
    "phone",
    "is_active",
    "is_demo",
    "created_at",
)
_MEMBERSHIP_FIELDS = ("id", "user_id", "organisation_id", "role", "title", "is_active", "created_at")
_ORGANISATION_FIELDS = ("id", "uuid", "kind", "name", "email", "phone", "is_demo", "created_at")


def actor_for_session(*, user: User, session: SessionBase) -> tuple[Actor | None, list[Membership]]:
    """The actor of a signed-in user, and all the memberships that the user may switch between.

    They are those of the moment at which the user was read, or of now if the user came without them.
    """
    if user.own_memberships is None:
        again = user_with_memberships(user.pk)
        user.own_memberships = again.own_memberships if again else []
    memberships: list[Membership] = user.own_memberships or []
    if not memberships or not user.is_active:
        return None, []
    chosen = session.get(SESSION_KEY)
    membership = next((m for m in memberships if m.organisation_id == chosen), memberships[0])
    return membership.actor(), memberships


def user_with_memberships(user_id: int) -> User | None:
    """A user with `own_memberships`: the active ones with their organisations, by the organisation's name.

    One query, and the database shows it what the user alone may see, whatever the context is. The function's
    statement, and why it is one, stand in the migration that makes it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from accounts_signed_in(%s)", [user_id])
        rows = cursor.fetchall()
    if not rows:
        return None
    first, second = len(_USER_FIELDS), len(_USER_FIELDS) + len(_MEMBERSHIP_FIELDS)
    user = User.from_db(connection.alias, _USER_FIELDS, rows[0][:first])
    memberships = []
    for row in rows:
        if row[first] is None:  # the user alone, without any membership
            continue
        membership = Membership.from_db(connection.alias, _MEMBERSHIP_FIELDS, row[first:second])
        membership.organisation = Organisation.from_db(connection.alias, _ORGANISATION_FIELDS, row[second:])
        membership.user = user
        memberships.append(membership)
    user.own_memberships = memberships
    return user


@dataclass(frozen=True, slots=True)
class TokenFound:
    """A token whose secret was shown: who acts by it, what it may do (api scopes), and until when (aware)."""

    actor: Actor
    scopes: frozenset[str]
    expires_at: datetime.datetime
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class ClientFound:
    """An OAuth client that has shown its secret, and lives: its row, its organisation, and what it may do."""

    client_id: int
    organisation_id: int
    scopes: frozenset[str]


def client_found(client: UUID, secret: str) -> ClientFound | None:
    """The living client of that id and secret; None for any other. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select * from accounts_oauth_client(%s, %s)", [client, token_hash(secret)])
        row = cursor.fetchone()
    return ClientFound(row[0], row[2], frozenset(row[1])) if row else None


def token_found(secret: str) -> TokenFound | None:
    """The token of a secret, ended ones included; None for no secret of ours. Notes, to the minute, that it was used.

    An access token of a client counts as the client, until its own end and no longer than that lives.

    The actor has an administrator's rights in its organisation; what it may do at all, its scopes say. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from accounts_token(%s)", [token_hash(secret)])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, name, scopes, expires_at, revoked, org_id, org_uuid, kind, org_name, is_demo = row
    actor = Actor(
        user_id=None,
        organisation_id=org_id,
        role=Role.ADMINISTRATOR,
        kind=kind,
        name=name,
        organisation_name=org_name,
        organisation_uuid=org_uuid,
        is_demo=is_demo,
        token_id=token_id,
    )
    return TokenFound(actor, frozenset(scopes), expires_at, revoked)
