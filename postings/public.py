"""What anybody may read: open vacancies, given out by functions of the database that know nothing else."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

PAGE = 25  # vacancies on one side of a list or a feed
LAST_SIDE = 400


@dataclass(frozen=True, slots=True)
class PublicPosting:
    """A vacancy as everybody sees it. Days are Danish days, instants aware."""

    uuid: UUID
    number: int
    title: str
    places: int
    is_anonymous: bool
    employer: str
    description: str
    postcode: str
    town: str
    address: str
    work_time: str
    hours: str
    wage: str
    start_on: datetime.date | None
    apply_by: datetime.date
    apply_to: str
    contact_name: str
    contact_phone: str
    contact_email: str
    apply_url: str
    language: str
    published_at: datetime.datetime
    changed_at: datetime.datetime
    jobcenter_uuid: UUID
    jobcenter_name: str

    @property
    def path(self) -> str:
        return reverse("postings:posting", args=[self.uuid])

    @property
    def place(self) -> str:
        """ "Fabriksvej 12, 8700 Horsens", or the postcode alone."""
        town = f"{self.postcode} {self.town}"
        return f"{self.address}, {town}" if self.address else town

    @property
    def summary(self) -> str:
        """One line for lists: who, where (once), how much."""
        if self.employer.endswith(f" {self.town}"):  # "En virksomhed i Horsens"
            return f"{self.employer}. {self.hours}"
        return _("%(employer)s, %(town)s. %(hours)s") % {
            "employer": self.employer,
            "town": self.town,
            "hours": self.hours,
        }


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose vacancies: one jobcentre's, or everybody's (`uuid` None)."""

    uuid: UUID | None
    name: str

    def path(self, kind: str) -> str:
        """The address of its list, or of a feed ("feed_json", "feed_rss")."""
        if self.uuid is None:
            return reverse(f"postings:{kind}")
        return reverse(f"postings:jobcenter_{kind}", args=[self.uuid])


EVERYBODY = Scope(None, "")


def posting_open(uuid: UUID) -> PublicPosting | None:
    """The vacancy, while it can be applied for."""
    rows = _rows("select * from postings_open(%s, null, 0, 1)", uuid)
    return rows[0] if rows else None


def posting_end(uuid: UUID) -> str:
    """How a vacancy that was open once has ended (`PostingState`); "" where there never was one."""
    with connection.cursor() as cursor:
        cursor.execute("select postings_ended(%s)", [uuid])
        row = cursor.fetchone()
    return str(row[0] or "") if row else ""


def postings_open(scope: Scope, side: int) -> tuple[list[PublicPosting], bool]:
    """One side (from 1) of the open vacancies, newest first, and whether there are more. One query."""
    rows = _rows("select * from postings_open(null, %s, %s, %s)", scope.uuid, (side - 1) * PAGE, PAGE + 1)
    return rows[:PAGE], len(rows) > PAGE


def changed_at(scope: Scope) -> datetime.datetime:
    """When the scope's list last became another one: somebody wrote, or a deadline passed at midnight."""
    with connection.cursor() as cursor:
        cursor.execute("select postings_changed_at(%s)", [scope.uuid])
        row = cursor.fetchone()
    return row[0] if row and row[0] else datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def jobcenter_scope(uuid: UUID) -> Scope | None:
    """A jobcentre by its public id, or None."""
    with connection.cursor() as cursor:
        cursor.execute("select postings_jobcenter(%s)", [uuid])
        row = cursor.fetchone()
    return Scope(uuid, str(row[0])) if row and row[0] else None


def _rows(statement: str, *values: UUID | int | None) -> list[PublicPosting]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [PublicPosting(*row) for row in cursor.fetchall()]
