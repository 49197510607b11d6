"""To signature and back: what stops a draft, who is invited, withdrawing, and an address that was wrong."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.moment import moment, playing
from accounts.tenancy import acting_as
from agreements.document import document_hash
from agreements.enums import AgreementState, LogKind, SignerState
from agreements.models import Agreement, AgreementEvent, AgreementVersion, Signer
from agreements.selectors.signing import signing_status
from agreements.services.sending import (
    SendError,
    agreement_send,
    agreement_withdraw,
    signer_correct_email,
    signer_resend,
)
from agreements.workflow import NotAllowedError
from jobcenters.calendar import local_date
from tests.agreements.signers import (
    client_of,
    company_user,
    fresh,
    mails,
    party,
    sent,
    sign,
    signer,
)
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def test_sending_freezes_the_wording_and_invites_everybody() -> None:
    actor = agreements.national_actor()
    version = sent(actor, need_short="Otte svejsere")
    now = fresh(version)
    assert (now.state, now.agreement.state) == (AgreementState.SENT, AgreementState.SENT)
    assert now.document_hash == document_hash(now.document)
    assert now.document["need_short"] == "Otte svejsere"
    assert now.sign_by == local_date(moment()) + datetime.timedelta(days=30)
    with as_owner():
        rows = list(Signer.objects.filter(version=version))
        assert {row.state for row in rows} == {SignerState.INVITED}
        assert len({row.token_hash for row in rows}) == len(rows) == 3
        assert AgreementEvent.objects.filter(agreement=now.agreement, kind=LogKind.SENT).count() == 1
    assert len(mails("sign_invite")) == 3


def test_the_parties_see_it_from_now_on_and_nobody_else() -> None:
    version = sent()
    for actor, sees in (
        (company_user(version), True),
        (accounts.actor(orders.jobcenter("Horsens")), True),
        (orders.consultant("Odder"), False),
        (companies.user_of(companies.company()), False),
    ):
        with acting_as(actor):
            assert AgreementVersion.objects.filter(pk=version.pk).exists() is sees
            assert Signer.objects.filter(version_id=version.pk).exists() is sees


def _without(role: str) -> Any:
    def change(version: AgreementVersion) -> None:
        version.parties.filter(role=role).delete()

    return change


def _party_with(**values: Any) -> Any:
    def change(version: AgreementVersion) -> None:
        version.parties.filter(role="company").update(**values)

    return change


def _version_with(**values: Any) -> Any:
    def change(version: AgreementVersion) -> None:
        AgreementVersion.objects.filter(pk=version.pk).update(**values)

    return change


def _same_signer(version: AgreementVersion) -> None:
    email = version.parties.get(role="national").contact_email
    version.parties.filter(role="company").update(contact_email=email.upper())


def _gap(version: AgreementVersion) -> None:
    version.parties.filter(role="tovholder").update(area="east")


LONG_AGO = datetime.date(2020, 1, 1)
FAULTS = {
    "no company": (_without("company"), "Virksomheden mangler som part"),
    "no Jobservice Danmark": (_without("national"), "Jobservice Danmark mangler som part"),
    "no tovholder": (_without("tovholder"), "Vælg mindst ét tovholderjobcenter"),
    "no ticks": (lambda version: version.ticks.all().delete(), "Sæt mindst ét kryds"),
    "no signer's name": (_party_with(contact_name=" "), "Skriv, hvem der underskriver for"),
    "no address": (_party_with(contact_email=""), "Skriv en gyldig e-mailadresse"),
    "a bad address": (_party_with(contact_email="karin@"), "Skriv en gyldig e-mailadresse"),
    "the same signer twice": (_same_signer, "underskriver for to parter"),
    "no period": (_version_with(starts_on=None, ends_on=None), "Skriv, hvornår samarbejdet"),
    "a period that is over": (_version_with(starts_on=LONG_AGO, ends_on=LONG_AGO), "allerede slut"),
    "ends before it starts": (
        _version_with(starts_on=datetime.date(2030, 1, 2), ends_on=datetime.date(2030, 1, 1)),
        "Perioden slutter, før den begynder",
    ),
    "no tovholder where the company works": (_gap, "Ingen tovholder dækker"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_must_be_mended_first(fault: str) -> None:
    change, sentence = FAULTS[fault]
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    with as_owner():
        change(version)
    with acting_as(actor), pytest.raises(SendError) as refused:
        agreement_send(actor=actor, version=version)
    assert any(sentence in text for text in refused.value.faults), refused.value.faults
    assert fresh(version).state == AgreementState.DRAFT
    assert mails("sign_invite") == []
    address = reverse("agreements:send", args=[fresh(version).agreement.uuid])
    page = client_of(actor).post(address)
    assert page.status_code == 422
    assert sentence in page.content.decode()


@pytest.mark.parametrize("days", [-1, 91])
def test_the_last_day_to_sign_has_limits(days: int) -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    day = local_date(moment()) + datetime.timedelta(days=days)
    with acting_as(actor), pytest.raises(SendError) as refused:
        agreement_send(actor=actor, version=version, sign_by=day)
    assert refused.value.field == "sign_by"
    address = reverse("agreements:send", args=[fresh(version).agreement.uuid])
    page = client_of(actor).post(address, {"sign_by": day.isoformat()})
    assert page.status_code == 422
    assert f'value="{day.isoformat()}"' in page.content.decode()


def test_sending_from_the_page() -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    client = client_of(actor)
    address = reverse("agreements:send", args=[fresh(version).agreement.uuid])
    page = client.get(address).content.decode()
    for one in ("company", "national", "tovholder"):
        assert party(version, one).contact_email in page
    assert client.post(address).status_code == 302
    assert fresh(version).state == AgreementState.SENT
    assert client.post(address).status_code == 404  # there is no draft any more
    assert len(mails("sign_invite")) == 3


def test_only_the_drafter_sends_and_withdraws() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    for other in (company_user(version), accounts.actor(orders.jobcenter("Horsens"))):
        with acting_as(other):
            with pytest.raises(PermissionDenied):
                agreement_withdraw(actor=other, version=version)
            with pytest.raises(PermissionDenied):
                signer_correct_email(actor=other, signer=signer(version), email="a@b.example")
            with pytest.raises(PermissionDenied):
                signer_resend(actor=other, signer=signer(version))
    stranger = orders.consultant("Silkeborg")
    with acting_as(stranger), pytest.raises(AgreementVersion.DoesNotExist):
        agreement_withdraw(actor=stranger, version=version)
    with acting_as(actor), pytest.raises(NotAllowedError):
        agreement_send(actor=actor, version=version)


# --- withdrawing ------------------------------------------------------------------------------------------------


def test_withdrawn_before_anybody_signed_it_is_a_draft_again() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    with acting_as(actor):
        draft = agreement_withdraw(actor=actor, version=version, reason="Forkert tal")
    now = fresh(version)
    assert draft.pk == version.pk
    assert (now.state, now.document, now.document_hash, now.sent_at) == (AgreementState.DRAFT, None, "", None)
    assert now.agreement.state == AgreementState.DRAFT
    assert {signer(version, role).state for role in ("company", "national", "tovholder")} == {
        SignerState.ENDED
    }
    assert len(mails("sign_closed")) == 3
    with acting_as(company_user(version)):
        assert not Agreement.objects.exists()
    with acting_as(actor):
        again = agreement_send(actor=actor, version=draft)
    assert signer(again).state == SignerState.INVITED
    assert len(mails("sign_invite")) == 6


def test_withdrawn_after_somebody_signed_a_new_version_is_made() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    sign(version, party(version))
    with acting_as(actor):
        draft = agreement_withdraw(actor=actor, version=version)
    old = fresh(version)
    assert old.state == AgreementState.SUPERSEDED
    assert old.document_hash == version.document_hash
    assert (draft.number, fresh(draft).state) == (2, AgreementState.DRAFT)
    assert old.agreement.state == AgreementState.DRAFT
    with as_owner():
        assert draft.parties.count() == 3
        assert {tick.code for tick in draft.ticks.all()} == {"ordinary", "igu", "upskilling"}
        assert not Signer.objects.filter(version=draft).exists()
    with acting_as(actor):
        again = agreement_send(actor=actor, version=draft)
    for role in ("company", "national", "tovholder"):
        sign(again, party(again, role))
    assert fresh(again).state == AgreementState.IN_FORCE


@pytest.mark.parametrize(("signed", "words"), [(0, "Ingen har underskrevet"), (1, "underskrive igen")])
def test_what_withdrawing_means_is_said_before_it_happens(signed: int, words: str) -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    if signed:
        sign(version, party(version))
    client = client_of(actor)
    address = reverse("agreements:withdraw", args=[fresh(version).agreement.uuid])
    assert words in client.get(address).content.decode()
    assert fresh(version).state != AgreementState.DRAFT
    assert client.post(address, {"reason": "Nye tal"}).status_code == 302
    assert fresh(version).agreement.state == AgreementState.DRAFT
    with as_owner():
        assert AgreementEvent.objects.get(kind=LogKind.WITHDRAWN).text == "Nye tal"


# --- an address that was wrong ----------------------------------------------------------------------------------


def test_a_mended_address_follows_into_the_next_draft() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    with acting_as(actor):
        signer_correct_email(actor=actor, signer=signer(version), email="rigtig@firma.example")
        draft = agreement_withdraw(actor=actor, version=version)
    assert party(draft).contact_email == "rigtig@firma.example"


@pytest.mark.parametrize("email", ["", "karin@", "a@b.example\nBcc: x@y.example", "national"])
def test_a_bad_new_address_is_refused_in_words(email: str) -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    email = signer(version, "national").email.upper() if email == "national" else email
    before = signer(version)
    address = reverse("agreements:signer_email", args=[fresh(version).agreement.uuid, party(version).uuid])
    page = client_of(actor).post(address, {"email": email})
    assert page.status_code == 422
    assert (signer(version).email, signer(version).token_hash) == (before.email, before.token_hash)
    with acting_as(actor), pytest.raises(SendError):
        signer_correct_email(actor=actor, signer=signer(version), email=email)


def test_mending_and_sending_again_from_the_pages() -> None:
    actor = agreements.national_actor()
    version, now = sent(actor), moment()
    client, uuid, one = client_of(actor), fresh(version).agreement.uuid, party(version).uuid
    again = reverse("agreements:signer_resend", args=[uuid, one])
    client.post(again)
    assert len(mails("sign_invite", signer(version).email)) == 1  # it had just been sent
    with playing(now + datetime.timedelta(minutes=2)):
        client.post(again)
        assert len(mails("sign_invite", signer(version).email)) == 2
        done = client.post(
            reverse("agreements:signer_email", args=[uuid, one]), {"email": "ny@firma.example"}
        )
    assert done.status_code == 302
    assert signer(version).email == "ny@firma.example"
    sign(version, party(version))
    assert client.get(reverse("agreements:signer_email", args=[uuid, one])).status_code in (200, 404)
    with acting_as(actor), pytest.raises(SendError, match="allerede underskrevet"):
        signer_resend(actor=actor, signer=signer(version))


# --- where it stands --------------------------------------------------------------------------------------------


def test_the_status_tells_who_has_signed_and_who_is_waited_for() -> None:
    actor = agreements.national_actor()
    start = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)  # a Monday
    with playing(start):
        version = sent(actor)
        sign(version, party(version))
    with acting_as(actor):
        status = signing_status(fresh(version), start + datetime.timedelta(days=9))
    assert (status.signed, status.total, status.count_text) == (1, 3, "1 af 3")
    rows = {row.role: row for row in status.signers}
    assert rows["Virksomhed"].signed is not None
    assert rows["Virksomhed"].waited_days == 0
    assert rows["Tovholderjobcenter"].waited_days == 7
    assert [row.party for row in status.signers] == [one["name"] for one in version.document["parties"]]


def test_the_status_costs_the_same_for_twelve_parties(django_assert_num_queries: Any) -> None:
    actor = agreements.national_actor()
    version = sent(actor, partners=[accounts.organisation(kind="partner") for _n in range(9)])
    with acting_as(actor):
        found = AgreementVersion.objects.get(pk=version.pk)
        with django_assert_num_queries(2):
            assert signing_status(found, moment()).total == 12


def test_covered_jobcentres_see_no_signers() -> None:
    agreement = agreements.agreement_in_force()
    covered = orders.consultant("Odder")
    with acting_as(covered):
        version = Agreement.objects.get(pk=agreement.pk).current
        assert signing_status(version, moment()).signers == ()


def test_the_agreements_page_leads_on_to_what_each_can_do() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    uuid = fresh(version).agreement.uuid
    page = reverse("agreements:agreement", args=[uuid])
    withdraw, sign_here = (reverse(f"agreements:{name}", args=[uuid]) for name in ("withdraw", "sign"))
    mend = reverse("agreements:signer_email", args=[uuid, party(version).uuid])
    drafter = client_of(actor).get(page).content.decode()
    assert withdraw in drafter
    assert mend in drafter
    assert sign_here in drafter  # Jobservice Danmark is a party too
    tovholder = client_of(accounts.actor(orders.jobcenter("Horsens")))
    shown = tovholder.get(page).content.decode()
    assert sign_here in shown
    assert withdraw not in shown
    assert mend not in shown
    sign(version, party(version, "tovholder"))
    assert sign_here not in tovholder.get(page).content.decode()
