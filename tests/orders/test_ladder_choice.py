"""A network's or an agreement's own ladder: chosen from a day, kept by the clocks that began under it, and edited."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role as AccountRole
from accounts.moment import playing
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from agreements.enums import Area
from jobcenters.calendar import due, local_date, unit_from_data
from jobcenters.models import Network
from orders.calendars import calendar_of, ladder_for
from orders.enums import OwedTo
from orders.ladder import ACROSS, WITHIN, Ladder, LadderError, Role, Step, When
from orders.models import Clock, LadderVersion
from orders.promises import promise
from orders.services.ladders import Chooser, ladder_choose, ladder_drop
from orders.services.timers import timers_move
from tests.factories import accounts, agreements, companies, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import (
    Border,
    at,
    clock_of,
    fired,
    fires_at,
    ledger,
    mails,
    next_fire_at,
    sweep_as_worker,
)
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db

TODAY = local_date(timezone.now())
# Half the time, three quarters, the breach, and two days later to those outside the case.
LONG = Ladder(
    (
        Step(When.PERCENT, 50, (Role.OWNER,)),
        Step(When.PERCENT, 75, (Role.OWNER, Role.OWNER_MANAGER)),
        Step(When.AT, 0, (Role.OWNER, Role.OWNER_MANAGER, Role.COUNTERPART)),
        Step(When.DAYS_AFTER, 2, (Role.COORDINATOR, Role.NATIONAL)),
    )
)


@pytest.fixture
def network() -> Network:
    return networks.east_jutland("Horsens")


@pytest.fixture
def keeper(network: Network) -> Actor:
    return accounts.actor(make.jobcenter("Horsens"), role=AccountRole.ADMINISTRATOR, name="Birthe Krag")


def choose(keeper: Actor, network: Network, ladder: Ladder, owed_to: str, days: int = 0) -> None:
    with acting_as(keeper):
        ladder_choose(
            actor=keeper,
            chooser=Chooser(network=network, owed_to=owed_to),
            ladder=ladder,
            valid_from=TODAY + timedelta(days=days),
            today=TODAY,
        )


def of(code: str, place: str, days: int = 0) -> Ladder:
    actor = make.consultant(place)
    with acting_as(actor):
        return ladder_for(promise(code), actor.organisation_id, TODAY + timedelta(days=days))


def test_it_holds_for_members_from_its_day_and_the_standard_for_all_others(
    network: Network, keeper: Actor
) -> None:
    choose(keeper, network, LONG, OwedTo.JOBCENTER, days=10)
    assert of("D2", "Odder", 9) == ACROSS
    assert of("D2", "Odder", 10) == LONG
    assert of("D1", "Odder", 10) == WITHIN
    assert of("D2", "Nyborg", 10) == ACROSS
    choose(keeper, network, ACROSS, OwedTo.JOBCENTER, days=20)
    assert (of("D2", "Odder", 19), of("D2", "Odder", 20)) == (LONG, ACROSS)
    with acting_as(keeper), pytest.raises(ValidationError, match="planlagt"):
        choose(keeper, network, LONG, OwedTo.JOBCENTER, days=15)


def test_only_its_keepers_choose_and_never_to_tell_a_company(network: Network, keeper: Actor) -> None:
    other = accounts.actor(make.jobcenter("Odder"), role=AccountRole.ADMINISTRATOR)
    chooser = Chooser(network=network, owed_to=OwedTo.COMPANY)
    for actor, ladder, refused in ((other, WITHIN, NotAllowed), (keeper, ACROSS, LadderError)):
        with acting_as(actor), pytest.raises(refused):
            ladder_choose(actor=actor, chooser=chooser, ladder=ladder, valid_from=TODAY, today=TODAY)
    with acting_as(other), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("insert into orders_ladderversion values ('x', '[]')")
            cursor.execute(
                "insert into orders_ladderterm (network_id, owed_to, version_id, valid_from)"
                " values (%s, 'company', 'x', now())",
                [network.pk],
            )


def test_a_version_is_never_changed(network: Network, keeper: Actor) -> None:
    choose(keeper, network, LONG, OwedTo.JOBCENTER)
    with acting_as(keeper), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LadderVersion.objects.filter(pk=LONG.version).update(steps=[])


def test_a_clock_climbs_the_ladder_that_it_began_with(network: Network, keeper: Actor) -> None:
    """G2, T14: every step has its ledger row, at its own instant; a later choice changes nothing for it."""
    with as_owner():
        version = LadderVersion.objects.create(version=LONG.version, steps=LONG.data())
        network.ladders.create(owed_to=OwedTo.JOBCENTER, version=version, valid_from=at(1, "00.00").date())
    border = Border()
    lise = accounts.membership(make.national(), name="Lise Bak", role=AccountRole.MANAGER)
    birthe = accounts.membership(border.horsens, name="Grethe Holt", role=AccountRole.MANAGER)
    clock = border.clock
    assert clock.ladder == LONG.version
    with as_owner():
        network.ladders.all().delete()
    # Asked on Friday; Odder opens on Monday at nine, and the answer is due on Tuesday at nine: five hours are open.
    assert [fires_at(clock, level) for level in (1, 2, 3)] == [
        at(30, "11.30"),
        at(30, "12.45"),
        at(31, "09.00"),
    ]
    assert next_fire_at(clock) == at(30, "11.30")
    sweep_as_worker(at(30, "12.46"))
    assert [(row.level, row.recipient) for row in ledger(clock)] == sorted(
        [(1, border.key(border.jonas)), *((2, key) for key in border.keys(border.jonas, border.karen))]
    )
    sweep_as_worker(at(8, "12.00", month=4))
    assert fired(clock) == [1, 2, 3, 4]
    last = {row.recipient for row in ledger(clock) if row.level == 4}
    assert last == {border.key(lise), border.key(birthe), border.key(border.lars)}
    mail = mails(clock)[f"4:{border.key(lise)}"]
    assert mail.subject == f"Følg op hos {border.odder.name}: en frist er overskredet med 2 åbningsdage"
    assert border.order.title not in mail.text


def test_an_agreement_goes_before_the_network(network: Network, keeper: Actor) -> None:
    horsens = make.jobcenter("Horsens")
    agreement = agreements.agreement_in_force(
        companies.company("Fjordens Montage ApS"), tovholders=[(horsens, Area.WEST, ())]
    )
    chooser = Chooser(agreement=agreement)
    lise = accounts.actor(make.national())
    mette = make.consultant("Horsens")
    own = Ladder((Step(When.AT, 0, (Role.OWNER_MANAGER,)),))
    with acting_as(mette), pytest.raises(PermissionDenied):
        ladder_choose(actor=mette, chooser=chooser, ladder=own, valid_from=TODAY, today=TODAY)
    with acting_as(lise):
        ladder_choose(actor=lise, chooser=chooser, ladder=own, valid_from=TODAY, today=TODAY)
    with acting_as(mette):
        assert ladder_for(promise("D4"), horsens.pk, TODAY, agreement.pk) == own
        assert ladder_for(promise("D2"), horsens.pk, TODAY, agreement.pk) == ACROSS
        assert ladder_for(promise("D4"), horsens.pk, TODAY) == WITHIN
    with acting_as(lise):
        ladder_drop(actor=lise, chooser=chooser, valid_from=TODAY + timedelta(days=1), today=TODAY)
    with acting_as(mette):
        assert ladder_for(promise("D4"), horsens.pk, TODAY + timedelta(days=1), agreement.pk) == WITHIN
    address = reverse("orders:agreement_ladder", args=[agreement.uuid])
    read = client_of(mette).get(address)
    assert read.status_code == 200
    assert "Ret trinene" not in read.text
    assert "Ret trinene" in client_of(lise).get(address).text
    assert client_of(mette).post(address, {"act": "save"}).status_code == 404


def test_levels_that_have_not_fired_follow_a_new_deadline() -> None:
    border = Border()
    sweep_as_worker(at(30, "12.00"))
    clock = border.clock
    with as_owner(), playing(at(30, "12.30")):
        calendar = calendar_of(border.odder.pk)
        longer = due(unit_from_data("opening_day_hours", 48), at(27, "12.30"), calendar)
        Clock.objects.filter(pk=clock.pk).update(due_at=longer.due_at)
        timers_move(clock=clock, deadline=longer, opening=calendar)
    assert fires_at(clock, 1) == at(30, "12.00")
    assert fires_at(clock, 2) == longer.due_at == at(1, "09.00", month=4)
    assert fires_at(clock, 3) > longer.due_at
    sweep_as_worker(at(31, "12.00"))
    assert fired(clock) == [1]


# --- the editor ---------------------------------------------------------------------------------------------

SENT = {
    "when_1": "shortly_before-0",
    "who_1": ["owner"],
    "when_2": "at-0",
    "who_2": ["owner", "owner_manager"],
    "when_3": "days_after-1",
    "who_3": ["owner_manager", "coordinator"],
    "promise": "D1",
    "valid_from": TODAY.isoformat(),
}


def test_the_editor_saves_and_previews_by_the_clocks_own_function(network: Network, keeper: Actor) -> None:
    client = client_of(keeper)
    address = reverse("orders:network_ladder", args=[network.uuid, "virksomheder"])
    page = client.get(address).text
    assert "Standard, netværket har ikke aftalt andet" in page
    shown = client.post(address, {**SENT, "act": "show", "when_1": "percent-50"}).text
    assert "Sådan bliver det" in shown
    assert "En henvendelse modtaget fredag" in shown
    assert "som ingen svarer på, har frist mandag" in shown
    assert of("D1", "Horsens") == WITHIN
    saved = client.post(address, {**SENT, "act": "save"})
    assert saved.status_code == 302
    assert of("D1", "Horsens").steps[-1].who == (Role.OWNER_MANAGER, Role.COORDINATOR)
    page = client.get(address).text
    assert "1 åbningsdag efter fristen" in page
    assert "Den ansvarliges leder og netværkets koordinator" in page
    # Another jobcentre reads it, and has nothing to press.
    read = client_of(make.consultant("Nyborg")).get(address)
    assert read.status_code == 200
    assert "Ret trinene" not in read.text


def test_rows_are_added_moved_and_removed_without_losing_what_was_typed(
    network: Network, keeper: Actor
) -> None:
    client = client_of(keeper)
    address = reverse("orders:network_ladder", args=[network.uuid, "virksomheder"])
    added = client.post(address, {**SENT, "act": "add", "valid_from": "31.12.2026"})
    assert added.status_code == 200
    assert "Trin 4" in added.text
    assert "31.12.2026" in added.text
    assert "Vælg mindst én" not in added.text
    removed = client.post(address, {**SENT, "act": "remove-1"}).text
    assert "Trin 3" not in removed
    # The breach cannot be removed, whatever is sent.
    assert "Dette trin er der altid." in client.post(address, {**SENT, "act": "remove-2"}).text
    two = {**SENT, "when_3": "percent-50", "who_3": ["stand_in"], "act": "down-1"}
    moved = client.post(address, two).context["form"]
    assert [step.when for step in moved.steps] == [When.PERCENT, When.SHORTLY_BEFORE, When.AT]
    standard = client.post(address, {**two, "act": "standard"}).context["form"]
    assert tuple(standard.steps) == WITHIN.steps


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"who_3": []}, "who_3", "Vælg mindst én, der får besked."),
        ({"who_3": ["counterpart"]}, "who_3", "Vælg mindst én, der får besked."),
        ({"valid_from": "i morgen"}, "valid_from", "Skriv en dato"),
        ({"valid_from": (TODAY - timedelta(days=1)).isoformat()}, "valid_from", "Datoen er gået"),
        (
            {"when_4": "days_after-1", "who_4": ["owner"]},
            None,
            "Trin efter fristen skal stå i rækkefølge, med hver sin åbningsdag.",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    network: Network, keeper: Actor, change: dict[str, object], field: str | None, sentence: str
) -> None:
    address = reverse("orders:network_ladder", args=[network.uuid, "virksomheder"])
    response = client_of(keeper).post(address, {**SENT, "act": "save", **change})
    assert response.status_code == 422
    form = response.context["form"]
    assert any(sentence in str(error) for error in (form.errors[field] if field else form.non_field_errors()))
    assert of("D1", "Horsens") == WITHIN


def test_nonsense_is_no_ladder_and_no_error(network: Network, keeper: Actor) -> None:
    address = reverse("orders:network_ladder", args=[network.uuid, "jobcentre"])
    for sent in (
        {},
        {"act": "remove-99"},
        {"act": "up-²"},
        {"when_1": "at-7", "act": "save"},
        {"when_1": "\x00", "who_1": ["\x00"], "act": "show", "promise": "D9", "valid_from": "\x00"},
        {f"when_{n}": "at-0" for n in range(1, 12)},
    ):
        assert client_of(keeper).post(address, sent).status_code in (200, 422)
    assert client_of(keeper).get(address.replace("jobcentre", "andre")).status_code == 404
    assert of("D2", "Horsens") == ACROSS


def test_the_networks_page_leads_to_it(network: Network) -> None:
    page = client_of(make.consultant("Odder")).get(reverse("agreements:network", args=[network.uuid])).text
    assert reverse("orders:network_ladder", args=[network.uuid, "virksomheder"]) in page


def test_the_clock_of_an_order_starts_with_its_timers() -> None:
    mette = make.consultant("Horsens")
    with playing(at(27, "12.30")):
        order = make.order(mette)
    clock = clock_of(order, "D1")
    assert clock.ladder == WITHIN.version
    assert fires_at(clock, 2) == clock.due_at
