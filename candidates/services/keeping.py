"""What the calendar and the watch do to candidates, for all jobcentres. Needs the worker's role. Safe to run twice."""

import datetime
from collections import defaultdict

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.moment import moment
from candidates import placing_mails
from candidates.watching import WINDOW, Look, unusual
from jobcenters.calendar import local_date

# A stretch of an hour that began before the last turn is seen whole.
SEEN_BACK = 2 * WINDOW


@transaction.atomic
def readers_watch(*, now: datetime.datetime | None = None) -> int:
    """Tell the candidates' own jobcentres about unusual reading in the last two hours; how many readers. Who was told
    about today is not told again: the mail's key is the reader's and the day's.
    """
    now = now or moment()
    looks: defaultdict[tuple[int, int | str, int], list[Look]] = defaultdict(list)
    systems: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("select * from candidates_reading(%s)", [now - SEEN_BACK])
        for home, person, organisation, candidate, at, has_order, token, system in cursor.fetchall():
            reader = person if token is None else f"api-{token}"
            if token is not None:
                systems[reader] = system
            looks[home, reader, organisation].append(Look(at, candidate, has_order))
    found = {
        key: what for key, rows in looks.items() if (what := unusual(rows, own=key[0] == key[2])) is not None
    }
    organisations = Organisation.objects.select_related("jobcenter").in_bulk(
        {pk for home, _reader, organisation in found for pk in (home, organisation)}
    )
    readers = User.objects.in_bulk({reader for _home, reader, _org in found if reader not in systems})
    for (home, reader, organisation), what in found.items():
        placing_mails.unusual_reading(
            home=organisations[home],
            reader_name=_("%s (API)") % systems[reader]
            if reader in systems
            else str(readers.get(reader, "")),
            reader_place=organisations[organisation].name,
            reader_id=reader,
            what=what,
            at=now,
        )
    return len(found)


@transaction.atomic
def homes_move(*, today: datetime.date | None = None) -> int:
    """Move the candidates of a municipality whose jobcentre has changed to the one that serves it now; how many.

    Releases, invitations and nominations go with them; the log says what was true when it was written.
    """
    with connection.cursor() as cursor:
        cursor.execute("select candidates_move_homes(%s)", [today or local_date(moment())])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
