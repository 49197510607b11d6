"""Many at once: one digest for the recipient, all levels in the ledger, and fair between jobcentres (T14)."""

import datetime

import pytest
from django.db import connection

from accounts.enums import Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from orders.enums import EventKind
from orders.models import Clock, Firing, Letter
from orders.services.orders import order_answer
from orders.sweep.claims import claim, fire, fire_fairly
from orders.sweep.letters import MOST_ALONE, MOST_LISTED
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import at, clock_of, fired, ledger, mails, person, sweep_as_worker, waiting

pytestmark = pytest.mark.django_db

DUE = at(30, "12.31")


def many(count: int) -> list[Clock]:
    """So many orders of Mette's, received a minute apart on a Friday; D1 is due on Monday from 12.00."""
    mette = make.consultant("Horsens")
    orders = []
    for minute in range(count):
        with playing(at(27, "12.00") + datetime.timedelta(seconds=minute)):
            orders.append(make.order(mette))
    return [clock_of(order, "D1") for order in orders]


def outbox() -> list[OutboxMail]:
    """What Mette has been sent; the jobcentre's mailbox, which stands in for its manager, has as much."""
    mails = OutboxMail.objects.filter(name__startswith="orders.escalation", recipient_user_id__isnull=False)
    with as_owner():
        return list(mails.order_by("name"))


def test_up_to_five_are_mails_of_their_own() -> None:
    clocks = many(MOST_ALONE)
    result = sweep_as_worker(DUE)
    assert result.counts.digests == 0
    assert all(mails(clock) for clock in clocks)


def test_more_than_five_are_one_mail_with_the_oldest_first() -> None:
    clocks = many(MOST_ALONE + 2)
    result = sweep_as_worker(DUE, page=3)
    assert (result.counts.digests, result.counts.mails) == (2, 2)
    (mail,) = outbox()
    assert mail.name == "orders.escalation_digest"
    assert mail.subject == "Følg op på 7 frister"
    places = [mail.text.index(str(order_uuid(clock))) for clock in clocks]
    assert places == sorted(places)
    assert "\n1. Ring til" in mail.text
    assert "/min-dag/" in mail.text
    # All levels of all clocks stand in the ledger, and each knows the mail that told it.
    for clock in clocks:
        assert {row.level for row in ledger(clock)} == {1, 2}
        with as_owner():
            hers = Letter.objects.filter(clock=clock, recipient=f"user:{mail.recipient_user_id}")
            assert [letter.mail_id for letter in hers] == [mail.pk]
    assert sweep_as_worker(DUE).counts.mails == 0
    assert len(outbox()) == 1


def order_uuid(clock: Clock) -> object:
    return make.rows("select uuid from orders_order where id = %s", clock.order_id)[0][0]


def test_a_long_digest_says_how_many_more_there_are() -> None:
    many(MOST_LISTED + 3)
    sweep_as_worker(DUE)
    (mail,) = outbox()
    assert mail.subject == "Følg op på 53 frister"
    assert f"{MOST_LISTED}. Ring til" in mail.text
    assert f"{MOST_LISTED + 1}. " not in mail.text
    assert "Og 3 mere, som alle står på Min dag." in mail.text


def test_a_digest_waits_for_the_morning_and_leaves_out_what_was_answered_in_the_evening() -> None:
    """T6 and G3: nothing is written before the recipient opens, and then only what is still true."""
    clocks = many(MOST_ALONE + 2)
    evening = at(30, "20.00")
    sweep_as_worker(evening)
    assert outbox() == []
    assert all(waiting(clock) for clock in clocks)
    mette = make.consultant("Horsens")
    with as_owner():
        mine = [clock.order for clock in Clock.objects.filter(pk__in=[clock.pk for clock in clocks[:3]])]
    for order in mine:
        with playing(at(30, "20.30")), acting_as(mette):
            order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
    result = sweep_as_worker(at(31, "09.00"))
    assert result.counts.overtaken == 3 * 2
    assert result.counts.digests == 0
    assert len(outbox()) == 4
    assert all(mail.name == "orders.escalation_breach_owner" for mail in outbox())


