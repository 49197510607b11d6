"""A round of the barometer: which companies are asked, and when its answers are counted (R188)."""

import datetime
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User


class BarometerRoundQuerySet(models.QuerySet["BarometerRound"]):
    def visible_to(self, actor: Actor) -> Self:
        """Jobcentres and Jobservice Danmark know of every round."""
        return self if actor.serves_companies else self.none()

    def own(self, actor: Actor) -> Self:
        return self.filter(organisation_id=actor.organisation_id)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class BarometerRound(models.Model):
    """Companies in `municipalities` (codes) and `sections` (industry letters; none: all) are asked from `opens_on` to
    `closes_on` (Danish days, both included). Rounds of one municipality never overlap.

    Answers are counted once, at `published_at` (UTC); until then there are no figures. `answers` is how many companies
    were counted, told where they are enough.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    title = models.CharField(_("Navn"), max_length=120)
    municipalities = ArrayField(models.CharField(max_length=4), verbose_name=_("Kommuner"))
    sections = ArrayField(
        models.CharField(max_length=1), verbose_name=_("Brancher"), default=list, blank=True
    )
    opens_on = models.DateField(_("Fra og med"))
    closes_on = models.DateField(_("Til og med"))
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    answers = models.PositiveIntegerField(default=0, db_default=0)

    objects = BarometerRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("runde")
        verbose_name_plural = _("runder")
        ordering = ["-closes_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="barometer_round_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="barometer_round_has_title"),
            models.CheckConstraint(
                condition=Q(municipalities__len__gte=1), name="barometer_round_is_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def takes_answers(self, day: datetime.date) -> bool:
        """Whether a company may answer on a Danish day."""
        return self.published_at is None and self.opens_on <= day <= self.closes_on
