"""The mails about nominations. None names a candidate: who it is stands behind the sign-in, where looks are logged."""

import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Role
from accounts.models import Membership, Organisation
from accounts.moment import moment
from candidates.watching import Unusual
from notifications.outbox import queue_email
from orders.emails import link
from orders.models import Order, Request
from orders.reply_path import ReplyTo, reply_path
from orders.selectors.facts import place_of
from ui import danish

TOLD_EVERY = datetime.timedelta(minutes=10)  # a company that answers about six candidates sends one mail


def _mailbox(organisation: Organisation) -> str:
    jobcenter = getattr(organisation, "jobcenter", None)
    return (jobcenter.company_email if jobcenter else "") or organisation.email


def _tell_tovholder(name: str, *, order: Order, sender_id: int, key: str, **context: Any) -> None:
    """To the order's responsible consultant, or its tovholder's mailbox."""
    not_before = context.pop("not_before", None)
    if order.tovholder is None:
        return
    to = order.owner.email if order.owner else _mailbox(order.tovholder)
    if not to:
        return
    queue_email(
        name=f"candidates.{name}",
        recipient=to,
        context={
            "now": moment(),
            "order": order,
            "link": link("orders:order", order.uuid),
            "can_answer": bool(settings.INBOUND_DOMAIN),
            **context,
        },
        organisation_id=sender_id,
        recipient_organisation_id=order.tovholder_id,
        recipient_user_id=order.owner_id,
        not_before=not_before,
        dedupe_key=key,
        reply_to=reply_path(ReplyTo(order.pk, order.tovholder_id or 0)),
    )


def reached_at(organisation: Organisation) -> dict[str, str]:
    """`ask_name` and `ask_where`: whom to write to or ring where an answer to the mail does not reach them."""
    jobcenter = getattr(organisation, "jobcenter", None)
    phone = (jobcenter.company_phone if jobcenter else "") or organisation.phone
    where = _(" eller ").join(filter(None, (_mailbox(organisation), phone)))
    return {"ask_name": place_of(organisation), "ask_where": where}


def caller_of(order: Order) -> dict[str, str]:
    """The same of the order's tovholder."""
    return reached_at(order.tovholder) if order.tovholder else {"ask_name": "", "ask_where": ""}


def company_contact(order: Order) -> dict[str, str]:
    """The same of the company's contact person; empty where there is none."""
    person = order.contact
    if person is None:
        return {"ask_name": "", "ask_where": ""}
    where = _(" eller ").join(filter(None, (person.email, person.phone)))
    return {"ask_name": person.name, "ask_where": where}


def counted(number: int) -> str:
    """ "2 kandidater"."""
    return ngettext("%(n)s kandidat", "%(n)s kandidater", number) % {"n": danish.number(number)}


def nominated(*, order: Order, by: Organisation, number: int, at: datetime.datetime) -> None:
    """To the tovholder: another jobcentre has put candidates on the order."""
    _tell_tovholder(
        "nominated",
        order=order,
        sender_id=by.pk,
        key=f"nominated:{order.uuid}:{by.pk}:{at.isoformat()}",
        place=place_of(by),
        counted=counted(number),
        **reached_at(by),
    )


def presented(*, order: Order, number: int, at: datetime.datetime) -> None:
    """To the company: candidates to choose from. One mail per presenting."""
    if order.contact is None or not order.contact.email:
        return
    queue_email(
        name="candidates.presented",
        recipient=order.contact.email,
        context={
            "now": at,
            "order": order,
            "counted": counted(number),
            "link": link("candidates:shortlist", order.uuid),
            "can_answer": bool(settings.INBOUND_DOMAIN),
            **caller_of(order),
        },
        organisation_id=order.tovholder_id,
        recipient_organisation_id=order.company_id,
        reply_to=reply_path(ReplyTo(order.pk, order.company_id)),
        dedupe_key=f"presented:{order.uuid}:{at.isoformat()}",
    )


def verdict_given(*, order: Order, at: datetime.datetime) -> None:
    """To the tovholder: the company has answered about candidates. Answers of the same ten minutes are one mail, which
    leaves when they are over.
    """
    slot = int(at.timestamp() // TOLD_EVERY.total_seconds()) + 1
    _tell_tovholder(
        "verdict_given",
        order=order,
        sender_id=order.tovholder_id or order.received_by_id,
        key=f"verdict_given:{order.uuid}:{slot}",
        not_before=datetime.datetime.fromtimestamp(slot * TOLD_EVERY.total_seconds(), datetime.UTC),
        **company_contact(order),
    )


def withdrawn(*, order: Order, by: Organisation, key: str) -> None:
    """To the tovholder: somebody takes part no longer. Neither name nor pseudonym."""
    _tell_tovholder(
        "withdrawn",
        order=order,
        sender_id=by.pk,
        key=f"withdrawn:{key}:{order.uuid}",
        place=place_of(by),
        **reached_at(by),
    )


def release_wanted(
    *, order: Order, home: Organisation, number: int, request: Request | None, day: str
) -> None:
    """To the jobcentre of residence: the tovholder asks it to release identities. Once a day per order."""
    to = _mailbox(home)
    if not to or order.tovholder is None:
        return
    address = (
        link("orders:request", request.uuid) if request is not None else link("orders:order", order.uuid)
    )
    queue_email(
        name="candidates.release_wanted",
        recipient=to,
        context={
            "now": moment(),
            "order": order,
            "counted": counted(number),
            "asker": place_of(order.tovholder),
            "link": address,
            "can_answer": bool(settings.INBOUND_DOMAIN),
            **caller_of(order),
        },
        organisation_id=order.tovholder_id,
        recipient_organisation_id=home.pk,
        reply_to=reply_path(ReplyTo(order.pk, home.pk, request.pk if request else 0)),
        dedupe_key=f"release_wanted:{order.uuid}:{home.pk}:{day}",
    )


def unusual_reading(
    *,
    home: Organisation,
    reader_name: str,
    reader_place: str,
    reader_id: int | str,
    what: Unusual,
    at: datetime.datetime,
) -> int:
    """To the administrators of the jobcentre of residence, who keep watch over its candidates' data; its mailbox where
    there are none. One mail a day per reader and recipient; how many were queued.
    """
    from jobcenters.calendar import local_date

    day = local_date(at)
    rows = Membership.objects.active().filter(organisation_id=home.pk, role=Role.ADMINISTRATOR)
    to: list[tuple[str, int | None]] = [
        (row.user.email, row.user_id) for row in rows.select_related("user").order_by("id")
    ]
    for address, user_id in to or [(_mailbox(home), None)]:
        if not address:
            continue
        queue_email(
            name="candidates.unusual_reading",
            recipient=address,
            context={
                "now": at,
                "reader_name": reader_name,
                "reader_place": reader_place,
                "what": what.sentence,
                "link": link("candidates:access_log"),
            },
            organisation_id=home.pk,
            recipient_organisation_id=home.pk,
            recipient_user_id=user_id,
            dedupe_key=f"unusual_reading:{home.pk}:{reader_id}:{day}:{address}",
        )
    return len(to) or 1
