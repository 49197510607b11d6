"""Where people are found in answers to other systems. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, Place, unsearched

PLACES = (
    Place(
        "api_answeredcall",
        "body",
        _("Svar på et kald fra et andet system"),
        "t.organisation_id",
        at="t.created_at",
        is_json=True,
        kept=_("Slettes af sig selv inden for et døgn."),
    ),
)

UNSEARCHED = (
    *unsearched(CODES, "api_answeredcall", "key", "fingerprint", "location"),
    *unsearched(CODES, "api_exchangerecord", "system", "reference", "sha256", "object_version"),
)
