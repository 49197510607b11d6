"""Who may do what with an agreement. `check_…` raises PermissionDenied with a Danish sentence for the user."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.enums import AccessRole, AgreementKind
from agreements.models import Agreement, AgreementAccess

INNER = frozenset({AccessRole.OWNER, AccessRole.NATIONAL, AccessRole.PARTY})
DRAFTERS = frozenset({AccessRole.OWNER, AccessRole.NATIONAL})


def role_of(actor: Actor, agreement: Agreement) -> str:
    """Why the actor's organisation sees the agreement; "" when it does not."""
    row = AgreementAccess.objects.filter(
        agreement_id=agreement.pk, organisation_id=actor.organisation_id
    ).first()
    return row.role if row else ""


def can_draft(actor: Actor, kind: str) -> bool:
    """Jobservice Danmark drafts every kind; a jobcentre drafts a local partnership (R97)."""
    return actor.is_national or (actor.is_jobcenter and kind == AgreementKind.PARTNERSHIP)


def check_can_draft(actor: Actor, kind: str) -> None:
    if not can_draft(actor, kind):
        raise PermissionDenied(
            _("Jobservice Danmark opretter aftalen. Jeres jobcenter kan oprette en lokal partnerskabsaftale.")
        )


def check_can_register_partner(actor: Actor) -> None:
    """Partners are the same for the whole country, so Jobservice Danmark keeps them."""
    if not actor.is_national:
        raise PermissionDenied(_("Jobservice Danmark opretter samarbejdspartnere."))


def check_drafts(actor: Actor, agreement: Agreement) -> str:
    """The role of a drafter. Raises for everybody else."""
    role = role_of(actor, agreement)
    if role not in DRAFTERS:
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
