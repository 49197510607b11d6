"""From the first word with the company to the closed order."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from agreements.selectors.routing import route_to
from companies.models import Company, ContactPerson, Workplace
from jobcenters.calendar import local_date
from orders import emails
from orders.clarification import ready_to_search
from orders.effects import VIA_OF
from orders.endings import order_has_ended
from orders.enums import AccessRole, Channel, EmploymentForm, EventKind, OrderState, Outcome, TargetGroup
from orders.models import Order, OrderLine
from orders.models.timeline import WITH_COMPANY
from orders.permissions import check_can_cancel, check_leads
from orders.promises import FIRST_ANSWER, Act
from orders.selectors.receivers import leader_for, national_organisation
from orders.services.agreement_clocks import clarified_clocks_start, received_clocks_start, terms_under
from orders.services.clocks import clock_start, clocks_cancel, clocks_stop, moment_under_lock
from orders.services.follow_ups import follow_up_called, follow_up_plan
from orders.services.numbers import order_number_next
from orders.services.timeline import event_add
from orders.services.tovholder import order_hand_over
from orders.titles import inquiry_title, order_title
from orders.workflow import transition

LARGE_FROM_PLACES = 10  # an order of this size is marked as larger: the coordination tools are shown (A13)


class ChangedByAnotherError(ValueError):
    """Somebody else saved the order after this form was opened; nothing typed may be lost."""


@dataclass(frozen=True, slots=True)
class LineData:
    """What a form says about one line."""

    occupation: str
    places: int
    form: str = EmploymentForm.ORDINARY
    target_group: str = TargetGroup.ANY
    requirements: str = ""


@dataclass(frozen=True, slots=True)
class OrderData:
    """What a form says about the order itself; everything may be filled in later by clarification."""

    job_description: str = ""
    candidate_profile: str = ""
    start_on: datetime.date | None = None
    application_deadline: datetime.date | None = None
    cvs_wanted: int | None = None
    candidate_contact: str = "company"
    posting: str = ""
    wants_screening: bool = False


@dataclass(frozen=True, slots=True)
class InquiryData:
    """What a company asked that is about no order. `by_name`: who asked, where it is not the contact person.

    `is_answered`: the answer is registered at once, so nobody is told by mail that it is still to come.
    """

    text: str
    by_name: str = ""
    is_answered: bool = False


def order_register(
    *,
    actor: Actor,
    company: Company,
    workplace: Workplace,
    contact: ContactPerson | None,
    channel: str,
    lines: Sequence[LineData],
    data: OrderData,
    received_by: Organisation,
    tovholder: Organisation | None,
    owner_user_id: int | None,
    submit_key: UUID,
    received_at: datetime.datetime | None = None,
    note: str = "",
    hand_to: Organisation | None = None,
    internal_note: str = "",
    inquiry: InquiryData | None = None,
) -> Order:
    """Register an order and start D1, and what an agreement with the company promises beside it (A22).

    The receiver becomes tovholder ([003], R45, R153); Jobservice Danmark may receive without one. `hand_to` is the
    agreement's tovholder, to whom the receiver gives the order at once (R94). With `inquiry` it is a case about no
    order (R100), and there are no lines. The same form sent twice gives the same order (`submit_key`).
    `received_at` is aware, default now.
    """
    existing = (
        Order.objects.visible_to(actor).filter(created_by_id=actor.user_id, submit_key=submit_key).first()
    )
    if existing:
        return existing
    now = moment()
    received_at = received_at or now
    asked = inquiry or InquiryData("")
    leader = hand_to or tovholder
    route = route_to(workplace, local_date(received_at))
    terms = terms_under(route, leader.pk if leader else None)
    try:
        with transaction.atomic():
            order = Order.objects.create(
                number=order_number_next(year=local_date(received_at).year),
                state=OrderState.RECEIVED if tovholder else OrderState.UNASSIGNED,
                channel=channel,
                company=company,
                workplace=workplace,
                contact=contact,
                received_by=received_by,
                received_at=received_at,
                tovholder=tovholder,
                owner_id=owner_user_id,
                created_by_id=actor.user_id,
                submit_key=submit_key,
                title=order_title(lines) if lines else inquiry_title(asked.text),
                is_inquiry=inquiry is not None,
                agreement_id=route.agreement_id if route and terms else None,
                agreement_terms=terms.data(),
                is_large=sum(line.places for line in lines) >= LARGE_FROM_PLACES,
                **{field: getattr(data, field) for field in OrderData.__slots__},
            )
    except IntegrityError:
        # Two clicks arrived at the same time and the other was first.
        return Order.objects.visible_to(actor).get(created_by_id=actor.user_id, submit_key=submit_key)
    for position, line in enumerate(lines, start=1):
        OrderLine.objects.create(
            order=order,
            position=position,
            occupation=line.occupation,
            places=line.places,
            form=line.form,
            target_group=line.target_group,
            requirements=line.requirements,
        )
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.RECEIVED,
        title=_("Ordre modtaget fra virksomheden") if lines else _received_title(asked),
        text=note or asked.text,
        at=received_at,
        audience=[*WITH_COMPANY, AccessRole.PROPOSED],
    )
    owner_id = (tovholder or received_by).pk
    clock = clock_start(
        actor=actor,
        order=order,
        code="D1",
        received_at=received_at,
        owner_organisation_id=owner_id,
        owner_user_id=owner_user_id,
        owed_to_id=company.pk,
        via=VIA_OF[Channel(channel)],
        subject=order.title,
        counterpart=company.name,
    )
    clocks = [clock, *received_clocks_start(actor=actor, order=order, owner_organisation_id=owner_id)]
    follow_up_plan(order=order)
    if internal_note:
        order_note(actor=actor, order=order, text=internal_note)
    if hand_to and hand_to.pk != order.tovholder_id:
        order_hand_over(actor=actor, order=order, clocks=clocks, to=hand_to, agreement=terms.number)
    # The company is told the earlier of its promises of an answer (A22).
    if asked.is_answered:
        return order
    clock = min((one for one in clocks if one.promise in FIRST_ANSWER), key=lambda one: one.due_at)
    emails.order_received(order=order, clock=clock)
    if leader and leader.pk != actor.organisation_id:
        emails.order_new(order=order, clock=clock)
    return order


def _received_title(asked: InquiryData) -> str:
    if not asked.by_name:
        return _("Henvendelse fra virksomheden")
    return _("Henvendelse fra %s") % asked.by_name


def order_submit(
    *,
    actor: Actor,
    workplace: Workplace,
    contact: ContactPerson | None,
    lines: Sequence[LineData],
    data: OrderData,
    submit_key: UUID,
) -> Order:
    """A company's own order through the portal. The agreed tovholder receives it, else the workplace's jobcentre."""
    received_by = leader_for(workplace, local_date(moment()))
    national = None if received_by else national_organisation()
    receiver = received_by or national
    if receiver is None:
        raise LookupError("No jobcentre serves the workplace, and there is no national contact point.")
    return order_register(
        actor=actor,
        company=workplace.company,
        workplace=workplace,
        contact=contact,
        channel=Channel.PORTAL,
        lines=lines,
        data=data,
        received_by=receiver,
        tovholder=received_by,
        owner_user_id=None,
        submit_key=submit_key,
    )


CONTACT_ACTS = {EventKind.CALL: Act.CALL, EventKind.REPLY: Act.REPLY, EventKind.MEETING: Act.MEETING_BOOKED}


@transaction.atomic
def order_answer(
    *,
    actor: Actor,
    order: Order,
    kind: str,
    note: str,
    at: datetime.datetime | None = None,
    with_whom: str = "",
) -> Order:
    """Log a human, outbound act towards the company: a call, a reply or a meeting booked (A11). It stops D1 and D3.

    `at` is aware and not in the future (default now). `with_whom`: a name, where it was not the contact person. Raises
    PermissionDenied unless the actor leads the order.
    """
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_leads(actor, order)
    at = at or moment_under_lock(order)
    act = CONTACT_ACTS[EventKind(kind)]
    if order.state == OrderState.RECEIVED:
        transition(order.state, "answer", AccessRole.TOVHOLDER)
        order.state = OrderState.CLARIFYING
    if order.owner_id is None:
        order.owner_id = actor.user_id
    order.version += 1
    order.save(update_fields=["state", "owner", "version", "updated_at"])
    who = with_whom or (order.contact.name if order.contact else order.company.name)
    title = {
        EventKind.CALL: _("%(user)s talte med %(who)s"),
        EventKind.REPLY: _("%(user)s svarede %(who)s"),
        EventKind.MEETING: _("%(user)s aftalte møde med %(who)s"),
    }[EventKind(kind)] % {"user": actor.name, "who": who}
    event_add(actor=actor, order=order, kind=kind, title=title, text=note, at=at, audience=WITH_COMPANY)
    clocks_stop(actor=actor, order=order, act=act, at=at, reason=title)
    follow_up_called(actor=actor, order=order, at=at)
    return order


@transaction.atomic
def order_clarify(
    *, actor: Actor, order: Order, version: int, data: OrderData, is_large: bool = False
) -> Order:
    """Save what was learned (afdækning). When all that a search needs is known, the order goes on to searching.

    Raises ChangedByAnotherError when `version` is not the order's: somebody saved in between.
    """
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_leads(actor, order)
    if order.version != version:
        raise ChangedByAnotherError(
            _(
                "En kollega har gemt ordren, mens du skrev. Dine rettelser står stadig her: sammenlign og gem igen."
            )
        )
    for field in OrderData.__slots__:
        setattr(order, field, getattr(data, field))
    order.is_large = is_large
    order.version += 1
    if order.state == OrderState.CLARIFYING and ready_to_search(order):
        transition(order.state, "clarify", AccessRole.TOVHOLDER)
        order.state = OrderState.SEARCHING
    order.save()
    if ready_to_search(order):
        clarified_clocks_start(actor=actor, order=order, at=moment())
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.CLARIFIED,
        title=_("Afklaringen er gemt"),
        at=moment(),
    )
    follow_up_plan(order=order)
    return order


@transaction.atomic
def order_note(*, actor: Actor, order: Order, text: str) -> None:
    """An internal note: seen by the tovholder alone, and it stops no clock (A11)."""
    check_leads(actor, order)
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.NOTE,
        title=_("Notat af %s") % actor.name,
        text=text,
        at=moment(),
    )


@transaction.atomic
def order_choose_owner(*, actor: Actor, order: Order, user_id: int | None, user_name: str = "") -> Order:
    """Make a colleague, or nobody (None), responsible for the order and its running clocks."""
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_leads(actor, order)
    order.owner_id = user_id
    order.version += 1
    order.save(update_fields=["owner", "version", "updated_at"])
    order.clocks.running().filter(owner_organisation_id=actor.organisation_id).update(owner_user_id=user_id)
    order.clocks.running().filter(owed_to_id=actor.organisation_id).update(owed_to_user_id=user_id)
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.OWNER_CHANGED,
        title=_("%s er ansvarlig for ordren") % user_name if user_id else _("Ingen er ansvarlig for ordren"),
        at=moment(),
    )
    return order


@transaction.atomic
def order_close(*, actor: Actor, order: Order, outcomes: dict[int, tuple[str, int]], note: str = "") -> Order:
    """Close the order with an outcome and a number hired per line: {line id: (outcome, hired)}.

    Clocks that still run end; those whose deadline has not passed count no more. Unanswered requests are withdrawn.
    """
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_leads(actor, order)
    transition(order.state, "close", AccessRole.TOVHOLDER)
    now = moment()
    for line in order.lines.all():
        line.outcome, line.hired = outcomes[line.pk]
        line.save(update_fields=["outcome", "hired"])
    closed = _("Ordren er lukket.")
    _end(actor, order, OrderState.CLOSED, now, note=note, told=closed, clocks=closed)
    hired = sum(hired for _outcome, hired in outcomes.values())
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.CLOSED,
        title=_("Henvendelsen er lukket") if order.is_inquiry else _("Ordren er lukket: %d ansat") % hired,
        text=note,
        at=now,
        audience=[*WITH_COMPANY, AccessRole.ASKED],
    )
    return order


@transaction.atomic
def order_cancel(*, actor: Actor, order: Order, reason: str) -> Order:
    """The company does not need the order any more; those who were asked are told that they need not answer."""
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    check_can_cancel(actor, order)
    now = moment()
    role = AccessRole.NATIONAL if actor.is_national else AccessRole.TOVHOLDER
    transition(order.state, "cancel", AccessRole.COMPANY if actor.is_company else role)
    order.lines.update(outcome=Outcome.WITHDRAWN)
    cancelled = _("Ordren er annulleret.")
    _end(actor, order, OrderState.CANCELLED, now, note=reason, told=cancelled, clocks=reason)
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.CANCELLED,
        title=_("Ordren er annulleret"),
        text=reason,
        at=now,
        audience=[*WITH_COMPANY, AccessRole.ASKED, AccessRole.ALERTED],
    )
    return order


def _end(
    actor: Actor, order: Order, state: OrderState, at: datetime.datetime, *, note: str, told: str, clocks: str
) -> None:
    """The order ends in `state`: so do its requests (told so), its clocks, and what apps above have on it."""
    from orders.services.requests import requests_withdraw_all

    requests_withdraw_all(actor=actor, order=order, at=at, reason=told)
    clocks_cancel(actor=actor, order=order, at=at, reason=clocks)
    order.state, order.closed_at, order.closing_note = state, at, note
    order.version += 1
    order.save()
    order_has_ended(actor, order)
