"""Words of mail that was written to us. Stored as text with a check."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InboundState(models.TextChoices):
    """Where a mail lies."""

    NEW = "new", _("Ny")
    TAKEN = "taken", _("Registreret")
    FILED = "filed", _("Lagt på ordren")
    REVIEW = "review", _("Til gennemsyn")
    AUTOMATIC = "automatic", _("Autosvar")
    SPAM = "spam", _("Fjernet")


# What a person is to look at.
WAITING = frozenset({InboundState.NEW, InboundState.REVIEW})
