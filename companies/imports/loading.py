"""Taking the checked rows in: a thousand rows and the run's position in one transaction."""

from typing import Any

from django.db.models import Model

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.moment import moment
from companies.imports.known import known_companies, owners_of
from companies.imports.plan import Known, Plan, plan
from companies.imports.rows import Row
from companies.models import Company, ContactPerson, Workplace
from companies.models.importing import CompanyImport, ImportLine, ImportProblem
from imports.checking import BATCH
from imports.enums import RowChange
from imports.rows import Refused

_CHANGES = (RowChange.NEW, RowChange.CHANGED)


class _Batch:
    """What one batch writes, collected over its rows, so that it is a handful of statements."""

    def __init__(self, run: CompanyImport, known: dict[str, Known]) -> None:
        self.run, self.known, self.now = run, known, moment()
        self.new: dict[str, tuple[Organisation, Company]] = {}
        self.facts: dict[int, dict[str, Any]] = {}
        self.places: list[
            tuple[str, Workplace]
        ] = []  # by CVR number: the company may be about to be stored too
        self.contacts: list[tuple[str, ContactPerson]] = []
        self.changed_places: dict[int, dict[str, Any]] = {}
        self.changed_contacts: dict[int, dict[str, Any]] = {}

    def company_of(self, row: Row, found: Plan) -> Known:
        """The company that the row is about, registered now if it is not yet."""
        known = self.known.get(row.cvr)
        if known is None:
            organisation = Organisation(
                kind=OrganisationKind.COMPANY,
                name=row.company["name"],
                email=row.contact.get("email", ""),
                phone=row.contact.get("phone", ""),
                is_demo=self.run.organisation.is_demo,
            )
            facts = {key: value for key, value in row.company.items() if key != "name"}
            company = Company(cvr=row.cvr, created_by_organisation_id=self.run.organisation_id, **facts)
            self.new[row.cvr] = (organisation, company)
            start = {"industry_code": "", "industry": "", "employees": None}
            known = self.known[row.cvr] = Known(0, {**start, **row.company})
        elif found.facts and row.cvr in self.new:
            organisation, company = self.new[row.cvr]
            for key, value in found.facts.items():
                setattr(organisation if key == "name" else company, key, value)
            known.facts.update(found.facts)
        elif found.facts:
            self.facts.setdefault(known.id, {}).update(found.facts)
            known.facts.update(found.facts)
        return known

    def add(self, row: Row, found: Plan) -> None:
        known = self.company_of(row, found)
        if found.place:
            pk, values = found.place
            self._part(known.places, self.places, self.changed_places, pk, values, row.cvr, Workplace)
        if found.contact:
            pk, values = found.contact
            if pk is None:
                values["is_primary"] = not any(one["is_primary"] for one in known.contacts)
            self._part(
                known.contacts, self.contacts, self.changed_contacts, pk, values, row.cvr, ContactPerson
            )

    def _part(
        self,
        there: list[dict[str, Any]],
        made: list[tuple[str, Any]],
        changed: dict[int, dict[str, Any]],
        pk: int | None,
        values: dict[str, Any],
        cvr: str,
        model: Any,
    ) -> None:
        """One workplace or contact person, new or changed; `there` knows of it for the rows that follow."""
        given = {("postcode_id" if key == "postcode" else key): value for key, value in values.items()}
        if pk is None:
            one = model(company_id=self.known[cvr].id, **given)
            made.append((cvr, one))
            # Not stored yet: a later row about the same one finds it, and there is nothing of it left to change.
            blank = {"p_number": None, "title": "", "phone": "", "email": "", "is_primary": False}
            there.append({**blank, **values, "id": _Unsaved(one)})
        elif isinstance(pk, _Unsaved):
            for key, value in given.items():
                setattr(pk.row, key, value)
        else:
            changed.setdefault(pk, {}).update(given)
        for one in there:
            if one["id"] is pk or one["id"] == pk:
                one.update(values)

    def write(self) -> None:
        Organisation.objects.bulk_create([organisation for organisation, _company in self.new.values()])
        for organisation, company in self.new.values():
            company.organisation_id = organisation.pk
        Company.objects.bulk_create([company for _organisation, company in self.new.values()])
        made_of: tuple[tuple[type[Model], list[tuple[str, Any]]], ...] = (
            (Workplace, self.places),
            (ContactPerson, self.contacts),
        )
        for model, made in made_of:
            for cvr, one in made:
                if cvr in self.new:
                    one.company_id = self.new[cvr][0].pk
            model._default_manager.bulk_create([one for _cvr, one in made])
        self._facts()
        _update(Workplace, self.changed_places, self.now)
        _update(ContactPerson, self.changed_contacts, self.now)

    def _facts(self) -> None:
        names = {pk: values.pop("name") for pk, values in self.facts.items() if "name" in values}
        if names:
            rows = list(Organisation.objects.filter(pk__in=names).select_for_update(no_key=True))
            for row in rows:
                row.name = names[row.pk]
            Organisation.objects.bulk_update(rows, ["name"])
        _update(Company, {pk: values for pk, values in self.facts.items() if values}, self.now)


class _Unsaved(int):
    """Stands for the key of a row that this batch is about to store."""

    row: Any

    def __new__(cls, row: Any) -> "_Unsaved":
        made = super().__new__(cls, -id(row))
        made.row = row
        return made


def _update(model: Any, changes: dict[int, dict[str, Any]], now: Any) -> None:
    if not changes:
        return
    rows = list(model.objects.filter(pk__in=changes).select_for_update(no_key=True))
    fields = {"changed_at"}
    for row in rows:
        row.changed_at = now
        for name, value in changes[row.pk].items():
            setattr(row, name, value)
            fields.add(name)
    model.objects.bulk_update(rows, sorted(fields))


def load_next(run: CompanyImport) -> int:
    """Write the next rows in the running transaction and move the run's position; how many rows there were.

    Must run on the authority's behalf. What cannot be taken in any more, because the register has changed since the
    file was read through, is explained like the other errors.
    """
    lines = list(
        ImportLine.objects.filter(run=run, line__gt=run.position, change__in=_CHANGES).order_by("line")[
            :BATCH
        ]
    )
    if not lines:
        return 0
    rows = [Row.of(line.line, line.cvr, line.data) for line in lines]
    batch = _Batch(run, known_companies(row.cvr for row in rows))
    owners = owners_of(row.place["p_number"] for row in rows if row.place.get("p_number"))
    for row in rows:
        try:
            found = plan(row, batch.known.get(row.cvr), owners)
        except Refused as refused:
            ImportProblem.objects.create(
                run=run, organisation_id=run.organisation_id, line=row.line, text=str(refused)[:300]
            )
            run.wrong += 1
            continue
        if found.is_new:
            run.done_new += 1
        elif not found.is_empty:
            run.done_changed += 1
        batch.add(row, found)
        if row.place.get("p_number"):
            owners.setdefault(row.place["p_number"], row.cvr)
    batch.write()
    run.position = lines[-1].line
    return len(lines)
