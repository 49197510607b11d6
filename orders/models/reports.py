"""Monthly reports: who asked for one, and the numbers as they were sent."""

from typing import Self
from uuid import uuid4

from django.db import models

from accounts.actor import Actor
from accounts.models import Organisation, User


class ReportWishQuerySet(models.QuerySet["ReportWish"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)


class ReportWish(models.Model):
    """A person who wants the report of each month by mail. `scope` is the key of a selectors.report.Choice; `sent_for`
    the first day of the newest month that was sent, or that was over when it was asked for.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="report_wishes")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="report_wishes")
    scope = models.CharField(max_length=36)
    sent_for = models.DateField()

    objects = ReportWishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user", "scope"], name="report_wish_once")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.user_id}"


class MonthReportQuerySet(models.QuerySet["MonthReport"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those made for the actor's organisation."""
        return self.filter(organisation_id=actor.organisation_id)


class MonthReport(models.Model):
    """The report of one month as it was counted. Never changed: another number later is a new version."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="month_reports")
    scope = models.CharField(max_length=36)
    month = models.DateField()  # its first day
    version = models.PositiveSmallIntegerField(default=1)
    counted_at = models.DateTimeField()
    numbers = models.JSONField()  # selectors.report.Report.as_data

    objects = MonthReportQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "scope", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "scope", "month", "version"], name="month_report_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.month:%Y-%m} {self.version}"
