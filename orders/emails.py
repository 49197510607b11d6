"""The mails of orders. One function per mail; its name is its template's name (templates/orders/emails/)."""

import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.models import Organisation
from accounts.moment import moment
from companies.models import ContactPerson
from notifications.outbox import cancel, queue_email
from orders.clock import notify_at
from orders.models import Alternative, Clock, HeadsUp, Order, Request, TovholderChange
from orders.reply_path import ReplyTo, reply_path


def link(name: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def _send(
    name: str,
    *,
    sender_id: int,
    to: str,
    context: dict[str, Any],
    key: str,
    organisation_id: int | None = None,
    user_id: int | None = None,
    not_before: datetime.datetime | None = None,
) -> None:
    if not to:
        return
    queue_email(
        name=f"orders.{name}",
        recipient=to,
        context={"now": moment(), **context},
        organisation_id=sender_id,
        recipient_organisation_id=organisation_id,
        recipient_user_id=user_id,
        not_before=not_before,
        dedupe_key=key,
        reply_to=_reply_to(context, organisation_id),
    )


def _reply_to(context: dict[str, Any], organisation_id: int | None) -> str:
    """Where the reader's answer comes back to this order; "" where answers come to nowhere."""
    order, request = context.get("order"), context.get("request")
    if order is None or organisation_id is None:
        return ""
    return reply_path(ReplyTo(order.pk, organisation_id, request.pk if request else 0))


def _sender(order: Order) -> int:
    return order.tovholder_id or order.received_by_id


def mailbox(organisation: Organisation) -> str:
    """Where a jobcentre reads mail about recruitment."""
    jobcenter = getattr(organisation, "jobcenter", None)
    return (jobcenter.company_email if jobcenter else "") or organisation.email


def order_received(*, order: Order, clock: Clock) -> None:
    """The receipt to the company: what was ordered, who answers, and by when. It stops no clock (A11)."""
    if order.contact is None or not order.contact.email:
        return
    _send(
        "order_received",
        sender_id=_sender(order),
        to=order.contact.email,
        organisation_id=order.company_id,
        context={
            "order": order,
            "due_at": clock.due_at,
            "answers": order.tovholder or order.received_by,
            "link": link("orders:portal_order", order.uuid),
        },
        key=f"order_received:{order.uuid}",
    )


def order_new(*, order: Order, clock: Clock) -> None:
    """To the tovholder's mailbox: a company has ordered, and when it must have been answered."""
    if order.tovholder is None:
        return
    _send(
        "order_new",
        sender_id=_sender(order),
        to=mailbox(order.tovholder),
        organisation_id=order.tovholder_id,
        context={"order": order, "due_at": clock.due_at, "link": link("orders:order", order.uuid)},
        key=f"order_new:{order.uuid}:{order.tovholder_id}",
    )


def request_received(
    *, request: Request, clock: Clock, to: str, answer: str, not_before: datetime.datetime
) -> None:
    """To whom mail to the asked jobcentre reaches, in its opening hours (T6); `answer` is the link to answer by."""
    from orders.calendars import calendar_of

    calendar = calendar_of(request.to_organisation_id)
    _send(
        "request_received",
        sender_id=request.from_organisation_id,
        to=to,
        organisation_id=request.to_organisation_id,
        context={
            "request": request,
            "order": request.order,
            "due_at": clock.due_at,
            "answer": answer,
            "link": link("orders:request", request.uuid),
        },
        key=f"request_received:{request.uuid}",
        not_before=notify_at(not_before, calendar),
    )


def request_received_cancel(*, request: Request) -> bool:
    """Take the mail back; whether it had not left yet."""
    return cancel(f"request_received:{request.uuid}")


def request_withdrawn(*, request: Request, to: str, reason: str) -> None:
    """To the asked jobcentre, which has already read the request: no answer is needed any more."""
    _send(
        "request_withdrawn",
        sender_id=request.from_organisation_id,
        to=to,
        organisation_id=request.to_organisation_id,
        context={"request": request, "order": request.order, "reason": reason},
        key=f"request_withdrawn:{request.uuid}",
    )


def request_clarified(
    *, request: Request, clock: Clock, to: str, question: str, text: str, answer: str, now: datetime.datetime
) -> None:
    """To whom mail to the asked jobcentre reaches, in its opening hours: what it wanted to know, and until when."""
    from orders.calendars import calendar_of

    _send(
        "request_clarified",
        sender_id=_sender(request.order),
        to=to,
        organisation_id=request.to_organisation_id,
        context={
            "request": request,
            "order": request.order,
            "asker": clock.counterpart,
            "question": question,
            "text": text,
            "due_at": clock.due_at,
            "answer": answer,
            "link": link("orders:request", request.uuid),
        },
        key=f"request_clarified:{request.uuid}:{request.version}",
        not_before=notify_at(now, calendar_of(request.to_organisation_id)),
    )


def request_answered(*, request: Request, title: str) -> None:
    """To the person who asked (else the jobcentre's mailbox): the answer in the subject line."""
    asker = request.sent_by
    _send(
        "request_answered",
        sender_id=request.to_organisation_id,
        to=asker.email if asker else mailbox(request.from_organisation),
        organisation_id=request.from_organisation_id,
        user_id=asker.pk if asker else None,
        context={
            "request": request,
            "order": request.order,
            "title": title,
            "link": link("orders:order", request.order.uuid),
        },
        key=f"request_answered:{request.uuid}:{request.version}",
    )


def heads_up_received(*, heads_up: HeadsUp, to: str) -> None:
    """To the alerted jobcentre: what may come. No answer is needed."""
    _send(
        "heads_up_received",
        sender_id=heads_up.from_organisation_id,
        to=to,
        organisation_id=heads_up.to_organisation_id,
        context={
            "heads_up": heads_up,
            "order": heads_up.order,
            "link": link("orders:shared", heads_up.order.uuid),
        },
        key=f"heads_up:{heads_up.uuid}",
    )


def alternative_offered(*, alternative: Alternative) -> None:
    """To the company: another solution, to accept or decline."""
    order = alternative.order
    if order.contact is None or not order.contact.email:
        return
    _send(
        "alternative_offered",
        sender_id=_sender(order),
        to=order.contact.email,
        organisation_id=order.company_id,
        context={"alternative": alternative, "order": order, "link": link("orders:portal_order", order.uuid)},
        key=f"alternative_offered:{alternative.uuid}",
    )


def company_asked(*, order: Order, to: ContactPerson, text: str, sender: str, key: UUID) -> UUID:
    """To the company's contact person: a question that the order waits for. Returns the mail's id."""
    return queue_email(
        name="orders.company_asked",
        recipient=to.email,
        context={
            "now": moment(),
            "order": order,
            "to": to,
            "text": text,
            "sender": sender,
            "link": link("orders:portal_message", order.uuid),
        },
        organisation_id=_sender(order),
        recipient_organisation_id=order.company_id,
        reply_to=_reply_to({"order": order}, order.company_id),
        dedupe_key=f"company_asked:{order.uuid}:{key}",
    )


def alternative_answered(*, alternative: Alternative) -> None:
    """To the responsible consultant: what the company said to the other solution."""
    order = alternative.order
    if order.tovholder is None:
        return
    _send(
        "alternative_answered",
        sender_id=order.tovholder_id or 0,
        to=order.owner.email if order.owner else mailbox(order.tovholder),
        organisation_id=order.tovholder_id,
        context={"alternative": alternative, "order": order, "link": link("orders:order", order.uuid)},
        key=f"alternative_answered:{alternative.uuid}",
    )


def callback_wanted(*, alternative: Alternative, by_name: str) -> None:
    """To the responsible consultant: the company wants to be rung about the other solution."""
    order = alternative.order
    if order.tovholder is None:
        return
    _send(
        "callback_wanted",
        sender_id=order.tovholder_id or 0,
        to=order.owner.email if order.owner else mailbox(order.tovholder),
        organisation_id=order.tovholder_id,
        context={
            "alternative": alternative,
            "order": order,
            "by_name": by_name,
            "link": link("orders:order", order.uuid),
        },
        key=f"callback_wanted:{alternative.uuid}",
    )


def message_received(
    *, order: Order, by_name: str, text: str, clock: Clock | None, at: datetime.datetime
) -> None:
    """To the responsible consultant: the company has written, and by when it must have been answered."""
    if order.tovholder is None:
        return
    _send(
        "message_received",
        sender_id=order.tovholder_id or 0,
        to=order.owner.email if order.owner else mailbox(order.tovholder),
        organisation_id=order.tovholder_id,
        context={
            "order": order,
            "by_name": by_name,
            "text": text,
            "clock": clock,
            "link": link("orders:order", order.uuid),
        },
        key=f"message_received:{order.uuid}:{at.isoformat()}",
    )


def tovholder_proposed(*, change: TovholderChange) -> None:
    """To the jobcentre that is asked to take over."""
    _send(
        "tovholder_proposed",
        sender_id=change.from_organisation_id or change.order.received_by_id,
        to=mailbox(change.to_organisation),
        organisation_id=change.to_organisation_id,
        context={"change": change, "order": change.order, "link": link("orders:shared", change.order.uuid)},
        key=f"tovholder_proposed:{change.uuid}",
    )


def tovholder_decided(*, change: TovholderChange, accepted: bool) -> None:
    """To the former tovholder: the answer."""
    if change.from_organisation is None:
        return
    _send(
        "tovholder_decided",
        sender_id=change.to_organisation_id,
        to=mailbox(change.from_organisation),
        organisation_id=change.from_organisation_id,
        context={"change": change, "order": change.order, "accepted": accepted},
        key=f"tovholder_decided:{change.uuid}",
    )
