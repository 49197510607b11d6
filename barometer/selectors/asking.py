"""Where rounds can be held, how those of one's own go, and whom a link is for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from accounts.actor import Actor
from accounts.tokens import token_hash
from barometer.models import BarometerRound
from jobcenters.models import JobcenterMunicipality, Municipality, NetworkMember


def municipalities_for(actor: Actor, on: datetime.date) -> list[Municipality]:
    """Those in which the actor may ask: of the networks that it coordinates, or for Jobservice Danmark all; by name."""
    rows = Municipality.objects.order_by("name")
    if actor.is_national:
        return list(rows)
    members = NetworkMember.objects.on(on).filter(network__coordinator_id=actor.organisation_id)
    served = JobcenterMunicipality.objects.on(on).filter(jobcenter_id__in=members.values("jobcenter_id"))
    return list(rows.filter(code__in=served.values("municipality_id")))


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One of one's own rounds: how many were asked, have answered by mail, and said no."""

    round: BarometerRound
    asked: int
    answered: int
    declined: int


def own_rounds(actor: Actor) -> list[RoundRow]:
    """One's own rounds, the newest first. One query."""
    rows = BarometerRound.objects.visible_to(actor).own(actor)
    counted = rows.annotate(
        asked=Count("asks"),
        answered=Count("asks", filter=Q(asks__answered_at__isnull=False)),
        declined=Count("asks", filter=Q(asks__declined_at__isnull=False)),
    )
    return [RoundRow(row, row.asked, row.answered, row.declined) for row in counted]


@dataclass(frozen=True, slots=True)
class AskOwner:
    """Whom a link acts for: the organisation that asked."""

    ask_id: int
    organisation_id: int


def ask_by_token(token: str) -> AskOwner | None:
    """Before anybody acts; None for a link that was never given."""
    with connection.cursor() as cursor:
        cursor.execute("select ask_id, organisation_id from barometer_ask_by_hash(%s)", [token_hash(token)])
        row = cursor.fetchone()
    return AskOwner(*row) if row else None
