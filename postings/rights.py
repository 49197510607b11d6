"""Where people are found on vacancies. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, MACHINE, Place, unsearched
from postings.retention_rules import OF_POSTING

EDITION = _("Stillingsopslag")

PLACES = (
    *(
        Place(
            "postings_postingedition",
            column,
            EDITION,
            "p.jobcenter_id",
            joins=OF_POSTING,
            about="o.number",
            at="t.written_at",
        )
        for column in (
            *(
                "title",
                "description",
                "employer",
                "address",
                "hours",
                "wage",
                "contact_name",
                "contact_phone",
                "contact_email",
                "consent_by",
                "apply_url",
            ),
        )
    ),
    Place(
        "postings_postingstep",
        "reason",
        _("Begrundelse for at tage et stillingsopslag ned"),
        "p.jobcenter_id",
        joins=OF_POSTING,
        about="o.number",
        at="t.at",
    ),
)

UNSEARCHED = (
    *unsearched(CODES, "postings_portalposting", "portal_id", "portal_url"),
    *unsearched(MACHINE, "postings_portalposting", "last_error"),
)
