"""Reading invitations: on an order, and those that a jobcentre has to put into Jobnet's message tray itself."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from candidates.enums import InvitationState, ReplyKind
from candidates.models import Candidate, Invitation
from orders.models import Order
from ui import danish

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One invitation as the one who invited reads it."""

    pseudonym: str
    occupation: str
    place: str
    state: str
    detail: str
    reply: str
    invited: str


def candidates_by_uuid(actor: Actor, values: Iterable[str]) -> list[Candidate]:
    """The candidates that `actor` may find among `values`, nonsense left out; by pseudonym."""
    keys = set()
    for value in values:
        try:
            keys.add(UUID(value))
        except ValueError:
            continue
    found = (
        Candidate.objects.visible_to(actor).filter(uuid__in=keys).select_related("occupation", "municipality")
    )
    return sorted(found, key=lambda candidate: candidate.pseudonym)


def invitations_of(actor: Actor, order: Order, now: datetime.datetime) -> list[Row]:
    """The invitations on an order, those who are interested first; at most MOST_ROWS. A constant number of queries.

    A candidate who can no longer be found is "ikke længere ledig"; nothing else is said of them.
    """
    rows = list(Invitation.objects.visible_to(actor).filter(order=order)[:MOST_ROWS])
    known = (
        Candidate.objects.visible_to(actor)
        .select_related("occupation", "municipality")
        .in_bulk([row.candidate_id for row in rows])
    )
    rank = {ReplyKind.INTERESTED.value: 0, "": 1}
    rows.sort(key=lambda row: (rank.get(row.reply, 2), -row.pk))
    return [_row(row, known.get(row.candidate_id), now) for row in rows]


def _row(row: Invitation, candidate: Candidate | None, now: datetime.datetime) -> Row:
    return Row(
        pseudonym=candidate.pseudonym if candidate else _("Ikke længere ledig"),
        occupation=str(candidate.occupation or "") if candidate else "",
        place=candidate.municipality.name if candidate else "",
        state=str(InvitationState(row.state).label),
        detail=row.not_sent_reason,
        reply=str(ReplyKind(row.reply).label) if row.reply else "",
        invited=danish.when(row.invited_at, now),
    )


def reply_summary(rows: list[Row]) -> str:
    """ "12 opfordret, 3 interesserede": what the head of the list says."""
    interested = sum(row.reply == ReplyKind.INTERESTED.label for row in rows)
    invited = ngettext("%(n)d opfordret", "%(n)d opfordret", len(rows)) % {"n": len(rows)}
    if not interested:
        return invited
    return (
        invited + ", " + ngettext("%(n)d interesseret", "%(n)d interesserede", interested) % {"n": interested}
    )


def waiting_for_tray(actor: Actor) -> "QuerySet[Invitation, Any]":
    """Invitations to one's own citizens who have no e-mail, and can still apply, oldest first."""
    return (
        Invitation.objects.filter(jobcenter_id=actor.organisation_id, state=InvitationState.TO_PASS_ON)
        .select_related("candidate__occupation", "organisation")
        .order_by("apply_by", "pk")
    )
