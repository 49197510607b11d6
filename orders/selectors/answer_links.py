"""Whom a link to answer is for, and what it is good for."""

import datetime
from dataclasses import dataclass

from django.db import connection

from accounts.tokens import token_hash
from orders.answer_links import Standing, standing
from orders.models import AnswerLink, Order

_OWNER = "select link_id, organisation_id from orders_answer_link_by_hash(%s)"


@dataclass(frozen=True, slots=True)
class LinkOwner:
    """The asked jobcentre that a link acts for."""

    link_id: int
    organisation_id: int


def answer_link_by_token(token: str) -> LinkOwner | None:
    """Whom the link is for, before anybody acts; None for one that was never given."""
    with connection.cursor() as cursor:
        cursor.execute(_OWNER, [token_hash(token)])
        row = cursor.fetchone()
    return LinkOwner(*row) if row else None


def standing_of(link: AnswerLink, order: Order | None, now: datetime.datetime) -> Standing:
    """What the link, read with its request, is good for at `now` (aware); `order` is None where it is out of sight."""
    return standing(
        used=link.used_at is not None,
        state=link.request.state,
        order_is_open=order is None or order.is_open,
        expires_at=link.expires_at,
        now=now,
    )
