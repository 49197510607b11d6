"""What recalculations leave on the orders' timelines, and deadlines that were moved ahead and have passed once more."""

import datetime
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext, override

from accounts.moment import moment
from notifications.outbox import Mail, queue_many, render
from orders.calendars import ladders
from orders.enums import EventKind
from orders.escalation_mails import OBSERVERS, answering
from orders.ladder import Ladder, Role
from orders.models import RecalculatedClock, Recalculation
from orders.models.timeline import INTERNAL, WITH_COMPANY
from orders.promises import Party, promise
from orders.services.breaches import breaches_again
from orders.sweep.claims import Fired, Key, fired_of
from orders.sweep.directory import Directory, Recipient
from orders.sweep.letters import why_text
from orders.sweep.page import told_of
from orders.sweep.pauses import when_due

PAGE = 500

_EVENTS = """
insert into orders_orderevent
       (uuid, order_id, kind, at, user_id, organisation_id, about_id, title, text, audience, data)
select gen_random_uuid(), c.order_id, %s, %s, %s, %s, c.owner_organisation_id, k.title, k.text,
       (case when k.with_company then %s else %s end)::varchar(10)[], k.data
  from json_to_recordset(%s::json) as k (clock_id bigint, title text, text text, with_company boolean, data jsonb)
  join orders_clock c on c.id = k.clock_id
"""
# Whose breach was last said to be none, and whose deadline has passed all the same. Locked, as by the sweep.
_AGAIN = """
select c.id, c.ladder
  from orders_breachcorrection k
  join orders_breach b on b.id = k.breach_id
  join orders_clock c on c.id = b.clock_id
 where k.kept
   and not exists (select 1 from orders_breachcorrection n
                    where n.breach_id = k.breach_id and n.kept is not null and n.id > k.id)
   and ((c.state = 'open' and c.due_at < %s) or (c.state = 'stopped' and not c.kept))
 order by c.due_at, c.id limit %s for no key update of c skip locked
"""


def write_moves(change: Recalculation, moved: Sequence[RecalculatedClock]) -> None:
    """The timelines say that deadlines were moved, from when to when and why; the company reads of its own."""
    if not moved:
        return
    rows = [
        {
            "clock_id": row.clock_id,
            "title": gettext("Frist flyttet: %s") % promise(row.clock.promise).short_text,
            "text": gettext("Fra %(before)s til %(after)s. %(what)s.")
            % {
                "before": when_due(row.due_before),
                "after": when_due(row.due_after),
                "what": change.what,
            },
            "with_company": promise(row.clock.promise).owed_to is Party.COMPANY,
            "data": {"clock": row.clock_id, "recalculation": str(change.uuid)},
        }
        for row in moved
    ]
    values: list[Any] = [
        EventKind.MOVED.value,
        moved[0].at,
        change.user_id,
        change.organisation_id,
        WITH_COMPANY,
        INTERNAL,
        json.dumps(rows, ensure_ascii=False),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, values)


# --- passed once more ---------------------------------------------------------------------------------------


def breaches_stand_again(now: datetime.datetime | None = None) -> int:
    """Say of breaches that were none, because the deadline had been moved ahead, that they are breaches again: the new
    deadline has passed too. Whoever is told of a breach is told, each in one mail. How many. Needs the worker's role.

    The level of the breach is in the ledger already and fires once; that is why it is not the sweep that finds them.
    """
    now, count = now or moment(), 0
    with override(settings.LANGUAGE_CODE):
        while found := _page(now):
            count += found
    return count


def _page(now: datetime.datetime) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_AGAIN, [now, PAGE])
            found: list[tuple[int, str]] = cursor.fetchall()
        if not found:
            return 0
        text = gettext("Den flyttede frist blev også overskredet.")
        said = breaches_again([clock_id for clock_id, _ladder in found], at=now, text=text)
        known = ladders({ladder for _clock_id, ladder in found})
        _tell([(clock_id, known[ladder].breach_level) for clock_id, ladder in found], known, now)
        return said


def _tell(keys: Sequence[Key], known: Mapping[str, Ladder], now: datetime.datetime) -> None:
    page = [fired for fired in fired_of(keys) if fired.is_open]
    if not page:
        return
    directory = Directory(now)
    mine: defaultdict[Recipient, list[tuple[Role, Fired]]] = defaultdict(list)
    for fired in page:
        for role, to in told_of(known[fired.ladder].step(fired.level), fired, directory):
            if to.email:
                mine[to].append((role, fired))
    _write_events(page, now)
    queue_many([_mail(to, late, directory) for to, late in mine.items()])


def _write_events(page: Sequence[Fired], now: datetime.datetime) -> None:
    rows = [
        {
            "clock_id": fired.id,
            "title": gettext("Den flyttede frist er overskredet: %s") % promise(fired.promise).short_text,
            "text": gettext("Fristen var %s.") % when_due(fired.due_at),
            "with_company": False,
            "data": {"clock": fired.id, "level": fired.level, "promise": fired.promise},
        }
        for fired in page
    ]
    values: list[Any] = [EventKind.ESCALATED.value, now, None, None, WITH_COMPANY, INTERNAL]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [*values, json.dumps(rows, ensure_ascii=False)])


def _mail(to: Recipient, late: Sequence[tuple[Role, Fired]], directory: Directory) -> Mail:
    base = settings.BASE_URL.rstrip("/")
    entries = [_entry(role, fired, directory) for role, fired in late]
    _role, first = late[0]
    return render(
        "orders.deadline_again",
        {
            "hello": to.name,
            "entries": entries,
            "my_day": f"{base}/min-dag/",
            "why": why_text(to.why, directory.offices[to.organisation_id].name, settings.LANGUAGE_CODE),
            "answers": answering(is_one_case=False),
        },
        recipient=to.email,
        organisation_id=first.owner_organisation_id,
        recipient_user_id=to.user_id,
        recipient_organisation_id=to.organisation_id,
        not_before=directory.opens_at(to.organisation_id),
        dedupe_key=f"again:{first.id}:{first.due_at.isoformat()}:{to.key}",
    )


def _entry(role: Role, fired: Fired, directory: Directory) -> dict[str, str]:
    """Those who are no party to the case read whose promise it is, and not what the company needs."""
    todo, case = promise(fired.promise).short_text, f"{fired.subject} · {fired.counterpart}"
    if role in OBSERVERS:
        owner = directory.offices[fired.owner_organisation_id].name
        todo, case = gettext("%(promise)s hos %(owner)s") % {"promise": todo, "owner": owner}, ""
    return {"todo": todo, "case": case, "due": when_due(fired.due_at)}
