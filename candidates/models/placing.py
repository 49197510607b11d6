"""From found to hired: the invitation to apply, and the nomination to an order line."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from candidates.enums import CompanyVerdict, DeclineReason, InvitationState, NominationState, ReplyKind
from candidates.models.candidate import Candidate
from orders.models import Order, OrderLine


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that the organisation sent, and those to its own citizens."""
        mine = actor.organisation_id
        return self.filter(Q(organisation_id=mine) | Q(jobcenter_id=mine))


class Invitation(models.Model):
    """A candidate is invited to apply (R33, R34). The mail itself is made where the name may be known: see services."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="invitations")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # of residence
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # who invites
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="invitations")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="invitations", null=True)
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.QUEUED)
    not_sent_reason = models.CharField(max_length=200, blank=True)
    subject = models.CharField(_("Emne"), max_length=200)
    text = models.TextField(_("Besked"), max_length=5000)
    apply_by = models.DateField(_("Ansøgningsfrist"))
    how_to_apply = models.CharField(_("Sådan søger man"), max_length=500)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(_("Svar"), max_length=12, choices=ReplyKind.choices, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("opfordring")
        verbose_name_plural = _("opfordringer")
        ordering = ["-invited_at", "-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=InvitationState.QUEUED), name="invitation_queued"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "order"], name="invitation_once_per_order"),
            models.CheckConstraint(
                condition=Q(state__in=InvitationState.values), name="invitation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True) | ~Q(reply="") & Q(replied_at__isnull=False),
                name="invitation_reply_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.order_id}"


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, actor: Actor) -> Self:
        """The tovholder's whole order, one's own, and, for the company, those that it was shown."""
        mine = actor.organisation_id
        if actor.is_company:
            return self.filter(order__company_id=mine, presented_at__isnull=False)
        return self.filter(Q(organisation_id=mine) | Q(order__tovholder_id=mine))

    def running(self) -> Self:
        """Those that may still lead to a hire."""
        return self.exclude(state__in=[NominationState.HIRED, NominationState.DECLINED])


class Nomination(models.Model):
    """A candidate put on an order line by the jobcentre of residence (R136, R137).

    Only that jobcentre nominates: a tovholder that finds somebody elsewhere asks there. The way so far is in
    `NominationStep`.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="nominations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="nominations")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="nominations")
    # Repeated from the candidate, whose own row is gone for others once it takes part no longer.
    pseudonym = models.CharField(_("Kendenavn"), max_length=12)
    state = models.CharField(
        _("Tilstand"), max_length=10, choices=NominationState.choices, default=NominationState.PROPOSED
    )
    nominated_at = models.DateTimeField()
    nominated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    presented_at = models.DateTimeField(null=True, blank=True)
    hired_at = models.DateTimeField(null=True, blank=True)
    employed_from = models.DateField(_("Første arbejdsdag"), null=True, blank=True)
    declined_reason = models.CharField(_("Grund"), max_length=16, choices=DeclineReason.choices, blank=True)
    verdict = models.CharField(
        _("Virksomhedens svar"), max_length=6, choices=CompanyVerdict.choices, blank=True
    )
    verdict_reason = models.CharField(max_length=16, choices=DeclineReason.choices, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("indstilling")
        verbose_name_plural = _("indstillinger")
        ordering = ["order_id", "line_id", "nominated_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "order"], name="nomination_once_per_order"),
            models.CheckConstraint(
                condition=Q(state__in=NominationState.values), name="nomination_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=NominationState.DECLINED) | ~Q(declined_reason=""),
                name="nomination_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[NominationState.PRESENTED, NominationState.INTERVIEW])
                | Q(presented_at__isnull=False),
                name="nomination_presented_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=NominationState.HIRED)
                | Q(hired_at__isnull=False, presented_at__isnull=False, employed_from__isnull=False),
                name="nomination_hired_has_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.order_id} {self.state}"


class NominationStep(models.Model):
    """One step of a nomination: who moved it where, when, and what was said. Rows are added, never changed.

    The jobcentres' own: the company reads the steps that it took itself, and no other.
    """

    id = models.BigAutoField(primary_key=True)
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="steps")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=NominationState.choices)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(max_length=3000, blank=True)

    class Meta:
        ordering = ["nomination_id", "at", "id"]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.state}"
