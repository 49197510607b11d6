"""Who leads for a company by an agreement must reach its persons, whoever else may not (see `companies.leading`)."""

from django.db.models import Q

from accounts.actor import Actor
from agreements.enums import FORCE_STATES, PartyRole
from agreements.models import AgreementParty


def tovholder_by_agreement(actor: Actor) -> Q:
    """The contact persons of companies that the actor's organisation is tovholder of by an agreement in force."""
    parties = AgreementParty.objects.filter(
        version__state__in=FORCE_STATES,
        role=PartyRole.TOVHOLDER,
        organisation_id=actor.organisation_id,
        version__agreement__company__isnull=False,
    )
    return Q(company_id__in=parties.order_by().values("version__agreement__company"))
