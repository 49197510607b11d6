"""A system's access on behalf of an organisation. Of the secret only a SHA-256 is stored."""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.enums import TokenKind
from accounts.models.organisation import Organisation
from accounts.models.user import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, actor: Actor) -> Self:
        """The organisation's own, for the administrators who keep them."""
        if not (actor.is_staff and actor.is_administrator):
            return self.none()
        return self.filter(organisation_id=actor.organisation_id)


class ApiToken(models.Model):
    """What another system signs in with. `previous_hash` is the secret before the last rotation, until its hour.

    A token's secret opens the API itself. A client's opens the token endpoint alone (OAuth 2.0 client credentials); its
    id there is `uuid`.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        _("Slags"),
        max_length=6,
        choices=TokenKind.choices,
        default=TokenKind.TOKEN,
        db_default=TokenKind.TOKEN.value,
    )
    name = models.CharField(_("Navn"), max_length=80)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("Rettigheder"))
    prefix = models.CharField(max_length=12)  # the beginning of the secret, by which one knows it again
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField(_("Udløber"))
    rotated_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API-adgang")
        verbose_name_plural = _("API-adgange")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="token_has_name"),
            models.CheckConstraint(condition=Q(kind__in=TokenKind.values), name="token_kind_known"),
            models.UniqueConstraint(fields=["organisation", "id"], name="token_of_organisation"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires_later"),
            models.CheckConstraint(
                condition=Q(previous_hash=None, previous_until=None)
                | ~Q(previous_hash=None) & ~Q(previous_until=None),
                name="token_previous_has_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AccessToken(models.Model):
    """What a client calls the API with for a quarter of an hour. Of the token only a SHA-256 is stored."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["client", "expires_at"], name="access_token_age")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.expires_at}"
