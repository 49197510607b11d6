"""Words of a posted vacancy. Stored as text with a check."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostingState(models.TextChoices):
    PUBLISHED = "published", _("Slået op")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    FILLED = "filled", _("Besat")
    EXPIRED = "expired", _("Fristen er gået")


class StepKind(models.TextChoices):
    """What was done to a posting."""

    PUBLISHED = "published", _("Slået op")
    CHANGED = "changed", _("Rettet")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    FILLED = "filled", _("Besat")
    EXPIRED = "expired", _("Fristen er gået")


class WorkTime(models.TextChoices):
    """How much work; the values are schema.org's words for it (employmentType)."""

    FULL_TIME = "FULL_TIME", _("Fuldtid")
    PART_TIME = "PART_TIME", _("Deltid")
    TEMPORARY = "TEMPORARY", _("Vikariat eller tidsbegrænset")
    OTHER = "OTHER", _("Andet")


class ApplyTo(models.TextChoices):
    """Whose contact stands on the posting."""

    COMPANY = "company", _("Virksomheden")
    JOBCENTER = "jobcenter", _("Jobcentret")


class Language(models.TextChoices):
    DANISH = "da", _("Dansk")
    ENGLISH = "en", _("Engelsk")


class Portal(models.TextChoices):
    """Other places than our own page where a vacancy is posted."""

    JOBNET = "jobnet", _("Jobnet")
