"""What can happen to an order in the demonstration. Every act calls the service that a page would call."""

import datetime
import uuid
from dataclasses import dataclass, field

from accounts.actor import Actor
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, Postcode
from jobcenters.selectors import jobcenters_near
from orders.demo.setting import Centre, Customer, Stage
from orders.enums import AlternativeKind, AnswerKind, Channel, EventKind, Outcome, RequestReason, TargetGroup
from orders.models import Delivery, Order, OrderLine, Request
from orders.services.orders import (
    LineData,
    OrderData,
    order_answer,
    order_cancel,
    order_clarify,
    order_close,
    order_register,
    order_submit,
)
from orders.services.plan import alternative_decide, alternative_offer, delivery_plan, delivery_report
from orders.services.requests import (
    heads_ups_send,
    request_answer,
    requests_send,
    search_record,
)
from orders.services.tovholder import order_assign
from orders.titles import part_title

NOTES = (
    "Aftalte, at vi søger bredt og sender CV'er løbende.",
    "De vil gerne se tre CV'er først. Kan begynde med kort varsel.",
    "Virksomheden kontakter selv kandidaterne.",
    "Talte om mulighed for oplæring, hvis de rigtige mangler.",
)
UNSUITABLE = (
    "Mangler certifikatet",
    "Kan ikke arbejde på skift",
    "Har for langt til arbejde",
    "Er netop begyndt i job",
)


@dataclass(slots=True)
class Case:
    """One order on its way: who wants what, who leads, and what has come of it so far."""

    customer: Customer
    centre: Centre
    consultant: Actor
    lines: tuple[LineData, ...]
    channel: str
    start_on: datetime.date
    application_deadline: datetime.date | None
    order_id: int = 0
    asked: list[str] = field(default_factory=list)

    def order(self) -> Order:
        return Order.objects.select_related("company__organisation", "workplace", "contact", "tovholder").get(
            pk=self.order_id
        )

    def first_line(self) -> OrderLine:
        return OrderLine.objects.filter(order_id=self.order_id).order_by("position")[0]


def make_case(stage: Stage, customer: Customer, started: datetime.date, *, large: bool = False) -> Case:
    """A case for one of the company's usual needs; about one in five has a line for refugees too.

    `large`: as many people as a company asks Jobservice Danmark for.
    """
    dice = stage.random
    centre = stage.centres[customer.place]
    occupation, requirements, _job = dice.choice(customer.plan.needs)
    places = dice.choice((6, 8, 10, 12, 15, 20) if large else (1, 1, 2, 2, 2, 3, 3, 4, 4, 6, 8, 12))
    lines = [LineData(occupation if places > 1 else _single(occupation), places, requirements=requirements)]
    if dice.random() < 0.2:
        lines.append(
            LineData(
                "medarbejdere",
                dice.choice((2, 2, 3)),
                target_group=TargetGroup.REFUGEE,
                requirements="Dansk på niveau A2",
            )
        )
    channel = (
        Channel.PORTAL
        if customer.user and dice.random() < 0.6
        else dice.choice((Channel.PHONE, Channel.PHONE, Channel.MAIL))
    )
    return Case(
        customer=customer,
        centre=centre,
        consultant=dice.choice(centre.consultants),
        lines=tuple(lines),
        channel=channel,
        start_on=started + datetime.timedelta(days=dice.randint(21, 60)),
        application_deadline=started + datetime.timedelta(days=dice.randint(9, 24))
        if dice.random() < 0.7
        else None,
    )


def _single(plural: str) -> str:
    """ "tømrere" -> "tømrer": the demonstration's occupations follow four patterns."""
    for ending, single in (
        ("ører", "ør"),
        ("mænd", "mand"),
        ("ere", "er"),
        ("kke", "k"),
        ("enter", "ent"),
        ("er", ""),
        ("e", ""),
    ):
        if plural.endswith(ending):
            return plural.removesuffix(ending) + single
    return plural


