"""How a session's user is read, once per request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.selectors import user_with_memberships


class Backend(AuthenticationBackend):
    """allauth's own, but the user comes with the memberships that every page needs next: one question, not two."""

    def get_user(self, user_id: Any) -> User | None:
        """The user as of now; None where there is none, or none that may sign in any longer."""
        user = user_with_memberships(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
