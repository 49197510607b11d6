"""Deadlines as rows: a clock per promise, its events, its breach, and the ledger of who was told."""

import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from orders.enums import BreachCause, ClockState
from orders.models.orders import Order, OrderLine
from orders.models.requests import Request

# Whose number a promise is.
COUNTS_FOR = Coalesce("broken_by", "owner_organisation")


class ClockQuerySet(models.QuerySet["Clock"]):
    def visible_to(self, actor: Actor) -> Self:
        """The clocks that the organisation must meet, and those that others must meet towards it."""
        mine = actor.organisation_id
        return self.filter(Q(owner_organisation_id=mine) | Q(owed_to_id=mine))

    def running(self) -> Self:
        return self.filter(state=ClockState.OPEN)

    def owned_by(self, organisation_id: int) -> Self:
        return self.filter(owner_organisation_id=organisation_id)

    def counting_for(self, organisation_id: int) -> Self:
        """Those whose numbers are the organisation's: what it owns, but for what was late when it came; and what it
        handed over too late. One that was cancelled counts where its deadline had passed: it was not kept.
        """
        counted = ~Q(state=ClockState.CANCELLED) | Q(stopped_at__gt=F("due_at"))
        return self.alias(counts_for=COUNTS_FOR).filter(counted, counts_for=organisation_id)


class Clock(models.Model):
    """One promise on one order or request. `due_at` is computed by `orders.clock` from the events, never by hand.

    `ladder` is the version of the ladder that it climbs (`orders.ladder`). When its levels fire stands in `Timer`, and
    those that have fired in `Firing`. `subject` and `counterpart` are what a mail and a list say about the case, so
    that neither has to read the order.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    promise = models.CharField(_("Løfte"), max_length=2)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="clocks")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="clocks", null=True)
    # The promise of an agreement about one line (A8): a mixed order has a 3-day and a 14-day clock at once.
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="clocks", null=True)
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clocks")
    owner_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="clocks", null=True)
    # Who owned it when its deadline passed, where it was handed over after that: the number stays theirs. Written by
    # triggers of the database alone.
    broken_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, editable=False
    )
    owed_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clocks_owed")
    owed_to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=ClockState.choices, default=ClockState.OPEN)
    received_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    kept = models.BooleanField(null=True, blank=True)
    # While the company is waited for: when the clock runs again by itself. `due_at` and the timers already count with
    # it, so nothing has to happen at that instant (A12).
    paused_until = models.DateTimeField(null=True, blank=True)
    ladder = models.CharField(max_length=16)
    subject = models.CharField(max_length=200)
    counterpart = models.CharField(max_length=200)
    rules_version = models.CharField(max_length=20)
    calendar_version = models.CharField(max_length=40, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["owner_organisation", "due_at"], name="clock_open_by_owner", condition=Q(state="open")
            ),
            models.Index(COUNTS_FOR, "promise", "due_at", name="clock_counts_for"),
            models.Index(fields=["owed_to", "due_at"], name="clock_open_owed", condition=Q(state="open")),
            models.Index(fields=["due_at"], name="clock_open_due", condition=Q(state="open")),
            models.Index(
                fields=["paused_until", "id"], name="clock_paused", condition=Q(paused_until__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="clock_state_known"),
            models.CheckConstraint(
                condition=Q(state=ClockState.OPEN, stopped_at__isnull=True, kept__isnull=True)
                | Q(state=ClockState.STOPPED, stopped_at__isnull=False, kept__isnull=False)
                | Q(state=ClockState.CANCELLED, stopped_at__isnull=False, kept__isnull=True),
                name="clock_state_implies",
            ),
            models.CheckConstraint(
                condition=Q(paused_until__isnull=True)
                | Q(state=ClockState.OPEN, promise__in=["D4", "D5", "D6"]),
                name="clock_pausable",
            ),
            models.UniqueConstraint(
                fields=["order", "promise", "request", "line"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="clock_one_open_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise} {self.subject}"

    def is_paused_at(self, now: datetime.datetime) -> bool:
        """Whether the company is waited for at `now` (aware)."""
        return self.paused_until is not None and now < self.paused_until


class ClockEvent(models.Model):
    """What happened to a clock. Rows are added, never changed; everything else about a clock follows from them.

    A correction is an event too: `corrects` names the other one, and `at` is when that really happened.
    """

    id = models.BigAutoField(primary_key=True)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="corrections", null=True)

    class Meta:
        ordering = ["clock_id", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["start", "pause", "resume", "retarget", "stop", "cancel", "correct"]),
                name="clock_event_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="correct", corrects__isnull=False)
                | (~Q(kind="correct") & Q(corrects__isnull=True)),
                name="clock_event_corrects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind}"


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(Q(organisation_id=actor.organisation_id) | Q(owed_to_id=actor.organisation_id))


class Breach(models.Model):
    """A promise that was not kept in time. Inserted once and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clock = models.OneToOneField(Clock, on_delete=models.PROTECT, related_name="breach")
    promise = models.CharField(max_length=2)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="breaches")
    owed_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    cause = models.CharField(max_length=24, choices=BreachCause.choices)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "id"]
        indexes = [models.Index(fields=["organisation", "-due_at"], name="breach_by_organisation")]

    def __str__(self) -> str:
        return f"{self.promise} {self.due_at:%Y-%m-%d}"


class BreachCorrectionQuerySet(models.QuerySet["BreachCorrection"]):
    def visible_to(self, actor: Actor) -> Self:
        mine = actor.organisation_id
        return self.filter(Q(breach__organisation_id=mine) | Q(breach__owed_to_id=mine))


class BreachCorrection(models.Model):
    """What was found out later about a breach, by whom and why. The breach itself stays as it was recorded.

    `cause`: another cause ("" leaves it). `kept`: whether the breach is none after all, because the act that keeps the
    promise had been registered at a wrong instant, or because the deadline was moved ahead; False says that it is one
    again (None leaves it); `moved` where that is about the deadline. The last correction of each counts. `user` is
    None where the worker found out.
    """

    id = models.BigAutoField(primary_key=True)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="corrections")
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=24, choices=BreachCause.choices, blank=True)
    kept = models.BooleanField(null=True)
    moved = models.BooleanField(default=False)
    text = models.CharField(max_length=300)

    objects = BreachCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["breach_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(cause="") | Q(kept__isnull=False), name="breach_correction_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.cause or self.kept}"


class Escalation(models.Model):
    """The ledger: this clock, at this level, was told to this recipient. One row, one mail, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField()
    recipient = models.CharField(max_length=40)  # "user:12" or "organisation:5"
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)  # empty: no mail (moot, or nobody has an address)
    due_at = models.DateTimeField()  # when the level was due: the true time, also after an outage
    detected_at = models.DateTimeField()
    mail_not_before = models.DateTimeField()

    class Meta:
        ordering = ["clock_id", "level", "recipient"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "level", "recipient"], name="escalation_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=8), name="escalation_level"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.level} {self.recipient}"


class Heartbeat(models.Model):
    """When a watchman last ran. The web process reads it; a red banner shows when it is old (N18)."""

    name = models.CharField(primary_key=True, max_length=40)
    last_run_at = models.DateTimeField()
    detail = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.last_run_at}"
