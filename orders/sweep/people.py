"""Who can be reached: everybody who works somewhere, who is on leave, who stands in, and which addresses are dead (G2).

Loaded once per sweep, for the whole country. A person is known by organisation and user; chains of stand-ins run inside
one organisation.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.enums import OrganisationKind, Role
from accounts.models import Absence, Membership
from accounts.stand_ins import Answering, staffing_of
from notifications.addresses import dead_for_the_worker

Place = tuple[int, int]  # organisation id and user id


@dataclass(frozen=True, slots=True)
class Person:
    """One colleague as mail reaches them."""

    place: Place
    name: str
    email: str

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


class People:
    """The colleagues of every organisation that is no company, on the Danish day `today`."""

    def __init__(self, today: datetime.date) -> None:
        self.names: dict[tuple[int, int | None], str] = {}  # of those who work there now
        self._persons: dict[Place, Person] = {}
        self._managers: dict[int, list[Place]] = defaultdict(list)
        self._always: dict[Place, Place | None] = {}
        self._load(today)

    def _load(self, today: datetime.date) -> None:
        members = Membership.objects.exclude(organisation__kind=OrganisationKind.COMPANY).order_by("user_id")
        fields = ("id", "organisation_id", "user_id", "role", "is_active", "user__is_active")
        rows = list(members.values_list(*fields, "user__name", "user__email", "stand_in_id"))
        place_of = {pk: (organisation_id, user_id) for pk, organisation_id, user_id, *_rest in rows}
        away = {
            place_of[membership]: place_of.get(stand_in)
            for membership, stand_in in Absence.objects.on(today).values_list("membership_id", "stand_in_id")
            if membership in place_of
        }
        dead = dead_for_the_worker(email for *_rest, email, _stand_in in rows if email)
        reachable = set()
        for _pk, organisation_id, user_id, role, is_active, may_sign_in, name, email, stand_in in rows:
            place = (organisation_id, user_id)
            self._persons[place] = Person(place, name, email)
            self._always[place] = place_of.get(stand_in)
            if not (is_active and may_sign_in):
                continue
            self.names[place] = name
            if email and email.lower() not in dead:
                reachable.add(place)
            if role == Role.MANAGER:
                self._managers[organisation_id].append(place)
        self._staffing = staffing_of(usual=self._always, away=away, reachable=reachable)

    def answering(self, place: Place) -> Answering[Place]:
        """Who answers for somebody who works, or has worked, at a place."""
        return self._staffing.answering(place)

    def stand_in(self, place: Place) -> Person | None:
        """Whom somebody has chosen to stand in always, or who answers for that one; None where nobody does."""
        chosen = self._always.get(place)
        return self._one(chosen) if chosen else None

    def managers(self, organisation_id: int) -> list[Person]:
        """Those who lead an organisation, or stand in for them, each once; empty where none can be reached."""
        found = (self._one(place) for place in self._managers.get(organisation_id, ()))
        return list(dict.fromkeys(person for person in found if person))

    def person(self, place: Place) -> Person:
        """Raises KeyError for somebody who never worked there."""
        return self._persons[place]

    def _one(self, place: Place) -> Person | None:
        answering = self.answering(place)
        return self._persons[answering.person] if answering.person else None


def reachable_mailboxes(mailboxes: Iterable[str]) -> set[str]:
    """Those of the addresses that mail does not come back from; in small letters."""
    known = {address.lower() for address in mailboxes if address}
    return known - dead_for_the_worker(known)
