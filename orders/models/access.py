from typing import Self

from django.db import models
from django.db.models.functions import Now

from accounts.actor import Actor
from accounts.models import Organisation
from orders.enums import AccessRole
from orders.models.orders import Order


class OrderAccessQuerySet(models.QuerySet["OrderAccess"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(organisation_id=actor.organisation_id)


class OrderAccess(models.Model):
    """Which organisation may see which order, and why. Written by database triggers alone; every list starts here.

    `is_open` and `received_at` repeat the order's, so that a list finds its 50 newest rows in one index. `changed_at`
    is when the order, its lines or its requests last changed: other systems ask for what is new.
    """

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="access")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="order_access")
    role = models.CharField(max_length=10, choices=AccessRole.choices)
    is_open = models.BooleanField()
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_default=Now())

    objects = OrderAccessQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "organisation"], name="access_once")]
        indexes = [
            models.Index(fields=["organisation", "is_open", "-received_at", "-order"], name="access_list"),
            models.Index(fields=["organisation", "changed_at", "order"], name="access_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.organisation_id} {self.role}"
