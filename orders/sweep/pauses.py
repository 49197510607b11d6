"""Pauses that have ended by themselves: written down, put on the timeline and told to whoever owes the promise (A12).

When a pause ends was settled when it began, and the clock's columns count with it. What is done here is telling; a
sweep that comes late, is killed, or runs twice changes no deadline and tells once.
"""

import datetime
import json
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext

from jobcenters.calendar import end_of_day, local_date
from notifications.outbox import Mail, queue_many, render
from orders.enums import EventKind
from orders.ladder import Role
from orders.models.timeline import WITH_COMPANY
from orders.promises import promise
from orders.sweep.directory import Directory
from ui.danish import full_day, full_time, plain

PAGE = 500

# The event carries the instant at which the pause ended, however late that was found.
_END = """
with ended as (
  select id, paused_until from orders_clock
   where paused_until <= %(now)s and state = 'open'
   order by paused_until, id limit %(limit)s for update skip locked),
running as (
  update orders_clock c set paused_until = null from ended where c.id = ended.id
  returning c.id, c.promise, c.order_id, c.owner_organisation_id, c.owner_user_id, c.due_at, c.subject, c.counterpart,
            ended.paused_until as at),
written as (
  insert into orders_clockevent (clock_id, kind, at, reason, data)
  select id, 'resume', at, %(reason)s, '{"by": "itself"}' from running)
select r.*, k.order_uuid
  from running r join orders_clock_cases(array(select id from ended)) k on k.clock_id = r.id
 order by r.at, r.id
"""
_TELL = """
insert into orders_orderevent (uuid, order_id, kind, at, title, text, audience, data)
select gen_random_uuid(), k.order_id, %s, k.at, k.title, k.text, %s::varchar(10)[], k.data
  from json_to_recordset(%s::json) as k (order_id bigint, at timestamptz, title text, text text, data jsonb)
"""


class Ended(NamedTuple):
    """A clock that runs again since `at`. All instants are aware."""

    id: int
    promise: str
    order_id: int
    owner_organisation_id: int
    owner_user_id: int | None
    due_at: datetime.datetime
    subject: str
    counterpart: str
    at: datetime.datetime
    order_uuid: UUID


def pauses_end(
    now: datetime.datetime, directory: Directory, *, ahead: datetime.timedelta = datetime.timedelta(0)
) -> int:
    """Tell of every pause that had ended by `now` (aware), oldest first; how many. Needs the worker's role.

    `ahead` is how far a played future lies before the real clock: its mail leaves as if it were that time.
    """
    count = 0
    while True:
        with transaction.atomic():
            found = _end(now)
            if not found:
                return count
            _write_timeline(found)
            _write_mail(found, directory, ahead)
        count += len(found)


def _end(now: datetime.datetime) -> list[Ended]:
    reason = gettext("Pausen er slut: virksomheden har ikke svaret, og fristen har ventet ti arbejdsdage")
    with connection.cursor() as cursor:
        cursor.execute(_END, {"now": now, "limit": PAGE, "reason": reason})
        return [Ended(*row) for row in cursor.fetchall()]


def _write_timeline(found: list[Ended]) -> None:
    rows = [
        {
            "order_id": clock.order_id,
            "at": clock.at,
            "title": gettext("Fristen løber igen: %s") % promise(clock.promise).short_text,
            "text": gettext("Virksomheden har ikke svaret, og fristen har ventet ti arbejdsdage."),
            "data": {"clock": clock.id},
        }
        for clock in found
    ]
    with connection.cursor() as cursor:
        words = json.dumps(rows, ensure_ascii=False, default=str)
        cursor.execute(_TELL, [EventKind.CLOCK_RESUMED.value, WITH_COMPANY, words])


def when_due(instant: datetime.datetime) -> str:
    """A promise in days is due on a day, one in hours at a time of it."""
    day = local_date(instant)
    return plain(full_day(day) if instant == end_of_day(day) else full_time(instant))


def _write_mail(found: list[Ended], directory: Directory, ahead: datetime.timedelta) -> None:
    """To the person responsible, else to the managers, in their opening hours (T6)."""
    base = settings.BASE_URL.rstrip("/")
    mails: list[Mail] = []
    for clock in found:
        for to in directory.resolve(Role.OWNER, clock.owner_organisation_id, clock.owner_user_id):
            if not to.email:
                continue
            context = {
                "now": directory.now,
                "hello": to.name,
                "promise": promise(clock.promise).short_text,
                "counterpart": clock.counterpart,
                "subject": clock.subject,
                "due": when_due(clock.due_at),
                "link": f"{base}/ordrer/{clock.order_uuid}/",
            }
            mails.append(
                render(
                    "orders.clock_resumed",
                    context,
                    recipient=to.email,
                    organisation_id=clock.owner_organisation_id,
                    recipient_user_id=to.user_id,
                    recipient_organisation_id=to.organisation_id,
                    not_before=directory.opens_at(to.organisation_id) - ahead,
                    dedupe_key=f"resumed:{clock.id}:{clock.at.isoformat()}:{to.key}",
                )
            )
    queue_many(mails)
