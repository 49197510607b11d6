"""What was registered wrongly is put right by a second record; the first stays for ever (T8, T10)."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, transaction

from accounts.actor import Actor
from accounts.enums import Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.enums import AnswerKind, BreachCause, EventKind
from orders.models import Breach, BreachCorrection, Clock, ClockEvent, OrderEvent
from orders.selectors.deadlines import deadlines_of
from orders.selectors.sla import ClockFilter, Show, ledger
from orders.selectors.sla_rows import clock_page, clock_sheet
from orders.services.corrections import breach_cause_correct, clock_stop_correct
from orders.services.orders import order_answer
from orders.services.requests import request_answer
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import Border, at, sweep_as_worker
from ui import danish

pytestmark = pytest.mark.django_db

REALLY = at(3, "10.15")


class Called:
    """The company asked on Monday 2 March 2026 at 11; D1 is due on Tuesday at 11. Mette rang at 10.15 and wrote it down
    at 14, after the sweep had seen the breach.
    """

    def __init__(self) -> None:
        self.company = companies.company()
        self.mette: Actor = make.consultant("Horsens", name="Mette Dahl")
        self.lars: Actor = accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER)
        with playing(at(2, "11.00")):
            self.order = make.order(self.mette, company=self.company)
        sweep_as_worker(at(3, "11.01"))
        with playing(at(3, "14.00")), acting_as(self.mette):
            order_answer(actor=self.mette, order=self.order, kind=EventKind.CALL, note="Talte med Karin")

    @property
    def clock(self) -> Clock:
        with as_owner():
            return Clock.objects.select_related("owner_organisation__jobcenter").get(
                order=self.order, promise="D1"
            )

    def correct(self, actor: Actor | None = None, instant: datetime.datetime = REALLY) -> Clock:
        actor = actor or self.mette
        with playing(at(4, "09.30")), acting_as(actor):
            return clock_stop_correct(
                actor=actor, clock=self.clock, at=instant, reason="Ringede før mødet, skrev det bagefter"
            )

    def books(self, show: Show = Show.ALL) -> ClockFilter:
        return ClockFilter(self.mette.organisation_id, at(10, "12.00"), show=show)

    def breach(self) -> Breach:
        with as_owner():
            return Breach.objects.get(clock=self.clock)


def test_a_call_written_down_late_keeps_its_promise_after_all() -> None:
    case = Called()
    assert case.clock.kept is False
    recorded = make.rows("select * from orders_breach")
    stopped = make.rows("select * from orders_clockevent where kind = 'stop'")
    case.correct()
    assert (case.clock.kept, case.clock.stopped_at) == (True, at(3, "10.15"))
    # Nothing of what was written is changed; two records are added.
    assert make.rows("select * from orders_breach") == recorded
    assert make.rows("select * from orders_clockevent where kind = 'stop'") == stopped
    with as_owner():
        event = ClockEvent.objects.select_related("corrects").get(clock=case.clock, kind="correct")
        (correction,) = BreachCorrection.objects.all()
    assert (event.at, event.user_id, event.corrects.kind if event.corrects else "") == (
        at(3, "10.15"),
        case.mette.user_id,
        "stop",
    )
    assert (correction.kept, correction.cause, correction.user_id) == (True, "", case.mette.user_id)


def test_t10_reports_count_the_corrected_result_and_say_how_many() -> None:
    case = Called()
    day = datetime.date(2026, 3, 3)
    with acting_as(case.lars):
        before = ledger(case.books())
        assert (before.tally("", day, day).kept, before.corrected(day, day)) == (0, 0)
    case.correct()
    with acting_as(case.lars):
        after = ledger(case.books())
        assert (after.tally("", day, day).kept, after.tally("", day, day).broken) == (1, 0)
        assert after.corrected(day, day) == 1
        for show, number in ((Show.KEPT, 1), (Show.BROKEN, 0), (Show.ALL, 1)):
            wanted = case.books(show)
            rows, _more = clock_page(wanted)
            assert wanted.count() == len(rows) == number
        (row,) = clock_page(case.books(Show.KEPT))[0]
        assert row.notes == ("Holdt alligevel, tidspunktet er rettet: Ringede før mødet, skrev det bagefter",)
        assert clock_sheet(case.books()).splitlines()[1].endswith(";ja")


def test_the_history_is_seen_by_both_sides() -> None:
    case = Called()
    case.correct()
    with acting_as(case.mette):
        (shown,) = deadlines_of([case.clock], at(4, "10.00"), case.mette.organisation_id, case.mette)
    (note,) = map(danish.plain, map(str, shown.notes))
    assert note == "Rettet fra i går kl. 14.00 til i går kl. 10.15: Ringede før mødet, skrev det bagefter"
    with acting_as(companies.user_of(case.company)):
        told = OrderEvent.objects.get(order=case.order, kind=EventKind.CORRECTED)
    assert "Ringede før mødet" in told.text


def test_the_manager_may_and_a_colleague_may_not() -> None:
    case = Called()
    colleague = make.consultant("Horsens")
    with pytest.raises(PermissionDenied, match="Kun den, der registrerede det, og lederen"):
        case.correct(colleague)
    stranger = accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER)
    with as_owner(), pytest.raises(PermissionDenied, match="Kun det jobcenter"):
        clock_stop_correct(actor=stranger, clock=case.clock, at=at(3, "10.15"), reason="x")
    assert case.correct(case.lars).kept is True


@pytest.mark.parametrize(
    ("instant", "sentence"),
    [
        (at(4, "09.31"), "ikke kommet endnu"),
        (at(2, "10.59"), "før fristen begyndte"),
        (at(3, "14.00"), "står der allerede"),
    ],
)
def test_instants_that_cannot_be_right(instant: datetime.datetime, sentence: str) -> None:
    case = Called()
    with pytest.raises(ValueError, match=sentence):
        case.correct(instant=instant)
    assert case.clock.stopped_at == at(3, "14.00")


def test_it_may_turn_out_the_other_way_and_back_and_forth() -> None:
    """A promise that was kept on paper and was not: the breach is recorded then; each turn leaves its record."""
    case = Called()
    case.correct()
    case.correct(instant=at(3, "11.30"))
    assert case.clock.kept is False
    case.correct(instant=at(3, "10.59"))
    assert case.clock.kept is True
    with as_owner():
        assert [row.kept for row in BreachCorrection.objects.order_by("id")] == [True, False, True]
    honest = Called()
    with as_owner():
        other = Clock.objects.get(order=honest.order, promise="D1")
        assert ClockEvent.objects.filter(clock=other, kind="correct").count() == 0
    with acting_as(case.lars):
        assert [row.standing for row in case.books(Show.KEPT).rows()] == ["kept"]


def test_a_promise_that_was_not_kept_after_all_gets_its_breach() -> None:
    case = Called()
    with playing(at(10, "10.00")):
        order = make.order(case.mette, company=case.company)
    with playing(at(11, "09.30")), acting_as(case.mette):
        order_answer(actor=case.mette, order=order, kind=EventKind.CALL, note="")
    with as_owner():
        clock = Clock.objects.get(order=order, promise="D1")
    assert clock.kept
    with playing(at(12, "09.00")), acting_as(case.lars):
        clock_stop_correct(actor=case.lars, clock=clock, at=at(11, "12.00"), reason="Det var efter frokost")
    assert make.rows("select cause from orders_breach where clock_id = %s", clock.pk) == [("not_called",)]


def test_the_one_who_asked_sees_a_corrected_answer() -> None:
    """D2: Odder corrects when it answered; Horsens, who waited, reads it."""
    border = Border()
    jonas, mette = border.jonas.actor(), border.mette.actor()
    with playing(at(31, "11.00")), acting_as(jonas):
        request_answer(actor=jonas, request=border.request, answer=AnswerKind.NO, text="Ingen")
        clock = border.clock
        with playing(at(31, "11.30")), acting_as(jonas):
            clock_stop_correct(actor=jonas, clock=clock, at=at(31, "08.30"), reason="Svarede i telefonen")
    assert border.clock.kept is True
    with acting_as(mette):
        assert OrderEvent.objects.filter(order=border.order, kind=EventKind.CORRECTED).count() == 1


# --- the cause ----------------------------------------------------------------------------------------------


def test_a_cause_that_was_found_out_counts_and_the_first_one_stays() -> None:
    case = Called()
    breach = case.breach()
    assert breach.cause == BreachCause.NOT_CALLED
    with acting_as(case.lars):
        breach_cause_correct(
            actor=case.lars, breach=breach, cause=BreachCause.OUTAGE, text="Telefonerne var nede"
        )
        with pytest.raises(ValueError, match="står der allerede"):
            breach_cause_correct(actor=case.lars, breach=breach, cause=BreachCause.OUTAGE, text="Igen")
        broken = case.books(Show.BROKEN)
        day = datetime.date(2026, 3, 3)
        assert ledger(case.books()).causes(day, day) == [(BreachCause.OUTAGE, 1)]
        assert broken.but(cause=BreachCause.OUTAGE).count() == 1
        assert broken.but(cause=BreachCause.NOT_CALLED).count() == 0
        (row,) = clock_page(broken)[0]
    assert (row.cause, row.notes) == (
        "Systemnedbrud",
        ("Årsag rettet fra Ikke ringet op: Telefonerne var nede",),
    )
    assert case.breach().cause == BreachCause.NOT_CALLED


def test_only_the_jobcentres_manager_says_what_the_cause_was() -> None:
    case = Called()
    for actor in (case.mette, accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER)):
        with as_owner(), pytest.raises(PermissionDenied, match="Kun jobcentrets leder"):
            breach_cause_correct(actor=actor, breach=case.breach(), cause=BreachCause.OUTAGE, text="Nej")


def test_t10_corrections_are_added_to_and_never_changed_and_are_their_own_organisations() -> None:
    case = Called()
    case.correct()
    breach = case.breach()
    for change in ("update orders_breachcorrection set text = ''", "delete from orders_breachcorrection"):
        with pytest.raises(Error), transaction.atomic():
            make.rows(change)
    odder = make.consultant("Odder")
    with acting_as(odder):
        assert BreachCorrection.objects.count() == 0
        values: dict[str, Any] = {
            "breach_id": breach.pk,
            "at": at(4, "10.00"),
            "cause": "outage",
            "text": "x",
        }
        with pytest.raises(Error), transaction.atomic():
            BreachCorrection.objects.create(
                user_id=odder.user_id, organisation_id=odder.organisation_id, **values
            )
    with pytest.raises(IntegrityError, match="says_something"), transaction.atomic(), as_owner():
        BreachCorrection.objects.create(
            breach=breach, at=at(4, "10.00"), user_id=case.lars.user_id, organisation_id=1, text="x"
        )


def test_an_event_that_corrects_says_which() -> None:
    case = Called()
    with as_owner():
        with pytest.raises(IntegrityError, match="clock_event_corrects"), transaction.atomic():
            ClockEvent.objects.create(clock=case.clock, kind="correct", at=at(3, "10.00"))
        stop = ClockEvent.objects.get(clock=case.clock, kind="stop")
        with pytest.raises(IntegrityError, match="clock_event_corrects"), transaction.atomic():
            ClockEvent.objects.create(clock=case.clock, kind="pause", at=at(3, "10.00"), corrects=stop)
