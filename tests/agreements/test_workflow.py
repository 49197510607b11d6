"""Every change of a version's state, for every role, and what the services make of the ones that people set going."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actor import Actor
from accounts.tenancy import acting_as
from agreements.enums import (
    ENDED_STATES,
    FORCE_STATES,
    AccessRole,
    AgreementState,
)
from agreements.models import AgreementVersion
from agreements.services.drafting import DraftError, draft_discard
from agreements.services.sending import agreement_send, agreement_withdraw
from agreements.workflow import SYSTEM, TRANSITIONS, NotAllowedError, can_go, mermaid, transition
from tests.agreements.signers import company_user, fresh, party, sent, sign
from tests.factories import accounts, agreements, orders
from tests.helpers.db import as_owner

S = AgreementState
ROLES = (*AccessRole.values, SYSTEM, "")
ACTIONS = sorted({found.action for found in TRANSITIONS})
# What is allowed, written out a second time: (from, action) -> (to, who).
DRAFTER, PARTY_ALONE, TIME = {"owner", "national"}, {"party"}, {SYSTEM}
ALLOWED = {
    ("draft", "send"): ("sent", DRAFTER),
    ("draft", "discard"): ("cancelled", DRAFTER),
    ("sent", "withdraw"): ("draft", DRAFTER),
    ("partly_signed", "withdraw_signed"): ("superseded", DRAFTER),
    ("sent", "sign"): ("partly_signed", PARTY_ALONE),
    ("sent", "sign_last"): ("in_force", PARTY_ALONE),
    ("partly_signed", "sign"): ("partly_signed", PARTY_ALONE),
    ("partly_signed", "sign_last"): ("in_force", PARTY_ALONE),
    ("sent", "expire_unsigned"): ("expired", TIME),
    ("partly_signed", "expire_unsigned"): ("expired", TIME),
    ("in_force", "extend"): ("extended", TIME),
    ("extended", "extend"): ("extended", TIME),
    ("in_force", "cancel"): ("cancelled", TIME),
    ("extended", "cancel"): ("cancelled", TIME),
    ("in_force", "expire"): ("expired", TIME),
    ("extended", "expire"): ("expired", TIME),
    ("in_force", "supersede"): ("superseded", TIME),
    ("extended", "supersede"): ("superseded", TIME),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("source", S.values)
def test_every_state_every_action_every_role(source: str, action: str, role: str) -> None:
    target, who = ALLOWED.get((source, action), ("", set()))
    if role in who:
        assert transition(source, action, role).target == target
    else:
        with pytest.raises(NotAllowedError) as refused:
            transition(source, action, role)
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize("target", S.values)
@pytest.mark.parametrize("source", S.values)
def test_can_go(source: str, target: str) -> None:
    wanted = any(key[0] == source and to == target for key, (to, _who) in ALLOWED.items())
    assert can_go(source, target) is wanted


def test_the_ended_states_are_ends_and_the_others_are_not() -> None:
    sources = {found.source for found in TRANSITIONS}
    assert set(S) - sources == set(ENDED_STATES)
    assert sources >= set(FORCE_STATES)


def test_the_diagram_has_every_transition_once() -> None:
    lines = mermaid().splitlines()
    assert len(lines) == len(set(lines))
    for found in TRANSITIONS:
        assert f"    {found.source.value} --> {found.target.value}: {found.action}" in lines


# --- through the services ---------------------------------------------------------------------------------------


@pytest.fixture
def drafter(db: None) -> Actor:
    """The jobcentre that begins a local partnership: owner, and no party to it."""
    return accounts.actor(orders.jobcenter("Aarhus"))


def in_state(state: str, drafter: Actor) -> AgreementVersion:
    """A partnership of Aarhus's making between a company, Jobservice Danmark and Horsens, in `state`."""
    if state == S.DRAFT:
        return agreements.agreement_draft(actor=drafter, kind="partnership")
    version = sent(drafter, kind="partnership")
    if state == S.SENT:
        return version
    sign(version, party(version))
    if state == S.PARTLY_SIGNED:
        return fresh(version)
    if state == S.EXPIRED:
        with as_owner():
            AgreementVersion.objects.filter(pk=version.pk).update(state=S.EXPIRED)
        return fresh(version)
    sign(version, party(version, "national"))
    sign(version, party(version, "tovholder"))
    if state != S.IN_FORCE:
        with as_owner():
            AgreementVersion.objects.filter(pk=version.pk).update(state=state)
    return fresh(version)


def person(role: str, version: AgreementVersion, drafter: Actor) -> Actor:
    return {
        "owner": lambda: drafter,
        "national": agreements.national_actor,
        "party": lambda: company_user(version),
        "covered": lambda: orders.consultant("Odder"),
        "": lambda: accounts.actor(accounts.organisation("A-kassen", kind="partner")),
    }[role]()


SERVICES: dict[str, Any] = {
    "send": agreement_send,
    "withdraw": agreement_withdraw,
    "withdraw_signed": agreement_withdraw,
    "discard": draft_discard,
}
REFUSED = (PermissionDenied, NotAllowedError, DraftError, AgreementVersion.DoesNotExist)


@pytest.mark.parametrize("role", ["owner", "national", "party", "covered", ""])
@pytest.mark.parametrize("action", sorted(SERVICES))
@pytest.mark.parametrize("source", S.values)
def test_the_services_keep_to_the_table(source: str, action: str, role: str, drafter: Actor) -> None:
    version = in_state(source, drafter)
    actor = person(role, version, drafter)
    # Withdrawing is one service: which of the two it is depends on whether somebody has signed.
    names = {"withdraw", "withdraw_signed"} if action.startswith("withdraw") else {action}
    target, who = next((ALLOWED[source, name] for name in names if (source, name) in ALLOWED), ("", set()))
    with acting_as(actor):
        if role in who:
            SERVICES[action](actor=actor, version=version)
        else:
            with pytest.raises(REFUSED):
                SERVICES[action](actor=actor, version=version)
    assert fresh(version).state == (target if role in who else source)
