"""Orders for tests, made by the services themselves, so that access, clocks and mail are the real ones."""

import datetime
import uuid
from typing import Any

from django.db import connection

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.moment import moment
from accounts.tenancy import acting_as
from companies.models import Company
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, Postcode
from orders.enums import Channel, RequestReason
from orders.models import Clock, MonthReport, Order, Request, Search
from orders.selectors.report import Report
from orders.services.clocks import clock_start
from orders.services.orders import LineData, OrderData, order_register
from orders.services.requests import requests_send, search_record
from tests.factories import accounts, companies
from tests.helpers.db import as_owner


def jobcenter(place: str) -> Organisation:
    """The jobcentre of the reference data at `place` ("Horsens", "Odder" ...)."""
    with as_owner():
        return Organisation.objects.get(pk=Jobcenter.objects.get(place=place).pk)


def national() -> Organisation:
    with as_owner():
        return Organisation.objects.filter(kind=OrganisationKind.NATIONAL).get()


def national_actor() -> Actor:
    return accounts.actor(national())


def consultant(place: str, **fields: Any) -> Actor:
    return accounts.actor(jobcenter(place), **fields)


def order(
    actor: Actor,
    *,
    company: Company | None = None,
    lines: tuple[LineData, ...] = (LineData(occupation="montører", places=4),),
    received_at: datetime.datetime | None = None,
    **fields: Any,
) -> Order:
    """An order that `actor`'s jobcentre received by telephone and leads."""
    company = company or companies.company()
    with acting_as(actor):
        organisation = Organisation.objects.get(pk=actor.organisation_id)
        return order_register(
            actor=actor,
            company=company,
            workplace=company.workplaces.first(),
            contact=company.contacts.first(),
            channel=Channel.PHONE,
            lines=lines,
            data=OrderData(**fields),
            received_by=organisation,
            tovholder=organisation,
            owner_user_id=actor.user_id,
            submit_key=uuid.uuid4(),
            received_at=received_at,
        )


def search(actor: Actor, order: Order, **fields: Any) -> Search:
    """A recorded search that opens the gate."""
    values = {
        "criteria": "montør",
        "radius_km": 50,
        "hits": 38,
        "suitable": 2,
        "unsuitable_reason": "Mangler svejsecertifikat",
    }
    with acting_as(actor):
        return search_record(
            actor=actor, order=order, postcode=Postcode.objects.get(pk="8700"), **{**values, **fields}
        )


def request(
    actor: Actor, order: Order, to: Organisation, *, number: int = 1, text: str = "Mangler 1 montør"
) -> Request:
    """A request from the order's tovholder to another jobcentre, with its evidence."""
    search(actor, order)
    return request_on(actor, order, to, number=number, text=text)


def request_on(
    actor: Actor, order: Order, to: Organisation, *, number: int = 1, text: str = "Mangler 1 montør"
) -> Request:
    """A request about the order's first line, which nobody has searched for: it asks for advice."""
    has_search = Search.objects.filter(order=order)
    with acting_as(actor):
        return requests_send(
            actor=actor,
            order=order,
            line=order.lines.order_by("position")[0],
            to=[to],
            reason=RequestReason.SEARCH_FAILED if has_search.exists() else RequestReason.SPARRING,
            text=text,
            number_wanted=number,
        )[0]


def promise(actor: Actor, order: Order, code: str, *, received_at: datetime.datetime | None = None) -> Clock:
    """A running clock that `actor`'s jobcentre, the order's tovholder, owes the company: D4, D5 and the like."""
    with acting_as(actor):
        return clock_start(
            actor=actor,
            order=order,
            code=code,
            received_at=received_at or order.received_at,
            owner_organisation_id=actor.organisation_id,
            owner_user_id=actor.user_id,
            owed_to_id=order.company_id,
            subject=order.title,
            counterpart=order.company.name,
        )


def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """What is really in the database, as the owner sees it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def month_report(actor: Actor, title: str = "Jobcenter Horsens") -> MonthReport:
    """An empty report of last month's, as the worker kept it for the actor's jobcentre."""
    today = local_date(moment())
    last = today.replace(day=1) - datetime.timedelta(days=1)
    found = Report(title, last.replace(day=1), last, moment(), (), (), (), (), (), (), ())
    with as_owner():
        return MonthReport.objects.create(
            organisation_id=actor.organisation_id,
            scope="egne",
            month=found.first,
            counted_at=found.counted_at,
            numbers=found.as_data(),
        )
