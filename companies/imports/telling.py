"""What of a file's changes is told to whom: what stands in the register now is not everybody's to read."""

from collections.abc import Sequence
from typing import Any

from accounts.actor import Actor
from companies.models import ContactPerson
from companies.panels import guarded_companies
from imports.changes import hidden

REACH = ("phone", "email")
PERSON = ("contact", "title", *REACH)


def told_to(actor: Actor, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows' stored changes as `actor` may read them, asked when they are read.

    How a person is reached is left out where another jobcentre is the company's tovholder, and all of a person who
    wants not to be shared. Two queries, and a few for each company that may be guarded.
    """
    persons = {row["contact"] for row in rows if row["contact"]}
    known = set(ContactPerson.objects.visible_to(actor).filter(pk__in=persons).values_list("pk", flat=True))
    reached = {row["company"] for row in rows if any(one[0] in REACH for one in row["changes"])}
    guarded = guarded_companies(actor, sorted(reached)) if reached else set()
    told = []
    for row in rows:
        out: tuple[str, ...] = REACH if row["company"] in guarded else ()
        if row["contact"] and row["contact"] not in known:
            out = PERSON
        told.append({**row, "changes": hidden(row["changes"], out)} if out else row)
    return told
