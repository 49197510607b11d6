"""When a jobcentre is open: weekly hours by period, and single closed days. Times are Danish wall clock."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from jobcenters.enums import Weekday
from jobcenters.models.dated import Dated, ends_after_start, period
from jobcenters.models.jobcenter import Jobcenter


class TimeSpan(Func):
    """From one wall-clock time to another, end not included.

    PostgreSQL has no range of `time`, so a fixed day is lent.
    """

    template = "TSRANGE(DATE '2000-01-01' + %(expressions)s)"
    arg_joiner = ", DATE '2000-01-01' + "


class OpeningHours(Dated):
    """One span of one weekday in one period, in wall clock Europe/Copenhagen.

    Monday 09-12 and Monday 13-15 are two rows.
    """

    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("ugedag"), choices=Weekday)
    opens = models.TimeField(_("åbner"))
    closes = models.TimeField(_("lukker"))

    class Meta:
        verbose_name = _("åbningstid")
        verbose_name_plural = _("åbningstider")
        ordering = ["jobcenter_id", "weekday", "opens", "valid_from"]
        constraints = [
            ends_after_start("opening_hours_end_after_start"),
            models.CheckConstraint(name="opening_hours_weekday_known", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="opening_hours_open_before_close",
                condition=Q(opens__lt=F("closes")),
                violation_error_message=_("Lukketiden skal ligge efter åbningstiden."),
            ),
            ExclusionConstraint(
                name="opening_hours_never_overlap",
                expressions=[
                    ("jobcenter", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                    (TimeSpan("opens", "closes"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Åbningstiden overlapper en anden samme ugedag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H.%M}-{self.closes:%H.%M}"


class ClosingDay(models.Model):
    """A day on which this jobcentre alone is closed. It moves D1 and D2, never D3-D6 (A4)."""

    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="closing_days")
    date = models.DateField(_("dato"))
    reason = models.CharField(_("årsag"), max_length=120)

    class Meta:
        verbose_name = _("lukkedag")
        verbose_name_plural = _("lukkedage")
        ordering = ["jobcenter_id", "date"]
        constraints = [
            models.UniqueConstraint(
                fields=["jobcenter", "date"],
                name="closing_day_once",
                violation_error_message=_("Dagen er allerede en lukkedag."),
            ),
            models.CheckConstraint(name="closing_day_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.reason}"
