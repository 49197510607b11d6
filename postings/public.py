"""What anybody may read: open vacancies, given out by functions of the database that know nothing else."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from postings.asking import Asked

PAGE = 25  # vacancies on one side of a list or a feed
LAST_SIDE = 400
MOST_ADDRESSES = 49_999  # a map of addresses holds 50,000, and the list itself is one


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


@dataclass(frozen=True, slots=True)
class Found:
    """One side of the open vacancies that were asked for, newest first, and how many they are in all."""

    rows: list[PublicPosting]
    hits: int
    side: int

    @property
    def has_more(self) -> bool:
        return self.hits > self.side * PAGE and self.side < LAST_SIDE


def postings_search(scope: Scope, asked: Asked, side: int = 1) -> Found:
    """One side (from 1) of the scope's open vacancies that fit. One query; a side beyond the last has neither."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from postings_search(%s, %s::text[], %s, %s, %s, %s)",
            [
                scope.uuid,
                asked.words,
                asked.municipality or None,
                asked.work_time or None,
                (side - 1) * PAGE,
                PAGE,
            ],
        )
        rows = cursor.fetchall()
    return Found([PublicPosting(*row[:-1]) for row in rows], rows[0][-1] if rows else 0, side)


def municipalities(scope: Scope) -> list[tuple[str, str, int]]:
    """Where the scope has open vacancies: code, name, how many; by name. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select * from postings_municipalities(%s)", [scope.uuid])
        return [(str(code), str(name), int(hits)) for code, name, hits in cursor.fetchall()]


def addresses() -> list[tuple[UUID, datetime.datetime]]:
    """The open vacancies, and when each was last written; as many as one map of addresses may hold. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select * from postings_addresses(%s)", [MOST_ADDRESSES])
        return list(cursor.fetchall())


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
