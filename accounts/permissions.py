"""A refusal in words. Each app's `permissions` raises it with a Danish sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor


class NotAllowed(PermissionDenied):
    """A refusal whose text is a sentence for the user."""

    is_for_user = True


def signed_in(actor: Actor) -> int:
    """The key of the person who acts. Raises NotAllowed for a system, which may not do what a person answers for."""
    if actor.user_id is None:
        raise NotAllowed(_("Det skal en person gøre, ikke et system."))
    return actor.user_id
