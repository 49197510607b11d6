"""Orders and questions of companies under agreement in the demonstration: every promise of an agreement running, kept
and broken, at the tovholder west of Storebælt and at the one east of it.

Bælthav Logistik works in Horsens, Køge and Odense. Fyn is west, so Odense is served by the tovholder of the west.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership
from accounts.tenancy import acting_as
from agreements.selectors.routing import route_to
from companies.models import Company, Workplace
from jobcenters.calendar import NATIONAL, OpeningCalendar, due, local_date
from jobcenters.models import Jobcenter, Postcode
from jobcenters.selectors import opening_calendar
from orders.demo.agreements import COORDINATOR, IN_FORCE, KOEGE, PARTNERSHIP
from orders.demo.play import Play
from orders.enums import Channel, EventKind, Outcome, TargetGroup
from orders.models import Delivery, Order, OrderLine
from orders.promises import promise
from orders.services.messages import inquiry_register, inquiry_submit, message_receive
from orders.services.orders import LineData, OrderData, order_answer, order_clarify, order_close, order_submit
from orders.services.plan import delivery_plan, delivery_report
from orders.services.requests import search_record
from orders.services.training import training_ask, training_settle

HORSENS, KOEGE_PLACE, ODENSE = "8700", "4600", "5000"
DAY = datetime.timedelta(days=1)
STOREMEN = LineData("lagermedarbejdere", 4, requirements="Truckcertifikat B")
DRIVERS = LineData("chauffører", 2, requirements="Kørekort CE")
REFUGEES = LineData(
    "pakkerimedarbejdere", 3, target_group=TargetGroup.REFUGEE, requirements="Dansk på niveau A2"
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A tovholder: somebody who answers, and when it is open."""

    actor: Actor
    calendar: OpeningCalendar


@dataclass(frozen=True, slots=True)
class Customer:
    """A company under agreement with its own user and its workplaces by postcode."""

    company: Company
    user: Actor
    workplaces: dict[str, Workplace]


class Agreed:
    """Puts the acts of one company's orders on the schedule of a play."""

    def __init__(self, play: Play, customer: Customer) -> None:
        self.play, self.customer = play, customer
        self.desks = {place: _desk(place) for place in (COORDINATOR, KOEGE)}

    def desk_of(self, postcode: str) -> Desk:
        """The agreed tovholder of a workplace, as the agreement itself says."""
        with acting_as(self.customer.user):
            route = route_to(self.customer.workplaces[postcode], local_date(self.play.now))
        if route is None or route.tovholder is None:
            raise LookupError("No tovholder has been agreed there.")
        return next(
            desk
            for desk in self.desks.values()
            if desk.actor.organisation_id == route.tovholder.organisation_id
        )

    def received_for(self, code: str, postcode: str, *, late: bool) -> datetime.datetime:
        """The last opening from which promise `code` has been broken for more than two hours (`late`), or the first
        within the last days from which it is still open.
        """
        calendar, now = self.desk_of(postcode).calendar, self.play.now
        for days in range(1, 60) if late else (2, 1, 0):
            instant = calendar.next_opening(now - days * DAY) + datetime.timedelta(minutes=25)
            ends = due(promise(code).unit, instant, calendar, NATIONAL).due_at
            if instant < now and (ends < now - datetime.timedelta(hours=2) if late else ends > now):
                return instant
        return now - datetime.timedelta(minutes=40)

    # --- orders ---------------------------------------------------------------------------------------------

    def order(self, postcode: str, lines: Sequence[LineData], received: datetime.datetime) -> "Running":
        """The company orders in the portal at `received`."""
        running = Running(self.play, self.desk_of(postcode), received)

        def submit(now: datetime.datetime) -> None:
            with acting_as(self.customer.user):
                made = order_submit(
                    actor=self.customer.user,
                    workplace=self.customer.workplaces[postcode],
                    contact=self.customer.company.contacts.get(),
                    lines=lines,
                    data=OrderData(start_on=local_date(now) + 30 * DAY),
                    submit_key=uuid.uuid4(),
                )
            running.order_id = made.pk

        self.play.at(received, submit)
        return running

    def ask_in_portal(self, text: str, received: datetime.datetime) -> None:
        """A question about no order, written by the company."""
        user = self.customer.user

        def submit(now: datetime.datetime) -> None:
            with acting_as(user):
                inquiry_submit(
                    actor=user,
                    workplace=next(iter(self.customer.workplaces.values())),
                    contact=self.customer.company.contacts.get(),
                    text=text,
                    submit_key=uuid.uuid4(),
                )

        self.play.at(received, submit)

    def ask_by_phone(self, postcode: str, text: str, answer: str, received: datetime.datetime) -> None:
        """A question about no order, answered in the conversation."""
        desk = self.desk_of(postcode)

        def register(now: datetime.datetime) -> None:
            organisation = Jobcenter.objects.get(pk=desk.actor.organisation_id).organisation
            with acting_as(desk.actor):
                inquiry_register(
                    actor=desk.actor,
                    workplace=self.customer.workplaces[postcode],
                    contact=self.customer.company.contacts.get(),
                    channel=Channel.PHONE,
                    text=text,
                    received_by=organisation,
                    tovholder=organisation,
                    submit_key=uuid.uuid4(),
                    received_at=now,
                    answered_at=now,
                    answer=answer,
                )

        self.play.at(received, register)


