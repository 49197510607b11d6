"""One busy order with everything on it, and everybody who may or may not see it: for the walk of all routes."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.absences import absence_add
from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, User
from accounts.moment import moment
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from jobcenters.models import ClosingDay, ContactEntry, Network
from orders.enums import EventKind, RecalculationKind
from orders.models import Clock, Order
from orders.services.breaches import breach_record
from orders.services.orders import order_answer
from orders.services.plan import alternative_offer, delivery_plan
from orders.services.recalculation import recalculation_plan
from orders.services.requests import heads_ups_send
from orders.services.tovholder import tovholder_propose
from tests.architecture.agreements_world import agreement_arguments
from tests.architecture.answers_world import answer_arguments
from tests.architecture.barometer_world import barometer_arguments
from tests.architecture.candidates_world import candidate_arguments
from tests.architecture.contacts_world import contact_arguments
from tests.architecture.imports_world import import_arguments
from tests.architecture.inbound_world import inbound_arguments
from tests.architecture.invitations_world import invitation_arguments
from tests.architecture.life_world import life_arguments
from tests.architecture.postings_world import posting_arguments
from tests.architecture.projects_world import project_arguments
from tests.architecture.register_world import register_arguments
from tests.architecture.retention_world import retention_arguments
from tests.architecture.searching_world import searching_arguments
from tests.architecture.signing_world import signing_arguments
from tests.architecture.visits_world import visit_arguments
from tests.architecture.webhooks_world import webhook_arguments
from tests.factories import accounts, agreements, companies, networks, tokens
from tests.factories import orders as make
from tests.helpers.db import as_owner

SECRET = "Hemmelighed-i-Horsens"  # in every name and text that a stranger must never see  # noqa: S105


@dataclass
class World:
    """The order's own people, the strangers, and the arguments of every route that has some."""

    people: dict[str, Actor]
    strangers: dict[str, Actor]
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def user(self, actor: Actor) -> User:
        return User.objects.get(pk=actor.user_id)


