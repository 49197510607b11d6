"""Where people are found on contact lists, in calendars and profiles. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, HOUSE, Place, unsearched

PLACES = (
    *(
        Place("jobcenters_contactentry", column, _("Netværkets kontaktliste"), "t.jobcenter_id", goes=True)
        for column in ("person", "email", "telephone")
    ),
    Place(
        "jobcenters_contactask",
        "email",
        _("Hvem der blev spurgt, om kontaktlisten passer"),
        "t.jobcenter_id",
        at="t.asked_at",
        kept=_("Viser, hvem der har svaret, og slettes med sin egen frist (art. 5, stk. 2)."),
    ),
    Place("jobcenters_closingday", "reason", _("Årsag til en lukkedag"), "t.jobcenter_id"),
    Place("jobcenters_serviceprofileline", "note", _("Note i serviceprofilen"), "t.jobcenter_id"),
)

_GEOGRAPHY = "Official names of places."
UNSEARCHED = (
    *unsearched(_GEOGRAPHY, "jobcenters_municipality", "name", "landsdel"),
    *unsearched(_GEOGRAPHY, "jobcenters_municipalityregion", "name"),
    *unsearched(_GEOGRAPHY, "jobcenters_postcode", "name", "source"),
    *unsearched(HOUSE, "jobcenters_jobcenter", "place", "company_email", "address"),
    *unsearched(HOUSE, "jobcenters_jobcenterword", "word"),
    *unsearched(HOUSE, "jobcenters_serviceprofileline", "topic", "title"),
    *unsearched(HOUSE, "jobcenters_network", "name", "agreement"),
    *unsearched(HOUSE, "jobcenters_networkservice", "title"),
    *unsearched("Opening hours and closing days.", "jobcenters_keptcalendar", "version", "data"),
    *unsearched("Goes with the person's row.", "jobcenters_contactentry", "subject", "languages"),
    *unsearched(CODES, "jobcenters_contactask", "token_hash"),
)
