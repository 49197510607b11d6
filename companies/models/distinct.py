"""Two companies that look like one and are not: said by somebody, and taken back the same way."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from companies.models.company import Company


class DistinctPairQuerySet(models.QuerySet["DistinctPair"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own organisation's, and those that hold for all authorities."""
        if not actor.is_staff:
            return self.none()
        return self.filter(Q(organisation_id=actor.organisation_id) | Q(holds_for_all=True))

    def standing(self) -> Self:
        return self.filter(undone_at__isnull=True)

    def with_names(self) -> Self:
        return self.select_related("one__organisation", "other__organisation", "organisation", "user")


class DistinctPair(models.Model):
    """`one` and `other` (the lower key first) are not the same company, says `organisation`.

    The pair is suggested to nobody there any more; to no authority where `holds_for_all`: the one who said so might
    have merged the two. Where one of them is merged into a third, it holds for that third (`companies_standing`).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    one = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    holds_for_all = models.BooleanField(default=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("begrundelse"), max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = DistinctPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("par, der ikke er den samme")
        verbose_name_plural = _("par, der ikke er den samme")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_pair_in_order"),
            models.UniqueConstraint(
                fields=["organisation", "one", "other"],
                condition=Q(undone_at__isnull=True),
                name="distinct_pair_once",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_by__isnull=False),
                name="distinct_undone_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"
