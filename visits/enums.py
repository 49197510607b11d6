"""Kinds and answers of notes, tasks and joint visits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InteractionKind(models.TextChoices):
    VISIT = "visit", _("Besøg")
    CALL = "call", _("Opkald")
    MEETING = "meeting", _("Møde")


class Growth(models.TextChoices):
    GROWS = "grows", _("Vokser")
    STEADY = "steady", _("Står stille")
    SHRINKS = "shrinks", _("Skrumper")


class Outlook(models.TextChoices):
    """How many people the company expects to employ, beside today."""

    MORE = "more", _("Flere")
    SAME = "same", _("Samme")
    FEWER = "fewer", _("Færre")


class Horizon(models.IntegerChoices):
    """How many months ahead an expectation looks."""

    THREE = 3, _("Inden for 3 måneder")
    TWELVE = 12, _("Inden for 12 måneder")


class TaskKind(models.TextChoices):
    """Why there is a task."""

    HAND = "hand", _("Opgave")
    NEXT_VISIT = "next_visit", _("Næste besøg")
    ROUND = "round", _("Rundringning")


class JointVisitState(models.TextChoices):
    ASKED = "asked", _("Venter på svar")
    AGREED = "agreed", _("Aftalt")
    CANCELLED = "cancelled", _("Aflyst")
