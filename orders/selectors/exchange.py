"""What goes back and forth about a request: questions that wait for the tovholder, and references to others."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.actor import Actor
from orders.enums import AnswerKind, EventKind, RequestState
from orders.models import OrderEvent, Request
from orders.selectors.facts import place_of
from ui import danish, parts


@dataclass(frozen=True, slots=True)
class Referral:
    """An asked jobcentre knows a better one: who says it, whom to ask, and whether they have been asked already.

    `request` is the one that was answered so; asking the other means sending the same again.
    """

    request: Request
    place: str
    other: str
    asked: bool


def open_questions(requests: Iterable[Request]) -> list[Request]:
    """Those whose jobcentre waits for an answer to its question, the longest first. Runs no query."""
    asking = [item for item in requests if item.answer == AnswerKind.CLARIFY]
    return sorted((item for item in asking if item.answered_at), key=lambda item: (item.answered_at, item.pk))


def referrals(requests: Sequence[Request], actor: Actor) -> list[Referral]:
    """The references of an order's requests, but those to the actor's own jobcentre. `requests` are all that were not
    withdrawn, with line, to_organisation__jobcenter and referred_to__jobcenter. Runs no query.
    """
    asked = {(item.line_id, item.to_organisation_id) for item in requests}
    return [
        Referral(
            request=item,
            place=place_of(item.to_organisation),
            other=place_of(item.referred_to),
            asked=(item.line_id, item.referred_to_id) in asked,
        )
        for item in requests
        if item.answer == AnswerKind.PASSED_ON and item.referred_to_id not in (None, actor.organisation_id)
    ]


def requests_of(actor: Actor, order_id: int) -> list[Request]:
    """The order's requests that were not withdrawn, with what pages say of them. One query."""
    return list(
        Request.objects.visible_to(actor)
        .filter(order_id=order_id)
        .exclude(state=RequestState.WITHDRAWN)
        .select_related("to_organisation__jobcenter", "referred_to__jobcenter", "line")
    )


def exchange_of(actor: Actor, request: Request, now: datetime.datetime) -> list[parts.Event]:
    """Question and answer about a request, the oldest first; none where nothing was asked back. One query."""
    rows = OrderEvent.objects.visible_to(actor).filter(
        order_id=request.order_id,
        kind__in=(EventKind.ANSWERED, EventKind.REQUEST_CLARIFIED),
        data__request=str(request.uuid),
    )
    found = list(rows.order_by("at", "id").distinct())
    if not any(event.kind == EventKind.REQUEST_CLARIFIED for event in found):
        return []
    return [parts.Event(danish.when(event.at, now), event.title, event.text) for event in found]
