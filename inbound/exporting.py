"""What a jobcentre leaves with of the mail that came to it."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import NotOwned, Owned, mine, within

MAILS = Owned("inbound_inboundmail", "mails-ind", _("Mails, der er kommet til jer"), mine("jobcenter_id"))
TABLES = (
    MAILS,
    Owned("inbound_inboundfile", "mails-ind-filer", _("Filer, der kom med mails"), within("mail_id", MAILS)),
)
NOT_OWNED: tuple[NotOwned, ...] = ()
