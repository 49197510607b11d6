"""Who brings how many by when, what was offered instead, and what must be followed up."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from orders.enums import AlternativeKind, Decision
from orders.models.orders import MAX_PLACES, Order, OrderLine
from orders.models.requests import Request

LIMIT = [MaxValueValidator(MAX_PLACES)]


class Delivery(models.Model):
    """One row of the delivery plan: a jobcentre brings a number of candidates to a line by a date (R58)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="deliveries")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="deliveries")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="delivery", null=True)
    promised = models.PositiveSmallIntegerField(_("Lovet"), validators=LIMIT)
    by = models.DateField(_("Senest"))
    presented = models.PositiveSmallIntegerField(_("Præsenteret"), default=0, validators=LIMIT)
    # When candidates were last presented: each rise of the number is one.
    presented_at = models.DateTimeField(null=True, blank=True)
    hired = models.PositiveSmallIntegerField(_("Ansat"), default=0, validators=LIMIT)
    employed_from = models.DateField(_("Første arbejdsdag"), null=True, blank=True)
    note = models.CharField(_("Bemærkning"), max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["order_id", "line_id", "by", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hired__lte=models.F("presented")), name="delivery_hired_presented"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.promised} senest {self.by}"


class Alternative(models.Model):
    """Another solution than the one ordered. Only the company's acceptance can stop a clock (A10; [003], R141)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="alternatives")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="alternatives", null=True)
    kind = models.CharField(_("Løsning"), max_length=14, choices=AlternativeKind.choices)
    months = models.PositiveSmallIntegerField(_("Måneder"), null=True, blank=True)
    text = models.CharField(_("Forslag"), max_length=1000)
    # What the law asks for, in the words that the one who offers ticked (R140).
    checked = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OFFERED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(_("Hvem svarede?"), max_length=120, blank=True)
    decided_channel = models.CharField(_("Hvordan?"), max_length=40, blank=True)

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=Decision.OFFERED, decided_at__isnull=True)
                | Q(decision__in=[Decision.ACCEPTED, Decision.DECLINED], decided_at__isnull=False)
                & ~Q(decided_by_name="")
                & ~Q(decided_channel=""),
                name="alternative_decision_is_recorded",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.get_kind_display()}"


class FollowUp(models.Model):
    """A dated task on an order, such as calling the company before its application deadline (R35, A19)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="follow_ups")
    kind = models.CharField(max_length=20, default="application_deadline")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(done_at__isnull=True),
                name="one_open_follow_up_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind} {self.due_on}"
