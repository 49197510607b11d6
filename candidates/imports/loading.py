"""Taking the checked rows in: a thousand candidates and the run's position in one transaction."""

import json
from typing import Any

from django.db import connection, transaction

from accounts.moment import moment
from candidates.imports import statements
from candidates.imports.checking import not_made_again
from candidates.imports.columns import BY_KEY
from candidates.imports.limits import BATCH
from candidates.models import ImportRun
from candidates.pseudonyms import first_round, more_digits, pseudonym
from candidates.services.said_no import said_no_among
from jobcenters.models import Municipality

MOST_ROUNDS = 12


def load_next(run: ImportRun) -> int:
    """Write the next rows in the running transaction and move the run's position; how many rows there were.

    Must run on the jobcentre's behalf. What a row says is written only where it is not so already.
    """
    with connection.cursor() as cursor:
        values = {"me": run.jobcenter_id, "run": run.pk, "after": run.position, "most": BATCH}
        cursor.execute(statements.NEXT, values)
        rows = [
            {"line": line, "ref": ref, "data": json.loads(data) if isinstance(data, str) else data}
            for line, ref, data in cursor.fetchall()
        ]
        if not rows:
            return 0
        cursor.execute(statements.WHO, {"me": run.jobcenter_id, "refs": [row["ref"] for row in rows]})
        people = dict(cursor.fetchall())
        for row in rows:
            row["id"] = people.get(row["ref"])
        known = [row for row in rows if row["id"]]
        if known:
            given: dict[str, Any] = {"rows": json.dumps(known, ensure_ascii=False), "now": moment()}
            for statement in statements.UPDATE:
                cursor.execute(statement, given)
        fresh = [row for row in rows if not row["id"]]
        # Who came on the list after the file was checked.
        said_no = said_no_among(run.jobcenter_id, [row["ref"] for row in fresh])
        if said_no:
            _pass_over(cursor, run, [row["line"] for row in fresh if row["ref"] in said_no])
            fresh = [row for row in fresh if row["ref"] not in said_no]
        if fresh:
            _insert(cursor, run, fresh)
    run.position = rows[-1]["line"]
    run.done_new += len(fresh)
    run.done_changed += len(known)
    return len(rows)


def _pass_over(cursor: Any, run: ImportRun, lines: list[int]) -> None:
    """Count rows as unchanged after all, and say why."""
    run.unchanged += len(lines)
    run.notices += len(lines)
    said = {"column": BY_KEY["reference"].heading, "text": not_made_again(), "is_error": False}
    rows = json.dumps([{"line": line, **said} for line in lines], ensure_ascii=False)
    cursor.execute(statements.FAULTS, {"run": run.pk, "me": run.jobcenter_id, "rows": rows})


def _insert(cursor: Any, run: ImportRun, fresh: list[dict[str, Any]]) -> None:
    """New candidates under new pseudonyms; a taken one is drawn again, with more digits as they become common.

    Raises RuntimeError where no free pseudonym is found.
    """
    names = dict(Municipality.objects.values_list("code", "name"))
    waiting, now = list(fresh), moment()
    start = first_round(run.stock + run.done_new)
    for number in range(start, start + MOST_ROUNDS):
        for row in waiting:
            row["pseudonym"] = pseudonym(names[row["data"]["c"]["municipality"]], digits=more_digits(number))
        # Two of one draw: the second waits for the next.
        drawn = {row["pseudonym"]: row for row in waiting}
        cursor.execute(
            statements.INSERT_CANDIDATES,
            {
                "me": run.jobcenter_id,
                "now": now,
                "rows": json.dumps(list(drawn.values()), ensure_ascii=False),
            },
        )
        for pk, name in cursor.fetchall():
            drawn[name]["id"] = pk
        waiting = [row for row in waiting if not row["id"]]
        if not waiting:
            break
    else:
        raise RuntimeError("No free pseudonym was found.")
    given = {"me": run.jobcenter_id, "rows": json.dumps(fresh, ensure_ascii=False)}
    for statement in statements.INSERT_LEVELS:
        cursor.execute(statement, given)


@transaction.atomic
def leave_next(run: ImportRun) -> int:
    """Let the next of those who are not in the file leave; how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            statements.LEAVE, {"me": run.jobcenter_id, "run": run.pk, "now": moment(), "most": BATCH}
        )
        gone: int = cursor.rowcount
    run.done_left += gone
    return gone
