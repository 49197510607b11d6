"""Who keeps an organisation's tokens. `check_…` raises a Danish sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from api.enums import scopes_for


def can_keep_tokens(actor: Actor) -> bool:
    """An administrator of an authority, as a person: a token never makes a token."""
    return actor.token_id is None and actor.is_administrator and bool(scopes_for(actor.kind))


def check_can_keep_tokens(actor: Actor) -> None:
    """Raises PermissionDenied for those who may not."""
    if not can_keep_tokens(actor):
        raise PermissionDenied(_("Kun en administrator kan give andre systemer adgang."))
