"""A promise that waits for the company (A12): who may pause it, for what, how long, and what fires meanwhile (T8)."""

import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.actor import Actor
from accounts.enums import Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from orders.enums import EventKind
from orders.models import Clock, ClockEvent, Order, OrderEvent, Timer
from orders.promises import Act
from orders.selectors.my_day import my_day
from orders.services.clocks import clock_hand_over, clock_stop
from orders.services.messages import message_receive
from orders.services.orders import order_choose_owner
from orders.services.pauses import clock_pause, clock_resume, company_ask
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import at, clock_of, fired, ledger, next_fire_at, sweep_as_worker
from ui import danish

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


class Waiting:
    """An order of Monday 2 March 2026 at 10: D4 is due on Thursday 5 March. On Tuesday at 11 Mette asks the company."""

    def __init__(self, *, code: str = "D4", pause: bool = True) -> None:
        self.company = companies.company()
        self.horsens = make.jobcenter("Horsens")
        self.mette: Actor = make.consultant("Horsens", name="Mette Dahl")
        with playing(at(2, "10.00")):
            self.order: Order = make.order(self.mette, company=self.company)
            self.pk = make.promise(self.mette, self.order, code).pk
        with as_owner():
            Timer.objects.filter(clock__order=self.order, clock__promise="D1").delete()
        with playing(at(3, "11.00")):
            self.question = self.ask()
            if pause:
                self.pause()

    @property
    def clock(self) -> Clock:
        with as_owner():
            return Clock.objects.get(pk=self.pk)

    def ask(self) -> OrderEvent:
        with acting_as(self.mette):
            return company_ask(actor=self.mette, order=self.order, text="Skal de kunne svejse?", key=uuid4())

    def pause(self, actor: Actor | None = None, question: OrderEvent | None = None) -> Clock:
        actor = actor or self.mette
        with acting_as(actor):
            return clock_pause(actor=actor, clock=self.clock, question=question or self.question)

    def events(self) -> list[tuple[str, datetime.datetime]]:
        with as_owner():
            return list(ClockEvent.objects.filter(clock=self.pk).order_by("id").values_list("kind", "at"))

    def written(self, kind: str) -> list[OrderEvent]:
        with as_owner():
            return list(OrderEvent.objects.filter(order=self.order, kind=kind))


def last_day(clock: Clock) -> datetime.date:
    return danish.local(clock.due_at).date()


def test_a_pause_says_at_once_when_it_ends_and_when_the_promise_is_due_then() -> None:
    waiting = Waiting()
    clock = waiting.clock
    # Ten working days after Tuesday 3 March, and the deadline as many later.
    assert clock.paused_until == at(17, "00.00")
    assert last_day(clock) == datetime.date(2026, 3, 19)
    first = next_fire_at(clock)
    assert first is not None
    assert first >= clock.paused_until
    (told,) = waiting.written(EventKind.CLOCK_PAUSED)
    assert danish.plain(told.text).endswith("senest tirsdag 17. marts.")


def test_the_question_is_a_mail_in_the_outbox_and_on_the_companys_timeline() -> None:
    waiting = Waiting()
    with as_owner():
        mail = OutboxMail.objects.get(pk=waiting.question.data["mail"])
        contact = waiting.order.contact
        assert contact is not None
        assert (mail.recipient, mail.name) == (contact.email, "orders.company_asked")
        pause = ClockEvent.objects.get(clock=waiting.pk, kind="pause")
    assert "Skal de kunne svejse?" in mail.text
    assert pause.data == {"question": waiting.question.pk, "mail": str(mail.pk)}
    with acting_as(companies.user_of(waiting.company)) as _actor:
        seen = OrderEvent.objects.filter(order=waiting.order, kind=EventKind.COMPANY_ASKED)
        assert seen.count() == 1


@pytest.mark.parametrize("code", ["D1", "D2", "D3"])
def test_an_answer_that_was_promised_never_waits(code: str) -> None:
    waiting = Waiting(pause=False)
    if code == "D1":
        waiting.pk = clock_of(waiting.order, "D1").pk
    else:
        waiting.pk = make.promise(waiting.mette, waiting.order, code, received_at=at(3, "10.00")).pk
    with playing(at(3, "11.05")), pytest.raises(PermissionDenied, match="kan ikke sættes på pause"):
        waiting.pause()
    # Nor by hand: the database knows it too.
    with pytest.raises(IntegrityError, match="clock_pausable"), transaction.atomic(), as_owner():
        Clock.objects.filter(pk=waiting.pk).update(paused_until=at(17, "00.00"))


