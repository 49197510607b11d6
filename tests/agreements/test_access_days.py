"""Days and divisions at their edges: who is covered on a last day, which agreement of two, a tick that has ended."""

import datetime
from dataclasses import replace

import pytest

from accounts.actor import Actor
from accounts.tenancy import acting_as
from agreements import template as templates
from agreements.enums import Area
from agreements.models import Agreement
from agreements.selectors.routing import route
from agreements.services.drafting import draft_discard, version_draft
from agreements.services.sending import send_faults
from jobcenters.calendar import local_date
from jobcenters.models import JobcenterMunicipality
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
HORSENS = "0615"


@pytest.mark.parametrize(("days", "sees"), [(0, True), (-1, False), (1, True)])
def test_a_jobcentre_is_covered_through_the_last_day_of_its_municipality(days: int, sees: bool) -> None:
    skanderborg = orders.consultant("Skanderborg")
    agreement = agreements.agreement_in_force(companies.company())
    with acting_as(skanderborg):
        assert Agreement.objects.visible_to(skanderborg).filter(pk=agreement.pk).exists()
    with as_owner() as _owner:
        today = local_date(Agreement.objects.get(pk=agreement.pk).created_at)
        JobcenterMunicipality.objects.filter(jobcenter_id=skanderborg.organisation_id).update(
            valid_to=today + datetime.timedelta(days=days)
        )
    with acting_as(skanderborg):
        assert Agreement.objects.visible_to(skanderborg).filter(pk=agreement.pk).exists() == sees


def test_a_regional_agreement_goes_before_its_newer_parent() -> None:
    company = companies.company()
    actor: Actor = accounts.actor(company.organisation)
    child = agreements.agreement_in_force(
        company, tovholders=[(orders.jobcenter("Odder"), Area.MUNICIPALITIES, (HORSENS,))]
    )
    parent = agreements.agreement_in_force(company)
    today = local_date(parent.created_at)
    with acting_as(actor):
        found = route(company.pk, HORSENS, today)
        assert (
            found and found.agreement_id == parent.pk
        )  # the newest, as long as neither belongs to the other
    with as_owner():
        Agreement.objects.filter(pk=child.pk).update(parent=parent)
    with acting_as(actor):
        found = route(company.pk, HORSENS, today)
        assert found and found.agreement_id == child.pk
        elsewhere = route(company.pk, "0751", today)
        assert elsewhere and elsewhere.agreement_id == parent.pk


def test_a_scheme_that_ended_while_the_draft_lay_there_must_go(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(companies.company(), actor=actor, ticks=("ordinary", "job_rotation"))
    with acting_as(actor):
        assert send_faults(actor, version) == []
    form = templates.template(version.template)
    ended = tuple(
        replace(item, valid_to=local_date(version.created_at)) if item.code == "job_rotation" else item
        for item in form.items
    )
    monkeypatch.setattr(
        templates, "_BY_NUMBER", {**templates._BY_NUMBER, form.number: replace(form, items=ended)}
    )
    with acting_as(actor):
        assert send_faults(actor, version) == ["“Jobrotation” kan ikke længere aftales. Fjern krydset."]


def test_the_next_version_carries_on_what_holds() -> None:
    """Not the wording of a draft that was given up, and with the end that was agreed since."""
    actor = agreements.national_actor()
    agreement = agreements.agreement_in_force(companies.company(), actor=actor)
    longer = agreement.ends_on + datetime.timedelta(days=365) if agreement.ends_on else None
    with acting_as(actor):
        given_up = version_draft(actor=actor, agreement=agreement, reason="Vi prøver")
        given_up.need_short = "Noget, der aldrig blev til noget"
        given_up.save()
        draft_discard(actor=actor, version=given_up)
    with as_owner():
        Agreement.objects.filter(pk=agreement.pk).update(ends_on=longer)
    with acting_as(actor):
        new = version_draft(actor=actor, agreement=agreement, reason="Nu for alvor")
    assert (new.number, new.need_short, new.ends_on) == (3, "", longer)
