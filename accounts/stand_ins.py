"""Who answers for whom: chains of stand-ins, as far as somebody who is there (PEERS G2). Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Answering(Generic[Person]):
    """Who answers for the first of `path`: its last, if `found`.

    `path` is the way there, each standing in for the one before. Not `found`: the way ends at somebody who is away and
    has no stand-in, or comes back to somebody on it (`is_circle`).
    """

    path: tuple[Person, ...]
    found: bool
    is_circle: bool = False

    @property
    def person(self) -> Person | None:
        """Who answers, or None."""
        return self.path[-1] if self.found else None

    @property
    def is_stand_in(self) -> bool:
        """Whether somebody else than the person answers."""
        return self.found and len(self.path) > 1


@dataclass(frozen=True, slots=True)
class Staffing(Generic[Person]):
    """Everybody on one day: who is `there`, and whom each has to stand in for them that day."""

    there: Collection[Person]
    stand_ins: Mapping[Person, Person | None]

    def answering(self, person: Person) -> Answering[Person]:
        """Who answers for somebody; for a stranger nobody does."""
        return who_answers(person, there=self.there, stand_ins=self.stand_ins)


def staffing_of(
    *,
    usual: Mapping[Person, Person | None],
    away: Mapping[Person, Person | None],
    reachable: Collection[Person],
) -> Staffing[Person]:
    """The staffing of a day. `usual`: everybody's stand-in of always. `away`: whoever is on leave, with the stand-in
    that this leave names, which comes before the usual one. `reachable`: who works here and reads mail.
    """
    stand_ins = {person: away.get(person) or stand_in for person, stand_in in usual.items()}
    return Staffing(frozenset(reachable) - away.keys(), stand_ins)


def who_answers(
    person: Person, *, there: Collection[Person], stand_ins: Mapping[Person, Person | None]
) -> Answering[Person]:
    """Follow the stand-ins from `person` to the first who is `there`: works here, is not on leave, can be reached."""
    path = [person]
    while path[-1] not in there:
        following = stand_ins.get(path[-1])
        if following is None:
            return Answering(tuple(path), found=False)
        if following in path:
            return Answering(tuple(path), found=False, is_circle=True)
        path.append(following)
    return Answering(tuple(path), found=True)
