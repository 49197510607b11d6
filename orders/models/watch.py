"""What the watch remembers of itself."""

from django.db import models
from django.db.models import F, Q


class OutageQuerySet(models.QuerySet["Outage"]):
    def touching(self, first: object, last: object) -> "OutageQuerySet":
        """Those that share an instant with `first` to `last` (aware datetimes or expressions)."""
        return self.filter(since__lt=last, until__gt=first)


class Outage(models.Model):
    """A time in which no sweep ran: after `since` until `until`. Added by the sweep that comes back, never changed.

    It is nobody's data: everybody may read it, and each breach in it says so (N18).
    """

    id = models.BigAutoField(primary_key=True)
    since = models.DateTimeField(unique=True)
    until = models.DateTimeField()

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="outage_has_a_length")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M} – {self.until:%Y-%m-%d %H:%M}"
