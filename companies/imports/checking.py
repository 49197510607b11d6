"""Reading a file through: every row is judged and compared with the register, and nothing of it changes."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.imports.columns import FILE
from companies.imports.known import known_companies, owners_of
from companies.imports.plan import Known, Refused, contradiction, plan
from companies.imports.rows import Problem, Row, RowReader
from companies.models.importing import CompanyImport, ImportLine, ImportPiece, ImportProblem
from imports.enums import RowChange
from jobcenters.models import Postcode
from tabular.reading import Raw, Reader

BATCH = 1_000  # rows per transaction
SAMPLE = 20  # rows shown before anybody decides
MOST_EARLIER = 2_000  # rows of one company that a later row of it is compared with


class Pieces:
    """The stored file, piece by piece, each read on the authority's behalf; `bytes_read` grows on the way."""

    def __init__(self, run: CompanyImport, actor: Actor) -> None:
        self.run, self.actor, self.bytes_read = run, actor, 0

    def __iter__(self) -> Iterator[bytes]:
        number = 0
        while True:
            with acting_as(self.actor):
                rows = ImportPiece.objects.filter(run=self.run, number=number)
                piece = rows.values_list("content", flat=True).first()
            if piece is None:
                return
            content = bytes(piece)
            self.bytes_read += len(content)
            number += 1
            yield content


class Check:
    """One turn at reading a run's file, from where the last one stopped (`imports.turns.Checking`)."""

    def __init__(self, run: CompanyImport, actor: Actor) -> None:
        self.run, self.actor = run, actor
        with acting_as(actor):
            postcodes = frozenset(Postcode.objects.values_list("code", flat=True))
        self.pieces = Pieces(run, actor)
        self.reader = Reader(self.pieces, run.encoding, run.kind, FILE, passed=run.position)
        self.rows = RowReader(postcodes, self.reader.open().heading)
        self.raws = iter(self.reader)

    def next_rows(self) -> list[Raw]:
        return list(islice(self.raws, BATCH))

    def stage(self, raws: list[Raw]) -> None:
        run = self.run
        rows = [self.rows.read(raw) for raw in raws]
        sound = [row for row in rows if not row.problems]
        known = known_companies(row.cvr for row in sound)
        owners = owners_of(row.place["p_number"] for row in sound if row.place.get("p_number"))
        earlier = self._earlier({row.cvr for row in sound})
        changes: dict[int, RowChange] = {}
        lines: list[ImportLine] = []
        for row in rows:
            change = RowChange.WRONG
            if not row.problems:
                change = self._judge(row, known.get(row.cvr), owners, earlier)
            changes[row.line] = change
            if change != RowChange.WRONG:
                said = earlier.setdefault(row.cvr, {})
                if len(said) < MOST_EARLIER:
                    said[row.key] = row
                if row.place.get("p_number"):
                    owners.setdefault(row.place["p_number"], row.cvr)
                lines.append(
                    ImportLine(
                        run=run, organisation_id=run.organisation_id, line=row.line, cvr=row.cvr, key=row.key,
                        change=change, data=row.data,
                    )
                )  # fmt: skip
        # What stood in an earlier batch beyond those compared with is found by its key alone.
        ImportLine.objects.bulk_create(lines, ignore_conflicts=True)
        problems = [problem for row in rows for problem in row.problems]
        ImportProblem.objects.bulk_create(
            ImportProblem(
                run=run,
                organisation_id=run.organisation_id,
                line=p.line,
                column=p.column[:80],
                text=p.text[:300],
            )
            for p in problems
        )
        counts = Counter(changes.values())
        run.rows += len(rows)
        run.new += counts[RowChange.NEW]
        run.changed += counts[RowChange.CHANGED]
        run.unchanged += counts[RowChange.UNCHANGED]
        run.wrong += counts[RowChange.WRONG]
        room = max(0, SAMPLE - len(run.sample))
        run.sample = [*run.sample, *(_shown(row, changes[row.line]) for row in rows[:room])]
        expected = self.reader.expected
        read = run.size * run.rows // expected if expected else self.pieces.bytes_read
        run.bytes_read = min(read, run.size)

    def finish(self) -> None:
        self.run.bytes_read = self.run.size

    def _earlier(self, cvrs: set[str]) -> dict[str, dict[str, Row]]:
        """What the file has said of these companies before this batch."""
        found: dict[str, dict[str, Row]] = {}
        rows = ImportLine.objects.filter(run=self.run, cvr__in=cvrs).order_by("line")
        for line in rows[: MOST_EARLIER * 5]:
            found.setdefault(line.cvr, {})[line.key] = Row.of(line.line, line.cvr, line.data)
        return found

    def _judge(
        self, row: Row, known: Known | None, owners: dict[str, str], earlier: dict[str, dict[str, Row]]
    ) -> RowChange:
        said = earlier.get(row.cvr, {})
        try:
            if row.key in said:
                raise Refused(
                    "cvr", _("Det samme står i linje %s. Den er læst, denne er ikke.") % said[row.key].line
                )
            if refused := contradiction(row, said.values()):
                raise refused
            # A company that an earlier row of the file brings has its name from there.
            named = next((one.company["name"] for one in said.values() if one.company.get("name")), "")
            asked = row
            if known is None and named and not row.company.get("name"):
                asked = Row(row.line, row.cvr, {**row.company, "name": named}, row.place, row.contact)
            found = plan(asked, known, owners)
        except Refused as refused_row:
            row.problems.append(self.rows.problem(row.line, refused_row.column, str(refused_row)))
            return RowChange.WRONG
        if found.is_new:
            return RowChange.NEW
        return RowChange.UNCHANGED if found.is_empty else RowChange.CHANGED


def _shown(row: Row, change: RowChange) -> dict[str, Any]:
    """A row of the preview."""
    first: list[Problem] = row.problems[:1]
    return {
        "line": row.line,
        "cvr": row.cvr,
        "name": row.company.get("name", ""),
        "place": ", ".join(filter(None, (row.place.get("address"), row.place.get("postcode")))),
        "contact": row.contact.get("name", ""),
        "change": change.value,
        "problem": first[0].text if first else "",
    }
