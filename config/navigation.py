"""The menu and the first screen of each role. An item whose page does not exist is not shown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from config.settings_page import SETTINGS, open_settings

STAFF_ROLES = frozenset({Role.CONSULTANT, Role.MANAGER, Role.ADMINISTRATOR})
NATIONAL = frozenset({OrganisationKind.NATIONAL, OrganisationKind.LABOUR_MARKET_OFFICE})
JOBSERVICE = frozenset({OrganisationKind.NATIONAL})
JOBCENTER = frozenset({OrganisationKind.JOBCENTER})
COMPANY = frozenset({OrganisationKind.COMPANY})


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu, shown to the roles of the kinds of organisation it names."""

    label: str | Promise
    url_name: str
    kinds: frozenset[str]
    roles: frozenset[str] | None = None

    def is_for(self, actor: Actor) -> bool:
        return actor.kind in self.kinds and (self.roles is None or actor.role in self.roles)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entry that gathers the pages of rare work; `pages` are the addresses' names, and what lies under them."""

    label: str | Promise
    url_name: str
    pages: tuple[str, ...]

    def is_for(self, actor: Actor) -> bool:
        return bool(open_settings(actor))


MENU: tuple[Item | Gathered, ...] = (
    Item(_("Løfter"), "orders:sla", JOBCENTER, frozenset({Role.MANAGER})),
    Item(_("Brud"), "orders:breaches", JOBCENTER, frozenset({Role.MANAGER})),
    Item(_("Rapporter"), "orders:reports", JOBCENTER, frozenset({Role.MANAGER})),
    Item(_("Min dag"), "orders:my_day", JOBCENTER, frozenset({Role.CONSULTANT})),
    Item(_("Opgaver"), "visits:tasks", JOBCENTER, STAFF_ROLES),
    Item(_("Landsoverblik"), "orders:national", NATIONAL),
    Item(_("Opgaver"), "visits:tasks", JOBSERVICE),
    Item(_("Rapporter"), "orders:reports", JOBSERVICE),
    Item(_("Ordrer"), "orders:list", JOBCENTER | NATIONAL),
    Item(_("Kandidater"), "candidates:search", JOBCENTER | NATIONAL),
    Item(_("Opkvalificering"), "candidates:projects", JOBCENTER | JOBSERVICE),
    Item(_("Aftaler"), "agreements:list", JOBCENTER | NATIONAL),
    Item(_("Virksomheder"), "companies:list", JOBCENTER | NATIONAL),
    Item(_("Jobcentre"), "jobcenters:list", JOBCENTER | NATIONAL),
    Gathered(_("Indstillinger"), "settings", tuple(row.url_name for row in SETTINGS)),
    Item(_("Jeres sag lige nu"), "orders:portal", COMPANY),
    Item(_("Ny jobordre"), "orders:portal_new", COMPANY),
    Item(_("Jeres aftale"), "agreements:portal", COMPANY),
    Item(_("Jeres virksomhed"), "companies:list", COMPANY),
)


def first_page(actor: Actor) -> str:
    """The name of the first page after signing in."""
    if actor.is_company:
        return "orders:portal"
    if actor.kind in NATIONAL:
        return "orders:national"
    if actor.role == Role.MANAGER:
        return "orders:sla"
    if actor.role == Role.ADMINISTRATOR:
        return "notifications:outbox"
    return "orders:my_day"
