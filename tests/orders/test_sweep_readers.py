"""Who reads a letter when it leaves: whoever has the role then (G2), and observers nothing of the case (T15)."""

import datetime

import pytest

from accounts.enums import Role
from accounts.models import Absence, Membership
from accounts.moment import playing
from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from orders.answer_links import expires_at
from orders.ladder import Ladder, Step, When
from orders.ladder import Role as Who
from orders.models import AnswerLink, Clock, LadderTerm, LadderVersion, Timer
from orders.promises import promise
from orders.services.answer_links import answer_links_give
from orders.sweep.letters import MOST_ALONE
from orders.sweep.recalculated import breaches_stand_again
from tests.factories import networks
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import Border, at, clock_of, ledger, mails, person, sweep_as_worker
from tests.orders.answering import LINK, asked, d2_of
from tests.orders.recalculating import MONDAY, Horsens, recalculate_as_worker

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


def ladder_of_the_network(coordinator: str, *steps: Step) -> None:
    """The network of East Jutland, kept by `coordinator`, tells by these steps what companies are owed."""
    network = networks.east_jutland(coordinator)
    chosen = Ladder(steps)
    with as_owner():
        LadderTerm.objects.filter(network=network).delete()
        LadderVersion.objects.get_or_create(version=chosen.version, defaults={"steps": chosen.data()})
        LadderTerm.objects.create(
            network=network,
            owed_to="company",
            version_id=chosen.version,
            valid_from=datetime.date(2026, 1, 1),
        )


def sent(to: Membership, name: str = "orders.") -> list[OutboxMail]:
    """What somebody has been mailed, the oldest first."""
    with as_owner():
        found = OutboxMail.objects.filter(recipient_user=to.user_id, name__startswith=name)
        return list(found.order_by("created_at", "id"))


# --- on leave by the morning (G2) ---------------------------------------------------------------------------


class Night:
    """Mette owes candidates (D4) by the end of Thursday 5 March 2026; the level fires in that night."""

    def __init__(self) -> None:
        self.horsens = make.jobcenter("Horsens")
        self.mette = person(self.horsens, "Mette Dahl")
        self.jonas = person(self.horsens, "Jonas Krogh")
        self.lars = person(self.horsens, "Lars Holm", Role.MANAGER)
        with playing(at(2, "10.00")):
            order = make.order(self.mette.actor())
            self.pk = make.promise(self.mette.actor(), order, "D4").pk
        with as_owner():
            Timer.objects.filter(clock__order=order, clock__promise="D1").delete()
        sweep_as_worker(at(5, "12.00"))
        sweep_as_worker(self.clock.due_at + SECOND)

    @property
    def clock(self) -> Clock:
        with as_owner():
            return Clock.objects.get(pk=self.pk)

    def leave(self, stand_in: Membership) -> None:
        """Mette is away from Friday 6 March on."""
        with as_owner():
            Absence.objects.create(
                organisation=self.horsens,
                membership=self.mette,
                stand_in=stand_in,
                first_day=datetime.date(2026, 3, 6),
                last_day=datetime.date(2026, 3, 20),
            )

    def told(self) -> set[str]:
        return {row.recipient for row in ledger(self.clock) if row.level == 2}


def test_g2_who_is_on_leave_when_the_letter_leaves_is_stood_in_for() -> None:
    night = Night()
    before = len(sent(night.mette))
    assert f"user:{night.mette.user_id}" in night.told()
    night.leave(night.jonas)
    sweep_as_worker(at(6, "09.01"))
    assert len(sent(night.mette)) == before
    (mail,) = sent(night.jonas, "orders.escalation_breach_owner")
    assert mail.text.startswith("Hej Jonas")
    assert "du er stedfortræder for den, der er ansvarlig" in mail.text
    # The ledger keeps whom the level was told to, and nothing is told twice.
    assert f"user:{night.mette.user_id}" in night.told()
    assert mails(night.clock)[f"2:user:{night.mette.user_id}"].pk == mail.pk
    sweep_as_worker(at(6, "09.02"))
    assert len(sent(night.jonas, "orders.escalation_breach_owner")) == 1


def test_g2_a_stand_in_who_was_told_themselves_gets_one_mail() -> None:
    night = Night()
    assert f"user:{night.lars.user_id}" in night.told(), "he leads"
    night.leave(night.lars)
    result = sweep_as_worker(at(6, "09.01"))
    assert [mail.name for mail in sent(night.lars, "orders.escalation_breach")] == [
        "orders.escalation_breach_owner_manager"
    ]
    assert result.counts.overtaken == 1
    assert sweep_as_worker(at(6, "09.02")).counts.mails == 0


def test_g2_who_is_there_reads_it_as_before() -> None:
    night = Night()
    sweep_as_worker(at(6, "09.01"))
    assert len(sent(night.mette, "orders.escalation_breach_owner")) == 1
    assert sent(night.jonas) == []


# --- observers read nothing of the case (T15) ---------------------------------------------------------------


