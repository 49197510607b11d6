"""A visit to a company by several jobcentres together (sambesøg; R50, R51, R177)."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from companies.models import Company, ContactPerson, Workplace
from visits.enums import JointVisitState


class JointVisitQuerySet(models.QuerySet["JointVisit"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that one hosts or was invited to."""
        mine = actor.organisation_id
        invited = JointVisitGuest.objects.filter(visit=OuterRef("pk"), organisation_id=mine)
        return self.filter(Q(organisation_id=mine) | Exists(invited))

    def of(self, company: Company) -> Self:
        return self.filter(company=company)

    def with_names(self) -> Self:
        return self.select_related("organisation", "author", "company__organisation", "workplace", "contact")


class JointVisit(models.Model):
    """One organisation hosts it and proposes times; those it invites answer each; one time is chosen.

    `round` counts the proposals (times can be proposed anew), `asked_at` is when the running one was made. `sequence`
    counts what calendars were told, `invited` are the addresses that hold a calendar file. Calendars know the visit by
    `uuid`.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    workplace = models.ForeignKey(
        Workplace, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    contact = models.ForeignKey(
        ContactPerson, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    purpose = models.TextField(_("Formål"), max_length=2000)
    place = models.CharField(_("Sted"), max_length=200, blank=True)
    minutes_long = models.PositiveSmallIntegerField(_("Varighed i minutter"), default=60)
    state = models.CharField(max_length=9, choices=JointVisitState.choices, default=JointVisitState.ASKED)
    round = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    invited = models.JSONField(default=list)
    cancel_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = JointVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("sambesøg")
        verbose_name_plural = _("sambesøg")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JointVisitState.values), name="joint_visit_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=JointVisitState.AGREED) | Q(starts_at__isnull=False),
                name="joint_visit_agreed_has_time",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="joint_visit_has_purpose"),
        ]
        indexes = [models.Index(fields=["company", "-created_at"], name="joint_visit_of_company")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.created_at}"


class JointVisitTime(models.Model):
    """A time that the host proposed, in the round in which it did."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    visit = models.ForeignKey(JointVisit, on_delete=models.CASCADE, related_name="times")
    round = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "round", "starts_at"], name="joint_visit_time_once")
        ]

    def __str__(self) -> str:
        return f"{self.starts_at}"


class JointVisitGuest(models.Model):
    """An organisation that is invited. `answered_round` is the last round that it answered; None: none.

    `reminded_at` is when it got its one reminder (`services/joint_reminders.py`).
    """

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(JointVisit, on_delete=models.CASCADE, related_name="guests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    answered_round = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    comment = models.CharField(_("Bemærkning"), max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "organisation"], name="joint_visit_guest_once")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.organisation_id}"

    @property
    def was_reminded(self) -> bool:
        """Whether it was reminded of the running round."""
        return self.reminded_at is not None and self.reminded_at >= self.visit.asked_at


class JointVisitAnswer(models.Model):
    """Whether an invited organisation can come at a time."""

    id = models.BigAutoField(primary_key=True)
    time = models.ForeignKey(JointVisitTime, on_delete=models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    can = models.BooleanField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["time", "organisation"], name="joint_visit_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.time_id} {self.organisation_id}"


class JointVisitCitizen(models.Model):
    """A citizen who comes along, by pseudonym alone (R177). `organisation` is who brings the citizen."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(JointVisit, on_delete=models.CASCADE, related_name="citizens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(_("Kendenavn"), max_length=12)

    class Meta:
        ordering = ["pseudonym", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "pseudonym"], name="joint_visit_citizen_once"),
            models.CheckConstraint(
                condition=Q(pseudonym__regex=r"^[A-ZÆØÅ]-[1-9][0-9]{4,7}$"),
                name="joint_visit_citizen_is_a_pseudonym",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym
