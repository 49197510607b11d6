"""What a token may be allowed to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganisationKind


class Scope(models.TextChoices):
    """One right of a token. Nothing is included in anything else."""

    CANDIDATES_READ = "candidates:read", _("Se egne kandidater og søge uden navn")
    CANDIDATES_PROFILE = "candidates:profile", _("Læse profiler uden navn og slå egne referencer op")
    CANDIDATES_IMPORT = "candidates:import", _("Indlæse kandidater")
    NOMINATIONS_READ = "nominations:read", _("Se indstillinger på ordrer")
    NOMINATIONS_WRITE = "nominations:write", _("Indstille egne kandidater")
    ORDERS_READ = "orders:read", _("Se ordrer og frister")
    ORDERS_WRITE = "orders:write", _("Registrere ordrer, svare virksomheder og lukke ordrer")
    REQUESTS_READ = "requests:read", _("Se henvendelser mellem jobcentre")
    REQUESTS_WRITE = "requests:write", _("Spørge andre jobcentre og svare dem")
    COMPANIES_READ = "companies:read", _("Slå virksomheder og kontaktpersoner op")
    COMPANIES_WRITE = "companies:write", _("Registrere og rette virksomheder og kontaktpersoner")
    JOBCENTERS_READ = "jobcenters:read", _("Se jobcentre og kontaktlister")
    AGREEMENTS_READ = "agreements:read", _("Se aftaler")
    VISITS_READ = "visits:read", _("Se besøgsnotater, egne og delte")
    VISITS_WRITE = "visits:write", _("Skrive og rette egne besøgsnotater")
    EXCHANGE_READ = "exchange:read", _("Hente ordrer, besøg og kontaktpersoner som udvekslingsposter")
    EXCHANGE_WRITE = "exchange:write", _("Sende ordrer, besøg og kontaktpersoner som udvekslingsposter")


OF_AUTHORITIES = (
    Scope.CANDIDATES_READ,
    Scope.CANDIDATES_PROFILE,
    Scope.COMPANIES_READ,
    Scope.JOBCENTERS_READ,
    Scope.AGREEMENTS_READ,
)
OF_NATIONAL = (
    *OF_AUTHORITIES,
    Scope.ORDERS_READ,
    Scope.ORDERS_WRITE,
    Scope.COMPANIES_WRITE,
    Scope.VISITS_READ,
    Scope.VISITS_WRITE,
    Scope.EXCHANGE_READ,
    Scope.EXCHANGE_WRITE,
)


def scopes_for(kind: str) -> tuple[Scope, ...]:
    """The scopes that make sense for a kind of organisation: only a jobcentre has candidates of its own."""
    if kind == OrganisationKind.JOBCENTER:
        return tuple(Scope)
    if kind == OrganisationKind.NATIONAL:
        return OF_NATIONAL
    if kind == OrganisationKind.LABOUR_MARKET_OFFICE:
        return OF_AUTHORITIES
    return ()
