"""What happens to projects by itself: the question after two months, sign-ups forgotten; and the public link."""

import datetime
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.models import Membership
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from candidates import project_mails
from candidates.models import Participant
from candidates.retention_rules import SIGN_UPS, SIGN_UPS_OF_OPEN
from jobcenters.calendar import local_date

PAGE = 200  # participants that one transaction of the worker takes


def kept_ask(*, now: datetime.datetime | None = None) -> int:
    """Ask the jobcentres of residence about those whose two months are over; how many. For the worker role.

    One mail per participant, in a transaction of its own, on its jobcentre's behalf: safe to run twice at once.
    """
    at, done = now or moment(), 0
    while True:
        with transaction.atomic():
            due = list(
                Participant.objects.asked_about_by(local_date(at))
                .order_by("pk")
                .values_list("pk", "jobcenter_id")[:PAGE]
            )
        for key, jobcenter_id in due:
            with acting_as(system_actor(jobcenter_id)):
                done += _ask(key, at)
        if len(due) < PAGE:
            return done


def _ask(key: int, now: datetime.datetime) -> int:
    row = (
        Participant.objects.asked_about_by(local_date(now))
        .select_related("project", "jobcenter__jobcenter", "added_by")
        .select_for_update(skip_locked=True, of=("self",))
        .filter(pk=key)
        .first()
    )
    if row is None:
        return 0
    row.kept_asked_at = now
    row.save(update_fields=["kept_asked_at"])
    colleagues = Membership.objects.active().filter(organisation_id=row.jobcenter_id)
    still_there = row.added_by is not None and colleagues.filter(user=row.added_by).exists()
    project_mails.kept_wanted(participant=row, to_user=still_there, now=now)
    return 1


def sign_ups_forget(*, now: datetime.datetime | None = None) -> int:
    """Delete names and contacts whose time is over (`retention_rules.SIGN_UPS`); how many. For the worker role."""
    at = now or moment()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select candidates_forget_sign_ups(%s, %s)",
            [SIGN_UPS.ends_before(at), SIGN_UPS_OF_OPEN.ends_before(at)],
        )
        return int(cursor.fetchone()[0])


# --- the citizen, who has no user --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """What the page behind the public link may say."""

    pk: int
    title: str
    school: str
    course: str
    starts_at: datetime.datetime
    minutes_long: int
    place: str
    text: str
    tovholders: str
    is_open: bool


def meeting_by_token(token: str) -> OpenMeeting | None:
    """The meeting that a link belongs to, also when it is closed; None for a link that is nobody's."""
    with connection.cursor() as cursor:
        cursor.execute("select * from candidates_meeting_by_link(%s)", [token])
        row = cursor.fetchone()
    return OpenMeeting(*row) if row else None


@transaction.atomic
def citizen_sign_up(*, token: str, name: str, contact: str) -> bool:
    """Put a citizen on the list; a contact that is there already stays there once. False where the link is closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select candidates_sign_up(%s, %s, %s, %s)", [token, name, contact, contact_key(contact)]
        )
        return bool(cursor.fetchone()[0])


def contact_key(contact: str) -> str:
    """How a contact is recognised: an address in small letters, a telephone number by its last eight digits."""
    if "@" in contact:
        return contact.strip().casefold()
    return "".join(sign for sign in contact if sign.isdigit())[-8:]
