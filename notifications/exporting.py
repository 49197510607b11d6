"""What an organisation leaves with of its mail."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import Owned, mine, not_owned

_INNER = _("Bruges kun til at aflevere mailen.")
TABLES = (
    Owned(
        "notifications_outboxmail",
        "mails",
        _("Mails, der er skrevet for organisationen"),
        mine("organisation_id"),
        without={"html": _("Det samme som teksten."), "dedupe_key": _INNER, "leased_until": _INNER},
    ),
)
NOT_OWNED = not_owned(
    _("Fælles for alle, der sender mail."), "notifications_mailpace", "notifications_deadaddress"
)
