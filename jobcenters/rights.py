"""Where people are found on contact lists. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Place

PLACES = tuple(
    Place("jobcenters_contactentry", column, _("Netværkets kontaktliste"), "t.jobcenter_id", goes=True)
    for column in ("person", "email", "telephone")
)
