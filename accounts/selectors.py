"""Who is signed in, and as what."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from accounts.actor import Actor
from accounts.models import Membership
from accounts.tenancy import set_context

SESSION_KEY = "organisation"


def actor_for_session(*, user: Any, session: SessionBase) -> tuple[Actor | None, list[Membership]]:
    """The actor of a signed-in user, and all the memberships that the user may switch between.

    Needs a transaction: it first sets the context to the user alone, who then sees own memberships only.
    """
    set_context(organisation_id=None, user_id=user.pk, staff=False)
    memberships = list(
        Membership.objects.active()
        .filter(user=user)
        .select_related("organisation")
        .order_by("organisation__name", "id")
    )
    if not memberships:
        return None, []
    for membership in memberships:
        membership.user = user
    chosen = session.get(SESSION_KEY)
    membership = next((m for m in memberships if m.organisation_id == chosen), memberships[0])
    return membership.actor(), memberships
