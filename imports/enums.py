"""How far a file has come, and what its rows mean: the same words under every import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """How far a file has come."""

    CHECKING = "checking", _("Læses igennem")
    CHECKED = "checked", _("Klar til indlæsning")
    LOADING = "loading", _("Indlæses")
    DONE = "done", _("Indlæst")
    FAILED = "failed", _("Kunne ikke læses")
    CANCELLED = "cancelled", _("Kasseret")


class RowChange(models.TextChoices):
    """What a row means for what is there already."""

    NEW = "new", _("Ny")
    CHANGED = "changed", _("Ændret")
    UNCHANGED = "same", _("Uændret")
    WRONG = "wrong", _("Fejl")


OPEN = (ImportState.CHECKING, ImportState.CHECKED, ImportState.LOADING)
WORKING = (ImportState.CHECKING, ImportState.LOADING)
