"""A round of calls: many companies to be rung about the same thing (R176)."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User

NAME_MAX = 60


class CallRoundQuerySet(models.QuerySet["CallRound"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own organisation's alone."""
        return self.filter(organisation_id=actor.organisation_id)

    def with_progress(self) -> Self:
        """Count the round's tasks: `called` are done, `waiting` are open; those that were given up are neither."""
        return self.annotate(
            called=Count("tasks", Q(tasks__done_at__isnull=False, tasks__is_given_up=False)),
            waiting=Count("tasks", Q(tasks__done_at__isnull=True)),
        )


class CallRound(models.Model):
    """A round of calls (rundringning) of one organisation: a task for each company, to be rung by a Danish day.

    Its name is the campaign of its tasks. Once in an organisation whether in small or capital letters. `ended_at` is
    when the rest was given up; whoever adds companies later goes on with the round.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(_("Rundringning"), max_length=NAME_MAX)
    due_on = models.DateField(_("Ring senest"))
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    # Of rows that `with_progress` has read.
    called: int
    waiting: int

    objects = CallRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("rundringning")
        verbose_name_plural = _("rundringninger")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="call_round_has_name"),
            models.UniqueConstraint("organisation", Lower("name"), name="call_round_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def many(self) -> int:
        """How many companies are on it: rung and waiting."""
        return self.called + self.waiting
