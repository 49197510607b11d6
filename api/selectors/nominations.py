"""Nominations as the API tells of them: those that the page shows to the caller's organisation."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from accounts.actor import Actor
from candidates.models import Candidate, Nomination
from candidates.selectors.nominations import nominations_of
from candidates.selectors.released import Released, releases_of
from candidates.workflow import Part
from orders.models import Order
from orders.titles import line_title


def nominations_document(actor: Actor, order: Order) -> dict[str, Any]:
    """See `NominationListSerializer`. A constant number of queries."""
    return documents(nominations_of(actor, order), order)


def documents(rows: Sequence[Nomination], order: Order) -> dict[str, Any]:
    """The same of some of them; `rows` are read with line and organisation."""
    released: defaultdict[int, list[Released]] = defaultdict(list)
    for release in releases_of(order.pk):
        released[release.candidate_id].append(release)
    return {"items": [_document(row, order, released[row.candidate_id]) for row in rows]}


def _document(row: Nomination, order: Order, released: Sequence[Released]) -> dict[str, Any]:
    parts = {order.tovholder_id: Part.TOVHOLDER.value, order.company_id: Part.COMPANY.value}
    return {
        "id": str(row.uuid),
        "pseudonym": row.pseudonym,
        "jobcenter": {"id": str(row.organisation.uuid), "name": row.organisation.name},
        "line": {"id": str(row.line.uuid), "title": line_title(row.line)},
        "state": row.state,
        "declined_reason": row.declined_reason,
        "nominated_at": row.nominated_at.isoformat(),
        "screened_at": _iso(row.screened_at),
        "presented_at": _iso(row.presented_at),
        "hired_at": _iso(row.hired_at),
        "employed_from": _iso(row.employed_from),
        "released": [
            {"to": parts[one.organisation_id], "until": one.until.isoformat()}
            for one in sorted(released, key=lambda one: one.organisation_id)
            if one.organisation_id in parts
        ],
        "version": row.version,
    }


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def own_called(actor: Actor, pseudonyms: Sequence[str]) -> dict[str, Candidate]:
    """Pseudonym -> the actor's own candidate of that name."""
    rows = Candidate.objects.visible_to(actor).of_jobcenter(actor.organisation_id)
    return {row.pseudonym: row for row in rows.filter(pseudonym__in=pseudonyms)}
