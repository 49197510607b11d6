"""Minutes are corrected by a record beside them: who, when and why; what was first written stays readable."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.models import AgreementMeeting, MinutesCorrection, NetworkMeeting
from agreements.selectors.minutes import minutes_of
from agreements.services.meetings import MeetingError, meeting_record
from agreements.services.minutes import minutes_correct, network_minutes_correct
from tests.agreements.living import START, Life, at, day, titles
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db
FIRST_TEXT = "Tre montører er ansat."
THEN = at(day(4, 2))


@pytest.fixture
def life() -> Life:
    made = Life()
    made.plan(at(START, 8))
    meeting = made.meetings()[0]
    with playing(THEN), acting_as(made.mette):
        meeting_record(
            actor=made.mette, meeting=meeting, minutes=FIRST_TEXT, adjustments="", as_version=False
        )
    return made


def held(life: Life) -> AgreementMeeting:
    return life.meetings("held")[0]


def correct(
    actor: Actor, meeting: AgreementMeeting, text: str, reason: str = "Tallet", seen: int = 0
) -> None:
    with playing(THEN), acting_as(actor):
        minutes_correct(actor=actor, meeting=meeting, minutes=text, reason=reason, seen=seen)


def test_a_correction_stands_beside_the_first_text(life: Life) -> None:
    correct(life.karin, held(life), "To montører er ansat.", "Den tredje kom aldrig.")
    correct(life.eva, held(life), "To montører og en smed er ansat.", "Smeden manglede.", seen=1)
    with acting_as(life.frank):
        found = minutes_of(held(life))
    assert found is not None
    assert (found.now.text, found.now.reason) == ("To montører og en smed er ansat.", "Smeden manglede.")
    assert found.now.author == "Eva Holm, Jobcenter Køge"
    assert [one.text for one in found.earlier] == ["To montører er ansat.", FIRST_TEXT]
    assert held(life).minutes == FIRST_TEXT
    assert sum("rettede referatet" in title for title in titles(life.agreement)) == 2
    page = client_of(life.frank).get(reverse("agreements:meeting", args=[held(life).uuid])).text
    for words in (
        FIRST_TEXT,
        "To montører er ansat.",
        "Den tredje kom aldrig.",
        "Smeden manglede.",
        "Karin Friis",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("text", "reason", "seen", "sentence"),
    [
        (" ", "Tallet", 0, "Skriv, hvad I talte om"),
        ("Andet", "  ", 0, "hvad der var forkert"),
        (FIRST_TEXT, "Tallet", 0, "uændret"),
        ("Andet", "Tallet", 3, "har rettet referatet imens"),
    ],
)
def test_what_is_no_correction(life: Life, text: str, reason: str, seen: int, sentence: str) -> None:
    with pytest.raises(MeetingError, match=sentence):
        correct(life.mette, held(life), text, reason, seen)


def test_a_meeting_without_minutes_has_none_to_correct(life: Life) -> None:
    with pytest.raises(MeetingError, match="ikke skrevet referat"):
        correct(life.mette, life.meetings("planned")[0], "Andet")


def test_covered_jobcentres_and_strangers_correct_nothing(life: Life) -> None:
    with pytest.raises(PermissionDenied):
        correct(life.odder, held(life), "Andet")
    for actor in (life.odder, life.stranger):
        with (
            acting_as(actor),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            MinutesCorrection.objects.create(
                meeting_id=held(life).pk, number=1, minutes="A", reason="B", at=THEN,
                organisation_id=actor.organisation_id, author="x", place="y",
            )  # fmt: skip


def test_the_database_keeps_every_text(life: Life) -> None:
    """Not even the owner of the tables rewrites minutes; the application may not try."""
    correct(life.mette, held(life), "To montører er ansat.")
    with as_owner():
        rows, meetings = MinutesCorrection.objects.all(), AgreementMeeting.objects.filter(pk=held(life).pk)
        for change in (
            lambda: rows.update(minutes="Andet"),
            lambda: rows.delete(),
            lambda: meetings.update(minutes="Andet"),
            lambda: meetings.update(state="planned"),
        ):
            with pytest.raises(IntegrityError, match="as they were written"), transaction.atomic():
                change()
        meetings.update(place="Et andet sted")
    with (
        acting_as(life.mette),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        MinutesCorrection.objects.update(minutes="Andet")


def test_the_page_keeps_what_was_typed_and_shows_what_came_meanwhile(life: Life) -> None:
    address = reverse("agreements:meeting_minutes_correct", args=[held(life).uuid])
    client: Client = client_of(life.karin)
    assert FIRST_TEXT in client.get(address).text
    empty = client.post(address, {"minutes": "Noget langt, jeg har skrevet", "reason": "", "seen": "0"})
    assert (empty.status_code, "Noget langt, jeg har skrevet" in empty.text) == (422, True)
    assert "Skriv kort, hvad der var forkert." in empty.text
    correct(life.mette, held(life), "Mettes tekst")
    late = client.post(address, {"minutes": "Karins tekst", "reason": "Tallet", "seen": "0"})
    assert late.status_code == 422
    for words in ("har rettet referatet imens", "Mettes tekst", "Karins tekst", 'name="seen" value="1"'):
        assert words in late.text
    saved = client.post(address, {"minutes": "Karins tekst", "reason": "Tallet", "seen": "1"})
    assert saved.status_code == 302
    assert "Karins tekst" in client.get(saved["Location"]).text


def test_a_leaders_meeting_is_corrected_by_those_who_keep_the_network() -> None:
    network = networks.network("Prøve", coordinator="Odder", members=("Odder", "Horsens"))
    birthe = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR, name="Birthe Kjær")
    member = accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER)
    meeting = networks.held(network, minutes="Vi holder 24 timer.")
    address = reverse("agreements:network_minutes_correct", args=[meeting.uuid])
    data = {"minutes": "Vi holder 36 timer.", "reason": "Forkert tal", "seen": "0"}
    assert client_of(member).post(address, data).status_code == 404
    with acting_as(member), pytest.raises(PermissionDenied):
        network_minutes_correct(actor=member, meeting=meeting, minutes="A", reason="B", seen=0)
    assert client_of(birthe).post(address, data).status_code == 302
    page = client_of(member).get(reverse("agreements:network_meeting", args=[meeting.uuid])).text
    for words in ("Vi holder 24 timer.", "Vi holder 36 timer.", "Forkert tal", "Birthe Kjær"):
        assert words in page
    with acting_as(make.consultant("Nyborg")):
        assert not MinutesCorrection.objects.exists()
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        NetworkMeeting.objects.filter(pk=meeting.pk).update(minutes="Andet")
