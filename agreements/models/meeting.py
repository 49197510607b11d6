"""What every meeting has: a time, those who hold an invitation to it, and minutes."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.enums import MeetingState


class Meeting(models.Model):
    """A meeting that calendars know by `uuid`. `sequence` counts what has been sent about it, as they demand it.

    Minutes stand as they were first written (a trigger keeps them); see `MinutesCorrection`.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)  # also the calendar's UID
    state = models.CharField(max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("Tidspunkt"))
    minutes_long = models.PositiveSmallIntegerField(_("Varighed i minutter"), default=60)
    place = models.CharField(_("Sted"), max_length=200, blank=True)
    is_generated = models.BooleanField(default=True)  # one changed by hand stays when the plan is made anew
    # The day that the plan gave it: a meeting moved or cancelled by hand is not made again in its old place.
    planned_for = models.DateField(null=True, blank=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, blank=True)
    # The addresses that hold an invitation, to be cancelled if need be.
    invited = models.JSONField(default=list)
    minutes = models.TextField(_("Referat"), max_length=10_000, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        abstract = True
