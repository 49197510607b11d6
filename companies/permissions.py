"""Who may look up, register and change companies. `check_can_x` raises a Danish sentence for the user."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed
from companies.models import Company


def check_can_look_up(actor: Actor) -> None:
    """The register of companies is for public authorities. Raises NotAllowed."""
    if not actor.is_staff:
        raise NotAllowed(_("Kun jobcentre og Jobservice Danmark kan slå virksomheder op."))


def can_look_up(actor: Actor) -> bool:
    return actor.is_staff


def check_can_register(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not actor.is_staff:
        raise NotAllowed(_("Kun jobcentre og Jobservice Danmark kan registrere en virksomhed."))


def can_register(actor: Actor) -> bool:
    return actor.is_staff


def check_can_change(actor: Actor, company: Company) -> None:
    """Facts, workplaces and contact persons: the company itself and public authorities. Raises NotAllowed."""
    if not can_change(actor, company):
        raise NotAllowed(_("I kan kun ændre jeres egen virksomheds oplysninger."))


def can_change(actor: Actor, company: Company) -> bool:
    return actor.is_staff or actor.organisation_id == company.organisation_id
