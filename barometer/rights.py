"""Where people are found among those asked for the barometer. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import About, Place

ASKED = _("Hvem der blev spurgt i jobbarometeret")

PLACES = tuple(
    Place("barometer_barometerask", column, ASKED, "t.organisation_id", at="t.asked_at")
    for column in ("contact_name", "email")
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
