"""The agreements that other tests build upon are the real thing."""

import pytest

from accounts.tenancy import acting_as
from agreements.document import document_hash
from agreements.enums import AgreementState, Area
from agreements.models import Agreement, AgreementVersion, Signature
from agreements.permissions import role_of
from tests.factories import accounts, agreements, companies, orders

pytestmark = pytest.mark.django_db


def test_an_agreement_in_force_is_seen_by_its_parties_and_the_jobcentres_it_covers() -> None:
    company = companies.company()
    west, east = orders.jobcenter("Horsens"), agreements.eastern()
    agreement = agreements.agreement_in_force(
        company, tovholders=[(west, Area.WEST, ()), (east, Area.EAST, ())]
    )
    roles = {}
    for actor in (companies.user_of(company), accounts.actor(east), orders.consultant("Odder")):
        with acting_as(actor):
            roles[actor.organisation_id] = role_of(actor, agreement)
            assert Agreement.objects.visible_to(actor).get().state == AgreementState.IN_FORCE
            seen = Signature.objects.count()
            assert seen == (0 if roles[actor.organisation_id] == "covered" else 4)
    assert sorted(roles.values()) == ["covered", "party", "party"]


def test_what_was_sent_is_what_is_hashed() -> None:
    actor = agreements.national_actor()
    version = agreements.send(agreements.agreement_draft(actor=actor))
    with acting_as(actor):
        kept = AgreementVersion.objects.get(pk=version.pk)
        assert kept.document_hash == document_hash(kept.document)
        assert len(kept.document["parties"]) == 3


def test_a_draft_is_seen_by_nobody_else() -> None:
    company = companies.company()
    agreements.agreement_draft(company)
    with acting_as(companies.user_of(company)):
        assert not Agreement.objects.exists()
