"""The company turns to its tovholder: about an order, or about something else ([001], R100: any inquiry)."""

import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from companies.models import ContactPerson, Workplace
from jobcenters.calendar import local_date
from orders import emails
from orders.enums import Channel, EventKind
from orders.models import Clock, Order
from orders.models.timeline import WITH_COMPANY
from orders.permissions import check_leads
from orders.promises import FIRST_ANSWER
from orders.selectors.receivers import leader_for
from orders.services.agreement_clocks import agreed_clock_start
from orders.services.clocks import clock_start
from orders.services.orders import (
    InquiryData,
    OrderData,
    order_answer,
    order_close,
    order_register,
)
from orders.services.pauses import clocks_resume
from orders.services.timeline import event_add


@transaction.atomic
def message_receive(
    *, actor: Actor, order: Order, text: str, by_name: str, at: datetime.datetime | None = None
) -> Clock | None:
    """A message or a call from the company about an open order: written by the company itself, or registered by the
    order's tovholder. It starts D1 (R134: any inquiry, also a later one) and under an agreement D3 beside it (A22); one
    that runs already stands: its earlier deadline covers both messages.

    `at` is when it came (aware, default now). Returns the clock that is due first; None while nobody is tovholder and
    nobody owes an answer. Raises PermissionDenied for others and on a closed order.
    """
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    if actor.organisation_id != order.company_id:
        check_leads(actor, order)
    elif not order.is_open:
        raise PermissionDenied(_("Ordren er lukket. Skriv en ny henvendelse."))
    at = at or moment()
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.MESSAGE,
        title=_("Henvendelse fra %s") % by_name,
        text=text,
        at=at,
        audience=WITH_COMPANY,
    )
    # Whatever the company says ends the wait for it.
    clocks_resume(actor=actor, order=order, at=at, reason=_("%s har svaret") % by_name)
    agreed_clock_start(actor=actor, order=order, code="D3", received_at=at)
    answers = order.clocks.running().filter(promise__in=FIRST_ANSWER, request__isnull=True)
    if order.tovholder_id is not None and not answers.filter(promise="D1").exists():
        clock_start(
            actor=actor,
            order=order,
            code="D1",
            received_at=at,
            owner_organisation_id=order.tovholder_id,
            owner_user_id=order.owner_id,
            owed_to_id=order.company_id,
            subject=order.title,
            counterpart=order.company.name,
        )
    clock = answers.order_by("due_at", "id").first()
    if actor.is_company:
        emails.message_received(order=order, by_name=by_name, text=text, clock=clock, at=at)
    return clock


def inquiry_submit(
    *, actor: Actor, workplace: Workplace, contact: ContactPerson | None, text: str, submit_key: UUID
) -> Order:
    """The company's message about no order of its own: a case without lines at the agreed tovholder, with D1 and D3.

    Raises LookupError where nobody serves the workplace.
    """
    now = moment()
    leader = leader_for(workplace, local_date(now))
    if leader is None:
        raise LookupError("No jobcentre serves the workplace.")
    return order_register(
        actor=actor,
        company=workplace.company,
        workplace=workplace,
        contact=contact,
        channel=Channel.PORTAL,
        lines=[],
        data=OrderData(),
        received_by=leader,
        tovholder=leader,
        owner_user_id=None,
        submit_key=submit_key,
        inquiry=InquiryData(text),
    )


@transaction.atomic
def inquiry_register(
    *,
    actor: Actor,
    workplace: Workplace,
    contact: ContactPerson | None,
    channel: str,
    text: str,
    received_by: Organisation,
    tovholder: Organisation | None,
    submit_key: UUID,
    received_at: datetime.datetime,
    by_name: str = "",
    answered_at: datetime.datetime | None = None,
    answer: str = "",
    hand_to: Organisation | None = None,
) -> Order:
    """A consultant registers what a company asked by telephone, mail or at a visit that is about no order (R100): D1
    runs from when it came, and D3 beside it at the agreed tovholder (A22).

    With `answered_at` the clocks are stopped at that instant and the case is closed: answering was all. Both instants
    are aware and have passed. `by_name`: who asked, where it was not the contact person. The same form sent twice is
    one case. Raises ValueError for an answer before the question, PermissionDenied for one by somebody who does not
    lead the case: whoever hands it over has not answered it.
    """
    if answered_at is not None and answered_at < received_at:
        raise ValueError("An answer before the question.")
    order = order_register(
        actor=actor,
        company=workplace.company,
        workplace=workplace,
        contact=contact,
        channel=channel,
        lines=[],
        data=OrderData(),
        received_by=received_by,
        tovholder=tovholder,
        owner_user_id=actor.user_id if tovholder else None,
        submit_key=submit_key,
        received_at=received_at,
        hand_to=hand_to,
        inquiry=InquiryData(text, by_name, is_answered=answered_at is not None),
    )
    if answered_at is None or not order.is_open:
        return order
    order = order_answer(
        actor=actor,
        order=order,
        kind=EventKind.REPLY if channel == Channel.MAIL else EventKind.CALL,
        note=answer,
        at=answered_at,
        with_whom=by_name,
    )
    return order_close(actor=actor, order=order, outcomes={})
