"""Partners that can be written into an agreement (R91): an a-kasse, a school, Workindenmark."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from agreements.permissions import check_can_register_partner
from agreements.services.drafting import DraftError


@transaction.atomic
def partner_register(*, actor: Actor, name: str, email: str = "", phone: str = "") -> Organisation:
    """Register a partner. Raises PermissionDenied, and DraftError when one with the same name is there already."""
    check_can_register_partner(actor)
    name = " ".join(name.split())
    partners = Organisation.objects.visible_to(actor).filter(kind=OrganisationKind.PARTNER)
    if partners.filter(name__iexact=name).exists():
        raise DraftError(_("%s er allerede oprettet.") % name, "name")
    partner = Organisation.objects.create(
        kind=OrganisationKind.PARTNER,
        name=name,
        email=email.strip(),
        phone=phone.strip(),
        is_demo=actor.is_demo,
    )
    audit_write(actor=actor, action="partner.register", object_type="organisation", object_id=partner.pk)
    return partner
