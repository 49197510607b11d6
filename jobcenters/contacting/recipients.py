"""Every jobcentre has one living recipient: whom mail to it reaches, and who is next where somebody is gone.

The way is contact person, that one's stand-in, the jobcentre's manager, its main mailbox, the network's coordinator,
Jobservice Danmark. Who is on leave, whose mail comes back and whom the list says not to count on is passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from accounts.stand_ins import who_answers
from jobcenters.enums import ContactList, Freshness, Reach
from jobcenters.models import ContactEntry
from jobcenters.trust import Trust, trust


@dataclass(frozen=True, slots=True)
class Reached:
    """Who gets a jobcentre's mail. `entry_id`: the contact entry, where it is one. `email` is "" for nobody."""

    reach: Reach
    organisation_id: int
    name: str
    email: str
    entry_id: int | None = None

    @property
    def is_contact(self) -> bool:
        """Whether a living contact person gets it, or their stand-in."""
        return self.reach in (Reach.CONTACT, Reach.STAND_IN)


# The most trusted first; a list's order of subject and person after that.
_ORDER = {Freshness.FRESH: 0, Freshness.NEW: 1, Freshness.AGEING: 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact entry as far as reaching goes."""

    entry_id: int
    person: str
    email: str
    trust: Trust
    stand_in_id: int | None = None
    is_wanted: bool = True  # on the list that is asked; others may only stand in


def contact_reached(
    jobcenter_id: int, entries: Iterable[Candidate], *, dead: Collection[str], away: Collection[str]
) -> Reached | None:
    """The first contact person who can be reached, else the first who stands in for one; None where nobody can. Pure.

    `dead` and `away` are addresses in small letters. A stand-in's own stand-in is asked too.
    """
    ordered = sorted(entries, key=lambda one: _ORDER.get(one.trust.state, len(_ORDER)))
    by_id = {one.entry_id: one for one in ordered}
    there = [
        one.entry_id
        for one in ordered
        if one.email and one.trust.is_living and one.email.lower() not in {*dead, *away}
    ]
    # Whoever is on the list to stand in for somebody is not asked before that one.
    wanted = [one for one in ordered if one.is_wanted]
    named = {one.stand_in_id for one in wanted}
    for one in wanted:
        if one.entry_id in there and one.entry_id not in named:
            return Reached(Reach.CONTACT, jobcenter_id, one.person, one.email, one.entry_id)
    stand_ins = {one.entry_id: one.stand_in_id for one in ordered}
    for one in sorted(wanted, key=lambda one: one.entry_id in named):
        found = who_answers(one.entry_id, there=there, stand_ins=stand_ins).person
        if found is not None:
            answering = by_id[found]
            reach = Reach.CONTACT if found == one.entry_id else Reach.STAND_IN
            return Reached(reach, jobcenter_id, answering.person, answering.email, found)
    return None


@dataclass(slots=True)
class _House:
    dead: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    others: list[Reached] = field(default_factory=list)


def _houses(jobcenter_ids: Collection[int], day: date) -> Mapping[int, _House]:
    found: defaultdict[int, _House] = defaultdict(_House)
    with connection.cursor() as cursor:
        cursor.execute("select * from jobcenters_reached(%s, %s)", [list(jobcenter_ids), day])
        for jobcenter_id, reach, organisation_id, name, email in cursor.fetchall():
            house = found[jobcenter_id]
            if reach in ("dead", "away"):
                (house.dead if reach == "dead" else house.away).add(email.lower())
            else:
                house.others.append(Reached(Reach(reach), organisation_id, name, email))
    return found


def recipients_of(
    jobcenter_ids: Collection[int], day: date, *, kind: str = ContactList.RECRUITMENT
) -> dict[int, Reached]:
    """Jobcentre id -> who gets its mail about `kind` on `day`; somebody for each of them. Two queries.

    Needs somebody who acts; a company, which sees no contact lists, gets the jobcentre's manager or mailbox.
    """
    houses = _houses(jobcenter_ids, day)
    entries: defaultdict[int, list[Candidate]] = defaultdict(list)
    rows = ContactEntry.objects.filter(jobcenter_id__in=list(jobcenter_ids))
    for entry in rows.order_by("subject", "person", "pk"):
        entries[entry.jobcenter_id].append(
            Candidate(
                entry.pk,
                entry.person,
                entry.email,
                trust(entry.signs, day),
                entry.stand_in_id,
                is_wanted=entry.list_kind == kind,
            )
        )
    found = {}
    for pk in jobcenter_ids:
        house = houses.get(pk) or _House()
        found[pk] = (
            contact_reached(pk, entries[pk], dead=house.dead, away=house.away)
            or next(iter(house.others), None)
            or Reached(Reach.NOBODY, pk, "", "")
        )
    return found


def recipient_of(jobcenter_id: int, day: date, *, kind: str = ContactList.RECRUITMENT) -> Reached:
    """The same for one jobcentre."""
    return recipients_of([jobcenter_id], day, kind=kind)[jobcenter_id]
