"""Two vacancies of the demonstration, published by the services that the pages call.

One stands under the company's name with a number on Jobnet, the other without the name, and not on Jobnet yet.
"""

import datetime

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.enums import OrderState
from orders.models import Order, OrderLine
from postings.enums import Portal
from postings.services.portals import portal_register, portal_want
from postings.services.posting import EditionData, posting_publish

PLACE = "Horsens"
TEXT = (
    "Du bliver en del af et hold, hvor vi hjælper hinanden og lærer hinanden op.\n\n"
    "Vi lægger vægt på, at du møder til tiden, arbejder omhyggeligt og har lyst til at lære mere. "
    "Har du ikke prøvet det før, aftaler vi en indkøring sammen med jobcentret."
)


def postings_play(now: datetime.datetime) -> None:
    """Publish two as they stand at `now` (aware), as the tables' owner; nothing where no order fits."""
    rows = (
        OrderLine.objects.filter(
            order__tovholder__jobcenter__place=PLACE,
            order__state__in=[OrderState.SEARCHING, OrderState.PRESENTING],
            order__is_inquiry=False,
            outcome="",
        )
        .select_related("order__workplace", "order__contact", "order__company__organisation")
        .order_by("-order__received_at", "pk")
    )
    chosen: list[OrderLine] = []
    for line in rows:
        if all(line.order.company_id != other.order.company_id for other in chosen):
            chosen.append(line)
        if len(chosen) == 2:
            break
    for number, line in enumerate(chosen):
        _publish(line, now - datetime.timedelta(hours=5 + 20 * number), anonymous=bool(number))


def _publish(line: OrderLine, at: datetime.datetime, *, anonymous: bool) -> None:
    order: Order = line.order
    actor = _consultant(order)
    contact = order.contact
    data = EditionData(
        title=line.occupation[:1].upper() + line.occupation[1:],
        places=line.places,
        employer=f"En virksomhed i {order.workplace.postcode.name}" if anonymous else order.company.name,
        is_anonymous=anonymous,
        description=TEXT,
        postcode_id=order.workplace.postcode_id,
        address="" if anonymous else order.workplace.address,
        hours="37 timer om ugen, dag",
        wage="Efter overenskomst",
        apply_by=local_date(at) + datetime.timedelta(days=21),
        apply_to="jobcenter" if anonymous else "company",
        contact_name=actor.name if anonymous or contact is None else contact.name,
        contact_phone="76 29 40 00" if anonymous or contact is None else contact.phone,
        contact_email="" if anonymous or contact is None else contact.email,
        consent_by=contact.name if contact else order.company.name,
        consent_on=local_date(at),
        consent_channel="telefon",
    )
    with playing(at), acting_as(actor):
        posting = posting_publish(actor=actor, line=line, data=data)
        portal_want(actor=actor, posting=posting, portal=Portal.JOBNET)
    if not anonymous:
        with playing(at + datetime.timedelta(minutes=12)), acting_as(actor):
            portal_register(
                actor=actor,
                posting=posting,
                portal=Portal.JOBNET,
                portal_id="5813406",
                portal_url="https://job.jobnet.dk/CV/FindWork/Details/5813406",
            )


def _consultant(order: Order) -> Actor:
    """Whoever is responsible for the order, or one of the jobcentre's consultants."""
    rows = Membership.objects.filter(organisation=order.tovholder).select_related("user", "organisation")
    found = rows.filter(user=order.owner).first() or rows.filter(role=Role.CONSULTANT).first()
    if found:
        return found.actor()
    return Actor(None, order.tovholder_id or 0, Role.CONSULTANT, OrganisationKind.JOBCENTER)