def build() -> World:
    today = local_date(timezone.now())

    def ahead(days: int) -> datetime.date:
        return today + datetime.timedelta(days=days)

    company = companies.company(f"{SECRET} A/S")
    mette = make.consultant("Horsens")
    horsens = make.jobcenter("Horsens")
    people = {
        "tovholder": mette,
        "manager": accounts.actor(horsens, role=Role.MANAGER),
        "administrator": accounts.actor(horsens, role=Role.ADMINISTRATOR),
        "company": companies.user_of(company),
        "asked": make.consultant("Odder"),
        "asked manager": accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER),
        "alerted": make.consultant("Vejle"),
        "coordinator": accounts.actor(networks.outsiders(), role=Role.ADMINISTRATOR),
        "jobservice": accounts.actor(make.national()),
        "proposed": make.consultant("Aarhus"),
        "national": accounts.actor(make.national()),
    }
    strangers = {
        "other jobcentre": make.consultant("Silkeborg"),
        "other manager": accounts.actor(make.jobcenter("Silkeborg"), role=Role.MANAGER),
        "other administrator": accounts.actor(make.jobcenter("Silkeborg"), role=Role.ADMINISTRATOR),
        "other company": companies.user_of(companies.company("Anden virksomhed")),
        "partner": accounts.actor(accounts.organisation("A-kassen", kind=OrganisationKind.PARTNER)),
        "jobservice danmark": accounts.actor(make.national()),
    }
    order = make.order(mette, company=company, application_deadline=ahead(100))
    request = make.request(mette, order, make.jobcenter("Odder"), text=f"Mangler en montør. {SECRET}")
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note=SECRET)
        line = order.lines.get()
        (heads_up,) = heads_ups_send(actor=mette, order=order, to=[make.jobcenter("Vejle")], text=SECRET)
        delivery = delivery_plan(actor=mette, order=order, line=line, number=1, by=ahead(70))
        alternative = alternative_offer(actor=mette, order=order, line=line, kind="internship", text=SECRET)
        change = tovholder_propose(
            actor=mette,
            order=order,
            to=make.jobcenter("Aarhus"),
            reason=SECRET,
            consent_by="Karin",
            consent_on=today,
            consent_channel="telefon",
        )
        clock = Clock.objects.filter(order=order, promise="D1").get()
        follow_up = order.follow_ups.get()
    of_candidates = candidate_arguments(mette, people["asked"], order, SECRET)
    waiting = make.order(mette, company=company)
    with acting_as(mette):
        open_clock = Clock.objects.filter(order=waiting).get()
    with as_owner():
        network = Network.objects.get()
        contact = ContactEntry.objects.filter(jobcenter_id=horsens.pk).order_by("id")[0]
        closing_day = ClosingDay.objects.create(jobcenter_id=horsens.pk, date=ahead(150), reason=SECRET)
        workplace, person = company.workplaces.get(), company.contacts.get()
        with connection.cursor() as cursor:
            cursor.execute(
                "select id from notifications_outboxmail where organisation_id = %s limit 1", [horsens.pk]
            )
            mail_id = cursor.fetchone()[0]
    candidates_due = make.promise(mette, waiting, "D4")
    long_ago = make.promise(mette, waiting, "D5", received_at=timezone.now() - datetime.timedelta(days=90))
    with acting_as(mette):
        breach_record([long_ago.pk], detected_at=timezone.now())
    # A company that has chosen one entrance: every other jobcentre is asked why it rings itself.
    guarded = companies.company("Én indgang ApS")
    agreements.agreement_in_force(guarded)
    world = World(people, strangers)
    world.arguments = _arguments(
        order=order,
        request=request.uuid,
        heads_up=heads_up.uuid,
        delivery=delivery.uuid,
        alternative=alternative.uuid,
        change=change.uuid,
        clock=open_clock.uuid,
        candidates_due=candidates_due.uuid,
        stopped=clock.uuid,
        breached=long_ago.uuid,
        follow_up=follow_up.uuid,
        mail=mail_id,
    )
    world.arguments |= {
        "jobcenters:detail": {"uuid": horsens.uuid},
        "jobcenters:contacts": {"uuid": network.uuid, "slug": "sparring"},
        "jobcenters:closing_day_delete": {"pk": closing_day.pk},
        "companies:detail": {"uuid": company.uuid},
        "companies:choices": {"uuid": company.uuid},
        "companies:edit": {"uuid": company.uuid},
        "companies:workplace_add": {"uuid": company.uuid},
        "companies:workplace_edit": {"uuid": company.uuid, "workplace": workplace.uuid},
        "companies:contact_add": {"uuid": company.uuid},
        "companies:contact_edit": {"uuid": company.uuid, "contact": person.uuid},
    }
    world.arguments |= of_candidates
    world.arguments["accounts:absence_end"] = {"uuid": _absence(mette)}
    world.arguments |= answer_arguments(request)
    world.arguments["agreements:bypass"] = {"uuid": guarded.uuid}
    with acting_as(people["administrator"]):
        recalculated = recalculation_plan(
            actor=people["administrator"],
            organisation_id=horsens.pk,
            kind=RecalculationKind.CALENDAR,
            what=SECRET,
        )
    world.arguments["orders:recalculation"] = {"uuid": recalculated.uuid}
    partner = companies.company(f"{SECRET} Partner A/S")
    world.arguments["orders:month_report"] = {"uuid": make.month_report(mette, SECRET).uuid}
    world.arguments |= agreement_arguments(mette, partner, SECRET)
    world.arguments |= life_arguments(mette, companies.company(f"{SECRET} Liv A/S"), SECRET)
    world.arguments |= networks.routes()
    world.arguments |= contact_arguments(people["administrator"], contact)
    world.arguments |= barometer_arguments(make.national(), company, SECRET)
    world.arguments |= import_arguments(people["administrator"], SECRET)
    world.arguments |= register_arguments(people["administrator"], company, SECRET)
    kept = tokens.token(horsens, name=f"{SECRET} system", by=people["administrator"])
    world.arguments |= {f"api:{name}": {"uuid": kept.token.uuid} for name in ("token", "token_revoke")}
    world.arguments |= retention_arguments(people["administrator"], order, SECRET)
    world.arguments |= webhook_arguments(people["administrator"], mette, SECRET)
    world.arguments |= searching_arguments(mette, order, SECRET)
    world.arguments |= invitation_arguments(mette, order, SECRET)
    world.arguments |= project_arguments(mette, SECRET)
    world.arguments |= visit_arguments(mette, company, SECRET)
    world.arguments |= posting_arguments(mette, SECRET)
    world.arguments |= inbound_arguments(people["asked"], request, SECRET)
    asked_to_sign = companies.company("Firma til underskrift")
    people["signer"] = companies.user_of(asked_to_sign)
    world.arguments |= signing_arguments(asked_to_sign)
    assert clock.pk != open_clock.pk
    return world


def _arguments(*, order: Order, **ids: Any) -> dict[str, dict[str, Any]]:
    of_order = (
        *(
            "order",
            "answer",
            "clarify",
            "search",
            "ask",
            "question",
            "alert",
            "plan",
            "alternative",
            "training",
            "message",
            "propose",
        ),
        *(
            "owner",
            "note",
            "close",
            "cancel",
            "reopen",
            "shared",
            "portal_order",
            "portal_message",
            "national_assign",
        ),
    )
    by_id = {
        "delivery": ids["delivery"],
        "alternative_answer": ids["alternative"],
        "portal_alternative": ids["alternative"],
        "follow_up": ids["follow_up"],
        "request": ids["request"],
        "withdraw": ids["request"],
        "heads_up_seen": ids["heads_up"],
        "tovholder_decide": ids["change"],
        "assign_clock": ids["clock"],
        "clock_pause": ids["candidates_due"],
        "clock_resume": ids["candidates_due"],
        "clock_correct": ids["stopped"],
        "breach_correct": ids["breached"],
    }
    arguments = {f"orders:{name}": {"uuid": order.uuid} for name in of_order}
    arguments |= {f"orders:{name}": {"uuid": value} for name, value in by_id.items()}
    of_template = ("template", "template_html")
    arguments |= {f"notifications:{name}": {"name": "orders.request_received"} for name in of_template}
    arguments |= {
        f"notifications:{name}": {"mail_id": ids["mail"]}
        for name in ("mail", "send_again", "confirm_address")
    }
    return arguments


def _absence(of: Actor) -> UUID:
    """The person is away next week."""
    with acting_as(of):
        own = Membership.objects.get(user_id=of.user_id, organisation_id=of.organisation_id)
        first = moment().date() + datetime.timedelta(days=7)
        return absence_add(
            actor=of, membership=own, first_day=first, last_day=first, stand_in=None, today=moment().date()
        ).uuid
