"""A correction of minutes, beside the text that it corrects."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from agreements.models.life import AgreementMeeting
from agreements.models.network import NetworkMeeting


class MinutesCorrection(models.Model):
    """The whole minutes as somebody has corrected them, and why. `number` counts a meeting's own. Never changed.

    `author` and `place` are the person's and the organisation's names at the time: the parties may not look each
    other's people up.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(
        AgreementMeeting, on_delete=models.PROTECT, related_name="corrections", null=True
    )
    network_meeting = models.ForeignKey(
        NetworkMeeting, on_delete=models.PROTECT, related_name="corrections", null=True
    )
    number = models.PositiveSmallIntegerField()
    minutes = models.TextField(_("Referat"), max_length=10_000)
    reason = models.CharField(_("Begrundelse"), max_length=500)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    author = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["meeting_id", "network_meeting_id", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, network_meeting__isnull=True)
                | Q(meeting__isnull=True, network_meeting__isnull=False),
                name="correction_of_one_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(minutes="") & ~Q(reason=""), name="correction_has_text_and_reason"
            ),
            models.UniqueConstraint(fields=["meeting", "number"], name="correction_once"),
            models.UniqueConstraint(fields=["network_meeting", "number"], name="network_correction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id or self.network_meeting_id} {self.number}"