class Running:
    """One order, and what is done about it, each act some minutes after the one before, while the tovholder is open."""

    def __init__(self, play: Play, desk: Desk, received: datetime.datetime) -> None:
        self.play, self.desk, self.last = play, desk, received
        self.order_id = 0

    def order(self) -> Order:
        return Order.objects.select_related("contact", "company__organisation", "tovholder").get(
            pk=self.order_id
        )

    def _line(self) -> OrderLine:
        return OrderLine.objects.filter(order_id=self.order_id).order_by("position")[0]

    def then(self, low: int, high: int, act: object, *, days: int = 0) -> "Running":
        """`act(now)` is done by the tovholder between `low` and `high` minutes after what came last."""
        self.last = self.play.later(self.desk.calendar, self.last + days * DAY, low, high)

        def play(now: datetime.datetime) -> None:
            with acting_as(self.desk.actor):
                act(now)  # type: ignore[operator]

        self.play.at(self.last, play)
        return self

    def answered(self, *, days: int = 0) -> "Running":
        """Rung; `days` later than usual where it is too late."""
        actor = self.desk.actor
        return self.then(
            10,
            45,
            lambda now: order_answer(
                actor=actor, order=self.order(), kind=EventKind.CALL, note="Aftalte, hvem vi søger efter."
            ),
            days=days,
        )

    def searched(self) -> "Running":
        """Clarified, and searched for in the own area and across the border."""
        actor = self.desk.actor

        def clarify(now: datetime.datetime) -> None:
            order = self.order()
            data = OrderData(
                job_description="Pluk, pak og læsning på terminalen.",
                candidate_profile=self._line().requirements,
                start_on=order.start_on,
                cvs_wanted=6,
                posting="no",
            )
            order_clarify(actor=actor, order=order, version=order.version, data=data)

        def search(now: datetime.datetime) -> None:
            order = self.order()
            search_record(
                actor=actor,
                order=order,
                criteria=self._line().occupation,
                postcode=Postcode.objects.get(pk=order.workplace.postcode_id),
                radius_km=50,
                hits=31,
                suitable=5,
                unsuitable_reason="Mangler certifikatet",
            )

        return self.then(10, 40, clarify).then(15, 60, search)

    def presented(self, *, hired: int = 0) -> "Running":
        """Candidates have been presented to the company, and `hired` of them begin on that day."""
        actor = self.desk.actor

        def plan(now: datetime.datetime) -> None:
            line = self._line()
            by = local_date(now) + 3 * DAY
            delivery_plan(actor=actor, order=self.order(), line=line, number=line.places, by=by)

        def present(now: datetime.datetime) -> None:
            delivery = Delivery.objects.select_related("order", "line").get(order_id=self.order_id)
            delivery_report(
                actor=actor, delivery=delivery, presented=delivery.promised, hired=hired, employed_from=None
            )

        return self.then(5, 20, plan).then(10, 60, present)

    def trained(self, *, asked: int, settled: int | None = None) -> "Running":
        """The company asks for training `asked` days later; it is agreed `settled` days after that, or not yet."""
        actor = self.desk.actor
        self.then(
            10,
            60,
            lambda now: training_ask(
                actor=actor, order=self.order(), line=self._line(), text="Gerne truck og sikkerhed."
            ),
            days=asked,
        )
        if settled is None:
            return self
        return self.then(
            10,
            60,
            lambda now: training_settle(
                actor=actor,
                order=self.order(),
                line=self._line(),
                provider="AMU-centret",
                starts_on=local_date(now) + 14 * DAY,
            ),
            days=settled,
        )

    def written(self, text: str, at: datetime.datetime) -> "Running":
        """The company asks about the order; the answer is still owed."""

        def write(now: datetime.datetime) -> None:
            with acting_as(self.desk.actor):
                order = self.order()
                message_receive(
                    actor=self.desk.actor, order=order, text=text, by_name=str(order.contact or ""), at=now
                )

        self.play.at(at, write)
        return self

    def closed(self, outcome: str, hired: int) -> "Running":
        actor = self.desk.actor
        return self.then(
            60,
            300,
            lambda now: order_close(
                actor=actor,
                order=self.order(),
                outcomes={
                    line.pk: (outcome, hired) for line in OrderLine.objects.filter(order_id=self.order_id)
                },
            ),
            days=3,
        )


