"""Reading a file through: every row is judged and compared with what is known, and nothing of the stock changes."""

import json
from collections import Counter
from collections.abc import Container, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import CandidateState
from candidates.imports import statements
from candidates.imports.columns import BY_KEY, FILE
from candidates.imports.limits import BATCH, MOST_NOTICES, SAMPLE
from candidates.imports.merging import merged
from candidates.imports.rows import Book, Fault, Row, RowReader
from candidates.models import Candidate, ImportChunk, ImportRun
from candidates.services.said_no import said_no_among
from imports.enums import RowChange
from tabular.reading import Raw, Reader
from tabular.sniffing import JSON


class Pieces:
    """The stored file, piece by piece, each read on the jobcentre's behalf; `bytes_read` grows on the way."""

    def __init__(self, run: ImportRun, actor: Actor) -> None:
        self.run, self.actor, self.bytes_read = run, actor, 0

    def __iter__(self) -> Iterator[bytes]:
        number = 0
        while True:
            with acting_as(self.actor):
                found = ImportChunk.objects.filter(run=self.run, number=number).values_list(
                    "content", flat=True
                )
                piece = found.first()
            if piece is None:
                return
            content = bytes(piece)
            self.bytes_read += len(content)
            number += 1
            yield content


class Check:
    """One turn at reading a run's file, from where the last one stopped."""

    def __init__(self, run: ImportRun, actor: Actor, book: Book) -> None:
        self.run, self.actor, self.book = run, actor, book
        self.pieces = Pieces(run, actor)
        self.reader = Reader(self.pieces, run.encoding, run.kind, FILE, passed=run.position)
        layout = self.reader.open()
        present = None if run.kind == JSON else layout.present
        self.rows = RowReader(book, present, layout.heading)
        # Reading past what is done costs seconds for a million rows, and needs nothing to be remembered.
        self.raws = iter(self.reader)

    def next_rows(self) -> list[Raw]:
        """The next rows of the file; outside any transaction: it is read in its own. Raises FileProblem."""
        return list(islice(self.raws, BATCH))

    def stage(self, raws: list[Raw]) -> None:
        """Judge, compare and stage; must run on the jobcentre's behalf, in the transaction that moves the position."""
        run = self.run
        rows = [self.rows.read(raw) for raw in raws]
        known = self._known([row.reference for row in rows if row.data])
        refused = self._refuse(rows, known)
        staged, faults = [], [fault for row in rows for fault in row.faults]
        samples: list[dict[str, Any]] = []
        by_line: dict[int, str] = {}
        for row in rows:
            data, change = None, RowChange.UNCHANGED if row.line in refused else RowChange.WRONG
            if row.data:
                person = known.get(row.reference)
                data = merged(row, person[3] if person else None, self.book)
                if person and person[1] == CandidateState.WITHDRAWN:
                    data["c"]["basis"] = person[3]["c"]["basis"]
                    faults.append(_withdrawn(row, self.rows.heading("reference")))
                change = _change(person, data)
            if row.reference:
                by_line[row.line] = change
                # What is as it was is only counted.
                kept = data if change in (RowChange.NEW, RowChange.CHANGED) else None
                staged.append({"line": row.line, "ref": row.reference, "change": change, "data": kept})
            if len(run.sample) + len(samples) < SAMPLE:
                samples.append(_shown(row, change, data))
        doubles = self._stage(staged)
        for line, other in doubles.items():
            by_line[line] = RowChange.WRONG
            faults.append(
                Fault(
                    line,
                    self.rows.heading("reference"),
                    _(
                        "Referencen står også i linje %(other)s. Linje %(other)s er læst, linje %(line)s er ikke."
                    )
                    % {"other": other, "line": line},
                )
            )
        samples = [
            {**item, "change": RowChange.WRONG} if item["line"] in doubles else item for item in samples
        ]
        counts = Counter(by_line.values())
        extra = [raw for raw in raws if raw.extra]
        if extra and not run.has_extra_cells:
            run.has_extra_cells = True
            faults.append(
                Fault(
                    extra[0].line,
                    "",
                    _(
                        "Linjen har flere celler end kolonner. De overskydende er ikke læst, heller ikke senere."
                    ),
                    is_error=False,
                )
            )
        self._explain(faults)
        self._words(rows)
        run.rows += len(rows)
        run.new += counts[RowChange.NEW]
        run.changed += counts[RowChange.CHANGED]
        run.unchanged += counts[RowChange.UNCHANGED]
        run.wrong += (
            len(rows) - counts[RowChange.NEW] - counts[RowChange.CHANGED] - counts[RowChange.UNCHANGED]
        )
        run.sample = [*run.sample, *samples]
        # A spreadsheet is fetched whole before its first row: how far it is, its rows say.
        expected = self.reader.expected
        read = run.size * run.rows // expected if expected else self.pieces.bytes_read
        run.bytes_read = min(read, run.size)

    def finish(self) -> None:
        """Count who would leave; the run then waits for somebody's decision."""
        run = self.run
        run.bytes_read = run.size
        run.stock = (
            Candidate.objects.of_jobcenter(run.jobcenter_id).filter(state=CandidateState.ACTIVE).count()
        )
        if run.whole_stock:
            with connection.cursor() as cursor:
                cursor.execute(statements.LEAVING_COUNT, {"me": run.jobcenter_id, "run": run.pk})
                run.leaving = cursor.fetchone()[0]

    def _known(self, refs: list[str]) -> dict[str, tuple[int, str, bool, dict[str, Any]]]:
        with connection.cursor() as cursor:
            cursor.execute(statements.KNOWN, {"me": self.run.jobcenter_id, "refs": refs})
            return {
                ref: (pk, state, left, json.loads(data) if isinstance(data, str) else data)
                for ref, pk, state, left, data in cursor.fetchall()
            }

    def _refuse(self, rows: list[Row], known: Container[str]) -> set[int]:
        """Empty the rows of those who said no and are anonymised; the lines of these. Nothing of them is kept."""
        new = [row for row in rows if row.data and row.reference not in known]
        said_no = said_no_among(self.run.jobcenter_id, [row.reference for row in new])
        refused = [row for row in new if row.reference in said_no]
        for row in refused:
            row.data, row.unknown = None, []
            row.faults = [Fault(row.line, self.rows.heading("reference"), not_made_again(), is_error=False)]
        return {row.line for row in refused}

    def _stage(self, staged: list[dict[str, Any]]) -> dict[int, int]:
        """Store the rows; for each line whose reference was there before, the line that has it."""
        if not staged:
            return {}
        values = {"run": self.run.pk, "me": self.run.jobcenter_id}
        with connection.cursor() as cursor:
            cursor.execute(statements.STAGE, {**values, "rows": json.dumps(staged, ensure_ascii=False)})
            stored = {line for (line,) in cursor.fetchall()}
            late = {row["line"]: row["ref"] for row in staged if row["line"] not in stored}
            if not late:
                return {}
            cursor.execute(statements.FIRST_LINES, {**values, "refs": list(late.values())})
            first: dict[str, int] = dict(cursor.fetchall())
        return {line: first[ref] for line, ref in late.items()}

    def _explain(self, faults: list[Fault]) -> None:
        notices = sum(not fault.is_error for fault in faults)
        if self.run.notices + notices > MOST_NOTICES:
            faults = [fault for fault in faults if fault.is_error]
        self.run.notices += notices
        if not faults:
            return
        rows = [
            {"line": f.line, "column": f.column[:80], "text": f.text[:300], "is_error": f.is_error}
            for f in sorted(faults, key=lambda fault: fault.line)
        ]
        self._execute(statements.FAULTS, rows)

    def _words(self, rows: list[Row]) -> None:
        found = Counter(word for row in rows for word in row.unknown)
        if found:
            self._execute(
                statements.WORDS,
                [
                    {"column": column, "word": word, "kept": kept, "found": n}
                    for (column, word, kept), n in sorted(found.items())
                ],
            )

    def _execute(self, statement: str, rows: list[dict[str, Any]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                statement,
                {
                    "run": self.run.pk,
                    "me": self.run.jobcenter_id,
                    "rows": json.dumps(rows, ensure_ascii=False),
                },
            )


def _change(person: tuple[int, str, bool, dict[str, Any]] | None, data: dict[str, Any]) -> RowChange:
    if person is None:
        return RowChange.NEW
    _pk, _state, has_left, before = person
    return RowChange.CHANGED if has_left or before != data else RowChange.UNCHANGED


def not_made_again() -> str:
    return _(
        "Borgeren har trukket sit samtykke tilbage og bliver ikke oprettet igen af en fil."
        " Har borgeren givet samtykke igen, så skriv det under Jeres kandidater."
    )


def _withdrawn(row: Row, heading: str) -> Fault:
    return Fault(
        row.line,
        heading,
        _(
            "Borgeren har trukket sit samtykke tilbage og bliver ikke vist igen af en fil."
            " Har borgeren givet samtykke igen, så skriv det under Jeres kandidater."
        ),
        is_error=False,
    )


def _shown(row: Row, change: RowChange, data: dict[str, Any] | None) -> dict[str, Any]:
    """A row of the preview: few cells, as they were understood."""
    shown: dict[str, Any] = {"line": row.line, "reference": row.reference, "change": change}
    if data is None:
        return shown | {"problem": row.faults[0].text if row.faults else ""}
    day = data["c"]["available_from"]
    return shown | {
        "name": data["i"]["name"],
        "postcode": data["c"]["postcode"],
        "occupation": data["c"]["occupation"],
        "title": (data["c"]["job_titles"] or [""])[0],
        "words": len(data["c"]["terms"]),
        "basis": data["c"]["basis"],
        "available": day,
        "completeness": data["c"]["completeness"],
    }


def absent_headings(present: frozenset[str]) -> list[str]:
    """The known columns that a file does not have."""
    return [column.heading for key, column in BY_KEY.items() if key not in present]
