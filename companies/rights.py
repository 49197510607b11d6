"""Where a company's contact persons are found. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, HOUSE, MACHINE, About, Place, unsearched
from companies.retention_rules import HOME

PLACES = (
    *(
        Place(
            "companies_contactperson",
            column,
            _("Kontaktperson"),
            HOME,
            about="'#' || t.id",
            kept=_("Slettes som person: vælg kontaktpersonen på anmodningen."),
        )
        for column in ("name", "email", "phone")
    ),
    Place(
        "companies_contactconsent",
        "given_by",
        _("Hvem der gav samtykke"),
        "t.organisation_id",
        at="t.at",
        kept=_(
            "Viser, at der var samtykke, og slettes med samtykkets egen frist (databeskyttelsesforordningen art. 7, "
            "stk. 1)."
        ),
    ),
    Place(
        "companies_merge",
        "reason",
        _("Hvorfor to virksomheder er lagt sammen"),
        "t.organisation_id",
        at="t.at",
        kept=_(
            "En sammenlægning kan ikke ændres; den viser, hvem der flyttede hvad (databeskyttelsesforordningen "
            "art. 17, stk. 3, litra e)."
        ),
    ),
    Place("companies_importproblem", "text", _("Hvad der var galt i en fil"), "t.organisation_id"),
    Place(
        "companies_companyimport", "file_name", _("Navnet på en fil med virksomheder"), "t.organisation_id"
    ),
    Place(
        "companies_distinctpair",
        "reason",
        _("Hvorfor to virksomheder ikke er den samme"),
        "t.organisation_id",
        at="t.at",
    ),
)

ABOUT = (
    About(
        "contact",
        "companies_contactperson",
        _("Kontaktpersonen"),
        "t.id = the_id",
        HOME,
        ("name", "title", "phone", "email", "is_primary", "is_active", "created_at", "changed_at"),
    ),
    About(
        "contact",
        "companies_contactconsent",
        _("Samtykker"),
        "t.contact_id = the_id",
        "t.organisation_id",
        ("kind", "is_given", "given_by", "given_on", "channel", "at"),
    ),
)

_GONE = "Emptied or deleted when the file has been taken in."
_STEP = "Keys of rows that a merge moved, so that it can be undone; names stand in the rows themselves."
UNSEARCHED = (
    *unsearched("A trade, from the register of companies.", "companies_company", "industry"),
    *unsearched(HOUSE, "companies_company", "name_key"),
    *unsearched(HOUSE, "companies_workplace", "name", "address"),
    *unsearched(CODES, "companies_companyimport", "sha256"),
    *unsearched(_GONE, "companies_companyimport", "headings", "ignored", "sample"),
    *unsearched(MACHINE, "companies_companyimport", "changed_columns"),
    *unsearched(MACHINE, "companies_companyimport", "problem"),
    *unsearched(_GONE, "companies_importline", "key", "data", "changes"),
    *unsearched(MACHINE, "companies_importproblem", "column"),
    *unsearched(_STEP, "companies_merge", "left_behind"),
    *unsearched(_STEP, "companies_mergestep", "table_name", "row_key", "old", "new"),
)
