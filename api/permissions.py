"""Who keeps an organisation's tokens. `check_…` raises a Danish sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from api.enums import scopes_for


def check_can_keep_tokens(actor: Actor) -> None:
    """An administrator of an authority, as a person: a token never makes a token. Raises PermissionDenied."""
    if actor.token_id is not None or not actor.is_administrator or not scopes_for(actor.kind):
        raise PermissionDenied(_("Kun en administrator kan give andre systemer adgang."))
