"""Where people are found among those asked for the barometer. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, HOUSE, About, Place, unsearched

ASKED = _("Hvem der blev spurgt i jobbarometeret")

PLACES = (
    *(
        Place("barometer_barometerask", column, ASKED, "t.organisation_id", at="t.asked_at")
        for column in ("contact_name", "email")
    ),
    Place(
        "barometer_barometerdecline",
        "email",
        _("Nej tak til jobbarometeret"),
        "t.organisation_id",
        at="t.at",
        kept=_("Uden adressen kunne personen blive spurgt igen (databeskyttelsesforordningen art. 21)."),
    ),
)

ABOUT = (
    About(
        "contact",
        "barometer_barometerask",
        ASKED,
        "t.contact_id = the_id",
        "t.organisation_id",
        ("contact_name", "email", "asked_at", "answered_at", "declined_at"),
    ),
)

UNSEARCHED = (
    *unsearched(HOUSE, "barometer_barometerround", "title"),
    *unsearched(CODES, "barometer_barometerask", "token_hash"),
)
