"""The task of calling the company before its application deadline (A19; R35)."""

import datetime

from django.db import transaction

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.calendar import NATIONAL, local_date
from orders.calendars import rules_of
from orders.models import FollowUp, Order
from orders.permissions import check_leads

KIND = "application_deadline"


def follow_up_plan(*, order: Order) -> FollowUp | None:
    """Keep the task in step with the order's application deadline; None where it has none."""
    FollowUp.objects.filter(order=order, kind=KIND, done_at__isnull=True).delete()
    if order.application_deadline is None or order.tovholder_id is None:
        return None
    rules = rules_of(order.tovholder_id, order.application_deadline)
    due_on = NATIONAL.shift(order.application_deadline, -rules.follow_up_working_days)
    return FollowUp.objects.create(order=order, due_on=due_on)


def follow_up_called(*, actor: Actor, order: Order, at: datetime.datetime) -> None:
    """A word with the company at `at` (aware) is also what a task that is due asks for."""
    waiting = FollowUp.objects.filter(order=order, kind=KIND, done_at__isnull=True)
    waiting.filter(due_on__lte=local_date(at)).update(done_at=at, done_by_id=actor.user_id)


@transaction.atomic
def follow_up_done(*, actor: Actor, follow_up: FollowUp) -> None:
    """Tick a follow-up task off."""
    check_leads(actor, follow_up.order)
    follow_up.done_at = moment()
    follow_up.done_by_id = actor.user_id
    follow_up.save(update_fields=["done_at", "done_by"])
