"""Running clocks under a network's rules: which they are, and what other rules would make of them (T11)."""

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.actor import Actor
from jobcenters.calendar import Unit, local_date, unit_from_data
from jobcenters.models import Network, NetworkMember
from jobcenters.moved import Moved
from jobcenters.selectors import networks_by_jobcenter
from orders.agreed import Terms, agreed_promises
from orders.calendars import calendars_of, network_promise
from orders.enums import RecalculationKind
from orders.models import Clock, ClockEvent, Recalculation
from orders.promises import Promise, promise
from orders.recalculation import Move
from orders.selectors.recalculation import clocks_of_calendar, count_again, moved_deadlines

# Other promises are made by agreements, with lengths of their own.
RULED_BY_NETWORK = ("D1", "D2")


def clocks_of(change: Recalculation) -> QuerySet[Clock]:
    """The running clocks that a recalculation reads again. As the worker, which sees them all."""
    if change.kind == RecalculationKind.NETWORK:
        members = members_of(int(change.scope["network"]), local_date(change.at))
        return Clock.objects.running().filter(owner_organisation_id__in=members, promise__in=RULED_BY_NETWORK)
    if change.kind == RecalculationKind.AGREEMENT:
        return Clock.objects.running().filter(pk__in=change.scope["clocks"])
    return clocks_of_calendar(change.organisation_id)


def members_of(network_id: int, on: datetime.date) -> list[int]:
    """The jobcentres that a network's rules bind on a day: of several networks, the one joined first binds."""
    rows = NetworkMember.objects.on(on).filter(network_id=network_id).values_list("jobcenter_id", flat=True)
    members = list(rows)
    binding = networks_by_jobcenter(members, on)
    return [pk for pk in members if binding.get(pk) == network_id]


def terms_in(scope: Mapping[str, Any]) -> dict[str, Promise]:
    """The promises that a recalculation's scope names; {} where it is about a calendar."""
    if "agreed" in scope:
        return dict(agreed_promises(Terms.of(scope["agreed"])))
    if "promises" not in scope:
        return {}
    units = {code: unit_from_data(kind, length) for code, (kind, length) in scope["promises"].items()}
    return network_terms(units, rolls=bool(scope["rolls"]))


def network_terms(units: Mapping[str, Unit], *, rolls: bool) -> dict[str, Promise]:
    """What a network's members promise under its rules; a promise that is not among `units` has its standard length."""
    return {
        code: network_promise(code, units[code], rolls=rolls) if code in units else promise(code)
        for code in RULED_BY_NETWORK
    }


def network_moves(
    actor: Actor, network: Network, terms: Mapping[str, Promise], now: datetime.datetime
) -> Moved:
    """What new rules would do to the running clocks of all members: numbers for whoever keeps the network, rows of the
    cases that the actor sees anyway.
    """
    today = local_date(now)
    members = set(members_of(network.pk, today))
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from orders_running_in_network(%s, %s, %s)", [network.pk, today, list(RULED_BY_NETWORK)]
        )
        rows = [row for row in cursor.fetchall() if row[2] in members]
    calendars = calendars_of(members)
    found: dict[int, Move] = {}
    for pk, code, owner, due_at, events in rows:
        clock = Clock(pk=pk, promise=code, owner_organisation_id=owner, due_at=due_at)
        one = count_again(clock, _events(clock, json.loads(events or "[]")), calendars, terms, now)
        if (move := one.move(now)).moves:
            found[pk] = move
    seen = Clock.objects.visible_to(actor).filter(pk__in=list(found)).select_related("order", "request")
    shown = Moved.of(moved_deadlines(((clock, found[clock.pk]) for clock in seen), actor.organisation_id))
    late = sum(move.becomes_late for move in found.values())
    in_time = sum(move.no_longer_late for move in found.values())
    return Moved(shown.rows, len(found), late, in_time)


def _events(clock: Clock, rows: Iterable[Mapping[str, Any]]) -> list[ClockEvent]:
    return [
        ClockEvent(
            pk=row["key"],
            clock=clock,
            kind=row["kind"],
            at=datetime.datetime.fromisoformat(row["at"]),
            data=row["data"],
            corrects_id=row["corrects"],
        )
        for row in rows
    ]
