"""Taking the checked rows in: a thousand notes with their tasks and corrections, and the run's position, at once."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.moment import moment
from imports.checking import BATCH
from imports.enums import RowChange
from imports.rows import Refused
from jobcenters.calendar import local_date
from visits.enums import TaskKind
from visits.imports.known import register_of
from visits.imports.plan import Plan, Register, plan
from visits.imports.rows import Row
from visits.models import Interaction, InteractionCorrection, Task
from visits.models.importing import VisitImport, VisitImportLine, VisitImportProblem
from visits.services.interactions import as_it_stands

_CHANGES = (RowChange.NEW, RowChange.CHANGED)


class _Batch:
    """What one batch writes, collected over its rows, so that it is a handful of statements."""

    def __init__(self, run: VisitImport, register: Register) -> None:
        self.run, self.now = run, moment()
        self.today = local_date(self.now)
        self.who = run.started_by_id
        self.here = {one.id for one in register.people.values() if one.is_active}
        self.new: list[Interaction] = []
        self.changed: dict[int, dict[str, Any]] = {}

    def add(self, row: Row, found: Plan) -> None:
        if found.is_empty:
            return
        if found.note is not None:
            self.changed[found.note] = found.values
            return
        self.new.append(
            Interaction(
                organisation_id=self.run.organisation_id,
                company_id=found.company_id,
                external_ref=row.reference,
                created_at=self.now,
                updated_at=self.now,
                **found.values,
            )
        )

    def write(self) -> None:
        Interaction.objects.bulk_create(self.new)
        self._change()
        Task.objects.bulk_create(self._task(note) for note in self.new if self._lies_ahead(note))

    def _change(self) -> None:
        """Put notes right; how each stood before is kept, with who it was that talked with the company."""
        if not self.changed:
            return
        own = Interaction.objects.filter(organisation_id=self.run.organisation_id, pk__in=self.changed)
        notes = list(own.select_related("workplace", "contact").prefetch_related("needs"))
        InteractionCorrection.objects.bulk_create(
            InteractionCorrection(
                interaction=note,
                organisation_id=note.organisation_id,
                author_id=self.who,
                at=self.now,
                before={**as_it_stands(note), "author": note.author_id},
            )
            for note in notes
        )
        fields = {"version", "updated_at"}
        for note in notes:
            for name, value in self.changed[note.pk].items():
                setattr(note, name, value)
                fields.add(name.removesuffix("_id"))
            note.version, note.updated_at = note.version + 1, self.now
        Interaction.objects.bulk_update(notes, sorted(fields))
        self._move([note for note in notes if "next_visit_on" in self.changed[note.pk]])

    def _move(self, notes: list[Interaction]) -> None:
        """Keep the tasks of the next visits in step. One that was done stays; of a day that is over there is none."""
        tasks = Task.objects.filter(interaction__in=notes, kind=TaskKind.NEXT_VISIT)
        waiting = {task.interaction_id: task for task in tasks.open()}
        done = set(tasks.filter(done_at__isnull=False).values_list("interaction_id", "due_on"))
        moved, gone, made = [], [], []
        for note in notes:
            task = waiting.get(note.pk)
            if not self._lies_ahead(note):
                gone += [task.pk] if task else []
            elif task:
                task.due_on = note.next_visit_on  # type: ignore[assignment]
                moved.append(task)
            elif (note.pk, note.next_visit_on) not in done:
                made.append(self._task(note))
        Task.objects.filter(pk__in=gone).delete()
        Task.objects.bulk_update(moved, ["due_on"])
        Task.objects.bulk_create(made)

    def _lies_ahead(self, note: Interaction) -> bool:
        return note.next_visit_on is not None and note.next_visit_on >= self.today

    def _task(self, note: Interaction) -> Task:
        """The next visit, as a typed note has it: the author's; everybody's where that is nobody who works here."""
        day: datetime.date = note.next_visit_on  # type: ignore[assignment]
        return Task(
            organisation_id=note.organisation_id,
            author_id=self.who,
            assigned_id=note.author_id if note.author_id in self.here else None,
            company_id=note.company_id,
            interaction=note,
            kind=TaskKind.NEXT_VISIT,
            text=_("Næste besøg"),
            due_on=day,
            campaign=note.campaign,
            created_at=self.now,
        )


def load_next(run: VisitImport) -> int:
    """Write the next rows in the running transaction and move the run's position; how many rows there were.

    Must run on the organisation's behalf. What cannot be taken in any more, because something has changed since the
    file was read through, is explained like the other errors.
    """
    waiting = VisitImportLine.objects.filter(run=run, line__gt=run.position, change__in=_CHANGES)
    lines = list(waiting.order_by("line")[:BATCH])
    if not lines:
        return 0
    rows = [Row.of(line.line, line.key, line.data) for line in lines]
    register = register_of(rows, run.organisation_id, lock=True)
    batch = _Batch(run, register)
    refusals = []
    for row in rows:
        try:
            found = plan(row, register, batch.today)
        except Refused as refused:
            refusals.append(
                VisitImportProblem(
                    run=run, organisation_id=run.organisation_id, line=row.line, text=str(refused)[:300]
                )
            )
            run.wrong += 1
            continue
        run.done_new += found.is_new
        run.done_changed += not found.is_new and not found.is_empty
        batch.add(row, found)
    VisitImportProblem.objects.bulk_create(refusals)
    batch.write()
    run.position = lines[-1].line
    return len(lines)
