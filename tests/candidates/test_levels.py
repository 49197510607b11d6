"""Three levels of disclosure, asked of the database itself as the role that serves pages (N11, A27)."""

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import Basis, Level
from candidates.models import AccessLog, Candidate, CandidateIdentity, CandidateProfile, Release
from candidates.services.disclosure import identities_look, profiles_look
from tests.factories import candidates, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def log() -> list[tuple[int, int, str]]:
    with as_owner():
        return list(AccessLog.objects.order_by("id").values_list("organisation_id", "level", "purpose"))


def release(
    actor: Actor, candidate: Candidate, organisation_id: int, order_id: int, **fields: object
) -> Release:
    now = timezone.now()
    values = {"purpose": "Montører", "released_at": now, "expires_at": now + datetime.timedelta(days=30)}
    with acting_as(actor):
        return Release.objects.create(
            candidate=candidate,
            jobcenter_id=actor.organisation_id,
            organisation_id=organisation_id,
            order_id=order_id,
            **{**values, **fields},
        )


def test_web_role_reads_no_profile_and_no_identity_at_all() -> None:
    candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    for model in (CandidateProfile, CandidateIdentity):
        with as_owner():
            assert model.objects.count() == 1
        with (
            acting_as(horsens),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            list(model.objects.all())
        # Nothing but the search may read the index either: it knows the target groups.
        with acting_as(horsens), pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute("select features from candidates_index")


def test_hit_of_another_jobcentre_needs_a_basis() -> None:
    shared = candidates.candidate("Odder", postcode="8300")
    own_only = candidates.candidate("Odder", postcode="8300", basis=Basis.NONE)
    horsens, odder = orders.consultant("Horsens"), orders.consultant("Odder")
    with acting_as(horsens):
        assert set(Candidate.objects.visible_to(horsens)) == set(Candidate.objects.all()) == {shared}
    with acting_as(odder):
        assert set(Candidate.objects.visible_to(odder)) == {shared, own_only}


def test_profile_is_logged_and_needs_a_purpose() -> None:
    found = candidates.candidate("Odder", postcode="8300", profile={"profile_text": "Møder til tiden"})
    horsens = orders.consultant("Horsens")
    with acting_as(horsens):
        with pytest.raises(ValueError, match="hvad du skal bruge"):
            profiles_look(candidates=[found], purpose="  ")
        assert log() == []
        assert (
            profiles_look(candidates=[found], purpose="Montører")[found.pk].profile_text == "Møder til tiden"
        )
    assert log() == [(horsens.organisation_id, Level.PROFILE, "Montører")]


def test_identity_only_after_release_for_that_order_until_its_end() -> None:
    found = candidates.candidate("Odder", postcode="8300", name="Ane Bech")
    horsens, odder = orders.consultant("Horsens"), orders.consultant("Odder")
    order, other = orders.order(horsens), orders.order(horsens)
    orders.request(horsens, order, orders.jobcenter("Odder"))

    def seen(of: object = order) -> list[str]:
        with acting_as(horsens):
            rows = identities_look(candidates=[found], purpose="Montører", order=of)  # type: ignore[arg-type]
            return [row.name for row in rows.values()]

    assert seen() == [] and log() == []
    given = release(odder, found, horsens.organisation_id, order.pk)
    assert seen() == ["Ane Bech"]
    assert seen(other) == [] and seen(None) == []
    assert log() == [(horsens.organisation_id, Level.IDENTITY, "Montører")]
    with as_owner():
        Release.objects.filter(pk=given.pk).update(
            released_at=timezone.now() - datetime.timedelta(days=2), expires_at=timezone.now()
        )
    assert seen() == []


def test_release_is_for_the_jobcentre_of_residence_to_give() -> None:
    found = candidates.candidate("Odder", postcode="8300")
    horsens = orders.consultant("Horsens")
    order = orders.order(horsens)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        release(horsens, found, horsens.organisation_id, order.pk)


def test_own_identity_is_logged_too_and_the_log_is_final() -> None:
    found = candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    with acting_as(horsens):
        assert identities_look(candidates=[found], purpose="Samtale")[found.pk].external_ref
    assert log() == [(horsens.organisation_id, Level.IDENTITY, "Samtale")]
    with as_owner(), pytest.raises(Exception, match="never changed"), transaction.atomic():
        AccessLog.objects.update(purpose="")
