"""Two that look like one and are not: not suggested again, to whom that applies, undone, and true after a merge."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from companies import merging
from companies.models import Company, DistinctPair
from companies.services import companies_merge, merge_undo, pair_decide, pair_undo
from tests.agreements.pages import signed_in
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
REASON = "To søskende, hver sin ejer."


@pytest.fixture
def twins() -> tuple[Company, Company]:
    return companies.company("Nørre Bageri"), companies.company("Nørre bageri")


def pairs(actor: Actor) -> list[set[int]]:
    with acting_as(actor):
        return [{pair.one.pk, pair.other.pk} for pair in merging.duplicates(actor)]


def likely(actor: Actor, company: Company) -> list[int]:
    with acting_as(actor):
        found = merging.likely_of(actor, name=company.name, leave_out=company.pk)
        return [one.company.pk for one in found]


def decide(actor: Actor, one: Company, other: Company, reason: str = "") -> DistinctPair:
    with acting_as(actor):
        return pair_decide(actor=actor, one=one, other=other, reason=reason)


def test_a_consultants_word_holds_in_that_house_alone(twins: tuple[Company, Company]) -> None:
    one, other = twins
    mette, colleague, odder = make.consultant("Horsens"), make.consultant("Horsens"), make.consultant("Odder")
    assert {one.pk, other.pk} in pairs(mette)
    assert likely(mette, one) == [other.pk]
    pair = decide(mette, other, one, REASON)
    assert (pair.one_id, pair.other_id, pair.holds_for_all) == (one.pk, other.pk, False)
    for actor in (mette, colleague):
        assert {one.pk, other.pk} not in pairs(actor)
        assert likely(actor, one) == []
        assert likely(actor, other) == []
    assert {one.pk, other.pk} in pairs(odder)
    assert likely(odder, one) == [other.pk]
    with acting_as(odder):
        assert merging.decided(odder) == []
    # Saying it twice is saying it once.
    assert decide(colleague, one, other).pk == pair.pk


def test_who_might_merge_them_speaks_for_all(twins: tuple[Company, Company]) -> None:
    one, other = twins
    boss = accounts.actor(make.national(), role=Role.ADMINISTRATOR)
    mette = make.consultant("Horsens")
    pair = decide(boss, one, other, REASON)
    assert pair.holds_for_all
    assert {one.pk, other.pk} not in pairs(mette)
    with acting_as(mette):
        ((row, may_undo),) = [(d.pair, d.may_undo) for d in merging.decided(mette)]
        assert (row.pk, row.reason, may_undo) == (pair.pk, REASON, False)
        with pytest.raises(NotAllowed, match="har sagt det for alle"):
            pair_undo(actor=mette, pair=row)
    assert signed_in(mette).post(reverse("companies:distinct_undo", args=[pair.uuid])).status_code == 403
    with acting_as(boss):
        pair_undo(actor=boss, pair=pair)
    assert {one.pk, other.pk} in pairs(mette)


def test_the_database_itself_refuses_to_speak_for_all(twins: tuple[Company, Company]) -> None:
    one, other = twins
    mette = make.consultant("Horsens")
    add = (
        "insert into companies_distinctpair"
        " (uuid, one_id, other_id, organisation_id, user_id, at, reason, holds_for_all)"
        " values (gen_random_uuid(), %s, %s, %s, %s, now(), '', %s)"
    )
    with acting_as(mette), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(add, [one.pk, other.pk, mette.organisation_id, mette.user_id, True])
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(add, [one.pk, other.pk, make.jobcenter("Odder").pk, mette.user_id, False])
        cursor.execute(add, [one.pk, other.pk, mette.organisation_id, mette.user_id, False])
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("update companies_distinctpair set reason = 'x'")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("delete from companies_distinctpair")


def test_it_stays_true_when_one_of_them_is_merged_and_when_that_is_undone(
    twins: tuple[Company, Company],
) -> None:
    one, other = twins
    third = companies.company("Nørre Bageri")
    boss, mette = (
        accounts.actor(make.national(), role=Role.ADMINISTRATOR),
        make.consultant("Horsens"),
    )
    decide(mette, one, other)
    assert {other.pk, third.pk} in pairs(mette)
    with acting_as(boss):
        merge = companies_merge(actor=boss, kept=third, away=one, reason="Registreret to gange.")
    # `one` stands in `third` now, so `third` and `other` are no pair either.
    assert pairs(mette) == []
    assert likely(mette, third) == []
    assert {other.pk, third.pk} in pairs(boss)
    with acting_as(boss):
        merge_undo(actor=boss, merge=merge, reason="Forkert.")
    assert {other.pk, third.pk} in pairs(mette)
    assert {one.pk, other.pk} not in pairs(mette)


def test_merged_into_each_other_after_all(twins: tuple[Company, Company]) -> None:
    one, other = twins
    boss = accounts.actor(make.national(), role=Role.ADMINISTRATOR)
    third = companies.company("Nørre Bageri")
    pair = decide(boss, one, other)
    with acting_as(boss):
        merge = companies_merge(actor=boss, kept=one, away=other, reason="Det var dem alligevel.")
        assert merging.decided(boss) == []
    assert {one.pk, third.pk} in pairs(boss)
    with acting_as(boss):
        merge_undo(actor=boss, merge=merge, reason="Det var det ikke.")
        assert [row.pair.pk for row in merging.decided(boss)] == [pair.pk]


def test_the_button_the_list_and_undoing(twins: tuple[Company, Company]) -> None:
    one, other = twins
    mette = make.consultant("Horsens")
    client = signed_in(mette)
    page = reverse("companies:duplicates")
    button = reverse("companies:distinct", args=[one.uuid, other.uuid])
    assert button in client.get(page).content.decode()
    back = reverse("companies:detail", args=[one.uuid])
    assert f'action="{button}"' in client.get(back).content.decode()
    answer = client.post(button, {"next": back, "reason": REASON})
    assert answer["Location"] == back
    assert button not in client.get(page).content.decode()
    assert button not in client.get(back).content.decode()
    listed = client.get(reverse("companies:distinct_list")).content.decode()
    assert REASON in listed and mette.name in listed and "Hos jer" in listed
    assert REASON in client.get(reverse("companies:merge", args=[one.uuid, other.uuid])).content.decode()
    with as_owner():
        pair = DistinctPair.objects.get()
    client.post(reverse("companies:distinct_undo", args=[pair.uuid]))
    with as_owner():
        pair.refresh_from_db()
        assert pair.undone_at is not None and pair.undone_by_id == mette.user_id
    assert button in client.get(page).content.decode()
    assert REASON not in client.get(reverse("companies:distinct_list")).content.decode()


def test_too_long_a_reason_is_said_at_its_field_and_kept(twins: tuple[Company, Company]) -> None:
    one, other = twins
    client = signed_in(make.consultant("Horsens"))
    answer = client.post(reverse("companies:distinct", args=[one.uuid, other.uuid]), {"reason": "å" * 301})
    assert answer.status_code == 422
    assert "å" * 301 in answer.content.decode()
    with as_owner():
        assert not DistinctPair.objects.exists()


def test_strangers_and_companies_have_no_say(twins: tuple[Company, Company]) -> None:
    one, other = twins
    pair = decide(make.consultant("Horsens"), one, other)
    karin = companies.user_of(one)
    client = signed_in(karin)
    for address in (
        reverse("companies:distinct", args=[one.uuid, other.uuid]),
        reverse("companies:distinct_undo", args=[pair.uuid]),
    ):
        assert client.post(address).status_code == 404
    assert client.get(reverse("companies:distinct_list")).status_code == 404
    odder = signed_in(make.consultant("Odder"))
    assert odder.post(reverse("companies:distinct_undo", args=[pair.uuid])).status_code == 404
    assert Client().get(reverse("companies:distinct_list")).status_code == 302


def test_the_lists_ask_as_often_for_many_as_for_one(twins: tuple[Company, Company]) -> None:
    boss, mette = accounts.actor(make.national(), role=Role.ADMINISTRATOR), make.consultant("Horsens")

    def asked() -> int:
        with acting_as(mette), CaptureQueriesContext(connection) as found:
            merging.decided(mette)
            merging.duplicates(mette)
        return len(found)

    decide(boss, *twins)
    companies.company("Nørre Bageri")
    few = asked()
    for n in range(8):
        decide(boss, companies.company(f"Ens {n}"), companies.company(f"Ens {n}"))
        companies.company(f"Lige {n}"), companies.company(f"Lige {n}")
    assert asked() == few


def test_a_p_number_is_a_mark_before_a_company_is_registered() -> None:
    there = companies.company("Gammel Ejer A/S", workplace_code=None)
    companies.workplace(there, p_number="1002345678")
    mette = make.consultant("Horsens")
    with acting_as(mette):
        found = merging.likely_of(mette, name="Ny Ejer ApS", p_numbers=["1002345678"])
        assert [(one.company.name, one.reasons) for one in found] == [("Gammel Ejer A/S", "Samme P-nummer")]
        assert merging.likely_of(mette, name="Ny Ejer ApS", p_numbers=["1002345679", ""]) == []
    karin = companies.user_of(there)
    with acting_as(karin):
        assert merging.likely_of(karin, p_numbers=["1002345678"]) == []
