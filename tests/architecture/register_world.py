"""Companies that are one, files with companies, and everything an organisation owns, for the walk of all routes."""

from typing import Any

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import acting_as
from companies.models import Company
from companies.services import companies_merge, pair_decide
from leaving.running import export_make
from leaving.services import export_order
from tests.companies.import_files import checked, line, sheet
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

IMPORT_ROUTES = tuple(
    f"companies:{name}"
    for name in ("import_run", "import_begin", "import_discard", "import_changes", "import_faults")
)
EXPORT_ROUTES = ("leaving:fetch", "leaving:remove")
VISITORS = {
    **dict.fromkeys((*IMPORT_ROUTES, *EXPORT_ROUTES), "administrator"),
    "companies:import_template": "administrator",
    "companies:distinct_undo": "administrator",
    # Lists of an administrator's own: the walk of all pages opens them as one.
    "companies:imports": "administrator",
    "leaving:exports": "administrator",
}
STAFF_MAY_SEE = {
    "companies:merge",
    "companies:merge_detail",
    "companies:merge_undo",
    "companies:distinct",
    "companies:sheet",
    "companies:import_template",
}


def register_arguments(administrator: Actor, company: Company, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the routes; what is in Horsens' file and archive is secret."""
    kept, away = companies.company("Dobbelt A/S"), companies.company("Dobbelt ApS")
    boss = accounts.actor(make.national(), role=Role.ADMINISTRATOR)
    with acting_as(boss):
        merge = companies_merge(actor=boss, kept=kept, away=away, reason="Registreret to gange.")
    run = checked(
        administrator, sheet([line(1, virksomhed=secret), line(2, postnummer="0001")]), name=f"{secret}.csv"
    )
    with acting_as(administrator):
        export = export_order(actor=administrator)
    with as_worker():
        export_make(export.pk)
    with as_owner():
        other = companies.company("En helt anden")
    with acting_as(administrator):
        pair = pair_decide(actor=administrator, one=kept, other=other, reason=secret)
    return {
        "companies:merge": {"uuid": company.uuid, "other": other.uuid},
        "companies:merge_detail": {"uuid": merge.uuid},
        "companies:merge_undo": {"uuid": merge.uuid},
        "companies:distinct": {"uuid": company.uuid, "other": other.uuid},
        "companies:distinct_undo": {"uuid": pair.uuid},
        "companies:sheet": {"what": "virksomheder", "ending": "csv"},
        "companies:import_template": {"ending": "csv"},
        **{name: {"uuid": run.uuid} for name in IMPORT_ROUTES},
        **{name: {"uuid": export.uuid} for name in EXPORT_ROUTES},
    }
