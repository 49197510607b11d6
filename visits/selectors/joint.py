"""Reading joint visits: one with all its answers, and whom to invite."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from jobcenters.models import Jobcenter
from jobcenters.selectors import jobcenters_near, network_jobcenters, networks_of
from visits.models import JointVisit, JointVisitGuest, JointVisitTime

# How far one goes along to a visit.
NEAR_KM = 40


def joint_visit_get(actor: Actor, uuid: UUID) -> JointVisit:
    """The visit with that public id. Raises JointVisit.DoesNotExist, also for who neither hosts nor is invited."""
    return JointVisit.objects.visible_to(actor).with_names().get(uuid=uuid)


def invitable(actor: Actor, on_day: datetime.date) -> list[Organisation]:
    """Who can be invited: jobcentres that exist on the Danish day, and Jobservice Danmark, without oneself."""
    there = Jobcenter.objects.visible_to(actor).on(on_day).values("pk")
    rows = Organisation.objects.visible_to(actor).exclude(pk=actor.organisation_id)
    return list(
        rows.filter(Q(pk__in=there) | Q(kind=OrganisationKind.NATIONAL))
        .select_related("jobcenter")
        .order_by("name", "pk")
    )


def near_first(
    actor: Actor, guests: Sequence[Organisation], code: str, on_day: datetime.date
) -> tuple[list[Organisation], list[Organisation]]:
    """Those who are most likely invited, and the others, each in the order given: members of one's own networks,
    jobcentres at most `NEAR_KM` from postcode `code`, and Jobservice Danmark. At most five queries.
    """
    near = {found.jobcenter.pk for found in jobcenters_near(code, NEAR_KM, on_day)}
    for network in networks_of(actor.organisation_id, on_day):
        near |= {jobcenter.pk for jobcenter in network_jobcenters(network, on_day)}
    chosen = [guest for guest in guests if guest.pk in near or guest.kind == OrganisationKind.NATIONAL]
    return chosen, [guest for guest in guests if guest not in chosen]


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A proposed time and what each guest said, in the guests' order; None: not answered."""

    time: JointVisitTime
    answers: Sequence[bool | None]

    @property
    def yes(self) -> int:
        return sum(answer is True for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Board:
    """The running round: its times, the guests, who has answered, and citizens by pseudonym with who brings them."""

    guests: Sequence[JointVisitGuest]
    times: Sequence[TimeRow]
    citizens: Sequence[tuple[str, str]]

    @property
    def waiting(self) -> list[JointVisitGuest]:
        return [guest for guest in self.guests if guest.answered_round != guest.visit.round]


def board_of(visit: JointVisit) -> Board:
    """Three queries."""
    guests = list(visit.guests.select_related("organisation", "answered_by", "visit"))
    times = list(visit.times.filter(round=visit.round).prefetch_related("answers"))
    rows = []
    for time in times:
        said = {answer.organisation_id: answer.can for answer in time.answers.all()}
        rows.append(TimeRow(time, [said.get(guest.organisation_id) for guest in guests]))
    citizens = visit.citizens.select_related("organisation").order_by("pseudonym")
    return Board(guests, rows, [(row.pseudonym, row.organisation.name) for row in citizens])
