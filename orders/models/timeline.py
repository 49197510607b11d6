from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from orders.enums import AccessRole, EventKind
from orders.models.orders import Order

# Who reads an event: the tovholder always; the company and the others only what is meant for them.
INTERNAL = [AccessRole.TOVHOLDER.value]
WITH_COMPANY = [AccessRole.TOVHOLDER.value, AccessRole.COMPANY.value, AccessRole.NATIONAL.value]


class OrderEventQuerySet(models.QuerySet["OrderEvent"]):
    def visible_to(self, actor: Actor) -> Self:
        """Events whose audience holds the organisation's role on the order, and those about the organisation."""
        return self.filter(
            Q(about_id=actor.organisation_id)
            | Q(
                order__access__organisation_id=actor.organisation_id,
                audience__contains=models.expressions.Func(
                    models.F("order__access__role"), template="array[%(expressions)s]::varchar(10)[]"
                ),
            )
        )


class OrderEvent(models.Model):
    """One thing that happened to an order. Rows are added, never changed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("Hændelse"), max_length=24, choices=EventKind.choices)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    about = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=2000, blank=True)
    audience = ArrayField(models.CharField(max_length=10, choices=AccessRole.choices), default=list)
    data = models.JSONField(default=dict, blank=True)

    objects = OrderEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["order", "-at"], name="event_by_order")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