def receive(case: Case) -> None:
    """The company asks: through the portal, or a consultant registers the call."""
    customer = case.customer
    if case.channel == Channel.PORTAL and customer.user:
        with acting_as(customer.user):
            order = order_submit(
                actor=customer.user,
                workplace=customer.workplace,
                contact=customer.contact,
                lines=case.lines,
                data=OrderData(start_on=case.start_on, application_deadline=case.application_deadline),
                submit_key=uuid.uuid4(),
            )
    else:
        with acting_as(case.consultant):
            order = order_register(
                actor=case.consultant,
                company=customer.company,
                workplace=customer.workplace,
                contact=customer.contact,
                channel=case.channel,
                lines=case.lines,
                data=OrderData(start_on=case.start_on, application_deadline=case.application_deadline),
                received_by=case.centre.organisation,
                tovholder=case.centre.organisation,
                owner_user_id=case.consultant.user_id,
                submit_key=uuid.uuid4(),
            )
    case.order_id = order.pk


def receive_nationally(case: Case, stage: Stage) -> None:
    """Jobservice Danmark takes the call; nobody is tovholder yet."""
    from accounts.models import Organisation

    customer = case.customer
    with acting_as(stage.national):
        order = order_register(
            actor=stage.national,
            company=customer.company,
            workplace=customer.workplace,
            contact=customer.contact,
            channel=Channel.NATIONAL,
            lines=case.lines,
            data=OrderData(start_on=case.start_on),
            received_by=Organisation.objects.get(pk=stage.national.organisation_id),
            tovholder=None,
            owner_user_id=stage.national.user_id,
            submit_key=uuid.uuid4(),
        )
    case.order_id = order.pk


def assign(case: Case, stage: Stage) -> None:
    with acting_as(stage.national):
        order_assign(
            actor=stage.national,
            order=case.order(),
            to=case.centre.organisation,
            reason="Har arbejdsstedet i sin kommune",
        )


def answer(case: Case, stage: Stage) -> None:
    with acting_as(case.consultant):
        order_answer(
            actor=case.consultant, order=case.order(), kind=EventKind.CALL, note=stage.random.choice(NOTES)
        )


def clarify(case: Case, stage: Stage) -> None:
    order = case.order()
    job = next((job for name, _r, job in case.customer.plan.needs if name == case.lines[0].occupation), "")
    places = sum(line.places for line in case.lines)
    with acting_as(case.consultant):
        order_clarify(
            actor=case.consultant,
            order=order,
            version=order.version,
            data=OrderData(
                job_description=job or case.customer.plan.needs[0][2],
                candidate_profile=case.lines[0].requirements,
                start_on=case.start_on,
                application_deadline=case.application_deadline,
                cvs_wanted=places * 2,
                posting=stage.random.choice(("yes", "no", "")),
            ),
            is_large=places >= 10,
        )


def search(case: Case, stage: Stage) -> None:
    dice = stage.random
    hits = dice.randint(3, 60)
    with acting_as(case.consultant):
        search_record(
            actor=case.consultant,
            order=case.order(),
            criteria=case.lines[0].occupation,
            postcode=Postcode.objects.get(pk=case.customer.plan.postcode),
            radius_km=dice.choice((20, 30, 40, 50)),
            hits=hits,
            suitable=min(hits, dice.randint(0, max(1, case.lines[0].places - 1))),
            unsuitable_reason=dice.choice(UNSUITABLE),
        )


def _neighbours(case: Case, stage: Stage, now: datetime.datetime, number: int) -> list[Jobcenter]:
    near = [
        found.jobcenter
        for found in jobcenters_near(case.customer.plan.postcode, 100, local_date(now))
        if found.jobcenter.place in stage.centres
        and found.jobcenter.place != case.centre.place
        and found.jobcenter.place not in case.asked
    ]
    return near[:number]


