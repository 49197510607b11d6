"""An agreement in force and its people, for the tests of what happens to it. Time is played, never read."""

import datetime
from typing import Any

from django.db import connection

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import Area, PartyRole
from agreements.models import Agreement, AgreementChange, AgreementMeeting
from agreements.services.endings import EndingsResult, endings_run
from agreements.services.meetings import meetings_plan
from jobcenters.calendar import local_instant
from notifications.models import OutboxMail
from tests.factories import accounts, companies, orders
from tests.factories import agreements as make
from tests.helpers.db import as_owner, as_worker

START = datetime.date(2026, 1, 1)
END = datetime.date(2026, 12, 31)


def at(day: datetime.date, hour: int = 12) -> datetime.datetime:
    """Noon, Danish time, unless told."""
    return local_instant(day, datetime.time(hour))


def day(month: int, number: int, year: int = 2026) -> datetime.date:
    return datetime.date(year, month, number)


class Life:
    """A company, Jobservice Danmark, Horsens west and Køge east, and an a-kasse; 2026, meetings every third month."""

    def __init__(self, **fields: Any) -> None:
        self.company = companies.company("Gudenaa Maskinfabrik")
        self.west, self.east = orders.jobcenter("Horsens"), make.eastern("Køge")
        self.fund = accounts.organisation("Metal A-kasse", kind="partner")
        fields.setdefault("starts_on", START)
        fields.setdefault("ends_on", END)
        fields.setdefault("meeting_months", 3)
        with playing(at(START)):
            self.lise = make.national_actor(name="Lise Dam")
            self.agreement = make.agreement_in_force(
                self.company,
                actor=self.lise,
                tovholders=[(self.west, Area.WEST, ()), (self.east, Area.EAST, ())],
                partners=[self.fund],
                **fields,
            )
        self.mette = accounts.actor(self.west, name="Mette Lund")
        self.eva = accounts.actor(self.east, name="Eva Holm")
        self.karin = accounts.actor(self.company.organisation, name="Karin Friis")
        self.frank = accounts.actor(self.fund, name="Frank Bo")
        self.odder = orders.consultant("Odder")  # covered: sees the terms, decides nothing
        self.stranger = accounts.actor(companies.company("Anden virksomhed").organisation)

    @property
    def parties(self) -> dict[str, Actor]:
        return {
            "national": self.lise,
            "west": self.mette,
            "east": self.eva,
            "company": self.karin,
            "partner": self.frank,
        }

    def reload(self) -> Agreement:
        with as_owner():
            self.agreement = Agreement.objects.select_related("current").get(pk=self.agreement.pk)
        return self.agreement

    def plan(self, when: datetime.datetime | None = None) -> None:
        with playing(when or at(START, 8)), acting_as(self.lise):
            meetings_plan(agreement=self.agreement)

    def meetings(self, *states: str) -> list[AgreementMeeting]:
        with as_owner():
            found = AgreementMeeting.objects.filter(agreement=self.agreement).order_by("starts_at", "id")
            return [m for m in found if not states or m.state in states]

    def days(self) -> list[datetime.date]:
        """The Danish days of the planned meetings."""
        return [m.starts_at.date() for m in self.meetings("planned")]

    def change(self, pk: int | None = None) -> AgreementChange:
        with as_owner():
            changes = AgreementChange.objects.filter(agreement=self.agreement).order_by("-id")
            return changes.get(pk=pk) if pk else changes[0]

    def contact(self, role: str) -> str:
        """The address of a party's contact person."""
        with as_owner():
            return self.agreement.current.parties.filter(role=role).order_by("position")[0].contact_email

    def tovholder_contact(self) -> str:
        return self.contact(PartyRole.TOVHOLDER)


def run(when: datetime.datetime) -> EndingsResult:
    """The beat's task, as the worker, at another time."""
    with as_worker(), playing(when):
        return endings_run(now=when)


def mails(name: str = "", *, to: str = "") -> list[OutboxMail]:
    """What is in the outbox, as the owner sees it; `name` without its app."""
    with as_owner():
        found = list(OutboxMail.objects.order_by("created_at", "recipient"))
    wanted = f"agreements.{name}" if name else "agreements."
    return [
        m
        for m in found
        if (m.name == wanted if name else m.name.startswith(wanted)) and to in ("", m.recipient)
    ]


def titles(agreement: Agreement) -> list[str]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select title from agreements_agreementevent where agreement_id = %s order by at, id",
            [agreement.pk],
        )
        return [row[0] for row in cursor.fetchall()]
