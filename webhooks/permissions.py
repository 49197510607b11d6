"""Who keeps an organisation's webhooks. `check_…` raises a Danish sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor


def check_can_keep_webhooks(actor: Actor) -> None:
    """An administrator of an authority, as a person: a system never chooses where things are sent. Raises
    PermissionDenied.
    """
    if actor.token_id is not None or not actor.is_administrator or not actor.is_staff:
        raise PermissionDenied(_("Kun en administrator kan sende hændelser til andre systemer."))
