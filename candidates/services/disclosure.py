"""Looking beyond the first level. Every call is a look, and every look is in the log before it is answered (N11).

The database functions of migration 0004 decide who is answered and write the log; here is only their typed form.
"""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from candidates.enums import Surface
from candidates.models import Candidate
from orders.models import Order

PROFILES = "select * from candidates_profiles(%s, %s, %s, %s)"
IDENTITIES = "select * from candidates_identities(%s, %s, %s, %s)"
MAX_PURPOSE = 300


@dataclass(frozen=True, slots=True)
class Profile:
    """Level 2: what can be read of a candidate without a name."""

    candidate_id: int
    targets: list[int]
    profile_text: str
    wanted_work: str
    history: list[dict[str, Any]]
    education: list[dict[str, Any]]
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Identity:
    """Level 3: who the candidate is. Reference and caseworker are empty for all but the jobcentre of residence."""

    candidate_id: int
    external_ref: str
    name: str
    email: str
    phone: str
    channel: str
    opted_out_at: datetime.datetime | None
    employers: list[str]
    caseworker_id: int | None
    caseworker_email: str


def profiles_look(
    *,
    candidates: Iterable[Candidate | int],
    purpose: str,
    order: Order | None = None,
    surface: str = Surface.PAGE,
) -> dict[int, Profile]:
    """The profiles of those that whoever acts may read, by candidate id; one row in the log for each.

    Raises ValueError (Danish) without a purpose. Others' candidates that may not be found are left out, unlogged.
    """
    rows = _look(PROFILES, candidates, purpose, order, surface)
    return {
        key: Profile(key, targets, text, wanted, json.loads(history), json.loads(education), missing)
        for key, targets, text, wanted, history, education, missing in rows
    }


def identities_look(
    *,
    candidates: Iterable[Candidate | int],
    purpose: str,
    order: Order | None = None,
    surface: str = Surface.PAGE,
) -> dict[int, Identity]:
    """The identities of one's own candidates and of those released to one for `order`; one row in the log for each.

    Raises ValueError (Danish) without a purpose. Those that are not released are left out, unlogged.
    """
    rows = _look(IDENTITIES, candidates, purpose, order, surface)
    return {
        key: Identity(
            key, ref, name, email, phone, channel, opted_out, json.loads(employers), worker, worker_email
        )
        for key, ref, name, email, phone, channel, opted_out, employers, worker, worker_email in rows
    }


@transaction.atomic
def _look(
    sql: str, candidates: Iterable[Candidate | int], purpose: str, order: Order | None, surface: str
) -> list[tuple[Any, ...]]:
    reason = purpose.strip()[:MAX_PURPOSE]
    if not reason:
        raise ValueError(_("Skriv, hvad du skal bruge oplysningerne til."))
    keys = [item if isinstance(item, int) else item.pk for item in candidates]
    with connection.cursor() as cursor:
        cursor.execute(sql, [keys, surface, order.pk if order else None, reason])
        return cursor.fetchall()
