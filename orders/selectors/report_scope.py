"""What a report is about: whose promises an actor may see numbers of, and which of them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.models import Agreement
from jobcenters.models import Network, NetworkMember
from orders.calendars import OFFICE_HOURS, calendar_of
from orders.selectors.sla import NO_AGREEMENT, ClockFilter, Show, risk_until

# More than a select can hold well; the newest are named.
MOST_AGREEMENTS = 300


class Scope(StrEnum):
    """Whose promises; the values are the database's."""

    OWN = "own"
    NETWORK = "network"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Choice:
    """A scope that an actor may choose. `key` stands in addresses."""

    key: str
    title: str
    scope: Scope
    network_id: int = 0


@dataclass(frozen=True, slots=True)
class Owner:
    """An organisation of a scope."""

    pk: int
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class AgreementChoice:
    key: str
    pk: int
    title: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is about. `first` and `last` are days (both included) in which promises were due; `group` one of
    sla.GROUP_OF or ""; `form` and `agreement` as in sla.ClockFilter; `jobcenter` one of the scope's, None for all.
    """

    choice: Choice
    first: datetime.date
    last: datetime.date
    group: str = ""
    form: str | None = None
    agreement: tuple[int, str] | None = None
    jobcenter: Owner | None = None


def choices_of(actor: Actor, today: datetime.date) -> list[Choice]:
    """The scopes of a manager, the first one first shown: a jobcentre's own and its networks; for Jobservice Danmark
    the country and every network.
    """
    networks = Network.objects.all()
    if actor.is_national:
        first = [Choice("landet", _("Hele landet"), Scope.NATIONAL)]
    else:
        first = [Choice("egne", actor.organisation_name or _("Vores jobcenter"), Scope.OWN)]
        networks = networks.filter(
            Q(coordinator_id=actor.organisation_id)
            | Q(
                pk__in=NetworkMember.objects.on(today)
                .filter(jobcenter_id=actor.organisation_id)
                .values("network_id")
            )
        )
    return first + [
        Choice(str(one.uuid), one.name, Scope.NETWORK, one.pk) for one in networks.order_by("name")
    ]


def owners_of(choice: Choice) -> list[Owner]:
    """The organisations of a scope, by name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct organisation_id, uuid, name from orders_report_owners(%s, %s)",
            [choice.scope.value, choice.network_id],
        )
        found = [Owner(pk, str(uuid), name) for pk, uuid, name in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.title, one.pk))


def agreement_choices(actor: Actor) -> list[AgreementChoice]:
    """The agreements with companies that the actor may name, the newest first. One query."""
    rows = (
        Agreement.objects.visible_to(actor)
        .filter(company__isnull=False, starts_on__isnull=False)
        .order_by("-starts_on", "-pk")
        .values_list("uuid", "pk", "title", "number")
        .distinct()[:MOST_AGREEMENTS]
    )
    return [AgreementChoice(str(uuid), pk, f"{title} ({number})") for uuid, pk, title, number in rows]


def agreement_chosen(known: Sequence[AgreementChoice], key: str) -> tuple[int, str] | None:
    """The agreement of an address as the filters have it; None where none is chosen."""
    if key == NO_AGREEMENT:
        return 0, NO_AGREEMENT
    return next(((one.pk, one.key) for one in known if one.key == key), None)


def rows_of(actor: Actor, wanted: Wanted, now: datetime.datetime) -> ClockFilter | None:
    """The filter with exactly the rows of a report, None where the rows are not the actor's to see."""
    if wanted.choice.scope is not Scope.OWN:
        return None
    return ClockFilter(
        organisation_id=actor.organisation_id,
        now=now,
        show=Show.ALL,
        group=wanted.group,
        first=wanted.first,
        last=wanted.last,
        until=at_risk_until(actor, wanted, now),
        form=wanted.form,
        agreement=wanted.agreement,
    )


def jobcenter_of(owners: Sequence[Owner], key: str) -> Owner | None:
    """The organisation of an address, of those in the scope."""
    try:
        wanted = str(UUID(key))
    except ValueError:
        return None
    return next((one for one in owners if one.key == wanted), None)


def at_risk_until(actor: Actor, wanted: Wanted, now: datetime.datetime) -> datetime.datetime:
    """What falls due before this can still be saved: by one's own opening hours, for others by office hours."""
    own = wanted.choice.scope is Scope.OWN
    return risk_until(calendar_of(actor.organisation_id) if own else OFFICE_HOURS, now)
