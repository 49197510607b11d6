"""Tasks: made, done, taken back, moved; the secret address of one's calendar (R176)."""

import datetime
import secrets

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.models import Membership, User
from accounts.moment import moment
from accounts.tokens import token_hash
from companies.models import Company
from jobcenters.calendar import local_date
from visits.enums import TaskKind
from visits.models import CalendarLink, Task
from visits.permissions import check_can_note
from visits.services.faults import Faults, clean_line

TEXT_MAX, CAMPAIGN_MAX = 200, 60
_YEARS_AHEAD = 3


@transaction.atomic
def task_add(
    *,
    actor: Actor,
    text: str,
    due_on: datetime.date,
    company: Company | None = None,
    assigned: User | None = None,
) -> Task:
    """Make a task; nobody assigned: everybody's. Raises NotAllowed, and ValidationError by field."""
    check_can_note(actor)
    now = moment()
    said = clean_line(text)
    faults_of_task(actor, said, due_on, assigned, local_date(now)).raise_any()
    return Task.objects.create(
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        assigned=assigned,
        company=company,
        text=said,
        due_on=due_on,
        created_at=now,
    )


@transaction.atomic
def task_change(*, actor: Actor, task: Task, text: str, due_on: datetime.date, assigned: User | None) -> Task:
    """Reword or move a task, or give it to somebody else. Raises NotAllowed, and ValidationError by field."""
    check_can_note(actor)
    row = Task.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=task.pk)
    said = clean_line(text)
    today = None if due_on == row.due_on else local_date(moment())
    faults = faults_of_task(actor, said, due_on, assigned, today)
    faults.raise_any()
    row.text, row.due_on, row.assigned = said, due_on, assigned
    row.save(update_fields=["text", "due_on", "assigned"])
    return row


def faults_of_task(
    actor: Actor, text: str, due_on: datetime.date, assigned: User | None, today: datetime.date | None
) -> Faults:
    """What is wrong with a task, by field. Without `today` its day is not looked at: it stays as it was."""
    faults = Faults()
    if not text:
        faults.add("text", _("Skriv, hvad der skal gøres."))
    faults.at_most("text", text, TEXT_MAX)
    faults.no_cpr("text", text)
    if today and due_on < today:
        faults.add("due_on", _("Datoen er passeret. Vælg i dag eller en senere dag."))
    if today and (due_on - today).days > _YEARS_AHEAD * 366:
        faults.add("due_on", _("Datoen ligger langt ude i fremtiden. Kontrollér året."))
    if assigned and not _is_colleague(actor, assigned):
        faults.add("assigned", _("Vælg en kollega i jeres egen organisation."))
    return faults


def _is_colleague(actor: Actor, user: User) -> bool:
    rows = Membership.objects.visible_to(actor).active()
    return rows.filter(user=user, organisation_id=actor.organisation_id).exists()


@transaction.atomic
def task_done(*, actor: Actor, task: Task) -> None:
    """Tick a task off. One that is done already stays as it is. Raises NotAllowed."""
    check_can_note(actor)
    Task.objects.visible_to(actor).filter(pk=task.pk).open().update(
        done_at=moment(), done_by_id=actor.user_id
    )


@transaction.atomic
def task_reopen(*, actor: Actor, task: Task) -> None:
    """Take a tick back. Raises NotAllowed, and ValidationError where the same has been asked for anew meanwhile."""
    check_can_note(actor)
    row = Task.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=task.pk)
    same = Task.objects.visible_to(actor).open().filter(kind=row.kind).exclude(pk=row.pk)
    faults = Faults()
    if row.kind == TaskKind.NEXT_VISIT and same.filter(interaction=row.interaction).exists():
        faults.add("text", _("Der er allerede planlagt et nyt næste besøg."))
    if row.kind == TaskKind.ROUND and same.filter(company_id=row.company_id, campaign=row.campaign).exists():
        faults.add("text", _("Virksomheden står allerede på ringelisten igen."))
    faults.raise_any()
    row.done_at, row.done_by, row.is_given_up = None, None, False
    row.save(update_fields=["done_at", "done_by", "is_given_up"])


@transaction.atomic
def calendar_link_make(*, actor: Actor) -> str:
    """A new secret address of the actor's own calendar: its token, stored nowhere. The one before is dead at once.

    Raises NotAllowed.
    """
    check_can_note(actor)
    if actor.user_id is None:
        raise ValueError("A calendar is a person's.")
    now = moment()
    token = secrets.token_urlsafe(32)
    _own_links(actor).update(revoked_at=now)
    CalendarLink.objects.create(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        token_hash=token_hash(token),
        created_at=now,
    )
    audit_write(actor=actor, action="calendar_link.make", object_type="calendarlink")
    return token


@transaction.atomic
def calendar_link_revoke(*, actor: Actor) -> None:
    """The secret address stops answering at once."""
    _own_links(actor).update(revoked_at=moment())
    audit_write(actor=actor, action="calendar_link.revoke", object_type="calendarlink")


def _own_links(actor: Actor) -> models.QuerySet[CalendarLink]:
    return CalendarLink.objects.filter(
        organisation_id=actor.organisation_id, user_id=actor.user_id or 0, revoked_at__isnull=True
    )
