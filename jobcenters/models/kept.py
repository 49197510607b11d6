"""Opening calendars as they were, by the name that deadlines remember them by."""

from django.db import models


class KeptCalendar(models.Model):
    """What `OpeningCalendar.version` names: the hours and closing days that a deadline was counted with.

    Two jobcentres with the same hours share a row. `data` is what `jobcenters.kept_calendars` writes.
    """

    version = models.CharField(primary_key=True, max_length=40)
    data = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version
