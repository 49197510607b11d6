"""Who may write notes, have tasks and host joint visits. `check_can_x` raises a Danish sentence for the user."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed
from visits.models import Interaction, JointVisit


def can_note(actor: Actor) -> bool:
    """Jobcentres and Jobservice Danmark visit and call companies."""
    return actor.serves_companies


def check_can_note(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not can_note(actor):
        raise NotAllowed(_("Kun jobcentre og Jobservice Danmark skriver notater om virksomheder."))


def can_change(actor: Actor, interaction: Interaction) -> bool:
    """A note is put right by the organisation that wrote it."""
    return can_note(actor) and interaction.organisation_id == actor.organisation_id


def check_can_change(actor: Actor, interaction: Interaction) -> None:
    """Raises NotAllowed."""
    if not can_change(actor, interaction):
        raise NotAllowed(_("Kun den organisation, der har skrevet notatet, kan rette det."))


def hosts(actor: Actor, visit: JointVisit) -> bool:
    return visit.organisation_id == actor.organisation_id


def check_hosts(actor: Actor, visit: JointVisit) -> None:
    """Raises NotAllowed."""
    if not hosts(actor, visit):
        raise NotAllowed(_("Kun den, der har indbudt til sambesøget, kan ændre det."))
