"""Contact persons who do not answer: requests in a row whose deadline passed are written on their entry (N8)."""

import datetime
from collections import defaultdict

from django.db import connection, transaction

from jobcenters.calendar import local_date
from jobcenters.models import ContactEntry
from jobcenters.trust import Heard, silent_in_row

# Older requests say nothing about who is there today.
LOOK_BACK = datetime.timedelta(days=180)


@transaction.atomic
def silence_count(*, now: datetime.datetime) -> int:
    """Count anew on every entry, at `now` (aware); how many entries changed. Needs the worker's role."""
    heard: defaultdict[int, list[Heard]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("select * from orders_contact_silence(%s, %s)", [now, now - LOOK_BACK])
        for contact_id, due_at, is_over, is_answered in cursor.fetchall():
            heard[contact_id].append(Heard(local_date(due_at), is_over, is_answered))
    changed = 0
    for entry in ContactEntry.objects.filter(pk__in=list(heard)) | ContactEntry.objects.filter(silent__gt=0):
        silent = silent_in_row(heard[entry.pk], entry.last_confirmed_on)
        if silent != entry.silent:
            entry.silent = silent
            entry.save(update_fields=["silent"])
            changed += 1
    return changed
