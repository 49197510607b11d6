"""A file with candidates that was read through and waits, for the walk of all routes."""

from typing import Any

from accounts.actor import Actor
from tests.candidates.import_files import checked, person, sheet

ROUTES = tuple(
    f"candidates:{name}"
    for name in ("import_run", "import_begin", "import_discard", "import_faults", "import_faults_sheet")
)


def import_arguments(administrator: Actor, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the routes of a file of Horsens; its name and its rows are secret."""
    rows = [person(1, navn=secret), person(2, navn=secret, stillinger=secret), person(3, postnummer="8300")]
    run = checked(administrator, sheet(rows), name=f"{secret}.csv")
    return {name: {"uuid": run.uuid} for name in ROUTES}
