"""Which calendar and which rules bind an organisation. Read queries; the rules themselves are pure."""

import datetime
from collections.abc import Collection, Mapping
from datetime import time

from jobcenters.calendar import Deadline, OpeningCalendar, Unit, WeeklySpan, local_date
from jobcenters.models import Jobcenter
from jobcenters.rules import NetworkRules
from jobcenters.selectors import (
    network_of,
    network_rules,
    opening_calendar,
    opening_calendars,
    opening_calendars_at,
    rules_by_jobcenter,
)
from orders.clock import promised_deadline
from orders.enums import OwedTo
from orders.ladder import STANDARDS, Ladder, standard_for
from orders.models.ladders import LadderTerm, LadderVersion
from orders.promises import Party, Promise, promise, with_override

# Where a promise's length, or its rolling, comes from when a network has agreed it.
NETWORK_SOURCE = "Netværkets spilleregler"

# Organisations that are no jobcentre (Jobservice Danmark, a labour market office) keep ordinary office hours.
OFFICE_HOURS = OpeningCalendar.of([WeeklySpan(weekday, time(9), time(15)) for weekday in range(5)])


def calendar_of(organisation_id: int) -> OpeningCalendar:
    """The opening calendar that an organisation's hours are counted in."""
    jobcenter = Jobcenter.objects.filter(pk=organisation_id).first()
    return opening_calendar(jobcenter) if jobcenter else OFFICE_HOURS


def calendars_of(organisation_ids: set[int]) -> dict[int, OpeningCalendar]:
    """The same for many, in a constant number of queries."""
    found = opening_calendars(Jobcenter.objects.filter(pk__in=organisation_ids))
    return {pk: found.get(pk, OFFICE_HOURS) for pk in organisation_ids}


def calendars_at(versions: Mapping[int, int | None]) -> dict[int, OpeningCalendar]:
    """The same where the calendars' versions have been read already (None: no jobcentre): no query for known ones."""
    found = opening_calendars_at({pk: version for pk, version in versions.items() if version is not None})
    return {pk: found.get(pk, OFFICE_HOURS) for pk in versions}


def rules_of(organisation_id: int, on: datetime.date) -> NetworkRules:
    """The rules of play that bind an organisation on a day; the product's defaults outside every network."""
    return network_rules(network_of(organisation_id, on), on)


def promise_for(code: str, organisation_id: int, on: datetime.date) -> Promise:
    """The promise as the organisation's network has agreed it on a day."""
    return _as_agreed(code, rules_of(organisation_id, on))


def promises_for(code: str, organisation_ids: Collection[int], on: datetime.date) -> dict[int, Promise]:
    """The same for many, in a constant number of queries."""
    return {pk: _as_agreed(code, rules) for pk, rules in rules_by_jobcenter(organisation_ids, on).items()}


def _as_agreed(code: str, rules: NetworkRules) -> Promise:
    unit = rules.promises.get(code)
    if unit is None:
        return promise(code)
    return network_promise(code, unit, rolls=rules.calendar_days_roll)


def network_promise(code: str, unit: Unit, *, rolls: bool) -> Promise:
    """The promise with the length that a network has agreed."""
    return with_override(promise(code), unit=unit, source=NETWORK_SOURCE, rolls=rolls)


def deadline_for(
    code: str,
    organisation_id: int,
    received_at: datetime.datetime,
    *,
    calendar: OpeningCalendar | None = None,
) -> Deadline:
    """When an organisation must have kept promise `code` for something received at `received_at` (aware)."""
    promised = promise_for(code, organisation_id, local_date(received_at))
    return promised_deadline(promised, received_at, calendar or calendar_of(organisation_id))


def ladder_for(
    promised: Promise, organisation_id: int, on: datetime.date, agreement_id: int | None = None
) -> Ladder:
    """The ladder of a clock that begins on a day: the agreement's, else that of the owing organisation's network, else
    the product's standard. `agreement_id`: the agreement that the order was received under.
    """
    to_company = promised.owed_to is Party.COMPANY
    chosen = LadderTerm.objects.on(on).select_related("version")
    found = None
    if to_company and agreement_id is not None:
        found = chosen.filter(agreement_id=agreement_id).first()
    network = None if found else network_of(organisation_id, on)
    if network is not None:
        owed_to = OwedTo.COMPANY if to_company else OwedTo.JOBCENTER
        found = chosen.filter(network=network, owed_to=owed_to).first()
    return Ladder.of(found.version.steps) if found else standard_for(promised)


def ladders(versions: set[str]) -> dict[str, Ladder]:
    """The ladders behind versions that clocks name. One query, and none for the product's own."""
    found = {version: STANDARDS[version] for version in versions if version in STANDARDS}
    missing = versions - found.keys()
    if missing:
        rows = LadderVersion.objects.filter(pk__in=missing)
        found |= {row.version: Ladder.of(row.steps) for row in rows}
    return found
