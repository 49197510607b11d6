"""Who takes everything out. `check_…` raises a Danish sentence."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed


def can_export(actor: Actor) -> bool:
    """The organisation's administrators; in a company, which has none, its users. Never another system."""
    return (
        actor.user_id is not None and actor.token_id is None and (actor.is_administrator or actor.is_company)
    )


def check_can_export(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not can_export(actor):
        raise NotAllowed(_("Kun en administrator kan tage alle organisationens data ud."))
