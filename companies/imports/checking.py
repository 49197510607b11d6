"""Reading a file through: every row is judged and compared with the register, and nothing of it changes."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.imports.changes import changes_of
from companies.imports.kind import KIND
from companies.imports.known import known_companies, owners_of
from companies.imports.plan import Known, Plan, contradiction, plan
from companies.imports.rows import Row, RowReader
from companies.models.importing import CompanyImport, ImportLine
from imports.changes import stored
from imports.checking import FileCheck
from imports.enums import RowChange
from imports.rows import Refused
from jobcenters.models import Postcode
from tabular.reading import Raw

MOST_EARLIER = 2_000  # rows of one company that a later row of it is compared with


class Check(FileCheck):
    """One turn at reading a run's file, from where the last one stopped."""

    def __init__(self, run: CompanyImport, actor: Actor) -> None:
        super().__init__(KIND, run, actor)
        with acting_as(actor):
            postcodes = frozenset(Postcode.objects.values_list("code", flat=True))
        self.rows = RowReader(postcodes, self.layout.heading)

    def judge(self, raws: list[Raw]) -> tuple[list[Row], dict[int, RowChange], list[ImportLine]]:
        run = self.run
        rows = [self.rows.read(raw) for raw in raws]
        sound = [row for row in rows if not row.problems]
        known = known_companies(row.cvr for row in sound)
        owners = owners_of(row.place["p_number"] for row in sound if row.place.get("p_number"))
        earlier = self._earlier({row.cvr for row in sound})
        changes: dict[int, RowChange] = {}
        lines: list[ImportLine] = []
        for row in rows:
            found = None
            if not row.problems:
                found = self._judge(row, known.get(row.cvr), owners, earlier)
            changes[row.line] = _change_of(found)
            if found:
                said = earlier.setdefault(row.cvr, {})
                if len(said) < MOST_EARLIER:
                    said[row.key] = row
                if row.place.get("p_number"):
                    owners.setdefault(row.place["p_number"], row.cvr)
                lines.append(
                    ImportLine(
                        run=run, organisation_id=run.organisation_id, line=row.line, cvr=row.cvr, key=row.key,
                        change=changes[row.line], data=row.data, changes=self._changes(row, found, known.get(row.cvr)),
                    )
                )  # fmt: skip
        return rows, changes, lines

    def shown(self, row: Row) -> dict[str, Any]:
        return {
            "cvr": row.cvr,
            "name": row.company.get("name", ""),
            "place": ", ".join(filter(None, (row.place.get("address"), row.place.get("postcode")))),
            "contact": row.contact.get("name", ""),
        }

    def _earlier(self, cvrs: set[str]) -> dict[str, dict[str, Row]]:
        """What the file has said of these companies before this batch."""
        found: dict[str, dict[str, Row]] = {}
        rows = ImportLine.objects.filter(run=self.run, cvr__in=cvrs).order_by("line")
        for line in rows[: MOST_EARLIER * 5]:
            found.setdefault(line.cvr, {})[line.key] = Row.of(line.line, line.cvr, line.data)
        return found

    def _judge(
        self, row: Row, known: Known | None, owners: dict[str, str], earlier: dict[str, dict[str, Row]]
    ) -> Plan | None:
        """What the row changes; None where it is refused, and then it says why."""
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
            return plan(asked, known, owners)
        except Refused as refused_row:
            row.problems.append(self.rows.problem(row.line, refused_row.column, str(refused_row)))
            return None

    def _changes(self, row: Row, found: Plan, known: Known | None) -> dict[str, Any] | None:
        """What is kept of the changes of a row about a known company."""
        if known is None or found.is_empty:
            return None
        about = self.shown(row)
        about["name"] = about["name"] or known.facts["name"]
        contact = found.contact[0] if found.contact else None
        return stored(changes_of(found, known), about, company=known.id, contact=contact)


def _change_of(found: Plan | None) -> RowChange:
    if found is None:
        return RowChange.WRONG
    if found.is_new:
        return RowChange.NEW
    return RowChange.UNCHANGED if found.is_empty else RowChange.CHANGED