def test_t15_a_digest_to_a_coordinator_leaves_the_cases_out() -> None:
    ladder_of_the_network("Horsens", Step(When.AT, 0, (Who.OWNER, Who.COORDINATOR)))
    lars = person(make.jobcenter("Horsens"), "Lars Holm", Role.MANAGER)
    bo = person(make.jobcenter("Odder"), "Bo Winther")
    for second in range(MOST_ALONE + 1):
        with playing(at(24, "10.00") + second * SECOND):
            order = make.order(bo.actor())
    sweep_as_worker(at(25, "10.30"))
    (his,) = sent(lars, "orders.escalation_digest")
    (own,) = sent(bo, "orders.escalation_digest")
    assert his.text.count("Følg op hos Jobcenter Odder") == MOST_ALONE + 1
    assert "Sagen:" not in his.text and order.title not in his.text
    assert own.text.count(f"Sagen: {order.title}") == MOST_ALONE + 1


def test_t15_nor_do_they_read_it_where_a_recalculation_made_it_late() -> None:
    ladder_of_the_network("Odder", Step(When.AT, 0, (Who.OWNER, Who.COORDINATOR)))
    karen = person(make.jobcenter("Odder"), "Karen Lind", Role.MANAGER)
    horsens = Horsens()
    (clock,) = horsens.orders(1, at(27, "12.00"))
    closed = horsens.close(MONDAY, at(27, "12.30"))
    recalculate_as_worker(at(27, "12.30"))
    horsens.open_again(closed, at(30, "14.00"))
    recalculate_as_worker(at(30, "14.00"))
    sweep_as_worker(at(30, "14.00"))
    sweep_as_worker(at(31, "09.00"))
    (late,) = sent(karen, "orders.recalculation_digest")
    assert "Følg op hos Jobcenter Horsens" in late.text
    assert "Sagen:" not in late.text and clock.subject not in late.text


def test_t15_nor_where_a_moved_deadline_has_passed_once_more() -> None:
    ladder_of_the_network("Odder", Step(When.AT, 0, (Who.OWNER, Who.COORDINATOR)))
    karen = person(make.jobcenter("Odder"), "Karen Lind", Role.MANAGER)
    horsens = Horsens()
    (clock,) = horsens.orders(1, at(27, "12.00"))
    sweep_as_worker(at(30, "13.00"))
    horsens.close(MONDAY, at(30, "13.30"))
    recalculate_as_worker(at(30, "13.30"))
    now = at(31, "12.05")
    sweep_as_worker(now)
    with as_worker():
        assert breaches_stand_again(now) == 1
    (again,) = sent(karen, "orders.deadline_again")
    assert f"{promise('D1').short_text} hos Jobcenter Horsens" in again.text
    for words in ("Sagen:", clock.subject, clock.counterpart):
        assert words not in again.text
    with as_owner():
        others = OutboxMail.objects.filter(name="orders.deadline_again").exclude(recipient=again.recipient)
        assert all(f"Sagen: {clock.subject}" in mail.text for mail in others) and others


# --- the link to answer by ----------------------------------------------------------------------------------


def test_a_link_that_is_sent_again_lasts_from_then() -> None:
    mette, _order, request = asked()
    clock = d2_of(request)
    with as_owner():
        link = AnswerLink.objects.get(clock=clock)
    late = link.expires_at + 3 * DAY
    before = make.rows("select id, token_hash from orders_answerlink")

    def lasts_until() -> datetime.datetime:
        with as_owner():
            return AnswerLink.objects.get(pk=link.pk).expires_at

    with as_worker():
        answer_links_give([(clock.pk, link.email, late)])
    assert lasts_until() == expires_at(late)
    with as_worker():
        answer_links_give([(clock.pk, link.email, late - 10 * DAY)])
    assert lasts_until() == expires_at(late), "it never gets shorter"
    # Also where it is sent by those who may not read the links of whom they ask.
    with acting_as(mette):
        assert not AnswerLink.objects.exists()
        answer_links_give([(clock.pk, link.email, late + DAY)])
    assert lasts_until() == expires_at(late + DAY)
    with as_owner():
        AnswerLink.objects.update(used_at=late)
    with as_worker():
        answer_links_give([(clock.pk, link.email, late + 5 * DAY)])
    assert lasts_until() == expires_at(late + DAY), "what is used up stays so"
    assert make.rows("select id, token_hash from orders_answerlink") == before


def test_a_digest_carries_the_links_to_answer_by() -> None:
    border = Border()
    with playing(at(27, "12.31")), as_owner():
        requests = [border.request]
    for second in range(MOST_ALONE):
        with playing(at(27, "12.31") + second * SECOND):
            order = make.order(border.mette.actor())
            requests.append(make.request(border.mette.actor(), order, border.odder))
    with as_owner():
        Clock.objects.filter(request__in=requests).update(owner_user=border.jonas.user_id)
        Timer.objects.filter(clock__promise="D1").delete()
    now = at(31, "09.01")
    sweep_as_worker(now)
    (mail,) = sent(border.jonas, "orders.escalation_digest")
    codes = {f"/besvar/{{personlig-kode:henvendelse:{clock_of(request, 'D2').pk}}}/" for request in requests}
    assert all(code in mail.text for code in codes)
    assert not LINK.search(mail.text), "the secret is put in when it leaves"
    with as_owner():
        links = AnswerLink.objects.filter(email=border.jonas.user.email)
        assert {link.expires_at for link in links} == {expires_at(now)}
        assert links.count() == len(requests)
