"""What somebody has to do about a company by a day, and the calendar that shows it (R176)."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from companies.models import Company
from visits.enums import TaskKind
from visits.models.call_round import CallRound
from visits.models.interaction import Interaction


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own organisation's alone."""
        return self.filter(organisation_id=actor.organisation_id)

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def of(self, company: Company) -> Self:
        return self.filter(company=company)


class Task(models.Model):
    """A task (opgave) of one organisation, due on a Danish day. Nobody assigned: everybody's.

    `campaign` names the round of calls or the campaign that it belongs to. One that was given up with the rest of its
    round has `is_given_up`, and `done_at` says when.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    assigned = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="tasks", null=True, blank=True
    )
    round = models.ForeignKey(
        CallRound, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True
    )
    kind = models.CharField(max_length=10, choices=TaskKind.choices, default=TaskKind.HAND)
    text = models.CharField(_("Opgave"), max_length=200)
    due_on = models.DateField(_("Frist"))
    campaign = models.CharField(_("Kampagne"), max_length=60, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    is_given_up = models.BooleanField(default=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("opgave")
        verbose_name_plural = _("opgaver")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="task_has_text"),
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="task_kind_known"),
            models.CheckConstraint(
                condition=Q(is_given_up=False) | Q(done_at__isnull=False), name="task_given_up_is_over"
            ),
            models.UniqueConstraint(
                fields=["interaction"],
                condition=Q(kind=TaskKind.NEXT_VISIT, done_at__isnull=True),
                name="task_one_next_visit",
            ),
            # A round made twice asks for each company once.
            models.UniqueConstraint(
                fields=["organisation", "company", "campaign"],
                condition=Q(kind=TaskKind.ROUND, done_at__isnull=True),
                name="task_one_open_of_a_round",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on", "id"],
                condition=Q(done_at__isnull=True),
                name="task_open_of",
            ),
            models.Index(fields=["company", "organisation"], name="task_of_company"),
        ]

    def __str__(self) -> str:
        return self.text


class CalendarLink(models.Model):
    """The secret address of one person's tasks and visits as a calendar (kalenderlink). Only its hash is stored."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_link_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at}"
