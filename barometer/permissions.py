"""Who looks at the barometer and who asks. `check_can_x` raises a Danish sentence; `can_x` is derived from it."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed
from jobcenters.models import Network


def sees_barometer(actor: Actor) -> bool:
    """Jobcentres and Jobservice Danmark."""
    return actor.serves_companies


def check_can_run_rounds(actor: Actor) -> None:
    """Jobservice Danmark, and managers and administrators of a jobcentre that coordinates a network."""
    if actor.is_national:
        return
    if not (actor.is_jobcenter and (actor.is_manager or actor.is_administrator)):
        raise NotAllowed(_("Kun netværkets koordinator og Jobservice Danmark kan spørge virksomhederne."))
    if not Network.objects.filter(coordinator_id=actor.organisation_id).exists():
        raise NotAllowed(_("Kun netværkets koordinator og Jobservice Danmark kan spørge virksomhederne."))


def can_run_rounds(actor: Actor) -> bool:
    try:
        check_can_run_rounds(actor)
    except NotAllowed:
        return False
    return True
