"""The states of a mail in the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    QUEUED = "queued", _("Venter")
    LEASED = "leased", _("Sendes nu")
    SENT = "sent", _("Sendt")
    FAILED = "failed", _("Fejlet")
    BOUNCED = "bounced", _("Kom retur")  # sent, and later reported as not delivered
    CANCELLED = "cancelled", _("Fortrudt")


# Work for the delivery: what the partial index for claiming holds.
OPEN_STATES = (MailState.QUEUED, MailState.LEASED)
# Never reached its recipient, and nobody tries any more: what an administrator looks at.
LOST_STATES = (MailState.FAILED, MailState.BOUNCED)
SENT_STATES = (MailState.SENT, MailState.BOUNCED)

SUBJECT_MAX = 200
TEXT_MAX = 200_000  # characters of text or html: far above any mail, far below what a mail server refuses
ERROR_MAX = 500
