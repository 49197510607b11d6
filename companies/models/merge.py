"""What was done when a company was merged into another: kept to the last value, so that it can be undone."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from companies.models.company import Company


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, actor: Actor) -> Self:
        """Public authorities: they work with the same register of companies."""
        return self if actor.is_staff else self.none()

    def with_names(self) -> Self:
        return self.select_related("kept__organisation", "away__organisation", "organisation", "user")


class Merge(models.Model):
    """`away` was merged into `kept`; or, where `undoes` is set, that merge was undone.

    Written by the database's functions alone, and never changed.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    away = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("begrundelse"), max_length=300)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="undone_by", null=True, blank=True
    )
    # Of an undoing: what could not be put back, because it has changed since.
    left_behind = models.JSONField(default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("sammenlægning")
        verbose_name_plural = _("sammenlægninger")
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(kept=F("away")), name="merge_of_two")]

    def __str__(self) -> str:
        return f"{self.away_id} → {self.kept_id}"


class MergeStep(models.Model):
    """One row that a merge changed: its table, its key as text, and the columns before and after."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="steps")
    table_name = models.CharField(max_length=63)
    row_key = models.CharField(max_length=60)
    old = models.JSONField()
    new = models.JSONField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["merge", "table_name", "row_key"], name="merge_step_row")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_key}"
