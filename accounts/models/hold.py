"""What is held back from deletion."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.enums import HoldKind
from accounts.models.organisation import Organisation
from accounts.models.user import User


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, actor: Actor) -> Self:
        """What the organisation itself has held back."""
        return self.filter(organisation_id=actor.organisation_id)

    def holding(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def of(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Hold(models.Model):
    """Tilbageholdt: no retention rule touches the object, nor what belongs to it, until a person lifts the hold.

    `object_id` is the key of the order, agreement, company, contact person, candidate or user that `kind` says.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("Hvad"), max_length=10, choices=HoldKind.choices)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)  # what it is called on the page: a number or a pseudonym
    reason = models.CharField(_("Hvorfor må det ikke slettes?"), max_length=500)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["kind", "object_id"], condition=Q(lifted_at__isnull=True), name="hold_that_holds"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HoldKind.values), name="hold_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "object_id"],
                condition=Q(lifted_at__isnull=True),
                name="hold_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label
