"""What an organisation leaves with of what other systems are told."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import Owned, mine, not_owned

TABLES = (
    Owned("webhooks_endpoint", "webhooks", _("Andre systemer, der får besked"), mine("organisation_id")),
    Owned(
        "webhooks_delivery",
        "webhooks-beskeder",
        _("Beskeder til andre systemer"),
        mine("organisation_id"),
        without={"leased_until": _("Bruges kun, mens beskeden leveres.")},
    ),
)
NOT_OWNED = (*not_owned(_("Nøgler forlader aldrig systemet."), "webhooks_signingsecret"),)
