"""What happens to an agreement in force: extension, cancellation, follow-up meetings, contact outside it."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from agreements.enums import BypassReason, ChangeKind, ChangeState, MeetingState
from agreements.models.agreement import Agreement
from agreements.models.meeting import Meeting
from companies.models import Company


class AgreementChange(models.Model):
    """A proposed extension or cancellation; it takes effect when every party has agreed (R110)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("Ændring"), max_length=6, choices=ChangeKind.choices)
    state = models.CharField(max_length=9, choices=ChangeState.choices, default=ChangeState.OPEN)
    ends_on = models.DateField(_("Ny slutdato"))  # extension: the new last day; cancellation: the last day
    reason = models.TextField(_("Begrundelse"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    proposed_by_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agreement_id", "-proposed_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="change_state_known"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state=ChangeState.OPEN), name="one_open_change"
            ),
            models.UniqueConstraint(fields=["agreement", "id"], name="change_of_agreement"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.agreement_id}"


class ChangeConsent(models.Model):
    """One party's answer to a change. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    change = models.ForeignKey(AgreementChange, on_delete=models.CASCADE, related_name="consents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=120)
    agrees = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["change_id", "at"]
        constraints = [models.UniqueConstraint(fields=["change", "organisation"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.agrees}"


class AgreementMeeting(Meeting):
    """A follow-up meeting (R96, R109)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="meetings")
    adjustments = models.TextField(_("Justeringer"), max_length=5000, blank=True)
    minutes_reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("opfølgningsmøde")
        verbose_name_plural = _("opfølgningsmøder")
        ordering = ["agreement_id", "starts_at"]
        indexes = [models.Index(fields=["starts_at"], condition=Q(state="planned"), name="meeting_planned")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meeting_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.HELD) | (Q(held_at__isnull=False) & ~Q(minutes="")),
                name="meeting_held_has_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.starts_at:%Y-%m-%d}"


class TovholderBypassQuerySet(models.QuerySet["TovholderBypass"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own organisation, and those on agreements that one may see the history of."""
        return self.filter(
            Q(organisation_id=actor.organisation_id)
            | Q(agreement__access__organisation_id=actor.organisation_id)
            & ~Q(agreement__access__role="covered")
        )


class TovholderBypass(models.Model):
    """A jobcentre that is not tovholder contacted a company under agreement, and why (R94, R95, N7). Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="bypasses")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(_("Begrundelse"), max_length=8, choices=BypassReason.choices)
    text = models.CharField(_("Uddyb"), max_length=500, blank=True)
    at = models.DateTimeField()

    objects = TovholderBypassQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=BypassReason.values), name="bypass_reason_known"),
            models.CheckConstraint(condition=~Q(reason="other") | ~Q(text=""), name="bypass_other_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.reason}"
