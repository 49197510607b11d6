"""Files with candidates and with visits that were read through and wait, for the walk of all routes."""

from typing import Any

from accounts.actor import Actor
from tests.candidates.import_files import checked, person, sheet
from tests.factories import companies
from tests.visits import import_files as visits

CANDIDATE_ROUTES = tuple(
    f"candidates:{name}"
    for name in ("import_run", "import_begin", "import_discard", "import_faults", "import_faults_sheet")
)
VISIT_ROUTES = tuple(
    f"visits:{name}"
    for name in ("import_run", "import_begin", "import_discard", "import_changes", "import_faults")
)
ROUTES = (*CANDIDATE_ROUTES, *VISIT_ROUTES, "visits:import_template", "visits:imports")
STAFF_MAY_SEE = {"visits:import_template"}


def import_arguments(administrator: Actor, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the routes of files of Horsens; their names and their rows are secret."""
    rows = [person(1, navn=secret), person(2, navn=secret, stillinger=secret), person(3, postnummer="8300")]
    run = checked(administrator, sheet(rows), name=f"{secret}.csv")
    company = companies.company("Smedjen i filen ApS")
    talks = [visits.line(1, company.cvr, text=secret), visits.line(2, company.cvr, kind="Kaffe")]
    visit_run = visits.checked(administrator, visits.sheet(talks), name=f"{secret}.csv")
    return {
        **{name: {"uuid": run.uuid} for name in CANDIDATE_ROUTES},
        **{name: {"uuid": visit_run.uuid} for name in VISIT_ROUTES},
        "visits:import_template": {"ending": "csv"},
    }
