"""Reading a file through: every row is judged and compared with what is known, and nothing of that changes."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from accounts.actor import Actor
from accounts.tenancy import acting_as
from imports.changes import counted
from imports.enums import RowChange
from imports.kinds import Kind
from imports.rows import HasProblems
from tabular.reading import Raw, Reader

BATCH = 1_000  # rows per transaction
SAMPLE = 20  # rows shown before anybody decides


class Pieces:
    """The stored file, piece by piece, each read on the authority's behalf; `bytes_read` grows on the way."""

    def __init__(self, kind: Kind, run: Any, actor: Actor) -> None:
        self.kind, self.run, self.actor, self.bytes_read = kind, run, actor, 0

    def __iter__(self) -> Iterator[bytes]:
        number = 0
        while True:
            with acting_as(self.actor):
                rows = self.kind.piece.objects.filter(run=self.run, number=number)
                piece = rows.values_list("content", flat=True).first()
            if piece is None:
                return
            content = bytes(piece)
            self.bytes_read += len(content)
            number += 1
            yield content


class FileCheck(ABC):
    """One turn at reading a run's file, from where the last one stopped (`imports.turns.Checking`)."""

    def __init__(self, kind: Kind, run: Any, actor: Actor) -> None:
        self.kind, self.run, self.actor = kind, run, actor
        self.pieces = Pieces(kind, run, actor)
        self.reader = Reader(self.pieces, run.encoding, run.kind, kind.columns, passed=run.position)
        self.layout = self.reader.open()
        self.raws = iter(self.reader)

    @abstractmethod
    def judge(self, raws: list[Raw]) -> tuple[Sequence[Any], Mapping[int, RowChange], list[Any]]:
        """The rows with what is wrong with them, what each (by line) means, and the lines to stage.

        A line that changes something says what (`imports.changes.stored`).
        """

    @abstractmethod
    def shown(self, row: Any) -> dict[str, Any]:
        """What the preview shows of a row, besides its line, change and first problem."""

    def next_rows(self) -> list[Raw]:
        return list(islice(self.raws, BATCH))

    def stage(self, raws: list[Raw]) -> None:
        run = self.run
        rows, changes, lines = self.judge(raws)
        # What stood in an earlier batch beyond those compared with is found by its key alone.
        self.kind.line.objects.bulk_create(lines, ignore_conflicts=True)
        self._explain(rows)
        counts = Counter(changes.values())
        run.rows += len(rows)
        run.new += counts[RowChange.NEW]
        run.changed += counts[RowChange.CHANGED]
        run.unchanged += counts[RowChange.UNCHANGED]
        run.wrong += counts[RowChange.WRONG]
        told = {line.line: line.changes for line in lines if line.changes}
        run.changed_columns = counted(run.changed_columns, (one["changes"] for one in told.values()))
        room = max(0, SAMPLE - len(run.sample))
        run.sample = [
            *run.sample,
            *(self._sample(row, changes[row.line], told.get(row.line)) for row in rows[:room]),
        ]
        expected = self.reader.expected
        read = run.size * run.rows // expected if expected else self.pieces.bytes_read
        run.bytes_read = min(read, run.size)

    def finish(self) -> None:
        self.run.bytes_read = self.run.size

    def _explain(self, rows: Sequence[HasProblems]) -> None:
        table = self.kind.problem
        table.objects.bulk_create(
            table(
                run=self.run,
                organisation_id=self.run.organisation_id,
                line=p.line,
                column=p.column[:80],
                text=p.text[:300],
            )
            for row in rows
            for p in row.problems
        )

    def _sample(self, row: Any, change: RowChange, changes: dict[str, Any] | None) -> dict[str, Any]:
        first = row.problems[:1]
        return {
            "line": row.line,
            **self.shown(row),
            "change": change.value,
            "problem": first[0].text if first else "",
            "changes": changes,
        }
