"""Rounds of calls: made, added to, reworded, ended and taken up again (R176)."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.models import User
from accounts.moment import moment
from companies.models import Company
from jobcenters.calendar import local_date
from ui import danish
from visits.enums import TaskKind
from visits.models import CallRound, Task
from visits.models.call_round import NAME_MAX
from visits.permissions import check_can_note
from visits.services.faults import Faults, clean_line
from visits.services.tasks import faults_of_task

MOST_IN_A_ROUND = 1000


@dataclass(frozen=True, slots=True)
class RoundMade:
    """The round, how many companies are new on it, and how many of the chosen ones were passed."""

    round: CallRound
    made: int
    passed: int


@transaction.atomic
def round_make(
    *,
    actor: Actor,
    companies: Collection[int],
    name: str,
    due_on: datetime.date,
    assigned: User | None = None,
) -> RoundMade:
    """A round of calls (rundringning): one task per company. `companies` are their keys, at most 1,000.

    A name that the organisation has a round of adds to that round, which goes on if it had ended. Who waits on it
    already, or has been rung, is passed, and companies where nobody wants contact, or that were merged into another;
    where all are, the round stays as it was. Raises NotAllowed, and ValidationError by field.
    """
    check_can_note(actor)
    now = moment()
    said = clean_line(name)
    faults = _faults(actor, said, due_on, assigned, local_date(now))
    if not companies:
        faults.add("companies", _("Vælg mindst én virksomhed."))
    if len(companies) > MOST_IN_A_ROUND:
        faults.add(
            "companies",
            _("Der er valgt %(n)s virksomheder. Vælg højst %(most)s ad gangen.")
            % {"n": danish.number(len(companies)), "most": danish.number(MOST_IN_A_ROUND)},
        )
    faults.raise_any()
    row = _begun(actor, said, due_on, now)
    there = set(row.tasks.filter(is_given_up=False).values_list("company_id", flat=True))
    asked = Company.objects.visible_to(actor).standing().filter(pk__in=set(companies) - there)
    willing = list(asked.with_somebody_to_ring().by_name().values_list("pk", flat=True))
    made = Task.objects.bulk_create(
        [
            Task(
                organisation_id=actor.organisation_id,
                author_id=actor.user_id,
                assigned=assigned,
                company_id=pk,
                round=row,
                kind=TaskKind.ROUND,
                text=_text(row.name),
                campaign=row.name,
                due_on=due_on,
                created_at=now,
            )
            for pk in willing
        ]
    )
    if made:
        row.due_on, row.ended_at = due_on, None
        row.save(update_fields=["due_on", "ended_at"])
    audit_write(
        actor=actor,
        action="round.make",
        object_type="callround",
        object_id=row.pk,
        detail={"many": len(made)},
    )
    return RoundMade(row, len(made), len(set(companies)) - len(made))


def _text(name: str) -> str:
    return _("Ring: %s") % name


def _faults(
    actor: Actor, name: str, due_on: datetime.date, assigned: User | None, today: datetime.date | None
) -> Faults:
    faults = faults_of_task(actor, name, due_on, assigned, today)
    if "text" in faults.found:
        faults.found["name"] = faults.found.pop("text")
    faults.at_most("name", name, NAME_MAX)
    return faults


def _begun(actor: Actor, name: str, due_on: datetime.date, now: datetime.datetime) -> CallRound:
    """The organisation's round of that name, locked: two that add to it at once do so one after the other."""
    rows = CallRound.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    row = rows.filter(name__iexact=name).first()
    if row is None:
        try:
            with transaction.atomic():
                return CallRound.objects.create(
                    organisation_id=actor.organisation_id,
                    author_id=actor.user_id,
                    name=name,
                    due_on=due_on,
                    created_at=now,
                )
        except IntegrityError:
            row = rows.get(name__iexact=name)
    return row


@transaction.atomic
def round_change(
    *, actor: Actor, call_round: CallRound, name: str, due_on: datetime.date, assigned: User | None
) -> CallRound:
    """Give the round another name, and whom of it is still to be rung another day and caller.

    Raises NotAllowed, and ValidationError by field.
    """
    check_can_note(actor)
    said = clean_line(name)
    row = _locked(actor, call_round)
    faults = _faults(actor, said, due_on, assigned, None if due_on == row.due_on else local_date(moment()))
    if CallRound.objects.visible_to(actor).filter(name__iexact=said).exclude(pk=row.pk).exists():
        faults.add("name", _("I har allerede en rundringning, der hedder det."))
    faults.raise_any()
    row.name, row.due_on = said, due_on
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "due_on"])
    except IntegrityError:
        faults.add("name", _("I har allerede en rundringning, der hedder det."))
        faults.raise_any()
    row.tasks.update(text=_text(said), campaign=said)
    row.tasks.open().update(due_on=due_on, assigned=assigned)
    return row


@transaction.atomic
def round_end(*, actor: Actor, call_round: CallRound) -> int:
    """Give up whom the round has not rung; how many that is. Raises NotAllowed.

    Of an ended round too, where a call was taken back: it is given up with the others, and taken up with them.
    """
    check_can_note(actor)
    row = _locked(actor, call_round)
    at = row.ended_at or moment()
    many = row.tasks.open().update(done_at=at, done_by_id=actor.user_id, is_given_up=True)
    if row.ended_at and not many:
        return 0
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    audit_write(
        actor=actor, action="round.end", object_type="callround", object_id=row.pk, detail={"many": many}
    )
    return many


@transaction.atomic
def round_resume(*, actor: Actor, call_round: CallRound) -> int:
    """Take an ended round up where it was left: whom it gave up waits again; how many that is. Raises NotAllowed.

    Once, where two that it gave up were merged since, and not at all where the other was rung or waits.
    """
    check_can_note(actor)
    row = _locked(actor, call_round)
    if row.ended_at is None:
        return 0
    there = row.tasks.filter(is_given_up=False, company=OuterRef("company"))
    left = row.tasks.filter(~Exists(there), is_given_up=True, done_at=row.ended_at)
    once = left.order_by("company_id", "id").distinct("company_id").values_list("pk", flat=True)
    many = row.tasks.filter(pk__in=list(once)).update(done_at=None, done_by=None, is_given_up=False)
    row.ended_at = None
    row.save(update_fields=["ended_at"])
    audit_write(
        actor=actor, action="round.resume", object_type="callround", object_id=row.pk, detail={"many": many}
    )
    return many


def _locked(actor: Actor, call_round: CallRound) -> CallRound:
    """Raises CallRound.DoesNotExist, also where it is another organisation's."""
    rows = CallRound.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    return rows.get(pk=call_round.pk)