def cast_agreed(play: Play) -> None:
    """Put everything on the schedule of `play`. Needs the agreements of the demonstration."""
    now = play.now
    big = Agreed(play, customer_of(IN_FORCE.name))
    small = Agreed(play, customer_of(PARTNERSHIP.name))
    ago = lambda days, place=HORSENS: big.desk_of(place).calendar.next_opening(now - days * DAY)  # noqa: E731

    # D3 and the search promises run: nobody has rung yet, west, east and on Fyn.
    big.order(HORSENS, [STOREMEN, REFUGEES], now - datetime.timedelta(minutes=50))
    big.order(KOEGE_PLACE, [DRIVERS], now - datetime.timedelta(minutes=35))
    big.order(ODENSE, [STOREMEN], now - datetime.timedelta(minutes=20))
    # Answered in time; candidates are still to come, to ordinary employment and to refugees.
    big.order(ODENSE, [DRIVERS], big.received_for("D4", ODENSE, late=False)).answered()
    big.order(KOEGE_PLACE, [REFUGEES], big.received_for("D5", KOEGE_PLACE, late=False)).answered().searched()
    # All kept, to the end: one with training agreed, one whose training waits, one whose training was forgotten.
    kept = big.order(HORSENS, [STOREMEN], ago(44)).answered().searched().presented(hired=4)
    kept.trained(asked=1, settled=6).closed(Outcome.HIRED, 4)
    big.order(KOEGE_PLACE, [DRIVERS], ago(12, KOEGE_PLACE)).answered().searched().presented(hired=2)
    forgotten = big.order(ODENSE, [STOREMEN], ago(36)).answered().searched().presented(hired=3)
    forgotten.trained(asked=1)
    big.order(HORSENS, [REFUGEES], ago(30)).answered().searched().presented()
    # Broken: rung too late, and candidates that have not come.
    big.order(KOEGE_PLACE, [STOREMEN], ago(20, KOEGE_PLACE)).answered(days=5).searched()
    big.order(HORSENS, [DRIVERS], big.received_for("D4", HORSENS, late=True)).answered()
    big.order(ODENSE, [REFUGEES], big.received_for("D5", ODENSE, late=True)).answered().searched()
    big.order(KOEGE_PLACE, [DRIVERS], big.received_for("D3", KOEGE_PLACE, late=True))
    # A question about an order, questions about none, and a local partnership.
    asked = big.order(HORSENS, [DRIVERS], ago(5)).answered().searched().presented()
    asked.written("Hvornår kan vi møde kandidaterne?", now - datetime.timedelta(minutes=30))
    big.ask_in_portal(
        "Vi overvejer en elevplads i Køge. Hvem taler vi med?", now - datetime.timedelta(minutes=15)
    )
    big.ask_by_phone(
        KOEGE_PLACE, "Kan I komme på besøg i december?", "Ja, datoen sendes på mail.", ago(6, KOEGE_PLACE)
    )
    small.order(HORSENS, [LineData("savværksarbejdere", 1)], ago(9)).answered().searched().presented()
    small.ask_by_phone(HORSENS, "Må en praktikant køre truck?", "Kun med certifikat.", ago(3))


def customer_of(name: str) -> Customer:
    company = Company.objects.select_related("organisation").get(organisation__name=f"{name} (demo)")
    user = Membership.objects.get(organisation=company.organisation).actor()
    places = {
        row.postcode_id: row
        for row in Workplace.objects.filter(company=company)
        .select_related("company", "postcode")
        .order_by("id")
    }
    return Customer(company, user, places)


def _desk(place: str) -> Desk:
    jobcenter = Jobcenter.objects.get(place=place)
    member = Membership.objects.filter(organisation_id=jobcenter.pk, role=Role.CONSULTANT).order_by("id")[0]
    return Desk(member.actor(), opening_calendar(jobcenter))