def test_a_letter_found_in_the_evening_after_its_morning_waits_for_the_next_one() -> None:
    """T6: nobody swept when the recipient opened; a mail at night is no better for that."""
    (clock,) = many(1)
    sweep_as_worker(at(30, "20.00"))
    sweep_as_worker(at(31, "20.00"))
    assert outbox() == []
    assert waiting(clock)
    sweep_as_worker(at(1, "09.00", month=4))
    # By then the next level has come too.
    assert {key[0] for key in mails(clock)} == {"2", "3"}
    assert waiting(clock) == []


def test_a_jobcentres_backlog_does_not_make_anothers_clock_wait() -> None:
    """T14: the fair page takes the oldest few of each owner; the plain one the oldest of all. Of what is to be told
    every page has as many of each owner's.
    """
    backlog = many(12)
    person(make.jobcenter("Odder"), "Karen Lind", Role.MANAGER)
    with playing(at(27, "12.45")):
        order = make.order(make.consultant("Nyborg"))
    late = clock_of(order, "D1")
    now = at(7, "12.00", month=4)
    with as_worker(), connection.cursor() as cursor:
        assert fire(now, limit=4) == 4
        cursor.execute("select distinct clock_id from orders_firing order by 1")
        assert {row[0] for row in cursor.fetchall()} <= {clock.pk for clock in backlog[:4]}
        assert fire_fairly(now, limit=100, share=1) == 2
    assert fired(late) == [1]
    with as_worker():
        # Whoever has waited longest comes first where a page has no room for all owners.
        assert {row.id for row in claim(now, limit=1)} <= {clock.pk for clock in backlog}
        page = claim(now, limit=2)
        assert len(page) == 2
        assert late.pk in {row.id for row in page}
        assert [row.fired_for for row in page] == sorted(row.fired_for for row in page)
        # An owner alone has the whole page.
        assert len(claim(now, limit=100)) == 3


def test_a_level_that_is_in_the_ledger_already_stops_no_page() -> None:
    clocks = many(3)
    with as_worker():
        assert fire(DUE, limit=1) == 1
    with as_owner():
        (old,) = Firing.objects.all()
        again = (old.clock_id, old.level, old.owner_id, old.due_at)
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into orders_timer (clock_id, level, owner_id, fire_at) values (%s, %s, %s, %s)", again
            )
        before = make.rows("select count(*)::int from orders_timer where fire_at <= %s", DUE)[0][0]
    with as_worker():
        assert fire(DUE, limit=100) == before - 1
        assert fire(DUE, limit=100) == 0
    with as_owner():
        assert {clock.pk for clock in clocks} == set(Firing.objects.values_list("clock_id", flat=True))
        assert Firing.objects.get(pk=old.pk).detected_at == old.detected_at


def test_what_is_claimed_comes_oldest_first() -> None:
    clocks = many(6)
    with as_worker():
        fire(DUE, limit=2)
        fire(DUE, limit=2)
    with as_owner():
        order = list(Firing.objects.order_by("due_at").values_list("due_at", flat=True))
    assert len(order) == 4
    with as_owner():
        left = make.rows("select min(fire_at) from orders_timer")[0][0]
    assert max(order) <= left
    assert len(clocks) == 6


def test_an_answer_in_time_beats_a_breach_that_is_not_told() -> None:
    """G3: fired but not told of when the answer is saved: kept, no breach, no mail. Told of: the breach stands."""
    first, second = many(2)
    mette = make.consultant("Horsens")
    with as_worker():
        fire(DUE, limit=100)
    with as_owner():
        orders = {clock.pk: clock.order for clock in Clock.objects.select_related("order")}
    with playing(first.due_at), acting_as(mette):
        order_answer(actor=mette, order=orders[first.pk], kind=EventKind.CALL, note="")
    sweep_as_worker(DUE)
    # Its answer says a moment before the deadline, but was saved after the breach had been told.
    with playing(second.due_at), acting_as(mette):
        order_answer(actor=mette, order=orders[second.pk], kind=EventKind.CALL, note="")
    kept = make.rows("select id, kept from orders_clock where promise = 'D1' order by id")
    assert kept == [(first.pk, True), (second.pk, False)]
    assert make.rows("select clock_id from orders_breach") == [(second.pk,)]
    assert ledger(first) == []
    assert mails(first) == {}
