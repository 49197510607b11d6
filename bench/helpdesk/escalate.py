"""Fill the help desk with tickets and run its own escalation command, for a limited time.

Run by `bench.bench_sweep` with the help desk's own Python: `escalate.py TICKETS DUE SECONDS`, HELPDESK_DSN naming an
empty database. Prints one JSON object: `escalated` tickets in `seconds`, and whether all due ones were (`whole`).
"""

import json
import os
import signal
import sys
import time
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

# Open tickets of yesterday, and those that are ten days old and not yet escalated: theirs is due after five.
_TICKETS = """
insert into helpdesk_ticket (title, queue_id, created, modified, submitter_email, assigned_to_id, status, on_hold,
                             description, resolution, priority, secret_key)
select '4 montører', %(queue)s, now() - case when n %% %(step)s = 0 then interval '10 days' else interval '1 day' end,
       now(), 'firma@eksempel.example', %(user)s, 1, false, '', '', 3, md5(n::text)
  from generate_series(1, %(tickets)s) n
"""


class TimeIsUpError(Exception):
    """The command may not run longer."""


def _stop(*_args: Any) -> None:
    raise TimeIsUpError


def main(tickets: int, due: int, seconds: int) -> dict[str, float | int | bool]:
    """Migrate, fill, escalate; see the module."""
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from helpdesk.models import Queue, Ticket

    call_command("migrate", verbosity=0)
    owner = get_user_model().objects.create_user("mette", "mette@kommune.example")
    queue = Queue.objects.create(
        title="Jobordrer", slug="jobordrer", email_address="kø@kommune.example", escalate_days=5
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _TICKETS, {"queue": queue.pk, "user": owner.pk, "tickets": tickets, "step": tickets // due}
        )
        cursor.execute("analyze")
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(seconds)
    started = time.perf_counter()
    try:
        call_command("escalate_tickets")
    except TimeIsUpError:
        pass
    finally:
        signal.alarm(0)
    took = time.perf_counter() - started
    # It may have been stopped in the middle of a query.
    connection.close()
    escalated = Ticket.objects.filter(last_escalation__isnull=False).count()
    return {"escalated": escalated, "seconds": took, "whole": escalated == due}


if __name__ == "__main__":
    print(json.dumps(main(*(int(argument) for argument in sys.argv[1:4]))))
