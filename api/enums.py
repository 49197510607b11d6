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


OF_AUTHORITIES = (Scope.CANDIDATES_READ, Scope.CANDIDATES_PROFILE)


def scopes_for(kind: str) -> tuple[Scope, ...]:
    """The scopes that make sense for a kind of organisation: only a jobcentre has candidates of its own."""
    if kind == OrganisationKind.JOBCENTER:
        return tuple(Scope)
    if kind in (OrganisationKind.NATIONAL, OrganisationKind.LABOUR_MARKET_OFFICE):
        return OF_AUTHORITIES
    return ()
