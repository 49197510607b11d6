"""What an organisation leaves with of its webhooks: nothing of its own."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import NotOwned, Owned, not_owned

TABLES: tuple[Owned, ...] = ()
NOT_OWNED: tuple[NotOwned, ...] = (
    *not_owned(
        _("Adresser på organisationens egne systemer. De sættes op igen, hvor der flyttes hen."),
        "webhooks_endpoint",
    ),
    *not_owned(_("Nøgler til underskrift. De forlader aldrig systemet."), "webhooks_signingsecret"),
    *not_owned(
        _("Beskeder, som organisationens eget system allerede har fået. De slettes efter en måned."),
        "webhooks_delivery",
    ),
)
