"""Searches that are kept: whose they are, and when their owner is told of new candidates."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.criteria import Criteria
from candidates.enums import Basis
from candidates.models import SavedSearch
from candidates.services.saved import news_tell, saved_search_add
from candidates.tasks import tell_news
from jobcenters.calendar import local_date
from notifications.models import OutboxMail
from orders.calendars import calendar_of
from tests.candidates.searching import WELDER, address, get, text_of, welders
from tests.factories import accounts, candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of, key

pytestmark = pytest.mark.django_db


def kept(actor: Actor, name: str = "Svejsere ved Horsens", **fields: Any) -> SavedSearch:
    criteria = Criteria(postcode="8700", radius_km=50, occupations=(candidates.term(WELDER).pk,))
    with acting_as(actor):
        saved = saved_search_add(actor=actor, name=name, criteria=criteria, tells=fields.get("tells", True))
    # The owner looked an hour ago.
    with as_owner():
        SavedSearch.objects.filter(pk=saved.pk).update(
            seen_until=timezone.now() - datetime.timedelta(hours=1)
        )
    return saved


def at(actor: Actor, *, is_open: bool, after: datetime.datetime | None = None) -> datetime.datetime:
    """The next instant at which the actor's jobcentre is open, or closed."""
    with acting_as(actor):
        calendar = calendar_of(actor.organisation_id)
    now = after or timezone.now()
    opens = now if calendar.is_open(now) else calendar.next_opening(now)
    if is_open:
        return opens
    night = datetime.datetime.combine(local_date(opens), datetime.time(2), tzinfo=datetime.UTC)
    assert not calendar.is_open(night)
    return night


def tell(now: datetime.datetime) -> int:
    with as_worker():
        return news_tell(now=now)


def mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(name="candidates.saved_search_news").order_by("created_at"))


def row(saved: SavedSearch) -> SavedSearch:
    with as_owner():
        return SavedSearch.objects.get(pk=saved.pk)


def test_a_search_is_kept_run_renamed_and_deleted() -> None:
    welders(1)
    mette = make.consultant("Horsens")
    client = client_of(mette)
    url = reverse("candidates:saved_new") + "?" + address(sted="8700", km=50, fag=WELDER).partition("?")[2]
    assert 'value="Svejser ved Horsens"' in text_of(client.get(url))
    answer = client.post(url, {"name": "Mine svejsere", "tells": "on", "submit_key": key()})
    assert answer["Location"].endswith("/kandidater/?sted=8700&km=50&fag=Svejser")
    saved = SavedSearch.objects.filter(name="Mine svejsere")
    with as_owner():
        one = saved.get()
    found = text_of(client.get(reverse("candidates:saved")))
    assert "Mine svejsere" in found
    assert "Svejser, 50 km fra 8700 Horsens" in found
    again = client.post(url, {"name": "mine SVEJSERE", "submit_key": key()})
    assert again.status_code == 422
    assert "Du har allerede en søgning, der hedder sådan." in text_of(again)
    run = client.get(reverse("candidates:saved_run", args=[one.uuid]))
    assert "1 kandidat i 1 kommune" in text_of(client.get(run["Location"]))
    edit = reverse("candidates:saved_edit", args=[one.uuid])
    assert client.post(edit, {"name": ""}).status_code == 422
    client.post(edit, {"name": "Svejsere"})
    assert (row(one).name, row(one).tells) == ("Svejsere", False)
    client.post(reverse("candidates:saved_delete", args=[one.uuid]))
    assert "Du har ingen gemte søgninger." in text_of(client.get(reverse("candidates:saved")))


def test_a_colleagues_search_is_not_mine() -> None:
    mette, jonas = make.consultant("Horsens"), make.consultant("Horsens")
    saved = kept(mette)
    assert saved.name not in text_of(get(jonas, reverse("candidates:saved")))
    for name in ("saved_run", "saved_edit"):
        assert get(jonas, reverse(f"candidates:{name}", args=[saved.uuid])).status_code == 404
    assert client_of(jonas).post(reverse("candidates:saved_delete", args=[saved.uuid])).status_code == 404


def test_new_candidates_are_told_once_a_day_in_one_mail_while_the_jobcentre_is_open() -> None:
    mette = make.consultant("Horsens")
    one, two = kept(mette), kept(mette, "De samme")
    kept(mette, "Stille", tells=False)
    assert tell(at(mette, is_open=True)) == 0
    welders(2)
    welders(1, "Odder", "8300")
    candidates.candidate("Odder", postcode="8300", occupation=WELDER, basis=Basis.NONE)
    candidates.candidate("Horsens", occupation="Smed")
    closed = at(mette, is_open=False)
    assert tell(closed) == 0
    assert (row(one).news, row(two).news) == (3, 3), "counted, but nobody is written to at night"
    opened = at(mette, is_open=True)
    assert tell(opened) == 1
    (mail,) = mails()
    assert mail.subject == "6 nye kandidater i dine gemte søgninger"
    assert "Svejsere ved Horsens: 3 nye kandidater" in mail.text
    assert "De samme: 3 nye kandidater" in mail.text
    assert "Stille" not in mail.text
    assert "H-9" not in mail.text, "a mail names no candidate, not even by pseudonym"
    assert mail.recipient_user_id == mette.user_id
    # The same day, however much comes; and again without anything new.
    welders(1)
    assert tell(opened + datetime.timedelta(minutes=15)) == 0
    assert row(one).news == 4
    assert len(mails()) == 1


def test_the_day_shows_it_until_its_owner_has_looked() -> None:
    mette = make.consultant("Horsens")
    saved = kept(mette)
    welders(2)
    tell(at(mette, is_open=False))
    day = reverse("orders:my_day")
    found = text_of(get(mette, day))
    assert re.search(rf'href="/kandidater/gemte/{saved.uuid}/">2 nye kandidater i en gemt søgning', found)
    assert "nye kandidater" not in text_of(get(make.consultant("Horsens"), day))
    get(mette, reverse("candidates:saved_run", args=[saved.uuid]))
    assert row(saved).news == 0
    assert "nye kandidater" not in text_of(get(mette, day))


def test_whoever_has_left_is_told_nothing() -> None:
    mette = make.consultant("Horsens")
    kept(mette)
    welders(1)
    with as_owner():
        accounts.Membership.objects.filter(user_id=mette.user_id).update(is_active=False)
    assert tell(at(mette, is_open=True)) == 0
    assert mails() == []


def test_another_organisation_is_told_of_what_it_may_find() -> None:
    """The worker acts for the owner's organisation: what only Odder finds, only Odder is told of."""
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    kept(mette)
    kept(bo, "Hos os")
    candidates.candidate("Odder", postcode="8300", occupation=WELDER, basis=Basis.NONE)
    assert tell(at(bo, is_open=True)) == 1
    assert [mail.recipient_user_id for mail in mails()] == [bo.user_id]


def test_the_task_runs_as_beat_starts_it() -> None:
    mette = make.consultant("Horsens")
    saved = kept(mette)
    welders(1)
    with as_worker():
        tell_news.apply().get()
    assert row(saved).news == 1


def test_there_is_an_end_to_what_one_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candidates.services.saved.MOST_KEPT", 1)
    mette = make.consultant("Horsens")
    kept(mette)
    with acting_as(mette), pytest.raises(ValueError, match="Slet en"):
        saved_search_add(actor=mette, name="Én til", criteria=Criteria(postcode="8700"), tells=True)
