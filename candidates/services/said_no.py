"""The list of those who said no: whatever makes a candidate of a reference asks here first.

Of a reference only a keyed digest is kept, so nobody reads from the list who stands on it. What was written with a key
of SECRET_KEY_FALLBACKS is found too, and written anew with the newest key as soon as a file has the reference again.
"""

import datetime
import json
from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from accounts.actor import Actor
from accounts.moment import moment
from candidates.models import SaidNo

_SALT = "candidates.said_no"
FOUND = "select digest from candidates_saidno where jobcenter_id = %(me)s and digest = any(%(digests)s)"
# Where the newest key has a row of its own already, the older one is left as it is.
SEEN = """
update candidates_saidno t set seen_at = %(now)s, digest = r.newest
  from json_to_recordset(%(rows)s::json) r (digest text, newest text)
 where t.jobcenter_id = %(me)s and t.digest = r.digest
   and (r.newest = r.digest or not exists (
       select 1 from candidates_saidno o where o.jobcenter_id = t.jobcenter_id and o.digest = r.newest))
"""


def digests_of(jobcenter_id: int, reference: str) -> list[str]:
    """What may stand on the list for the jobcentre's reference: by the newest key first, then by each older one."""
    value = f"{jobcenter_id}:{reference}"
    return [
        salted_hmac(_SALT, value, secret=key, algorithm="sha256").hexdigest()
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def said_no_add(jobcenter_id: int, references: Iterable[tuple[str, datetime.datetime]]) -> None:
    """Put (reference, when its citizen said no) on the jobcentre's list; who stands there already stays.

    Must run as the worker, on the jobcentre's behalf, in the transaction that removes the reference itself.
    """
    SaidNo.objects.bulk_create(
        [
            SaidNo(jobcenter_id=jobcenter_id, digest=digests_of(jobcenter_id, reference)[0], said_no_at=at)
            for reference, at in references
        ],
        ignore_conflicts=True,
    )


def said_no_among(jobcenter_id: int, references: Iterable[str]) -> frozenset[str]:
    """Those of the references that no candidate may be made of. One question; a second writes down who was seen.

    Must run as the worker, on the jobcentre's behalf. Ask after having looked for the candidates themselves: whoever is
    anonymised in between is on the list by then.
    """
    by_digest: dict[str, tuple[str, str]] = {}
    for reference in references:
        digests = digests_of(jobcenter_id, reference)
        by_digest.update((digest, (reference, digests[0])) for digest in digests)
    if not by_digest:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"me": jobcenter_id, "digests": list(by_digest)})
        found = [digest for (digest,) in cursor.fetchall()]
        if found:
            rows = [{"digest": digest, "newest": by_digest[digest][1]} for digest in found]
            cursor.execute(SEEN, {"me": jobcenter_id, "now": moment(), "rows": json.dumps(rows)})
    return frozenset(by_digest[digest][0] for digest in found)


def said_no_remove(*, actor: Actor, reference: str) -> bool:
    """Take the reference off the actor's list, so the next file makes a candidate of it; whether it stood there."""
    rows = SaidNo.objects.visible_to(actor).filter(digest__in=digests_of(actor.organisation_id, reference))
    return bool(rows.delete()[0])
