from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Bliver lavet")
    DONE = "done", _("Klar til at hente")
    FAILED = "failed", _("Kunne ikke laves")
    REMOVED = "removed", _("Slettet")


OPEN = (ExportState.WAITING, ExportState.DONE)
