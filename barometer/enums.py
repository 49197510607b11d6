"""Choices of the barometer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Risk(models.TextChoices):
    """Whether an occupation will be a bottleneck; see `rules.risk`."""

    HIGH = "high", _("Høj risiko")
    SOME = "some", _("Nogen risiko")
    NONE = "none", _("Ingen tegn på flaskehals")
    UNKNOWN = "unknown", _("For få svar")


class Trend(models.TextChoices):
    """Which way demand goes, from the net total."""

    UP = "up", _("Stigende")
    SAME = "same", _("Uændret")
    DOWN = "down", _("Faldende")


class FigureKind(models.TextChoices):
    """What a figure is about. What is left is what is too small to be told by itself, put together."""

    CELL = "cell", _("Branche i en kommune")
    AREA = "area", _("Resten af en kommune")
    SECTION = "section", _("Resten af en branche")
