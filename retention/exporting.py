"""What an organisation leaves with of people's own requests for their data."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import Owned, mine, not_owned

TABLES = (
    Owned(
        "retention_rightsrequest",
        "anmodninger",
        _("Anmodninger om indsigt og sletning"),
        mine("organisation_id"),
    ),
    Owned(
        "retention_rightsstep",
        "anmodninger-trin",
        _("Hvad der skete med anmodningerne"),
        mine("organisation_id"),
    ),
)
NOT_OWNED = (
    *not_owned(_("Systemets egne sletninger."), "retention_run"),
    *not_owned(
        _("Kopier til dem, der har bedt om indsigt. De slettes efter en måned."), "retention_rightscopy"
    ),
)
