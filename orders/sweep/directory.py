"""Whom a role of the ladder is, and when they are open: everybody at once, loaded once per sweep."""

import datetime
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from jobcenters.calendar import NoOpeningHoursError, OpeningCalendar, local_date
from jobcenters.contacting.recipients import Reached, recipient_of
from jobcenters.models import NetworkMember
from orders.calendars import OFFICE_HOURS, calendars_of
from orders.clock import notify_at, warning_notify_at
from orders.ladder import COUNTERPARTS
from orders.ladder import Role as LadderRole
from orders.sweep.people import People, Person, reachable_mailboxes


class Why(StrEnum):
    """Why somebody gets the mail; the mail's last line says so."""

    OWNER = "owner"
    NO_OWNER = "no_owner"
    MANAGER = "manager"
    ASKED = "asked"
    NO_ASKER = "no_asker"
    STANDS_IN = "stands_in"
    STAND_IN = "stand_in"
    COORDINATOR = "coordinator"
    NATIONAL = "national"
    UNREACHED = "unreached"
    MAILBOX = "mailbox"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, or an organisation's own mailbox. `email` may be empty for a mailbox only."""

    key: str  # "user:12" or "organisation:5", as the ledger has it
    email: str
    name: str
    organisation_id: int
    user_id: int | None
    why: Why


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation as a mail speaks of it."""

    name: str
    mailbox: str
    phone: str
    uuid: UUID


class OnClock(Protocol):
    """Who a clock names on both sides."""

    @property
    def owner_organisation_id(self) -> int: ...
    @property
    def owner_user_id(self) -> int | None: ...
    @property
    def owed_to_id(self) -> int: ...
    @property
    def owed_to_user_id(self) -> int | None: ...


class Directory:
    """The people, managers, mailboxes and calendars of every organisation that is no company, at `now` (aware)."""

    def __init__(self, now: datetime.datetime) -> None:
        self.now = now
        self.offices: dict[int, Office] = {}
        self.names: dict[tuple[int, int | None], str] = {}
        self._resolved: dict[tuple[LadderRole, int, int | None], tuple[Recipient, ...]] = {}
        self._national: int | None = None
        self._coordinators: dict[int, int] = {}
        self._opens: dict[int, datetime.datetime] = {}
        self._warns: dict[tuple[int, datetime.datetime], datetime.datetime | None] = {}
        self._load()

    def _load(self) -> None:
        organisations = Organisation.objects.exclude(kind=OrganisationKind.COMPANY).order_by()
        office = ("id", "kind", "uuid", "name", "email", "phone")
        jobcenter = ("jobcenter__company_email", "jobcenter__company_phone")
        rows = organisations.order_by("id").values_list(*office, *jobcenter)
        for pk, kind, uuid, name, email, phone, company_email, company_phone in rows:
            self.offices[pk] = Office(name, company_email or email, company_phone or phone, uuid)
            if kind == OrganisationKind.NATIONAL and self._national is None:
                self._national = pk
        self.people = People(local_date(self.now))
        self.names.update(self.people.names)
        self._mailboxes = reachable_mailboxes(office.mailbox for office in self.offices.values())
        self._calendars = calendars_of(set(self.offices))
        self._coordinators = self._load_coordinators(local_date(self.now))

    @staticmethod
    def _load_coordinators(today: datetime.date) -> dict[int, int]:
        """Jobcentre -> who coordinates its network today: of several networks, the one it joined first."""
        members = NetworkMember.objects.on(today).order_by("-valid_from", "-network__name")
        return {
            jobcenter_id: coordinator_id
            for jobcenter_id, coordinator_id in members.values_list("jobcenter_id", "network__coordinator_id")
            if coordinator_id is not None
        }

    # --- people ---------------------------------------------------------------------------------------------

    def resolve(self, role: LadderRole, organisation_id: int, user_id: int | None) -> tuple[Recipient, ...]:
        """Who is told for `role`, seen from the organisation that owes (or, for the counterpart, waits); `user_id` is
        the person that the clock names there, if any.

        Somebody who is away, has left or cannot be reached is answered for by their stand-in, and that one's. A role
        without a person who can be reached goes to the managers, without managers to the organisation's own mailbox,
        where that is dead to its contact person, and at last to the network's coordinator and then to Jobservice
        Danmark: never to nobody. Without a coordinator Jobservice Danmark stands in, and without that the owner's
        managers.
        """
        key = (role, organisation_id, user_id)
        if key not in self._resolved:
            self._resolved[key] = self._find(role, organisation_id, user_id)
        return self._resolved[key]

    def resolve_on(self, role: LadderRole, clock: OnClock) -> tuple[Recipient, ...]:
        """Who is told for `role` of a clock: a counterpart is seen from who waits, everybody else from who owes."""
        if role in COUNTERPARTS:
            return self.resolve(role, clock.owed_to_id, clock.owed_to_user_id)
        return self.resolve(role, clock.owner_organisation_id, clock.owner_user_id)

    def _find(self, role: LadderRole, organisation_id: int, user_id: int | None) -> tuple[Recipient, ...]:
        if role in (LadderRole.OWNER, LadderRole.COUNTERPART):
            is_owner = role is LadderRole.OWNER
            if user_id is not None:
                answering = self.people.answering((organisation_id, user_id))
                if answering.person is not None:
                    own = Why.OWNER if is_owner else Why.ASKED
                    why = Why.STANDS_IN if answering.is_stand_in else own
                    return (_recipient(self.people.person(answering.person), why),)
            why = Why.NO_OWNER if is_owner else Why.NO_ASKER
        elif role is LadderRole.STAND_IN:
            if user_id is not None and (found := self.people.stand_in((organisation_id, user_id))):
                return (_recipient(found, Why.STANDS_IN),)
            why = Why.STAND_IN
        elif role is LadderRole.COORDINATOR and organisation_id in self._coordinators:
            organisation_id, why = self._coordinators[organisation_id], Why.COORDINATOR
        elif role in (LadderRole.COORDINATOR, LadderRole.NATIONAL) and self._national is not None:
            organisation_id, why = self._national, Why.NATIONAL
        else:
            why = Why.MANAGER
        return self._lead_of(organisation_id, why) or self._beyond(organisation_id)

    def _lead_of(self, organisation_id: int, why: Why) -> tuple[Recipient, ...]:
        """The managers, or else the mailbox, or else the contact list; empty where nobody can be reached."""
        managers = self.people.managers(organisation_id)
        if managers:
            return tuple(_recipient(manager, why) for manager in managers)
        if self.offices[organisation_id].mailbox.lower() in self._mailboxes:
            return (self._mailbox(organisation_id),)
        if contact := self._contact(organisation_id):
            return (replace(self._mailbox(organisation_id), email=contact.email, name=contact.name),)
        return ()

    def _contact(self, organisation_id: int) -> Reached | None:
        """The jobcentre's living contact person, asked for only where all others fail."""
        with acting_as(system_actor(organisation_id)):
            found = recipient_of(organisation_id, local_date(self.now))
        return found if found.is_contact else None

    def _beyond(self, organisation_id: int) -> tuple[Recipient, ...]:
        """Where nobody in the organisation can be reached: the network's coordinator, then Jobservice Danmark; at the
        very last the mailbox that does not work, so that the ledger says that nobody was told.
        """
        for other in (self._coordinators.get(organisation_id), self._national):
            if other is not None and other != organisation_id:
                found = self._lead_of(other, Why.UNREACHED)
                if found:
                    return found
        return (replace(self._mailbox(organisation_id), email=""),)

    def _mailbox(self, organisation_id: int) -> Recipient:
        office = self.offices[organisation_id]
        key = f"organisation:{organisation_id}"
        return Recipient(key, office.mailbox, office.name, organisation_id, None, Why.MAILBOX)

    # --- opening hours --------------------------------------------------------------------------------------

    def _calendar(self, organisation_id: int) -> OpeningCalendar:
        return self._calendars.get(organisation_id, OFFICE_HOURS)

    def opens_at(self, organisation_id: int) -> datetime.datetime:
        """The first instant from now on at which the organisation reads mail. Without opening hours: office hours."""
        if organisation_id not in self._opens:
            try:
                self._opens[organisation_id] = notify_at(self.now, self._calendar(organisation_id))
            except NoOpeningHoursError:
                self._opens[organisation_id] = notify_at(self.now, OFFICE_HOURS)
        return self._opens[organisation_id]

    def warning_at(self, organisation_id: int, due_at: datetime.datetime) -> datetime.datetime | None:
        """When a warning found now may reach the organisation; None if that is never before the deadline."""
        key = (organisation_id, due_at)
        if key not in self._warns:
            opens_at = self.opens_at(organisation_id)
            try:
                wanted = warning_notify_at(self.now, due_at, self._calendar(organisation_id))
            except NoOpeningHoursError:
                wanted = opens_at
            # Found too late for the closing before the deadline: the next opening must do, if it is early enough.
            at = wanted if wanted >= self.now else opens_at
            self._warns[key] = at if at <= due_at else None
        return self._warns[key]


def _recipient(person: Person, why: Why) -> Recipient:
    organisation_id, user_id = person.place
    return Recipient(f"user:{user_id}", person.email, person.first_name, organisation_id, user_id, why)
