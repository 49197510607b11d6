"""Reading a file through: every row is judged and compared with the notes, and nothing of them changes."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from companies.models import Company, Workplace
from imports.changes import stored
from imports.checking import FileCheck
from imports.enums import RowChange
from imports.rows import Refused
from jobcenters.calendar import local_date
from tabular.reading import Raw
from ui import danish
from visits.enums import InteractionKind
from visits.imports.changes import changes_of
from visits.imports.kind import KIND
from visits.imports.known import register_of
from visits.imports.plan import Plan, Register, plan
from visits.imports.rows import Row, RowReader
from visits.models.importing import VisitImport, VisitImportLine

TEXT_SHOWN = 120  # characters of a note in the preview


class Check(FileCheck):
    """One turn at reading a run's file, from where the last one stopped."""

    def __init__(self, run: VisitImport, actor: Actor) -> None:
        super().__init__(KIND, run, actor)
        self.rows = RowReader(self.layout.present, actor.organisation_name, self.layout.heading)
        self.names: dict[str, str] = {}

    def judge(self, raws: list[Raw]) -> tuple[list[Row], dict[int, RowChange], list[VisitImportLine]]:
        run, today = self.run, local_date(moment())
        rows = [self.rows.read(raw) for raw in raws]
        sound = [row for row in rows if not row.problems]
        register = register_of(sound, run.organisation_id)
        for row in sound:
            if row.reference in register.notes:
                row.reference = register.notes[row.reference].reference
        earlier = self._earlier({row.reference for row in sound})
        changes: dict[int, RowChange] = dict.fromkeys((row.line for row in rows), RowChange.WRONG)
        plans: list[tuple[Row, Plan]] = []
        for row in sound:
            try:
                if row.reference in earlier:
                    text = _("Samme reference står i linje %s. Den er læst, denne er ikke.")
                    raise Refused("reference", text % danish.number(earlier[row.reference]))
                found = plan(row, register, today)
            except Refused as refused:
                row.problems.append(self.rows.problem(row.line, refused.column, str(refused)))
                continue
            earlier[row.reference] = row.line
            change = RowChange.UNCHANGED if found.is_empty else RowChange.CHANGED
            changes[row.line] = RowChange.NEW if found.is_new else change
            plans.append((row, found))
        self._name(rows, register)
        told = self._changes(plans, register)
        lines = [
            VisitImportLine(
                run=run,
                organisation_id=run.organisation_id,
                line=row.line,
                key=row.reference,
                change=changes[row.line],
                data=row.data,
                changes=told.get(row.line),
            )
            for row, _found in plans
        ]
        return rows, changes, lines

    def _changes(self, plans: list[tuple[Row, Plan]], register: Register) -> dict[int, dict[str, Any] | None]:
        """By line, what is kept of the changes of rows about notes that are there."""
        changed = [
            (row, found, register.notes[row.reference])
            for row, found in plans
            if not (found.is_new or found.is_empty)
        ]
        left = {
            known.values["workplace_id"] for _row, found, known in changed if "workplace_id" in found.values
        }
        rows = Workplace.objects.filter(pk__in=left - {None})
        places = {pk: number or name for pk, number, name in rows.values_list("pk", "p_number", "name")}
        return {
            row.line: stored(changes_of(row, found, known, register, places), self.shown(row))
            for row, found, known in changed
        }

    def shown(self, row: Row) -> dict[str, Any]:
        kind, day = row.said.get("kind"), row.said.get("held_on")
        words = [InteractionKind(kind).label if kind else "", danish.day_month(day, year=True) if day else ""]
        # What is refused stays in no preview: it may be for a CPR number.
        text = "" if row.problems else row.said.get("text") or ""
        return {
            "what": " ".join(filter(None, map(str, words))),
            "reference": row.reference,
            "company": self.names.get(row.cvr or row.p_number, ""),
            "text": text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…",
        }

    def _earlier(self, references: set[str]) -> dict[str, int]:
        """In which line the file has these references before this batch."""
        lines = VisitImportLine.objects.filter(run=self.run, key__in=references)
        return dict(lines.values_list("key", "line"))

    def _name(self, rows: list[Row], register: Register) -> None:
        """What the companies of the preview are called; asked for the first batch alone."""
        if self.run.sample:
            return
        names = dict(Company.objects.filter(pk__in=register.cvrs).values_list("pk", "organisation__name"))
        for row in rows:
            if row.cvr:
                self.names[row.cvr] = names.get(register.companies.get(row.cvr, 0), row.cvr)
            elif row.p_number in register.workplaces:
                self.names[row.p_number] = names.get(register.workplaces[row.p_number][1], "")
