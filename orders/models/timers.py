"""The sweep's own tables: what is to fire, what has fired, and the letters that wait for somebody's opening time.

They are narrow, and none has a foreign key in the database: a claim must neither wait for a clock that is being
answered nor pay for looking at it. A trigger of the clocks keeps them (migration 0021).
"""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from orders.models.clocks import Clock
from orders.models.recalculation import Recalculation


class Timer(models.Model):
    """A level that is still to fire: claimed by deleting the row. `owner` is who owes the clock; the sweep is fair
    between owners.
    """

    pk = models.CompositePrimaryKey("clock_id", "level")
    clock = models.ForeignKey(
        Clock, on_delete=models.CASCADE, related_name="timers", db_constraint=False, db_index=False
    )
    level = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    fire_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["fire_at"], name="timer_due"),
            models.Index(fields=["owner", "fire_at"], name="timer_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.level} {self.fire_at}"


class Firing(models.Model):
    """The ledger of levels: this clock reached this level. One row, for ever.

    `due_at` is the true time, `detected_at` when a sweep saw it. `tell_at` alone changes: it is when the level is to be
    told to people, and NULL when that is done.
    """

    pk = models.CompositePrimaryKey("clock_id", "level")
    clock = models.ForeignKey(
        Clock, on_delete=models.CASCADE, related_name="firings", db_constraint=False, db_index=False
    )
    level = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    due_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    tell_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "tell_at"], name="firing_untold_by_owner", condition=Q(tell_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.level} {self.due_at}"


class Letter(models.Model):
    """A telling that is to be mailed when its recipient is open: alone, or with others in a digest.

    `done_at` is when the sweep settled it; `mail_id` names the mail that told it, and is NULL where there was none to
    send because the clock had been stopped, or the warning had come too late.
    """

    id = models.BigAutoField(primary_key=True)
    clock = models.ForeignKey(
        Clock, on_delete=models.CASCADE, related_name="letters", db_constraint=False, db_index=False
    )
    level = models.PositiveSmallIntegerField()
    recipient = models.CharField(max_length=40)  # "user:12" or "organisation:5", as in the ledger
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    role = models.CharField(max_length=20)
    why = models.CharField(max_length=12)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    not_before = models.DateTimeField()
    # Told together with all that the same change of calendar or terms has brought past its time (T11).
    recalculation = models.ForeignKey(
        Recalculation,
        on_delete=models.CASCADE,
        related_name="letters",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    done_at = models.DateTimeField(null=True)
    mail_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], name="letter_waiting", condition=Q(done_at__isnull=True)),
            models.Index(
                fields=["recalculation"],
                name="letter_of_recalculation",
                condition=Q(recalculation__isnull=False, done_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clock", "level", "recipient"], name="letter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.level} {self.recipient}"
