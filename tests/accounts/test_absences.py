"""Being away and standing in (G2): what is written, who answers, and what the page says."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.absences import absence_add, absence_remove, staffing, stand_in_choose
from accounts.enums import OrganisationKind, Role
from accounts.models import Absence, Membership
from accounts.stand_ins import who_answers
from accounts.tenancy import acting_as
from tests.factories import accounts
from tests.helpers.db import as_owner
from ui import danish

TODAY = datetime.date(2026, 3, 27)
DAY = datetime.timedelta(days=1)


# --- the rule -----------------------------------------------------------------------------------------------


def test_g2_a_chain_is_followed_to_somebody_who_is_there() -> None:
    chain = {"A": "B", "B": "C", "C": "D"}
    assert who_answers("A", there={"C", "D"}, stand_ins=chain).path == ("A", "B", "C")
    assert who_answers("A", there={"A"}, stand_ins=chain).is_stand_in is False
    assert who_answers("A", there=set(), stand_ins=chain).person is None


def test_g2_a_circle_is_found() -> None:
    answering = who_answers("A", there={"D"}, stand_ins={"A": "B", "B": "C", "C": "B"})
    assert (answering.found, answering.is_circle, answering.path) == (False, True, ("A", "B", "C"))


@given(
    people=st.integers(1, 8),
    data=st.data(),
)
def test_g2_whoever_is_found_is_there_and_the_way_always_ends(people: int, data: st.DataObject) -> None:
    everybody = range(people)
    there = data.draw(st.sets(st.sampled_from(everybody)))
    stand_ins = data.draw(st.dictionaries(st.sampled_from(everybody), st.none() | st.sampled_from(everybody)))
    for person in everybody:
        answering = who_answers(person, there=there, stand_ins=stand_ins)
        assert len(set(answering.path)) == len(answering.path)
        assert all(stand_ins[a] == b for a, b in zip(answering.path, answering.path[1:], strict=False))
        assert answering.found is (answering.path[-1] in there)
        if not answering.found:
            last = stand_ins.get(answering.path[-1])
            assert answering.is_circle is (last is not None)
            assert last is None or last in answering.path


# --- what is written ----------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> list[Membership]:
    """Mette, Jonas and Karen of one jobcentre; Lars leads it."""
    office = accounts.organisation("Jobcenter Prøve")
    people = [accounts.membership(office, name=name) for name in ("Mette Dahl", "Jonas Krogh", "Karen Lind")]
    return [*people, accounts.membership(office, role=Role.MANAGER, name="Lars Holm")]


def away(who: Membership, first: int, last: int, stand_in: Membership | None = None) -> Absence:
    with acting_as(who.actor()):
        return absence_add(
            actor=who.actor(),
            membership=who,
            first_day=TODAY + first * DAY,
            last_day=TODAY + last * DAY,
            stand_in=stand_in,
            today=TODAY,
        )


def today_of(house: list[Membership], day: datetime.date = TODAY) -> dict[str, str | None]:
    """Name -> who answers today."""
    with acting_as(house[0].actor()):
        everybody = list(Membership.objects.filter(organisation=house[0].organisation).select_related("user"))
        state = staffing(everybody, Absence.objects.visible_to(house[0].actor()).on(day))
    names = {one.pk: one.user.first_name for one in everybody}
    found = {one.pk: state.answering(one.pk).person for one in everybody}
    return {names[pk]: names[person] if person else None for pk, person in found.items()}


def test_g2_an_absence_names_its_own_stand_in_before_the_usual_one(house: list[Membership]) -> None:
    mette, jonas, karen, _lars = house
    with acting_as(mette.actor()):
        stand_in_choose(actor=mette.actor(), membership=mette, stand_in=jonas)
    away(mette, 0, 3)
    assert today_of(house)["Mette"] == "Jonas"
    away(jonas, 0, 1, karen)
    assert today_of(house)["Mette"] == "Karen", "Jonas is away too: his stand-in answers for both"
    assert today_of(house, TODAY + 2 * DAY)["Mette"] == "Jonas"
    assert today_of(house, TODAY + 4 * DAY)["Mette"] == "Mette"


def test_g2_who_left_answers_no_more(house: list[Membership]) -> None:
    mette, jonas, _karen, _lars = house
    with acting_as(mette.actor()):
        stand_in_choose(actor=mette.actor(), membership=mette, stand_in=jonas)
    with as_owner():
        Membership.objects.filter(pk=mette.pk).update(is_active=False)
    assert today_of(house)["Mette"] == "Jonas"


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        (2, 1, "last_day", "ikke ligge før første dag"),
        (-3, -1, "last_day", "allerede slut"),
        (0, 2000, "last_day", "højst vare tre år"),
        (4, 9, "first_day", "Der står allerede fravær fra mandag 30. marts til onsdag 1. april"),
    ],
)
def test_bad_days_are_told_at_their_field(
    house: list[Membership], first: int, last: int, field: str, sentence: str
) -> None:
    away(house[0], 3, 5)
    with pytest.raises(ValidationError) as told:
        away(house[0], first, last)
    assert sentence in danish.plain(told.value.message_dict[field][0])


def test_one_may_write_ones_own_and_a_leader_everybodys(house: list[Membership]) -> None:
    mette, jonas, _karen, lars = house

    def write(by: Membership) -> None:
        with acting_as(by.actor()):
            absence_add(
                actor=by.actor(),
                membership=jonas,
                first_day=TODAY,
                last_day=TODAY,
                stand_in=None,
                today=TODAY,
            )

    with pytest.raises(PermissionDenied, match="Kun en leder"):
        write(mette)
    write(lars)
    stranger = accounts.membership(accounts.organisation("Jobcenter Fremmed"), role=Role.MANAGER)
    with pytest.raises(PermissionDenied, match="jeres egne"):
        write(stranger)
    with acting_as(stranger.actor()):
        assert not Absence.objects.exists(), "the database shows a stranger nothing"


def test_a_stranger_is_no_stand_in_not_even_for_the_database(house: list[Membership]) -> None:
    stranger = accounts.membership(accounts.organisation("Jobcenter Fremmed"))
    with acting_as(house[0].actor()), pytest.raises(ValidationError, match="arbejder her"):
        stand_in_choose(actor=house[0].actor(), membership=house[0], stand_in=stranger)
    with acting_as(house[0].actor()), pytest.raises(ValidationError, match="en anden end"):
        stand_in_choose(actor=house[0].actor(), membership=house[0], stand_in=house[0])
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=house[0].pk).update(stand_in=stranger)


def test_two_absences_of_one_day_are_refused_by_the_database(house: list[Membership]) -> None:
    absence = away(house[0], 0, 2)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into accounts_absence (uuid, organisation_id, membership_id, first_day, last_day, created_at)"
            " select gen_random_uuid(), organisation_id, membership_id, first_day, last_day, now()"
            " from accounts_absence where id = %s",
            [absence.pk],
        )


def test_an_absence_that_has_begun_ends_and_one_to_come_goes(house: list[Membership]) -> None:
    begun, coming = away(house[0], 0, 2), away(house[0], 5, 6)
    with acting_as(house[0].actor()):
        absence_remove(actor=house[0].actor(), absence=begun, today=TODAY + DAY)
        absence_remove(actor=house[0].actor(), absence=coming, today=TODAY + DAY)
    with as_owner():
        assert list(Absence.objects.values_list("last_day", flat=True)) == [TODAY]


# --- the page -----------------------------------------------------------------------------------------------

URL = "/organisation/fravaer/"


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def test_mette_writes_her_leave_and_the_page_says_who_answers(house: list[Membership]) -> None:
    mette, jonas, _karen, _lars = house
    client = signed_in(mette)
    today = danish.local(datetime.datetime.now(datetime.UTC)).date()
    answer = client.post(
        URL,
        {
            "form": "fravaer",
            "who": mette.pk,
            "first_day": today.isoformat(),
            "last_day": (today + DAY).isoformat(),
            "stand_in": jonas.pk,
        },
    )
    assert answer.status_code == 302
    page = client.get(URL).content.decode()
    assert "Jonas Krogh svarer" in page
    with as_owner():
        absence = Absence.objects.get()
    stranger = accounts.membership(accounts.organisation("Jobcenter Fremmed"))
    assert signed_in(stranger).post(reverse("accounts:absence_end", args=[absence.uuid])).status_code == 404
    assert signed_in(jonas).post(reverse("accounts:absence_end", args=[absence.uuid])).status_code == 403
    assert client.post(reverse("accounts:absence_end", args=[absence.uuid])).status_code == 302
    assert "Intet fravær." in client.get(URL).content.decode()


def test_where_nobody_answers_the_page_warns(house: list[Membership]) -> None:
    mette, jonas, _karen, lars = house
    today = danish.local(datetime.datetime.now(datetime.UTC)).date()
    with as_owner():
        Membership.objects.filter(pk=mette.pk).update(stand_in=jonas)
        Membership.objects.filter(pk=jonas.pk).update(stand_in=mette)
        for one in (mette, jonas):
            Absence.objects.create(
                organisation=one.organisation, membership=one, first_day=today, last_day=today
            )
    assert signed_in(lars).get(URL).content.decode().count("Stedfortræderne peger på hinanden") == 2


def test_bad_input_is_told_and_kept(house: list[Membership]) -> None:
    mette, jonas, _karen, _lars = house
    client = signed_in(mette)
    answer = client.post(
        URL,
        {"form": "fravaer", "who": jonas.pk, "first_day": "i morgen", "last_day": "", "stand_in": "999999"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("Skriv en dato", "Vælg den sidste dag.", "Vælg en kollega på listen."):
        assert sentence in page
    assert 'value="i morgen"' in page
    assert client.post(URL, {"form": "noget andet"}).status_code == 422
    with as_owner():
        assert not Absence.objects.exists()


def test_a_company_has_no_such_page() -> None:
    owner = accounts.membership(accounts.organisation("Firma", kind=OrganisationKind.COMPANY))
    assert signed_in(owner).get(URL).status_code == 404
