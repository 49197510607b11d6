"""Two real rows for each rule, alike but for when their time began: the first at `START`, its neighbour at `LATER`."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib.sessions.models import Session

from accounts.actor import Actor
from accounts.models import Absence, ApiToken, AuditEvent, Membership, User
from accounts.tenancy import acting_as
from candidates.models import Invitation, NominationStep
from jobcenters.calendar import local_instant
from jobcenters.models import ContactAsk, ContactEntry
from notifications.models import DeadAddress
from orders.enums import EventKind
from orders.models import (
    AnswerLink,
    Clock,
    ClockEvent,
    Escalation,
    Letter,
    Order,
    Recalculation,
    ReportWish,
)
from orders.services.orders import order_answer
from orders.services.plan import alternative_offer, delivery_plan
from orders.services.requests import heads_ups_send
from orders.services.tovholder import tovholder_propose
from retention.models import RightsCopy, RightsRequest
from tests.factories import accounts, candidates, companies, tokens
from tests.factories import notifications as mails
from tests.factories import orders as make

DAY = datetime.date(2027, 6, 15)
START = local_instant(DAY, datetime.time(0))
LATER = START + datetime.timedelta(days=1)
TIMES = (START, LATER)


def days(at: datetime.datetime) -> datetime.date:
    return DAY if at == START else DAY + datetime.timedelta(days=1)


def busy_order(mette: Actor, place: str) -> Order:
    """An order with a text in every table."""
    order = make.order(mette, job_description="Ring til Karin", application_deadline=DAY)
    make.request(mette, order, make.jobcenter(place), text="Karin mangler en montør")
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Talte med Karin")
        line = order.lines.get()
        heads_ups_send(actor=mette, order=order, to=[make.jobcenter("Vejle")], text="Karin ringer måske")
        delivery_plan(actor=mette, order=order, line=line, number=1, by=DAY)
        alternative_offer(actor=mette, order=order, line=line, kind="internship", text="Karin vil prøve")
        tovholder_propose(
            actor=mette,
            order=order,
            to=make.jobcenter("Aarhus"),
            reason="Karin bor der",
            consent_by="Karin",
            consent_on=DAY,
            consent_channel="telefon",
        )
    return order


def orders(mette: Actor) -> list[Order]:
    """Two busy orders, closed at the two times."""
    made = [busy_order(mette, "Odder"), busy_order(mette, "Silkeborg")]
    for order, at in zip(made, TIMES, strict=True):
        Order.objects.filter(pk=order.pk).update(state="cancelled", closed_at=at)
        order.lines.update(requirements="Spørg Karin")
        order.deliveries.update(note="Karin henter dem")
        clock = Clock.objects.filter(order=order)[0]
        ClockEvent.objects.create(clock=clock, kind="pause", at=at, reason="Karin er på ferie")
        Escalation.objects.create(
            clock=clock,
            level=8,
            recipient="user:1",
            organisation_id=mette.organisation_id,
            email="karin@firma.dk",
            due_at=at,
            detected_at=at,
            mail_not_before=at,
        )
        candidate = candidates.candidate()
        common = {"candidate": candidate, "order": order, "organisation_id": mette.organisation_id}
        Invitation.objects.create(
            **common,
            jobcenter_id=candidate.jobcenter_id,
            state="sent",
            subject="Job",
            text="Hej Karin",
            apply_by=DAY,
            how_to_apply="Ring",
            invited_at=at,
        )
        from candidates.models import Nomination

        nomination = Nomination.objects.create(
            **common,
            line=order.lines.get(),
            pseudonym=candidate.pseudonym,
            state="proposed",
            nominated_at=at,
        )
        NominationStep.objects.create(
            nomination=nomination,
            order=order,
            state="proposed",
            at=at,
            organisation_id=mette.organisation_id,
            note="Karin er god",
        )
    return made


def each(made: Callable[[datetime.datetime, int], Any]) -> None:
    for number, at in enumerate(TIMES):
        made(at, number)


def users(mette: Actor) -> None:
    for at in TIMES:
        gone = accounts.actor(make.jobcenter("Horsens"), name="Ida Rask")
        Membership.objects.filter(user_id=gone.user_id).update(is_active=False)
        User.objects.filter(pk=gone.user_id).update(created_at=at, last_login=None, is_demo=False)


def absences(mette: Actor) -> None:
    for at in TIMES:
        away = accounts.actor(make.jobcenter("Horsens"))
        member = Membership.objects.get(user_id=away.user_id)
        Absence.objects.create(
            organisation_id=mette.organisation_id, membership=member, first_day=days(at), last_day=days(at)
        )


def api_tokens(_mette: Actor) -> None:
    for at in TIMES:
        kept = tokens.token(make.jobcenter("Horsens"))
        ApiToken.objects.filter(pk=kept.token.pk).update(
            expires_at=at, created_at=at - datetime.timedelta(days=1), revoked_at=None
        )


def letters(mette: Actor) -> None:
    clock = Clock.objects.filter(order=make.order(mette))[0]
    each(
        lambda at, n: Letter.objects.create(
            clock=clock,
            level=n + 1,
            recipient="user:1",
            organisation_id=mette.organisation_id,
            role="owner",
            why="warning",
            email="karin@firma.dk",
            name="Karin",
            not_before=at,
            done_at=at,
        )
    )


def links(mette: Actor) -> None:
    request = make.request(mette, make.order(mette), make.jobcenter("Odder"))
    clock = Clock.objects.filter(request=request)[0]
    each(
        lambda at, n: AnswerLink.objects.create(
            clock=clock,
            request=request,
            organisation=make.jobcenter("Odder"),
            email=f"k{n}@odder.dk",
            token_hash=f"{n}" * 64,
            expires_at=at,
        )
    )


def contacts(mette: Actor, *, active: bool) -> None:
    from companies.models import ContactPerson

    for at in TIMES:
        company = companies.company()
        ContactPerson.objects.filter(company=company).update(
            changed_at=at, is_active=active, is_primary=False
        )


def entries(mette: Actor) -> None:
    each(
        lambda at, n: ContactEntry.objects.create(
            jobcenter_id=mette.organisation_id,
            list_kind=ContactEntry.objects.values_list("list_kind", flat=True)[0],
            person=f"Karin {n}",
            email="k@horsens.dk",
            created_on=days(at),
            last_confirmed_on=days(at),
        )
    )


def requests(mette: Actor) -> None:
    for at in TIMES:
        row = RightsRequest.objects.create(
            organisation_id=mette.organisation_id,
            kind="export",
            person="contact",
            name="Karin Holm",
            asked_by="Karin",
            reason="Ringede",
            received_on=DAY,
            due_on=DAY,
            state="done",
            created_at=at,
            done_at=at,
        )
        RightsCopy.objects.create(
            request=row, organisation_id=mette.organisation_id, content=b"PK", sha256="x", made_at=at
        )


def audit(mette: Actor) -> None:
    each(
        lambda at, _n: AuditEvent.objects.bulk_create(
            [AuditEvent(at=at, user_id=mette.user_id, organisation_id=mette.organisation_id, action="x")]
        )
    )


def asks(mette: Actor) -> None:
    each(
        lambda at, n: ContactAsk.objects.create(
            jobcenter_id=mette.organisation_id,
            email="k@horsens.dk",
            token_hash=f"{n}" * 64,
            asked_at=at,
            expires_at=at,
        )
    )


def wishes(mette: Actor) -> None:
    for at in TIMES:
        ReportWish.objects.create(
            organisation_id=mette.organisation_id,
            user_id=accounts.actor(make.jobcenter("Horsens")).user_id,
            scope="own",
            sent_for=days(at),
        )


def recalculations(mette: Actor) -> None:
    each(
        lambda at, _n: Recalculation.objects.create(
            kind="calendar",
            organisation_id=mette.organisation_id,
            user_id=mette.user_id,
            what="x",
            at=at,
            state="done",
            finished_at=at,
        )
    )


def sessions(_mette: Actor) -> None:
    each(lambda at, n: Session.objects.create(session_key=f"{n}" * 32, session_data="x", expire_date=at))


def addresses(_mette: Actor) -> None:
    each(lambda at, n: DeadAddress.objects.create(address=f"k{n}@firma.dk", since=at, reason="x"))


def sent(mette: Actor) -> None:
    house = make.jobcenter("Horsens")
    each(lambda at, _n: mails.queued(house, state="sent", sent_at=at, created_at=at))


def codes(_mette: Actor) -> None:
    each(lambda at, _n: mails.queued(None, state="sent", sent_at=at, created_at=at, dedupe_key=str(uuid4())))


OF_ORDERS = frozenset(
    f"orders.{name}"
    for name in (
        *("texts", "lines", "events", "searches", "requests", "heads_ups", "tovholder_changes", "deliveries"),
        *("alternatives", "follow_ups", "escalations", "clock_reasons"),
    )
) | {"candidates.invitations", "candidates.nomination_notes"}
MAKERS: dict[str, Callable[[Actor], object]] = {
    **dict.fromkeys(OF_ORDERS, orders),
    "accounts.users": users,
    "accounts.absences": absences,
    "accounts.audit": audit,
    "accounts.tokens": api_tokens,
    "accounts.sessions": sessions,
    "notifications.codes": codes,
    "notifications.mails": sent,
    "notifications.addresses": addresses,
    "jobcenters.contacts": entries,
    "jobcenters.contact_asks": asks,
    "companies.contacts_left": lambda mette: contacts(mette, active=False),
    "companies.contacts_quiet": lambda mette: contacts(mette, active=True),
    "orders.answer_links": links,
    "orders.letters": letters,
    "orders.report_wishes": wishes,
    "orders.recalculations": recalculations,
    "retention.copies": requests,
    "retention.requests": requests,
}
