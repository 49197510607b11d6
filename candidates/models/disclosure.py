"""Releases of identities, and the log of every look beyond the first level."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import ApiToken, Organisation, User
from candidates.enums import Level, Surface
from candidates.models.candidate import Candidate
from orders.models import Order


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that the organisation gave, and those that it was given."""
        mine = actor.organisation_id
        return self.filter(Q(jobcenter_id=mine) | Q(organisation_id=mine))

    def holding(self, now: object) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class Release(models.Model):
    """The jobcentre of residence shows one organisation who a candidate is: for one order, one purpose, until a day."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="releases")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="releases")
    purpose = models.CharField(_("Formål"), max_length=300)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField(_("Gælder til"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("frigivelse")
        verbose_name_plural = _("frigivelser")
        ordering = ["-released_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "organisation", "order"],
                condition=Q(revoked_at__isnull=True),
                name="release_one_open",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="release_has_purpose"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("released_at")), name="release_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} -> {self.organisation_id}"


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    def visible_to(self, actor: Actor) -> Self:
        """Looks at one's own candidates: all of them for managers and administrators, who keep watch; for others those
        at candidates whose caseworker they are. A candidate that moved brings its log along.
        """
        if not actor.is_jobcenter:
            return self.none()
        ours = self.filter(candidate__jobcenter_id=actor.organisation_id)
        if actor.is_manager or actor.is_administrator:
            return ours
        # Who is whose caseworker stands among the identities, which no page reads: the database answers for the actor.
        return ours.filter(candidate_id__in=RawSQL("select candidates_mine()", []))


class AccessLog(models.Model):
    """Who looked at which candidate, when, how deep, for which order and why. Written by database functions alone.

    A row is never changed or deleted; the citizen may ask for it (GDPR article 15). Where another system looked, there
    is no user: `system` says what its token was called then.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="access_log")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    surface = models.CharField(max_length=8, choices=Surface.choices)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    purpose = models.CharField(max_length=300)
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    system = models.CharField(max_length=80, blank=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("opslag")
        verbose_name_plural = _("opslagslog")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["jobcenter", "-at", "-id"], name="look_at_ours"),
            models.Index(fields=["candidate", "-at", "-id"], name="look_at_candidate"),
            models.Index(fields=["user", "-at"], name="look_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.candidate_id} {self.level}"
