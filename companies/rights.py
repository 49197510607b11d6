"""Where a company's contact persons are found. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import About, Place
from companies.retention_rules import HOME

PLACES = tuple(
    Place(
        "companies_contactperson",
        column,
        _("Kontaktperson"),
        HOME,
        about="'#' || t.id",
        kept=_("Slettes som person: vælg kontaktpersonen på anmodningen."),
    )
    for column in ("name", "email", "phone")
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
)
