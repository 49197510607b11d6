"""Who is signed in, and as what."""

from django.contrib.sessions.backends.base import SessionBase
from django.db import connection

from accounts.actor import Actor
from accounts.models import Membership, Organisation, User

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
