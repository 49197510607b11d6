"""The answers to calls that may come twice."""

from django.db import models

from accounts.models import ApiToken, Organisation


class AnsweredCall(models.Model):
    """What was answered to a call with an Idempotency-Key, written in the transaction of what the call did.

    So the two exist together or not at all, whenever the process dies. A call that was refused leaves none.
    """

    id = models.BigAutoField(primary_key=True)
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, address and body
    status = models.PositiveSmallIntegerField(default=0)  # 0 while the call is being carried out
    body = models.JSONField(null=True)
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answered_call_once")]
        indexes = [models.Index(fields=["created_at"], name="answered_call_age")]

    def __str__(self) -> str:
        return f"{self.token_id} {self.key}"


class ExchangeRecord(models.Model):
    """Which record of another system became what here, so that the same reference is the same thing.

    `object_id` is the public id of the order, visit or contact person; null while it is being made.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=200)
    kind = models.CharField(max_length=7)
    reference = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)  # of the record as it was last taken in
    object_id = models.UUIDField(null=True)
    # When the sender says that it was sent; null where it did not. A later one with other content is a change.
    sent_at = models.DateTimeField(null=True)
    # The object's as the record left it (`exchange_changes.version_of`): another one, and somebody else has changed it.
    object_version = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "system", "kind", "reference"], name="exchange_reference_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["order", "visit", "contact"]), name="exchange_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "object_id"], name="exchange_of_object")]

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"
