"""Who may look up, register and change companies. `check_can_x` raises a Danish sentence for the user."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed
from companies.models import Company, DistinctPair


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


def check_can_merge(actor: Actor, kept: Company, away: Company, *, leads_for_both: bool) -> None:
    """Two companies are merged by Jobservice Danmark's administrators, or those of a jobcentre that leads for both.

    A jobcentre leads for a company that it registered or is tovholder for. Raises NotAllowed with whom to ask.
    """
    if not actor.is_staff or actor.user_id is None:
        raise NotAllowed(_("Kun jobcentre og Jobservice Danmark kan lægge virksomheder sammen."))
    if not actor.is_administrator:
        raise NotAllowed(
            _("Kun en administrator kan lægge virksomheder sammen. Bed jeres administrator om det.")
        )
    if not (actor.is_national or leads_for_both):
        raise NotAllowed(
            _(
                "I er ikke tovholder for både %(kept)s og %(away)s."
                " Bed Jobservice Danmark om at lægge dem sammen."
            )
            % {"kept": kept.name, "away": away.name}
        )


def check_can_tell_apart(actor: Actor) -> None:
    """Whoever works with the register may say that two companies are not one. Raises NotAllowed."""
    if not actor.is_staff or actor.user_id is None:
        raise NotAllowed(
            _("Kun jobcentre og Jobservice Danmark kan sige, at to virksomheder ikke er den samme.")
        )


def check_can_undo_pair(actor: Actor, pair: DistinctPair, *, may_merge: bool) -> None:
    """The organisation that said it; what holds for all, whoever may merge the two as well. Raises NotAllowed."""
    check_can_tell_apart(actor)
    if pair.organisation_id != actor.organisation_id and not (pair.holds_for_all and may_merge):
        raise NotAllowed(
            _("%s har sagt det for alle. Bed dem eller Jobservice Danmark om at fortryde det.")
            % pair.organisation.name
        )


def check_can_change(actor: Actor, company: Company) -> None:
    """Facts, workplaces and contact persons: the company itself and public authorities. Raises NotAllowed."""
    if not can_change(actor, company):
        raise NotAllowed(_("I kan kun ændre jeres egen virksomheds oplysninger."))


def can_change(actor: Actor, company: Company) -> bool:
    return actor.is_staff or actor.organisation_id == company.organisation_id
