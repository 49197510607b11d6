"""Answering a request by the link in a mail: the same answer as a signed-in colleague's, once per link."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actor import Actor
from accounts.moment import moment
from orders.answer_links import Standing
from orders.enums import AnswerChannel
from orders.models import AnswerLink, Order, Request
from orders.selectors.answer_links import standing_of
from orders.services.requests import request_answer


class LinkClosedError(Exception):
    """The link cannot answer any more; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


@transaction.atomic
def request_answer_by_link(
    *,
    actor: Actor,
    link_id: int,
    answer: str,
    number: int | None = None,
    by: datetime.date | None = None,
    text: str = "",
) -> Request:
    """Answer with a link, which is used up by it; who answered is the address that the link was sent to.

    `actor` acts for the asked jobcentre. Raises LinkClosedError, also where somebody was quicker by a moment, and
    AnswerLink.DoesNotExist for a link of another organisation.
    """
    link = AnswerLink.objects.select_for_update(of=("self",)).select_related("request").get(pk=link_id)
    order = Order.objects.visible_to(actor).filter(pk=link.request.order_id).first()
    now = moment()
    found = standing_of(link, order, now)
    if found is not Standing.OPEN:
        raise LinkClosedError(found)
    try:
        request = request_answer(
            actor=actor,
            request=link.request,
            answer=answer,
            number=number,
            by=by,
            text=text,
            channel=AnswerChannel.LINK,
            by_email=link.email,
        )
    except (PermissionDenied, Request.DoesNotExist):
        link.request.refresh_from_db()
        raise LinkClosedError(standing_of(link, order, now)) from None
    link.used_at = now
    link.save(update_fields=["used_at"])
    return request
