"""Tasks: made, done, taken back, moved; a round of calls; the secret address of one's calendar (R176)."""

import datetime
import secrets
from collections.abc import Sequence

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
MOST_IN_A_ROUND = 500
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
    _check(actor, said, due_on, assigned, local_date(now)).raise_any()
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
    faults = _check(actor, said, due_on, assigned, None if due_on == row.due_on else local_date(moment()))
    faults.raise_any()
    row.text, row.due_on, row.assigned = said, due_on, assigned
    row.save(update_fields=["text", "due_on", "assigned"])
    return row


def _check(
    actor: Actor, text: str, due_on: datetime.date, assigned: User | None, today: datetime.date | None
) -> Faults:
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
    row.done_at, row.done_by = None, None
    row.save(update_fields=["done_at", "done_by"])


@transaction.atomic
def round_make(
    *,
    actor: Actor,
    companies: Sequence[Company],
    name: str,
    due_on: datetime.date,
    assigned: User | None = None,
) -> int:
    """A round of calls (rundringning): one task per company; how many are new. Who is on the round already is passed,
    and companies where nobody wants contact.

    `name` is the round's, also the campaign of its tasks. Raises NotAllowed, and ValidationError by field.
    """
    check_can_note(actor)
    now = moment()
    said = clean_line(name)
    faults = _check(actor, said, due_on, assigned, local_date(now))
    if "text" in faults.found:
        faults.found["name"] = faults.found.pop("text")
    faults.at_most("name", said, CAMPAIGN_MAX)
    if not companies:
        faults.add("companies", _("Vælg mindst én virksomhed."))
    if len(companies) > MOST_IN_A_ROUND:
        faults.add("companies", _("Vælg højst %s virksomheder ad gangen.") % MOST_IN_A_ROUND)
    faults.raise_any()
    there = _on_round(actor, said)
    asked = Company.objects.visible_to(actor).filter(pk__in=[company.pk for company in companies])
    willing = set(asked.with_somebody_to_ring().values_list("pk", flat=True))
    made = Task.objects.bulk_create(
        [
            Task(
                organisation_id=actor.organisation_id,
                author_id=actor.user_id,
                assigned=assigned,
                company=company,
                kind=TaskKind.ROUND,
                text=_("Ring: %s") % said,
                campaign=said,
                due_on=due_on,
                created_at=now,
            )
            for company in companies
            if company.pk in willing and company.pk not in there
        ],
        ignore_conflicts=True,
    )
    audit_write(actor=actor, action="round.make", object_type="task", detail={"many": len(made)})
    return len(made)


def _on_round(actor: Actor, campaign: str) -> set[int | None]:
    tasks = Task.objects.visible_to(actor).open().filter(kind=TaskKind.ROUND, campaign=campaign)
    return set(tasks.values_list("company_id", flat=True))


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
