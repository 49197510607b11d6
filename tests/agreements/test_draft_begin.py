"""Regional children, the widened partnership, and the version that everybody signs again."""

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from agreements.enums import AgreementKind, AgreementState, Area
from agreements.models import Agreement
from agreements.selectors.drafting import coverage_findings
from agreements.services.sending import agreement_send
from tests.agreements.pages import fresh, signed_in, step_url, typed
from tests.factories import agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def test_a_partnership_is_widened_with_contacts_needs_and_history() -> None:
    company = companies.company()
    mette = orders.consultant("Horsens")
    local = agreements.agreement_in_force(
        company,
        actor=mette,
        kind=AgreementKind.PARTNERSHIP,
        need_short="Ti montører",
        ticks={"other": "Praktik"},
    )
    lise = signed_in(agreements.national_actor(name="Lise Dam"))
    url = reverse("agreements:widen", args=[local.uuid])
    assert "Jobcenter Horsens" in lise.get(url).content.decode()
    answer = lise.post(url)
    with as_owner():
        wider = Agreement.objects.get(widened_from=local)
    assert answer["Location"] == step_url(wider, "behov")
    kept = fresh(_only(wider))
    assert (wider.kind, kept.need_short, kept.the_ticks) == (
        "jobservice",
        "Ti montører",
        {"other": "Praktik"},
    )
    assert len(kept.the_parties) == 3 and kept.starts_on is None
    page = lise.get(reverse("agreements:agreement", args=[wider.uuid])).content.decode()
    assert local.number in page and "Bygger på" in page
    assert (
        "begyndte at udvide" in lise.get(reverse("agreements:agreement", args=[local.uuid])).content.decode()
    )
    again = lise.post(url)
    assert again.status_code == 422 and wider.number in again.content.decode()
    # The jobcentre itself does not widen; it asks Jobservice Danmark.
    assert signed_in(mette).post(url).status_code == 404


def _only(agreement: Agreement):
    with as_owner():
        return agreement.versions.get()


def test_only_a_partnership_is_widened() -> None:
    agreement = agreements.agreement_in_force()
    lise = signed_in(agreements.national_actor())
    assert lise.get(reverse("agreements:widen", args=[agreement.uuid])).status_code == 404


def test_a_regional_agreement_stands_under_its_parent_and_may_not_overlap_a_sister() -> None:
    company = companies.company()
    east = agreements.eastern()
    companies.workplace(company, code="4600")
    actor = agreements.national_actor()
    parent = agreements.agreement_in_force(company)
    client = signed_in(actor)
    shown = client.get(reverse("agreements:agreement", args=[parent.uuid])).content.decode()
    assert "Tilføj regional aftale" in shown
    url = f"{reverse('agreements:new')}?virksomhed={company.uuid}&under={parent.uuid}"
    made = []
    for n in range(2):
        page = client.get(url)
        assert parent.number in page.content.decode()
        client.post(url, {**typed(page), "key": page.context["key"], "title": f"Region {n}"})
        with as_owner():
            made.append(Agreement.objects.get(title=f"Region {n}"))
    assert {one.parent_id for one in made} == {parent.pk}
    for one in made:
        agreements.party(_only(one), "tovholder", east, area=Area.EAST)
    with acting_as(actor):
        version = made[0].versions.get()
        found = [finding.text for finding in coverage_findings(actor, version) if finding.blocking]
    assert len(found) == 1 and f"i den regionale aftale {made[1].number}" in found[0]
    assert "Region 1" in client.get(reverse("agreements:agreement", args=[parent.uuid])).content.decode()
    # A child has no children, and belongs to its parent's company.
    below = f"{reverse('agreements:new')}?virksomhed={company.uuid}&under={made[0].uuid}"
    page = client.get(below)
    assert client.post(below, {**typed(page), "key": page.context["key"]}).status_code == 422
    foreign = f"{reverse('agreements:new')}?virksomhed={companies.company().uuid}&under={parent.uuid}"
    page = client.get(foreign)
    assert client.post(foreign, {**typed(page), "key": page.context["key"]}).status_code == 422


def test_a_new_version_of_one_in_force_leaves_the_old_standing() -> None:
    agreement = agreements.agreement_in_force()
    client = signed_in(agreements.national_actor())
    url = reverse("agreements:replace", args=[agreement.uuid])
    assert (
        "Den nuværende version gælder, til alle har underskrevet den nye." in client.get(url).content.decode()
    )
    answer = client.post(url, {"reason": "Flere fag"})
    assert answer["Location"] == step_url(agreement, "behov")
    with as_owner():
        agreement.refresh_from_db()
        states = list(agreement.versions.order_by("number").values_list("number", "state"))
    assert states == [(1, "in_force"), (2, "draft")]
    assert agreement.state == AgreementState.IN_FORCE
    assert client.get(url)["Location"] == step_url(agreement, "behov")


def test_a_change_after_a_signature_is_told_first_and_all_sign_again() -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    with acting_as(actor):
        sent = agreement_send(actor=actor, version=version)
    with as_owner():
        party = version.parties.first()
        agreements.sign(fresh(sent), party)
        type(sent).objects.filter(pk=sent.pk).update(state=AgreementState.PARTLY_SIGNED)
        Agreement.objects.filter(pk=sent.agreement_id).update(state=AgreementState.PARTLY_SIGNED)
    client = signed_in(actor)
    agreement = version.agreement
    url = reverse("agreements:replace", args=[agreement.uuid])
    shown = client.get(url).content.decode()
    assert "1 underskrift bortfalder" in shown and party.contact_name in shown
    assert "Alle parter underskriver den nye version." in shown
    client.post(url, {"reason": "En fejl i perioden"})
    with as_owner():
        rows = list(agreement.versions.order_by("number").values_list("state", flat=True))
        second = agreement.versions.get(number=2)
        assert rows == ["superseded", "draft"]
        assert second.signers.count() == 0 and second.parties.count() == 3
        assert set(sent.signers.values_list("state", flat=True)) == {"signed", "ended"}


def test_a_draft_is_given_up_and_a_version_in_force_stays() -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    client = signed_in(actor)
    client.post(reverse("agreements:discard", args=[version.agreement.uuid]))
    with as_owner():
        assert Agreement.objects.get(pk=version.agreement_id).state == AgreementState.CANCELLED
    agreement = agreements.agreement_in_force()
    client.post(reverse("agreements:replace", args=[agreement.uuid]), {"reason": ""})
    client.post(reverse("agreements:discard", args=[agreement.uuid]))
    with as_owner():
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.IN_FORCE
