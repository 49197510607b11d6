"""The leaders' meetings of a network ([003], R153): every half year, with a pack that the product makes (N15)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from agreements.enums import MeetingState
from agreements.models.meeting import Meeting
from jobcenters.models import Network, holds_on


class NetworkMeetingQuerySet(models.QuerySet["NetworkMeeting"]):
    def visible_to(self, actor: Actor, today: object) -> Self:
        """Those of the networks that the actor's jobcentre is in on `today` or coordinates; Jobservice Danmark: all."""
        if actor.is_national:
            return self.all()
        mine = Q(network__coordinator_id=actor.organisation_id) | Q(
            network__in=Network.objects.filter(
                holds_on(today, "members__"),  # type: ignore[arg-type]
                members__jobcenter_id=actor.organisation_id,
            )
        )
        return self.filter(mine) if actor.is_staff else self.none()


class NetworkMeeting(Meeting):
    """One meeting of a network's leaders. `planned_for` is the day that the half-yearly plan gave it; None: by hand."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="meetings")
    minutes_long = models.PositiveSmallIntegerField(_("Varighed i minutter"), default=120)
    agenda = models.TextField(_("Dagsorden"), max_length=5000, blank=True)

    objects = NetworkMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledermøde")
        verbose_name_plural = _("ledermøder")
        ordering = ["network_id", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="network_meeting_state_known"
            ),
            models.UniqueConstraint(
                fields=["network", "starts_at"],
                condition=~Q(state=MeetingState.CANCELLED),
                name="network_meeting_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.HELD) | (Q(held_at__isnull=False) & ~Q(minutes="")),
                name="network_meeting_held_has_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network_id} {self.starts_at:%Y-%m-%d}"