def test_no_pause_without_a_question_that_was_sent() -> None:
    waiting = Waiting(pause=False)
    with as_owner():
        note = OrderEvent.objects.filter(order=waiting.order, kind=EventKind.RECEIVED).get()
    other = Waiting(pause=False)
    with playing(at(3, "11.05")):
        for wrong in (note, other.question):
            with pytest.raises(PermissionDenied, match="Send virksomheden et spørgsmål først"):
                waiting.pause(question=wrong)
    assert waiting.clock.paused_until is None


def test_a_company_without_an_address_cannot_be_asked() -> None:
    waiting = Waiting(pause=False)
    with as_owner():
        waiting.order.contact.__class__.objects.filter(pk=waiting.order.contact_id).update(email="")
        waiting.order.refresh_from_db()
    with pytest.raises(ValueError, match="ingen e-mailadresse"):
        waiting.ask()


def test_only_who_owes_it_and_only_while_it_can_be_kept() -> None:
    waiting = Waiting(pause=False)
    stranger = make.consultant("Odder")
    with playing(at(3, "11.05")):
        with as_owner(), pytest.raises(PermissionDenied, match="Kun det jobcenter"):
            clock_pause(actor=stranger, clock=waiting.clock, question=waiting.question)
        waiting.pause()
        with pytest.raises(PermissionDenied, match="allerede på pause"):
            waiting.pause()
    late = Waiting(pause=False)
    with playing(at(6, "09.00")), pytest.raises(PermissionDenied, match="overskredet"):
        late.pause()


def test_one_question_gives_one_pause() -> None:
    waiting = Waiting()
    with playing(at(4, "10.00")):
        with acting_as(waiting.mette):
            clock_resume(actor=waiting.mette, clock=waiting.clock, reason="Svarede i telefonen")
        with pytest.raises(PermissionDenied, match="har været på pause for det spørgsmål"):
            waiting.pause()
        waiting.pause(question=waiting.ask())
    assert waiting.clock.paused_until is not None


def test_a12_all_pauses_of_a_promise_together_are_ten_working_days() -> None:
    """Four days waited, six left; when they have passed there is no third pause."""
    waiting = Waiting()
    with playing(at(9, "10.00")):
        with acting_as(waiting.mette):
            clock_resume(actor=waiting.mette, clock=waiting.clock, reason="Svarede")
        waiting.pause(question=waiting.ask())
    again = waiting.clock
    assert (again.paused_until, last_day(again)) == (at(17, "00.00"), datetime.date(2026, 3, 19))
    sweep_as_worker(at(17, "09.01"))
    with playing(at(17, "10.00")):
        question = waiting.ask()
        with pytest.raises(PermissionDenied, match="har ventet på virksomheden i ti arbejdsdage"):
            waiting.pause(question=question)
    assert last_day(waiting.clock) == datetime.date(2026, 3, 19)


def test_nothing_fires_during_a_pause_and_everything_after_it() -> None:
    """The old deadline passes in silence; the new one is warned of, broken and recorded with its true instant."""
    waiting = Waiting()
    for day, clock in ((4, "09.01"), (5, "12.00"), (6, "09.01"), (16, "14.59")):
        sweep_as_worker(at(day, clock))
    assert ledger(waiting.clock) == []
    assert fired(waiting.clock) == []
    sweep_as_worker(at(19, "09.01"))
    assert fired(waiting.clock) == [1]
    sweep_as_worker(at(20, "09.01"))
    assert fired(waiting.clock)[:2] == [1, 2]
    rows = make.rows("select due_at from orders_breach where clock_id = %s", waiting.pk)
    assert rows == [(waiting.clock.due_at,)]
    assert last_day(waiting.clock) == datetime.date(2026, 3, 19)


def test_it_runs_again_by_itself_also_where_no_sweep_ran_for_days() -> None:
    """The instant is derived: a sweep that comes two days late writes it down as it was, and tells once."""
    waiting = Waiting()
    before, first = waiting.clock, next_fire_at(waiting.clock)
    result = sweep_as_worker(at(18, "10.00"))
    assert result.resumed == 1
    after = waiting.clock
    assert after.paused_until is None
    assert (after.due_at, next_fire_at(after)) == (before.due_at, first)
    assert waiting.events()[-1] == ("resume", at(17, "00.00"))
    (told,) = waiting.written(EventKind.CLOCK_RESUMED)
    assert (told.at, told.user_id) == (at(17, "00.00"), None)
    assert sweep_as_worker(at(18, "10.01")).resumed == 0
    with as_owner():
        (mail,) = OutboxMail.objects.filter(name="orders.clock_resumed")
    assert mail.recipient_user_id == waiting.mette.user_id
    assert "torsdag 19. marts" in mail.text
    with acting_as(waiting.mette):
        # "Min dag" is of a day in which it is news.
        titles = [str(item.title) for item in my_day(waiting.mette, at(18, "10.05")).news]
    assert "Fristen løber igen: Kandidater til ordinære job" in titles


