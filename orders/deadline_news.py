"""What the orders do when a calendar or a network's rules are to be changed, and when they have been."""

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.calendar import OpeningCalendar, Unit
from jobcenters.models import Jobcenter, Network
from jobcenters.moved import Moved, MovedDeadline
from jobcenters.signals import (
    calendar_change_proposed,
    calendar_changed,
    network_rules_changed,
    network_rules_proposed,
    register_changes,
)
from orders.enums import RecalculationKind
from orders.selectors.recalculation import calendar_moves, clocks_of_calendar, last_changes
from orders.selectors.recalculation_network import network_moves, network_terms
from orders.services.recalculation import recalculation_plan


def propose(jobcenter: Jobcenter, after: OpeningCalendar, **kwargs: Any) -> list[MovedDeadline]:
    """The deadlines that the calendar `after` would move."""
    return calendar_moves(jobcenter, after, moment())


def plan(jobcenter: Jobcenter, actor: Actor | None = None, what: str = "", **kwargs: Any) -> None:
    """Have the jobcentre's running clocks counted again. Without any there is nothing to do."""
    if clocks_of_calendar(jobcenter.pk).exists():
        recalculation_plan(
            actor=actor, organisation_id=jobcenter.pk, kind=RecalculationKind.CALENDAR, what=what
        )


def propose_rules(
    network: Network, promises: Mapping[str, Unit], rolls: bool, actor: Actor, **kwargs: Any
) -> Moved:
    """What the rules would do to the members' running clocks."""
    return network_moves(actor, network, network_terms(promises, rolls=rolls), moment())


def plan_rules(
    network: Network, promises: Mapping[str, Unit], rolls: bool, actor: Actor, what: str, **kwargs: Any
) -> None:
    """Have the members' running clocks follow the new rules."""
    lengths = {code: [unit.kind, unit.n] for code, unit in promises.items()}
    recalculation_plan(
        actor=actor,
        organisation_id=actor.organisation_id,
        kind=RecalculationKind.NETWORK,
        what=what,
        scope={"network": network.pk, "promises": lengths, "rolls": rolls},
    )


def connect() -> None:
    """Listen, from the app's `ready`."""
    calendar_change_proposed.connect(propose, sender=Jobcenter, dispatch_uid="orders.propose")
    calendar_changed.connect(plan, sender=Jobcenter, dispatch_uid="orders.plan")
    network_rules_proposed.connect(propose_rules, sender=Network, dispatch_uid="orders.propose_rules")
    network_rules_changed.connect(plan_rules, sender=Network, dispatch_uid="orders.plan_rules")
    register_changes(last_changes)
