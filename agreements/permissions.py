"""Who may do what with an agreement. `check_…` raises PermissionDenied with a Danish sentence for the user."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.enums import AccessRole, AgreementKind
from agreements.models import Agreement, AgreementAccess
from jobcenters.models import Network
from jobcenters.permissions import can_keep_network, check_can_keep_network

INNER = frozenset({AccessRole.OWNER, AccessRole.NATIONAL, AccessRole.PARTY})
DRAFTERS = frozenset({AccessRole.OWNER, AccessRole.NATIONAL})


def role_of(actor: Actor, agreement: Agreement) -> str:
    """Why the actor's organisation sees the agreement; "" when it does not."""
    row = AgreementAccess.objects.filter(
        agreement_id=agreement.pk, organisation_id=actor.organisation_id
    ).first()
    return row.role if row else ""


def can_draft(actor: Actor, kind: str, network: Network | None = None) -> bool:
    """Jobservice Danmark drafts every kind; a jobcentre drafts a local partnership (R97). A network's agreement is
    drafted by who keeps the network: its coordinator's administrators, and Jobservice Danmark.
    """
    if kind == AgreementKind.RECRUITMENT:
        return network is not None and can_keep_network(actor, network)
    return actor.is_national or (actor.is_jobcenter and kind == AgreementKind.PARTNERSHIP)


def check_can_draft(actor: Actor, kind: str, network: Network | None = None) -> None:
    if network is not None:
        check_can_keep_network(actor, network)
    elif not can_draft(actor, kind):
        raise PermissionDenied(
            _("Jobservice Danmark opretter aftalen. Jeres jobcenter kan oprette en lokal partnerskabsaftale.")
        )


def check_can_register_partner(actor: Actor) -> None:
    """Partners are the same for the whole country, so Jobservice Danmark keeps them."""
    if not actor.is_national:
        raise PermissionDenied(_("Jobservice Danmark opretter samarbejdspartnere."))


def drafts(actor: Actor, agreement: Agreement, role: str) -> bool:
    """Whether `actor`, whose organisation has `role` in the agreement, may write it.

    Whoever began a network's agreement and keeps the network no more does not.
    """
    return role in DRAFTERS and (agreement.network is None or can_keep_network(actor, agreement.network))


def check_drafts(actor: Actor, agreement: Agreement) -> str:
    """The role of a drafter. Raises for everybody else."""
    role = role_of(actor, agreement)
    if not drafts(actor, agreement, role):
        raise PermissionDenied(
            _("Aftalen kan kun rettes af den, der har oprettet den, og af Jobservice Danmark.")
        )
    return role


def check_is_inside(actor: Actor, agreement: Agreement) -> str:
    """The role of a party or drafter. Covered jobcentres see the terms and decide nothing."""
    role = role_of(actor, agreement)
    if role not in INNER:
        raise PermissionDenied(_("Det kan kun gøres af aftalens parter."))
    return role
