"""Who keeps a jobcentre's stock of candidates. `check_…` raises a Danish sentence."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed


def check_can_import(actor: Actor) -> None:
    """The jobcentre's own administrators and managers. Raises NotAllowed."""
    if not actor.is_jobcenter:
        raise NotAllowed(_("Kun et jobcenter har en bestand af kandidater."))
    if not (actor.is_administrator or actor.is_manager):
        raise NotAllowed(_("Kun en leder eller administrator kan indlæse kandidater."))


def can_import(actor: Actor) -> bool:
    try:
        check_can_import(actor)
    except NotAllowed:
        return False
    return True
