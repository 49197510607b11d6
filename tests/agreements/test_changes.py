"""Extension and cancellation by consent of all parties (R110)."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementState, ChangeKind, ChangeState
from agreements.models import Agreement, AgreementChange, AgreementVersion
from agreements.services.changes import (
    ChangeError,
    change_answer,
    change_propose,
    change_withdraw,
)
from tests.agreements.living import END, Life, at, day, mails, titles
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
NOW = at(day(3, 2))
LATER = day(12, 31, 2027)


@pytest.fixture
def life() -> Life:
    return Life()


def propose(
    life: Life, actor: Actor, kind: str = ChangeKind.EXTEND, ends_on: datetime.date = LATER, **more: Any
) -> AgreementChange:
    with playing(more.pop("when", NOW)), acting_as(actor):
        return change_propose(actor=actor, agreement=life.agreement, kind=kind, ends_on=ends_on, **more)


def answer(
    change: AgreementChange, actor: Actor, agrees: bool = True, when: datetime.datetime = NOW, note: str = ""
) -> AgreementChange:
    with playing(when), acting_as(actor):
        return change_answer(actor=actor, change=change, agrees=agrees, name=actor.name, note=note)


def agree_all(life: Life, change: AgreementChange, when: datetime.datetime = NOW) -> None:
    with as_owner():
        done = set(change.consents.values_list("organisation_id", flat=True))
    for actor in life.parties.values():
        if actor.organisation_id not in done:
            answer(change, actor, when=when)


# --- every role, every transition -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["national", "west", "east", "company", "partner"])
@pytest.mark.parametrize("kind", list(ChangeKind))
def test_every_party_may_propose_and_the_last_yes_decides(life: Life, who: str, kind: str) -> None:
    ends_on = LATER if kind == ChangeKind.EXTEND else day(6, 30)
    change = propose(life, life.parties[who], kind, ends_on)
    others = [actor for name, actor in life.parties.items() if name != who]
    for actor in others[:-1]:
        answer(change, actor)
        assert life.reload().ends_on == END, "nothing holds before the last one has answered"
    answer(change, others[-1])
    assert life.reload().ends_on == ends_on
    assert life.change().state == ChangeState.AGREED
    assert life.agreement.state == (
        AgreementState.EXTENDED if kind == ChangeKind.EXTEND else AgreementState.IN_FORCE
    )
    assert life.agreement.current.state == life.agreement.state
    assert life.agreement.current.ends_on == END, "the version keeps the period that was signed"
    assert len(mails("change_agreed")) == 5


@pytest.mark.parametrize("who", ["odder", "stranger"])
def test_nobody_else_may_propose_answer_or_withdraw(life: Life, who: str) -> None:
    outsider = getattr(life, who)
    refused = (PermissionDenied, Agreement.DoesNotExist)
    with pytest.raises(refused):
        propose(life, outsider)
    change = propose(life, life.mette)
    with pytest.raises(refused):
        answer(change, outsider)
    with pytest.raises(refused), playing(NOW), acting_as(outsider):
        change_withdraw(actor=outsider, change=change)
    assert life.change().state == ChangeState.OPEN


@pytest.mark.parametrize("who", ["national", "east", "company", "partner"])
def test_one_no_ends_it_and_the_proposer_is_told(life: Life, who: str) -> None:
    change = propose(life, life.mette)
    answer(change, life.parties[who], agrees=False, note="Vi har ikke brug for flere.")
    assert life.change().state == ChangeState.REFUSED
    assert life.reload().ends_on == END
    (mail,) = mails("change_refused")
    assert "Vi har ikke brug for flere." in mail.text
    with as_owner():
        assert mail.recipient == change.proposed_by_user.email
    other = next(actor for name, actor in life.parties.items() if name not in (who, "west"))
    with pytest.raises(ChangeError, match="ikke åbent"):
        answer(change, other)
    propose(life, life.eva)  # a new one can be proposed


@pytest.mark.parametrize("who", ["national", "east", "company", "partner"])
def test_only_the_proposer_withdraws(life: Life, who: str) -> None:
    change = propose(life, life.mette)
    other = life.parties[who]
    with pytest.raises(PermissionDenied), playing(NOW), acting_as(other):
        change_withdraw(actor=other, change=change)
    with playing(NOW), acting_as(life.mette):
        change_withdraw(actor=life.mette, change=change)
    assert life.change().state == ChangeState.WITHDRAWN
    assert len(mails("change_withdrawn")) == 4
    with pytest.raises(ChangeError, match="ikke åbent"), playing(NOW), acting_as(life.mette):
        change_withdraw(actor=life.mette, change=change)


@pytest.mark.parametrize("state", [s for s in AgreementState if s not in ("in_force", "extended")])
def test_only_what_is_in_force_can_change(life: Life, state: str) -> None:
    with as_owner():
        Agreement.objects.filter(pk=life.agreement.pk).update(state=state)
    with pytest.raises(ChangeError, match="i kraft"):
        propose(life, life.mette)


# --- which days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ends_on", "sentence"),
    [
        (ChangeKind.EXTEND, END, "allerede til"),
        (ChangeKind.EXTEND, day(6, 1), "allerede til"),
        (ChangeKind.CANCEL, day(3, 1), "tidligst være i dag"),
        (ChangeKind.CANCEL, day(1, 1, 2027), "slutter af sig selv"),
    ],
)
def test_days_that_cannot_be(life: Life, kind: str, ends_on: datetime.date, sentence: str) -> None:
    with pytest.raises(ChangeError, match=sentence) as refused:
        propose(life, life.mette, kind, ends_on)
    assert refused.value.field == "ends_on"
    assert not mails("change_asked")


def test_one_open_at_a_time(life: Life) -> None:
    propose(life, life.mette)
    with pytest.raises(ChangeError, match="allerede et forslag"):
        propose(life, life.karin, ChangeKind.CANCEL, day(6, 1))


def test_once_per_organisation(life: Life) -> None:
    change = propose(life, life.mette)
    with pytest.raises(ChangeError, match="har allerede svaret"):
        answer(change, life.mette)
    answer(change, life.karin)
    with pytest.raises(ChangeError, match="har allerede svaret"):
        answer(change, life.karin, agrees=False, note="Nej alligevel")
    assert life.change().state == ChangeState.OPEN


def test_a_name_is_needed(life: Life) -> None:
    change = propose(life, life.mette)
    with pytest.raises(ChangeError) as refused, playing(NOW), acting_as(life.karin):
        change_answer(actor=life.karin, change=change, agrees=True, name="  ")
    assert refused.value.field == "name"


def test_cancelled_today_holds_at_once(life: Life) -> None:
    change = propose(life, life.karin, ChangeKind.CANCEL, NOW.date())
    agree_all(life, change)
    assert life.reload().state == life.agreement.current.state == AgreementState.CANCELLED
    assert life.agreement.ends_on == NOW.date()
    with as_owner():
        assert AgreementVersion.objects.get(pk=life.agreement.current_id).ended_at == NOW


def test_a_yes_that_comes_late_never_reaches_back(life: Life) -> None:
    """Agreed on after the proposed last day: it holds from now, not from then; what was promised until now stands."""
    change = propose(life, life.karin, ChangeKind.CANCEL, day(3, 10))
    agree_all(life, change, when=at(day(3, 20)))
    assert life.reload().state == AgreementState.CANCELLED
    assert life.agreement.ends_on == day(3, 20)


def test_cancelled_before_it_began() -> None:
    coming = Life(starts_on=day(6, 1), ends_on=END)
    change = propose(coming, coming.karin, ChangeKind.CANCEL, day(4, 1))
    agree_all(coming, change)
    assert coming.reload().state == AgreementState.CANCELLED
    assert coming.agreement.ends_on == day(6, 1)


def test_extended_again_and_again(life: Life) -> None:
    for year in (2027, 2028, 2029):
        agree_all(life, propose(life, life.mette, ends_on=day(12, 31, year)))
        assert life.reload().ends_on == day(12, 31, year)
        assert life.agreement.state == AgreementState.EXTENDED


def test_parties_are_asked_by_a_mail_that_nobody_else_reads(life: Life) -> None:
    propose(life, life.mette, reason="Det går <b>godt</b> & vi vil mere.")
    asked = mails("change_asked")
    assert len(asked) == 4, "not the proposer"
    assert all(mail.confidential for mail in asked)
    assert len({mail.recipient for mail in asked}) == 4
    links = {line for mail in asked for line in mail.text.splitlines() if "/samtykke/" in line}
    assert len(links) == 4, "everybody has a link of his own"
    assert "Det går <b>godt</b> & vi vil mere." in asked[0].text
    assert "torsdag 31. december 2026" in asked[0].text.replace("\xa0", " ")


def test_the_history_tells_it(life: Life) -> None:
    agree_all(life, propose(life, life.mette))
    told = [title.replace("\xa0", " ") for title in titles(life.agreement)]
    assert "Mette Lund foreslog at forlænge aftalen til 31. december 2027" in told
    assert "Karin Friis, Gudenaa Maskinfabrik, sagde ja" in told
    assert "Alle parter er enige: aftalen gælder til 31. december 2027" in told


def test_a_drafter_that_is_no_party_may_propose_and_all_parties_must_agree() -> None:
    life = Life(with_parties=False)
    change = propose(life, life.lise)
    for actor in (life.mette, life.eva):
        answer(change, actor)
        assert life.reload().ends_on == END
    answer(change, life.frank)
    assert life.reload().ends_on == LATER


def test_an_extension_that_a_new_version_made_needless_falls_away(life: Life) -> None:
    change = propose(life, life.mette)
    with as_owner():
        Agreement.objects.filter(pk=life.agreement.pk).update(ends_on=day(12, 31, 2028))
    agree_all(life, change)
    assert life.reload().ends_on == day(12, 31, 2028)
    assert life.change().state == ChangeState.WITHDRAWN
