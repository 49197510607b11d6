"""A change that moves deadlines, carried out in batches, and what it did to each clock."""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.actor import Actor
from accounts.models import Organisation, User
from orders.enums import RecalculationKind, RecalculationState
from orders.models.clocks import Clock


class RecalculationQuerySet(models.QuerySet["Recalculation"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the organisation, and those that moved a clock it sees."""
        moved = RecalculatedClock.objects.visible_to(actor).filter(recalculation=OuterRef("pk"))
        return self.filter(Q(organisation_id=actor.organisation_id) | Exists(moved))

    def unfinished(self) -> Self:
        return self.exclude(state=RecalculationState.DONE)


class Recalculation(models.Model):
    """One change and its effect on running clocks. Planned in the transaction of the change; the worker does the rest.

    `scope` says which clocks are read again, and with what (`orders.sweep.recalculating`). `done_to` is the last clock
    that has been done: a worker that is killed leaves no more behind than a batch, which the next one does again.
    `moved`, `late` and `in_time` count what has been done so far. `user` is None where a system changed something.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=RecalculationKind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recalculations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    what = models.CharField(max_length=300)
    scope = models.JSONField(default=dict)
    at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=RecalculationState.choices, default=RecalculationState.PLANNED
    )
    done_to = models.BigIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = RecalculationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="recalculation_unfinished", condition=~Q(state="done")),
            models.Index(fields=["organisation", "-id"], name="recalculation_by_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RecalculationKind.values), name="recalculation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                | Q(state__in=["planned", "running"], finished_at__isnull=True),
                name="recalculation_state_implies",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


class RecalculatedClockQuerySet(models.QuerySet["RecalculatedClock"]):
    def visible_to(self, actor: Actor) -> Self:
        mine = actor.organisation_id
        return self.filter(Q(clock__owner_organisation_id=mine) | Q(clock__owed_to_id=mine))


class RecalculatedClock(models.Model):
    """What a recalculation did to a clock: its deadline before and after, and the levels that the change, not time,
    brought past the present. Rows are added, never changed.
    """

    id = models.BigAutoField(primary_key=True)
    recalculation = models.ForeignKey(Recalculation, on_delete=models.PROTECT, related_name="clocks")
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="recalculations")
    at = models.DateTimeField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    was_late = models.BooleanField()
    is_late = models.BooleanField()
    levels = ArrayField(models.PositiveSmallIntegerField(), default=list)

    objects = RecalculatedClockQuerySet.as_manager()

    class Meta:
        ordering = ["recalculation_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["recalculation", "clock"], name="recalculated_once"),
            models.CheckConstraint(
                condition=~Q(due_before=models.F("due_after")), name="recalculated_clock_moves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recalculation_id} {self.clock_id}"
