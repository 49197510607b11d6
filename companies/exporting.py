"""What an organisation leaves with of the register of companies: a company itself, a jobcentre those it registered."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import Owned, mine, not_owned, within

COMPANIES = Owned(
    "companies_company",
    "virksomheder",
    _("Virksomheden selv, eller de virksomheder, I har registreret"),
    mine("organisation_id", "created_by_organisation_id"),
    without={"name_key": _("Navnet, som det sorteres.")},
)
TABLES = (
    COMPANIES,
    Owned(
        "companies_workplace",
        "arbejdspladser",
        _("Virksomhedernes arbejdspladser"),
        within("company_id", COMPANIES, "organisation_id"),
    ),
    Owned(
        "companies_contactperson",
        "kontaktpersoner",
        _("Virksomhedernes kontaktpersoner"),
        within("company_id", COMPANIES, "organisation_id"),
    ),
    Owned(
        "companies_contactconsent",
        "samtykker",
        _("Kontaktpersoners samtykker, som I har skrevet ned"),
        mine("organisation_id"),
    ),
    Owned(
        "companies_companyimport",
        "indlaesninger-virksomheder",
        _("Filer med virksomheder, der er indlæst"),
        mine("organisation_id"),
        without={"sample": _("Tømmes, når filen er indlæst.")},
    ),
    Owned(
        "companies_importproblem",
        "indlaesninger-virksomheder-fejl",
        _("Fejl i filer med virksomheder"),
        mine("organisation_id"),
    ),
    Owned(
        "companies_merge", "sammenlaegninger", _("Virksomheder, I har lagt sammen"), mine("organisation_id")
    ),
    Owned(
        "companies_distinctpair",
        "ikke-dubletter",
        _("Virksomheder, der ligner hinanden, og som I har sagt ikke er den samme"),
        mine("organisation_id"),
    ),
)
NOT_OWNED = (
    *not_owned(
        _("Filer på vej ind. De slettes, når de er indlæst."), "companies_importpiece", "companies_importline"
    ),
    *not_owned(_("Hvad en sammenlægning flyttede, bruges kun til at fortryde den."), "companies_mergestep"),
)
