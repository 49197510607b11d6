"""Searching oneself first, then asking and alerting other jobcentres."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from jobcenters.calendar import local_date
from jobcenters.contacting.recipients import recipient_of, recipients_of
from jobcenters.models import Postcode
from orders import emails
from orders.calendars import rules_of
from orders.effects import Via
from orders.enums import AccessRole, AnswerChannel, AnswerKind, EventKind, RequestState
from orders.evidence import check_gate
from orders.models import Clock, Delivery, HeadsUp, Order, OrderLine, Request, Search
from orders.permissions import (
    check_can_answer_request,
    check_can_see_heads_up,
    check_can_withdraw_request,
    check_leads,
)
from orders.promises import Act
from orders.selectors.places import crosses_borders
from orders.services.agreement_clocks import delivered_clocks_stop
from orders.services.answer_links import answer_link_give
from orders.services.clocks import clock_cancel, clock_start, clock_stop, moment_under_lock
from orders.services.timeline import event_add
from orders.titles import part_title

UNDO_SECONDS = 10  # a mail to another jobcentre waits this long, so that sending can be undone


@transaction.atomic
def search_record(
    *,
    actor: Actor,
    order: Order,
    criteria: str,
    postcode: Postcode,
    radius_km: int,
    hits: int,
    suitable: int,
    unsuitable_reason: str,
) -> Search:
    """Record a search for candidates as evidence. Whether it crossed a municipal border is computed, not claimed."""
    check_leads(actor, order)
    now = moment_under_lock(order)
    search = Search.objects.create(
        order=order,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        at=now,
        criteria=criteria,
        postcode=postcode,
        radius_km=radius_km,
        across_borders=crosses_borders(postcode, radius_km, actor.organisation_id, local_date(now)),
        hits=hits,
        suitable=suitable,
        unsuitable_reason=unsuitable_reason,
    )
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.SEARCHED,
        title=_("Udsøgning gemt som dokumentation"),
        text=_("%(place)s, %(km)d km, %(criteria)s: %(hits)d fundet, %(suitable)d egnede")
        % {"place": postcode, "km": radius_km, "criteria": criteria, "hits": hits, "suitable": suitable},
        at=now,
        audience=[AccessRole.TOVHOLDER],
    )
    delivered_clocks_stop(actor=actor, order=order, at=now)
    return search


@transaction.atomic
def requests_send(
    *,
    actor: Actor,
    order: Order,
    line: OrderLine,
    to: Sequence[Organisation],
    reason: str,
    text: str,
    number_wanted: int,
) -> list[Request]:
    """Ask other jobcentres for candidates to a line ([003], R147-R150). D2 runs in each receiver's own calendar.

    The mail goes to the contact person for recruitment, or to whom mail for that one reaches (R146).

    Raises GateClosedError (Danish sentence) without a valid search or a reason, PermissionDenied unless tovholder.
    The mails wait UNDO_SECONDS.
    """
    check_leads(actor, order)
    now = moment()
    rules = rules_of(actor.organisation_id, local_date(now))
    evidence = check_gate(
        reason=reason,
        text=text,
        searches=list(order.searches.all()),
        now=now,
        working_days=rules.search_valid_working_days,
        search_required=rules.search_required,
    )
    reached = recipients_of([one.pk for one in to], local_date(now))
    sent = []
    for organisation in to:
        recipient = reached[organisation.pk]
        request = Request.objects.create(
            order=order,
            line=line,
            from_organisation_id=actor.organisation_id,
            to_organisation=organisation,
            reason=reason,
            text=text,
            number_wanted=number_wanted,
            evidence=evidence,
            sent_at=now,
            sent_by_id=actor.user_id,
            contact_id=recipient.entry_id,
        )
        clock = clock_start(
            actor=actor,
            order=order,
            request=request,
            code="D2",
            received_at=now,
            owner_organisation_id=organisation.pk,
            owner_user_id=None,
            owed_to_id=actor.organisation_id,
            owed_to_user_id=actor.user_id,
            subject=_("%(what)s til %(company)s") % {"what": request.wanted, "company": order.company.name},
            counterpart=actor.organisation_name,
        )
        event_add(
            actor=actor,
            order=order,
            kind=EventKind.REQUESTED,
            title=_("Henvendelse sendt til %s") % organisation.name,
            text=_("%(reason)s. %(text)s") % {"reason": request.get_reason_display(), "text": text},
            at=now,
            about_id=organisation.pk,
            data={"request": str(request.uuid)},
        )
        not_before = now + datetime.timedelta(seconds=UNDO_SECONDS)
        answer = answer_link_give(clock=clock, email=recipient.email, sent_at=not_before)
        emails.request_received(
            request=request, clock=clock, to=recipient.email, answer=answer, not_before=not_before
        )
        sent.append(request)
    return sent


def _end(actor: Actor, request: Request, at: datetime.datetime, reason: str) -> None:
    """Withdraw one unanswered request: its clock ends, a mail that has not left is taken back."""
    for clock in Clock.objects.running().filter(request=request):
        clock_cancel(actor=actor, clock=clock, at=at, reason=reason)
    request.state = RequestState.WITHDRAWN
    request.withdrawn_at = at
    request.version += 1
    request.save(update_fields=["state", "withdrawn_at", "version"])
    event_add(
        actor=actor,
        order=request.order,
        kind=EventKind.WITHDRAWN,
        title=_("Henvendelse til %s er trukket tilbage") % request.to_organisation.name,
        text=reason,
        at=at,
        about_id=request.to_organisation_id,
    )
    if not emails.request_received_cancel(request=request):
        to = recipient_of(request.to_organisation_id, local_date(at)).email
        emails.request_withdrawn(request=request, to=to, reason=reason)


@transaction.atomic
def request_withdraw(*, actor: Actor, request: Request, reason: str = "") -> bool:
    """Take a request back. Within UNDO_SECONDS the receiver never hears of it; later they are told by mail."""
    request = Request.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=request.pk)
    check_can_withdraw_request(actor, request)
    _end(actor, request, moment(), reason)
    return True


def requests_withdraw_all(*, actor: Actor, order: Order, at: datetime.datetime, reason: str) -> int:
    """Withdraw every unanswered request of an order that ends; how many."""
    requests = list(Request.objects.visible_to(actor).unanswered().filter(order=order))
    for request in requests:
        _end(actor, request, at, reason)
    return len(requests)


ANSWER_ACTS = {
    AnswerKind.YES: Act.ANSWER_YES,
    AnswerKind.NO: Act.ANSWER_NO,
    AnswerKind.CLARIFY: Act.ANSWER_CLARIFICATION,
    AnswerKind.PASSED_ON: Act.ANSWER_PASSED_ON,
}


@transaction.atomic
def request_answer(
    *,
    actor: Actor,
    request: Request,
    answer: str,
    number: int | None = None,
    by: datetime.date | None = None,
    text: str = "",
    referred_to: Organisation | None = None,
    channel: str = AnswerChannel.APP,
    by_email: str = "",
) -> Request:
    """Answer another jobcentre: yes with number and date, no with reason, a question back, or a reference to a third
    jobcentre (`referred_to`). Stops D2. To let a colleague answer is none of these (A11): `request_take`.

    A "yes" becomes a row of the delivery plan. `channel` is the way by which it came (a token's is the API's),
    `by_email` who answered where nobody was signed in; the timeline says it. Raises PermissionDenied
    unless the actor's jobcentre was asked and has not answered for good, ValueError (Danish) for a reference to nobody,
    to itself or to the one who asks.
    """
    request = (
        Request.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("order", "line", "to_organisation", "from_organisation")
        .get(pk=request.pk)
    )
    check_can_answer_request(actor, request)
    if answer != AnswerKind.PASSED_ON:
        referred_to = None
    elif referred_to is None or referred_to.pk in (request.to_organisation_id, request.from_organisation_id):
        raise ValueError(_("Vælg det jobcenter, I henviser til."))
    if actor.token_id is not None:
        channel = AnswerChannel.API
    now = moment_under_lock(request.order)
    request.state = RequestState.ANSWERED
    request.answer = answer
    request.answer_number = number if answer == AnswerKind.YES else None
    request.answer_by = by if answer == AnswerKind.YES else None
    request.answer_text = text
    request.referred_to = referred_to
    request.answered_at = now
    request.answered_by_id = actor.user_id
    request.answer_channel, request.answered_by_email = channel, by_email
    request.owner_id = request.owner_id or actor.user_id
    request.version += 1
    request.save()
    via = Via.ANSWER_LINK if channel == AnswerChannel.LINK else None
    for clock in Clock.objects.running().filter(request=request):
        clock_stop(actor=actor, clock=clock, act=ANSWER_ACTS[AnswerKind(answer)], at=now, via=via)
    if answer == AnswerKind.YES and request.line is not None and number is not None and by is not None:
        Delivery.objects.create(
            order=request.order,
            line=request.line,
            organisation_id=actor.organisation_id,
            request=request,
            promised=number,
            by=by,
        )
    event_add(
        actor=actor,
        order=request.order,
        kind=EventKind.ANSWERED,
        title=_answer_title(request),
        text="\n".join(filter(None, [text, answered_by_link(request), _answered_by_system(actor)])),
        at=now,
        about_id=actor.organisation_id,
        data={"request": str(request.uuid), "channel": channel},
    )
    emails.request_answered(request=request, title=_answer_title(request))
    return request


def answered_by_link(request: Request) -> str:
    """Who answered, where it was done by the link in a mail; "" otherwise."""
    if request.answer_channel != AnswerChannel.LINK:
        return ""
    return _("Svaret med linket i mailen til %s.") % request.answered_by_email


def _answered_by_system(actor: Actor) -> str:
    return _("Svaret kom fra systemet %s.") % actor.name if actor.token_id is not None else ""


def _answer_title(request: Request) -> str:
    name = request.to_organisation.name
    if request.answer == AnswerKind.YES:
        what = part_title(request.answer_number or 0, request.line)
        return _("%(name)s kan levere %(what)s") % {"name": name, "what": what}
    if request.referred_to is not None:
        return _("%(name)s henviser til %(other)s") % {"name": name, "other": request.referred_to.name}
    return {
        AnswerKind.NO: _("%s kan ikke levere"),
        AnswerKind.CLARIFY: _("%s mangler en afklaring"),
    }[AnswerKind(request.answer)] % name


@transaction.atomic
def request_take(*, actor: Actor, request: Request, user_id: int | None) -> Request:
    """Choose who at the asked jobcentre answers, or nobody (None); the clock goes on."""
    request = Request.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=request.pk)
    check_can_answer_request(actor, request)
    request.owner_id = user_id
    request.save(update_fields=["owner"])
    Clock.objects.running().filter(request=request).update(owner_user_id=user_id)
    return request


@transaction.atomic
def heads_ups_send(*, actor: Actor, order: Order, to: Sequence[Organisation], text: str) -> list[HeadsUp]:
    """Alert other jobcentres (varsling): no gate, no duty to answer (A17; R49)."""
    check_leads(actor, order)
    now = moment()
    reached = recipients_of([one.pk for one in to], local_date(now))
    sent = []
    for organisation in to:
        heads_up = HeadsUp.objects.create(
            order=order,
            from_organisation_id=actor.organisation_id,
            to_organisation=organisation,
            text=text,
            sent_at=now,
            sent_by_id=actor.user_id,
        )
        event_add(
            actor=actor,
            order=order,
            kind=EventKind.ALERTED,
            title=_("Varsling sendt til %s") % organisation.name,
            text=text,
            at=now,
            about_id=organisation.pk,
        )
        emails.heads_up_received(heads_up=heads_up, to=reached[organisation.pk].email)
        sent.append(heads_up)
    return sent


@transaction.atomic
def heads_up_seen(*, actor: Actor, heads_up: HeadsUp) -> None:
    """Take a heads-up off the list of new ones."""
    check_can_see_heads_up(actor, heads_up)
    if heads_up.seen_at is None:
        heads_up.seen_at = moment()
        heads_up.save(update_fields=["seen_at"])
