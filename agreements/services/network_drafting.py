"""The step of a network's draft that has no counterpart where there is a company: its jobcentres as parties."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.enums import PartyRole, Step
from agreements.models import AgreementVersion
from agreements.models.agreement import MAX_PARTIES
from agreements.selectors.network_agreements import members_of
from agreements.services.drafting import DraftError, PartyData, open_step, save_parties


@transaction.atomic
def draft_save_members(
    *, actor: Actor, version: AgreementVersion, revision: int, members: Sequence[PartyData]
) -> AgreementVersion:
    """Step 3 of a network's agreement: one contact person per member jobcentre, who signs for it ([003], R104).

    Raises DraftError for a jobcentre that is no member, for a member that is left out, and beyond 30 parties.
    """
    version = open_step(actor, version, Step.MEMBERS, revision)
    wanted = {member.organisation.pk: member.organisation.name for member in members_of(version)}
    given = {party.organisation.pk for party in members}
    for party in members:
        if party.organisation.pk not in wanted:
            raise DraftError(_("%s er ikke medlem af netværket.") % party.organisation.name)
    for pk, name in wanted.items():
        if pk not in given:
            raise DraftError(_("%s er medlem af netværket og skal have en kontaktperson.") % name)
    others = version.parties.exclude(role=PartyRole.MEMBER).count()
    if len(members) + others > MAX_PARTIES:
        raise DraftError(_("En aftale har højst %d parter.") % MAX_PARTIES)
    save_parties(version, (PartyRole.MEMBER,), members)
    version.save()
    return version
