"""The personal link in the mail: looking changes nothing, one answer, and only the one it was made for."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from accounts.tenancy import acting_as
from agreements.enums import ChangeState, PartyRole
from agreements.models import Agreement, AgreementChange, ChangeConsent
from agreements.services.changes import (
    LINK_LASTS,
    ChangeError,
    change_answer,
    change_propose,
    change_withdraw,
    link_token,
)
from tests.agreements.living import Life, mails
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner

__all__ = ["committed"]


@pytest.fixture
def life(db: None) -> Life:
    return running()


def running() -> Life:
    """In force today, for real: the web pages ask the wall clock."""
    from accounts.moment import moment
    from jobcenters.calendar import local_date
    from tests.agreements import living

    today = local_date(moment())
    return Life(starts_on=living.START, ends_on=today.replace(year=today.year + 1, day=1))


def proposed(life: Life) -> AgreementChange:
    later = life.agreement.ends_on.replace(year=life.agreement.ends_on.year + 1)
    with acting_as(life.mette):
        return change_propose(actor=life.mette, agreement=life.agreement, kind="extend", ends_on=later)


def path_in_mail(address: str) -> str:
    (mail,) = mails("change_asked", to=address)
    found = re.search(r"https?://[^/]+(/samtykke/\S+/)", mail.text)
    assert found
    return found[1]


def consents(change: AgreementChange) -> list[tuple[int, bool, str]]:
    with as_owner():
        rows = ChangeConsent.objects.filter(change=change).order_by("at")
        return [(row.organisation_id, row.agrees, row.name) for row in rows]


YES = {"svar": "ja", "name": "Karin Friis", "note": ""}


def test_looking_changes_nothing_and_pressing_answers_once(life: Life) -> None:
    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.COMPANY))
    client = Client()
    for _n in range(3):
        response = client.get(path)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    assert len(consents(change)) == 1, "the proposer's own"
    response = client.post(path, YES, follow=True)
    assert "Jeres ja er gemt" in response.content.decode()
    assert consents(change)[-1] == (life.company.organisation.pk, True, "Karin Friis")
    again = client.post(path, {**YES, "svar": "nej", "note": "Fortrudt"})
    assert again.status_code == 422
    assert "har allerede svaret" in again.content.decode()
    assert len(consents(change)) == 2
    assert "har sagt ja" in client.get(path).content.decode()


def test_everybody_by_link_and_the_last_one_decides(life: Life) -> None:
    change = proposed(life)
    for mail in mails("change_asked"):
        Client().post(path_in_mail(mail.recipient), {**YES, "name": "Part"})
    assert life.change().state == ChangeState.AGREED
    assert life.reload().ends_on == change.ends_on


def test_a_no_needs_a_reason(life: Life) -> None:
    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.PARTNER))
    refused = Client().post(path, {"svar": "nej", "name": "Frank", "note": ""})
    assert refused.status_code == 422
    assert "hvorfor I siger nej" in refused.content.decode()
    assert 'value="Frank"' in refused.content.decode()
    Client().post(path, {"svar": "nej", "name": "Frank", "note": "Vi lukker"})
    assert life.change(change.pk).state == ChangeState.REFUSED


def test_bad_posts_are_refused_in_words(life: Life) -> None:
    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.COMPANY))
    for data in (
        {},
        {"svar": "måske", "name": "K"},
        {**YES, "name": ""},
        {**YES, "note": "x" * 501},
        {**YES, "name": "\x00"},
    ):
        assert Client().post(path, data).status_code == 422, data
    assert len(consents(change)) == 1


def test_text_is_never_markup(life: Life) -> None:
    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.COMPANY))
    Client().post(path, {**YES, "name": "<script>alert(1)</script>", "note": "<b>fed</b>"})
    text = Client().get(path).content.decode()
    assert "<script>alert" not in text
    assert "<b>fed</b>" not in text
    assert len(consents(change)) == 2


def test_tampered_links_are_unknown(life: Life) -> None:
    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.COMPANY))
    token = path.split("/")[2]
    other = link_token(change, life.fund.pk)
    forged = signing.dumps({"change": str(change.uuid), "party": life.fund.pk}, salt="another")
    mixed = ":".join([other.split(":")[0], *token.split(":")[1:]])
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), forged, mixed, "x" * 40):
        response = Client().get(reverse("consent:answer", args=[bad]))
        assert response.status_code == 404, bad
        assert Client().post(reverse("consent:answer", args=[bad]), YES).status_code == 404
    assert len(consents(change)) == 1


def test_guessing_is_limited(life: Life) -> None:
    client = Client(REMOTE_ADDR="192.0.2.99")
    answers = [client.get(reverse("consent:answer", args=["x" * 40 + str(n)])).status_code for n in range(25)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_expired_links_say_so(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.COMPANY))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + LINK_LASTS.total_seconds() + 60)
    response = Client().get(path)
    assert response.status_code == 410
    assert "60 dage" in response.content.decode()
    assert Client().post(path, YES).status_code == 410
    assert len(consents(change)) == 1


def test_a_withdrawn_change_is_closed(life: Life) -> None:
    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.COMPANY))
    with acting_as(life.mette):
        change_withdraw(actor=life.mette, change=change)
    text = Client().get(path).content.decode()
    assert "Der skal ikke svares længere" in text
    assert "Sig ja" not in text
    assert Client().post(path, YES).status_code == 422


def test_signed_in_for_somebody_else_finds_nothing(life: Life) -> None:
    change = proposed(life)
    path = path_in_mail(life.contact(PartyRole.COMPANY))
    for actor, status in ((life.stranger, 404), (life.frank, 404), (life.karin, 200)):
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        assert client.get(path).status_code == status
    assert len(consents(change)) == 1


def test_a_link_shows_no_more_than_the_party_may_see(life: Life) -> None:
    """A partner may not look companies up; the page by its link still names every party from the agreement."""
    proposed(life)
    text = Client().get(path_in_mail(life.contact(PartyRole.PARTNER))).content.decode()
    assert "Gudenaa Maskinfabrik" in text
    assert text.count("Afventer svar") == 4


def _answer(actor: Actor, change: AgreementChange) -> str:
    try:
        with acting_as(actor):
            change_answer(actor=actor, change=change, agrees=True, name=actor.name)
    except ChangeError as error:
        return str(error)
    finally:
        connection.close()
    return "ok"


def test_two_answers_at_the_same_time(committed: Committed) -> None:
    """The last two parties press at once: both are stored, and the extension happens exactly once. Also the same
    party twice: one is stored, the other told.
    """
    life = running()
    change = proposed(life)
    for actor in (life.lise, life.eva):
        assert _answer(actor, change) == "ok"
    with ThreadPoolExecutor(4) as pool:
        results = list(
            pool.map(lambda actor: _answer(actor, change), [life.karin, life.frank, life.karin, life.frank])
        )
    assert sorted(result == "ok" for result in results) == [False, False, True, True]
    assert len(consents(change)) == 5
    with as_owner():
        agreement = Agreement.objects.get(pk=life.agreement.pk)
        assert (agreement.state, agreement.ends_on) == ("extended", change.ends_on)
        assert agreement.events.filter(kind="extended").count() == 1
    assert len(mails("change_agreed")) == 5
