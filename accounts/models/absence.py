"""Who is away, and who answers meanwhile."""

import datetime
import uuid
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models.organisation import Membership, Organisation
from accounts.models.user import User


class _Days(Func):
    function = "daterange"
    output_field = DateRangeField()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, actor: Actor) -> Self:
        """The absences of one's own colleagues."""
        return self.filter(organisation_id=actor.organisation_id)

    def on(self, day: datetime.date) -> Self:
        """Those that hold on a Danish day."""
        return self.filter(first_day__lte=day, last_day__gte=day)

    def not_over(self, day: datetime.date) -> Self:
        """Those that hold on a Danish day or begin after it."""
        return self.filter(last_day__gte=day)


class Absence(models.Model):
    """A colleague is away from `first_day` to `last_day` (Danish days, both included). Why is nobody's business.

    Meanwhile `stand_in` answers, or whoever the colleague has chosen for always (`Membership.stand_in`).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(
        Membership, verbose_name=_("Stedfortræder"), on_delete=models.PROTECT, related_name="+", null=True
    )
    first_day = models.DateField(_("Fra og med"))
    last_day = models.DateField(_("Til og med"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "id"]
        indexes = [models.Index(fields=["organisation", "last_day"], name="absence_by_organisation")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_has_days"),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("membership")), name="absence_not_oneself"
            ),
            ExclusionConstraint(
                name="absence_once_a_day",
                expressions=[
                    (F("membership"), RangeOperators.EQUAL),
                    (_Days("first_day", "last_day", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.first_day}–{self.last_day}"