def ask(case: Case, stage: Stage, now: datetime.datetime) -> None:
    """Ask one to three neighbours for what is missing."""
    neighbours = _neighbours(case, stage, now, stage.random.choice((1, 1, 2, 2, 3)))
    line = case.first_line()
    number = max(1, line.places // 2)
    with acting_as(case.consultant):
        requests_send(
            actor=case.consultant,
            order=case.order(),
            line=line,
            to=[jobcenter.organisation for jobcenter in neighbours],
            reason=RequestReason.SEARCH_FAILED,
            text=f"Vi mangler {part_title(number, line)}. {line.requirements}.",
            number_wanted=number,
        )
    case.asked += [jobcenter.place for jobcenter in neighbours]


def alert(case: Case, stage: Stage, now: datetime.datetime) -> None:
    neighbours = _neighbours(case, stage, now, 2)
    with acting_as(case.consultant):
        heads_ups_send(
            actor=case.consultant,
            order=case.order(),
            to=[jobcenter.organisation for jobcenter in neighbours],
            text=f"{case.customer.plan.name} ventes at få brug for flere {case.lines[0].occupation}.",
        )


def reply(case: Case, stage: Stage, place: str, now: datetime.datetime) -> None:
    """One asked jobcentre answers; mostly yes."""
    centre = stage.centres[place]
    request = Request.objects.filter(order_id=case.order_id, to_organisation=centre.organisation).latest("id")
    actor = stage.random.choice(centre.consultants)
    yes = stage.random.random() < 0.65
    with acting_as(actor):
        request_answer(
            actor=actor,
            request=request,
            answer=AnswerKind.YES if yes else AnswerKind.NO,
            number=stage.random.randint(1, request.number_wanted) if yes else None,
            by=local_date(now) + datetime.timedelta(days=stage.random.randint(4, 10)) if yes else None,
            text="" if yes else "Vi har ingen ledige med de kvalifikationer lige nu.",
        )


def plan(case: Case, stage: Stage, now: datetime.datetime) -> None:
    line = case.first_line()
    with acting_as(case.consultant):
        delivery_plan(
            actor=case.consultant,
            order=case.order(),
            line=line,
            number=max(1, line.places - line.places // 2),
            by=local_date(now) + datetime.timedelta(days=stage.random.randint(3, 8)),
        )


def present(case: Case, stage: Stage) -> None:
    for delivery in Delivery.objects.filter(order_id=case.order_id).select_related("order", "line"):
        with acting_as(case.consultant):
            delivery_report(actor=case.consultant, delivery=delivery, presented=delivery.promised, hired=0)


def offer(case: Case, stage: Stage) -> None:
    with acting_as(case.consultant):
        alternative_offer(
            actor=case.consultant,
            order=case.order(),
            line=case.first_line(),
            kind=AlternativeKind.WAGE_SUBSIDY,
            months=3,
            text="Vi har en kandidat, der mangler lidt erfaring. Tre måneder med løntilskud giver tid til oplæring.",
        )


def accept(case: Case, stage: Stage) -> None:
    order = case.order()
    with acting_as(case.consultant):
        alternative_decide(
            actor=case.consultant,
            alternative=order.alternatives.latest("id"),
            accepted=True,
            by_name=case.customer.plan.contact,
            channel="telefon",
        )


def close(case: Case, stage: Stage, outcome: str) -> None:
    """Close with everybody, some or nobody hired."""
    outcomes = {}
    for line in OrderLine.objects.filter(order_id=case.order_id):
        hired = {Outcome.HIRED: line.places, Outcome.PARTLY: line.places // 2}.get(Outcome(outcome), 0)
        outcomes[line.pk] = (outcome if hired or outcome != Outcome.PARTLY else Outcome.NOT_FILLED, hired)
    with acting_as(case.consultant):
        order_close(actor=case.consultant, order=case.order(), outcomes=outcomes, note="")


def cancel(case: Case, stage: Stage) -> None:
    with acting_as(case.consultant):
        order_cancel(actor=case.consultant, order=case.order(), reason="Virksomheden har selv fundet folk.")
