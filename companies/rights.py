"""Where a company's contact persons are found. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import About, Place
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
