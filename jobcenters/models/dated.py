"""Validity by date, shared by every row that may change with a reform (N19).

`valid_from` and `valid_to` are both days on which the row holds ("til og med"); no `valid_to` means until
further notice. The database refuses two rows that claim the same thing on the same day by exclusion constraints.
"""

import datetime
from typing import Any, Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model, covariant=True)


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


def period() -> DateRange:
    """The days on which a row holds, as PostgreSQL's `daterange`, both ends included."""
    return DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


def never_twice(name: str, *columns: str, message: Any = None) -> ExclusionConstraint:
    """Constraint: on any day at most one row for the same values of `columns`."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in columns),
            (period(), RangeOperators.OVERLAPS),
        ],
        violation_error_message=message or _("Perioden overlapper en anden."),
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        violation_error_message=_("Slutdatoen ligger før startdatoen."),
    )


def holds_on(day: datetime.date, prefix: str = "") -> Q:
    """Condition for rows that hold on `day`; `prefix` reaches them through a relation (`"members__"`)."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with `valid_from` and `valid_to`."""

    def on(self, day: datetime.date) -> Self:
        """The rows that hold on `day` (a Danish calendar date)."""
        return self.filter(holds_on(day))


class Dated(models.Model):
    """Abstract: a row that holds from one day to another."""

    valid_from = models.DateField(_("gælder fra"))
    valid_to = models.DateField(_("gælder til og med"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds(self, day: datetime.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
