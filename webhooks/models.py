"""Where messages go, what they are signed with, and the messages."""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from webhooks.addresses import LONGEST
from webhooks.enums import OPEN_STATES, DeliveryState, EndpointState
from webhooks.limits import ANSWER_KEPT, ERROR_MAX


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def visible_to(self, actor: Actor) -> Self:
        """The organisation's own, for the administrators who keep them."""
        if not (actor.is_staff and actor.is_administrator):
            return self.none()
        return self.filter(organisation_id=actor.organisation_id)


class Endpoint(models.Model):
    """An address of another system, and what it is told of.

    `failures`: tries in a row that failed; from some number on it rests until `rest_until`. `failing_since` is the
    first of them. All instants are the database's.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(_("Adresse"), max_length=LONGEST)
    events = ArrayField(models.CharField(max_length=40), verbose_name=_("Hændelser"))
    state = models.CharField(
        _("Status"), max_length=8, choices=EndpointState.choices, default=EndpointState.ACTIVE
    )
    off_reason = models.CharField(max_length=ERROR_MAX, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    rest_until = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)  # the last message that arrived
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["url", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EndpointState.values), name="endpoint_state_known"),
            models.CheckConstraint(
                condition=Q(state=EndpointState.OFF, off_at__isnull=False)
                | ~Q(state=EndpointState.OFF) & Q(off_at__isnull=True),
                name="endpoint_off_has_time",
            ),
            models.UniqueConstraint(fields=["organisation", "url"], name="endpoint_once"),
        ]

    def __str__(self) -> str:
        return self.url


class SigningSecret(models.Model):
    """What messages to an endpoint are signed with. The web role can write `sealed` and never read it.

    `until`: when a secret that was rotated away stops signing (None: it signs on). Older ones are removed.
    """

    id = models.BigAutoField(primary_key=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    hint = models.CharField(max_length=12)  # the beginning, by which one knows it again
    sealed = models.TextField()
    created_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["endpoint_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(until__isnull=True), name="one_lasting_secret"
            )
        ]

    def __str__(self) -> str:
        return self.hint


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, actor: Actor) -> Self:
        """The organisation's own, for the administrators who keep its endpoints."""
        if not (actor.is_staff and actor.is_administrator):
            return self.none()
        return self.filter(organisation_id=actor.organisation_id)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def dead(self) -> Self:
        return self.filter(state=DeliveryState.DEAD)


class Delivery(models.Model):
    """One message to one endpoint. Written by triggers, in the transaction of what it tells of (migration 0002).

    The key is the order of messages about the same object: the next one leaves when the one before is settled. `uuid`
    is the message's id at every try. `once`: a message with the same is not written twice for an endpoint. `data` is
    told along; it names an object and its state, never what it says. Instants are the database's.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.CharField(_("Hændelse"), max_length=40)
    object_type = models.CharField(max_length=20)
    object_id = models.UUIDField()
    data = models.JSONField(default=dict)
    once = models.CharField(max_length=120, null=True)  # noqa: DJ001  (most have none)
    at = models.DateTimeField()
    state = models.CharField(
        _("Status"), max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("Forsøg"), default=0)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=ANSWER_KEPT, blank=True)
    last_error = models.CharField(_("Fejl"), max_length=ERROR_MAX, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["endpoint", "not_before", "id"],
                name="delivery_open",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["endpoint", "object_id", "id"],
                name="delivery_open_by_object",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["endpoint", "-id"], name="delivery_log"),
            models.Index(
                fields=["endpoint", "-id"], name="delivery_dead", condition=Q(state=DeliveryState.DEAD)
            ),
            models.Index(
                fields=["settled_at"], name="delivery_settled", condition=Q(settled_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.LEASED, leased_until__isnull=False)
                | ~Q(state=DeliveryState.LEASED) & Q(leased_until__isnull=True),
                name="delivery_leased_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, settled_at__isnull=True)
                | ~Q(state__in=OPEN_STATES) & Q(settled_at__isnull=False),
                name="delivery_settled_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DEAD) | ~Q(last_error=""), name="delivery_dead_says_why"
            ),
            models.UniqueConstraint(
                fields=["endpoint", "once"], condition=Q(once__isnull=False), name="delivery_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.object_id}"