def test_a_sweep_that_is_killed_in_the_middle_of_it_leaves_nothing_half() -> None:
    waiting = Waiting()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "create function pg_temp.fail() returns trigger language plpgsql as $$ begin raise 'killed'; end $$"
        )
        cursor.execute(
            "create trigger killed before insert on notifications_outboxmail for each row"
            " when (new.name = 'orders.clock_resumed') execute function pg_temp.fail()"
        )
    assert sweep_as_worker(at(18, "10.00")).resumed == 0
    assert waiting.clock.paused_until is not None
    assert waiting.events()[-1][0] == "pause"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("drop trigger killed on notifications_outboxmail")
    assert sweep_as_worker(at(18, "10.01")).resumed == 1


@pytest.mark.parametrize("who", ["portal", "tovholder"])
def test_the_companys_answer_ends_it(who: str) -> None:
    """Two working days waited, two days more."""
    waiting = Waiting()
    actor = companies.user_of(waiting.company) if who == "portal" else waiting.mette
    with playing(at(5, "10.00")), acting_as(actor):
        message_receive(actor=actor, order=waiting.order, text="Ja, det skal de", by_name="Karin Holm")
    clock = waiting.clock
    assert clock.paused_until is None
    assert last_day(clock) == datetime.date(2026, 3, 9)
    assert waiting.events()[-1] == ("resume", at(5, "10.00"))
    (told,) = waiting.written(EventKind.CLOCK_RESUMED)
    assert told.text == "Karin Holm har svaret"


def test_a_word_of_before_the_question_is_no_answer_to_it() -> None:
    waiting = Waiting()
    with playing(at(5, "10.00")), acting_as(waiting.mette):
        message_receive(
            actor=waiting.mette, order=waiting.order, text="Hej", by_name="Karin", at=at(2, "12.00")
        )
    assert waiting.clock.paused_until == at(17, "00.00")


def test_t8_a_pause_from_closing_to_the_next_opening_moves_nothing() -> None:
    waiting = Waiting(pause=False)
    due_at = waiting.clock.due_at
    # Horsens closes at 15 on Tuesdays and opens at 9 on Wednesdays.
    with playing(at(3, "15.00")):
        waiting.pause()
    with playing(at(4, "09.00")), acting_as(waiting.mette):
        clock_resume(actor=waiting.mette, clock=waiting.clock, reason="Svarede")
    assert waiting.clock.due_at == due_at


def test_t8_a_pause_survives_a_change_of_tovholder_and_of_the_one_responsible() -> None:
    waiting = Waiting()
    before, first = waiting.clock, next_fire_at(waiting.clock)
    odder = make.jobcenter("Odder")
    with playing(at(4, "10.00")), acting_as(waiting.mette):
        order_choose_owner(actor=waiting.mette, order=waiting.order, user_id=None)
        clock_hand_over(
            actor=waiting.mette,
            clock=waiting.clock,
            owner_organisation_id=odder.pk,
            owner_user_id=None,
            at=at(4, "10.00"),
            reason="Ny tovholder",
        )
    after = waiting.clock
    assert (after.paused_until, after.due_at, next_fire_at(after)) == (
        before.paused_until,
        before.due_at,
        first,
    )
    accounts.membership(odder, name="Karen Lind", role=Role.MANAGER)
    assert sweep_as_worker(at(18, "10.00")).resumed == 1
    assert waiting.clock.due_at == before.due_at


def test_a_stop_during_a_pause_ends_it_and_counts_what_was_waited() -> None:
    waiting = Waiting()
    with acting_as(waiting.mette):
        clock_stop(actor=waiting.mette, clock=waiting.clock, act=Act.CANDIDATES_DELIVERED, at=at(9, "10.00"))
    clock = waiting.clock
    assert (clock.kept, clock.paused_until, next_fire_at(clock)) == (True, None, None)
    # Four working days waited.
    assert last_day(clock) == datetime.date(2026, 3, 11)


def test_what_turns_out_to_have_been_settled_before_the_pause_was_not_paused() -> None:
    """The company had said yes on Tuesday at 10.30; it is written down on Friday, after the old deadline."""
    waiting = Waiting()
    with acting_as(waiting.mette):
        clock_stop(actor=waiting.mette, clock=waiting.clock, act=Act.ALTERNATIVE_ACCEPTED, at=at(3, "10.30"))
    clock = waiting.clock
    assert (clock.kept, last_day(clock)) == (True, datetime.date(2026, 3, 5))


def test_the_database_lets_no_paused_clock_fire() -> None:
    waiting = Waiting()
    with (
        pytest.raises(IntegrityError, match="a paused clock fires nothing"),
        transaction.atomic(),
        as_owner(),
    ):
        Timer.objects.filter(clock=waiting.pk).update(fire_at=at(16, "23.59"))
