"""Kinds of organisation and roles of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    JOBCENTER = "jobcenter", _("Jobcenter")
    COMPANY = "company", _("Virksomhed")
    NATIONAL = "national", _("Jobservice Danmark")
    LABOUR_MARKET_OFFICE = "amk", _("Arbejdsmarkedskontor")
    PARTNER = "partner", _("Samarbejdspartner")


# Public authorities: they may look a company up. A partner (a-kasse, school) and a company may not.
STAFF_KINDS = frozenset(
    {
        OrganisationKind.JOBCENTER,
        OrganisationKind.NATIONAL,
        OrganisationKind.LABOUR_MARKET_OFFICE,
    }
)


class Role(models.TextChoices):
    CONSULTANT = "consultant", _("Virksomhedskonsulent")
    MANAGER = "manager", _("Leder")
    ADMINISTRATOR = "administrator", _("Administrator")
    COMPANY_USER = "company_user", _("Virksomhedsbruger")
    NATIONAL_STAFF = "national_staff", _("Medarbejder i Jobservice Danmark")
    PARTNER_USER = "partner_user", _("Bruger hos samarbejdspartner")


class TokenKind(models.TextChoices):
    """How another system signs in."""

    TOKEN = "token", _("Fast nøgle")
    CLIENT = "client", _("OAuth 2.0-klient")


ROLES_BY_KIND: dict[str, frozenset[str]] = {
    OrganisationKind.JOBCENTER: frozenset({Role.CONSULTANT, Role.MANAGER, Role.ADMINISTRATOR}),
    OrganisationKind.COMPANY: frozenset({Role.COMPANY_USER}),
    OrganisationKind.NATIONAL: frozenset({Role.NATIONAL_STAFF, Role.MANAGER, Role.ADMINISTRATOR}),
    OrganisationKind.LABOUR_MARKET_OFFICE: frozenset({Role.NATIONAL_STAFF, Role.MANAGER, Role.ADMINISTRATOR}),
    OrganisationKind.PARTNER: frozenset({Role.PARTNER_USER, Role.ADMINISTRATOR}),
}


class HoldKind(models.TextChoices):
    """What can be held back from deletion."""

    ORDER = "order", _("Ordre")
    AGREEMENT = "agreement", _("Aftale")
    COMPANY = "company", _("Virksomhed")
    CONTACT = "contact", _("Kontaktperson")
    CANDIDATE = "candidate", _("Borger")
    USER = "user", _("Bruger")
