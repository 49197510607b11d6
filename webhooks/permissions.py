"""Who keeps an organisation's webhooks. `check_…` raises a Danish sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor


def can_keep_webhooks(actor: Actor) -> bool:
    """An administrator of an authority, as a person: a system never chooses where things are sent."""
    return actor.token_id is None and actor.is_administrator and actor.is_staff


def check_can_keep_webhooks(actor: Actor) -> None:
    """Raises PermissionDenied for those who may not."""
    if not can_keep_webhooks(actor):
        raise PermissionDenied(_("Kun en administrator kan sende hændelser til andre systemer."))
