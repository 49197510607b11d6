"""The kinds of imports that are killed: what a file of each holds, and what must be there when it is taken in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.imports import services as candidate_files
from companies.demo import demo_cvr
from companies.imports import services as company_files
from tests.candidates import import_files as candidate_rows
from tests.companies import import_files as company_rows
from tests.factories import companies
from tests.visits import import_files as visit_rows
from visits.imports import services as visit_files


@dataclass(frozen=True)
class Case:
    """One kind. `staged` and `written` are the tables that a batch of each half writes; `pieces` holds the file.

    `keys` reads what the rows are known by, and `stored` everything of them that a second run could touch. `content`
    makes a file of so many rows, every hundredth wrong, and says which keys must be there at the end.
    """

    runs: str
    pieces: str
    problems: str
    staged: str
    written: str
    keys: str
    stored: str
    mail: str
    services: Any
    rows: int
    content: Callable[[int], tuple[str, set[str]]]
    after: str = "select true"

    def upload(self, karen: Actor, content: str) -> Any:
        with acting_as(karen):
            return self.services.import_upload(actor=karen, name="fil.csv", pieces=[content.encode()])

    def start(self, karen: Actor, run: Any) -> None:
        with acting_as(karen):
            self.services.import_start(actor=karen, run=run)


def is_wrong(number: int) -> bool:
    return number % 100 == 99


def _candidates(many: int) -> tuple[str, set[str]]:
    rows = [candidate_rows.person(n, **({"postnummer": "9998"} if is_wrong(n) else {})) for n in range(many)]
    return candidate_rows.sheet(rows), {row["reference"] for row in rows if row["postnummer"] == "8700"}


def _companies(many: int) -> tuple[str, set[str]]:
    rows = [company_rows.line(n, **({"postnummer": "0001"} if is_wrong(n) else {})) for n in range(many)]
    return company_rows.sheet(rows), {demo_cvr(300 + n) for n in range(many) if not is_wrong(n)}


def _visits(many: int) -> tuple[str, set[str]]:
    # Beyond the numbers of the file with companies.
    cvr = companies.company("Smedjen ApS", cvr=demo_cvr(8_000)).cvr
    rows = [
        visit_rows.line(n, cvr, **({"kind": "Kaffe"} if is_wrong(n) else {"next_visit_on": ""}))
        for n in range(many)
    ]
    return visit_rows.sheet(rows), {f"B-{n}" for n in range(many) if not is_wrong(n)}


CASES = {
    "candidates": Case(
        runs="candidates_importrun",
        pieces="candidates_importchunk",
        problems="candidates_importfault",
        staged="candidates_importrow",
        written="candidates_candidateidentity",
        keys="select external_ref from candidates_candidateidentity",
        stored=(
            "select c, x, x.xmin::text from candidates_candidate c"
            " join candidates_index x on x.candidate_id = c.id order by c.id"
        ),
        mail="candidates.import_done",
        services=candidate_files,
        rows=6_000,
        content=_candidates,
        after="select not bool_or(stats_due) from candidates_importrun",
    ),
    "companies": Case(
        runs="companies_companyimport",
        pieces="companies_importpiece",
        problems="companies_importproblem",
        staged="companies_importline",
        written="companies_contactperson",
        keys="select cvr from companies_company",
        stored=(
            "select c, w, p, c.xmin::text, w.xmin::text, p.xmin::text from companies_company c"
            " join companies_workplace w on w.company_id = c.organisation_id"
            " join companies_contactperson p on p.company_id = c.organisation_id"
            " join accounts_organisation o on o.id = c.organisation_id and starts_with(o.name, 'Indlæst')"
            " order by c.cvr"
        ),
        mail="companies.import_done",
        services=company_files,
        rows=6_000,
        content=_companies,
    ),
    "visits": Case(
        runs="visits_visitimport",
        pieces="visits_visitimportpiece",
        problems="visits_visitimportproblem",
        staged="visits_visitimportline",
        written="visits_interaction",
        keys="select external_ref from visits_interaction",
        stored="select i, i.xmin::text from visits_interaction i order by i.id",
        mail="visits.import_done",
        services=visit_files,
        rows=6_000,
        content=_visits,
    ),
}
