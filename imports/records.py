"""What a file leaves in the database on its way in: abstract tables, made real by the app whose file it is.

The web role adds pieces of its own file and reads neither file nor rows, only what a row changes; the worker reads them
for the one authority that it acts for (`imports.policies`).
"""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Organisation, User
from imports.enums import OPEN, WORKING, ImportState, RowChange


def may_import(actor: Actor) -> bool:
    """Administrators and managers of a public authority."""
    return actor.is_staff and actor.user_id is not None and (actor.is_administrator or actor.is_manager)


class RunQuerySet(models.QuerySet["Run"]):
    """`may` says who imports this kind of file."""

    may = staticmethod(may_import)

    def visible_to(self, actor: Actor) -> Self:
        """The authority's own, for those who import."""
        return self.filter(organisation_id=actor.organisation_id) if self.may(actor) else self.none()

    def open(self) -> Self:
        """Under way or waiting for somebody's decision: at most one per authority."""
        return self.filter(state__in=OPEN)

    def working(self) -> Self:
        """What a worker has to do something about."""
        return self.filter(state__in=WORKING)


class Run(models.Model):
    """One file: read through, decided upon, taken in. `position` is the last row (checking: how many rows) done."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    file_name = models.CharField(max_length=120)
    size = models.BigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=4)  # csv, json or xlsx
    encoding = models.CharField(max_length=12)
    delimiter = models.CharField(max_length=1, blank=True)
    headings = models.JSONField(default=list)  # of the columns that are read
    ignored = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    changed_columns = models.JSONField(default=dict)  # by a column's key, in how many rows it changes
    done_new = models.PositiveIntegerField(default=0)  # rows written of what was not known
    done_changed = models.PositiveIntegerField(default=0)
    sample = models.JSONField(default=list)  # the first rows as they were read; emptied when the run is over
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # turns since the last row that was kept
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)  # when file and rows were removed
    forgotten_at = models.DateTimeField(null=True, blank=True)  # when the explanations were removed

    class Meta:
        abstract = True
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def to_load(self) -> int:
        """How many rows the run would write."""
        return self.new + self.changed


def run_indexes(name: str) -> list[models.Index]:
    return [
        models.Index(fields=["organisation", "-created_at", "-id"], name=f"{name}_of"),
        models.Index(fields=["created_at"], condition=Q(purged_at__isnull=True), name=f"{name}_todo"),
    ]


def run_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=Q(state__in=ImportState.values), name=f"{name}_state"),
        models.UniqueConstraint(
            fields=["organisation"], condition=Q(state__in=OPEN), name=f"{name}_one_open"
        ),
    ]


class _Part(models.Model):
    """A row that belongs to a run; the app's own table has `run`."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Piece(_Part):
    """A piece of the file, in order."""

    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.number)


class Line(_Part):
    """A row of the file as it will be taken in. `key` is what may stand in a file once.

    `changes` is what it changes (`imports.changes.stored`): of `data` the web role reads nothing, of these its own.
    """

    line = models.PositiveIntegerField()
    key = models.CharField(max_length=500)
    change = models.CharField(max_length=7, choices=RowChange.choices)
    data = models.JSONField()
    changes = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.line)


class Problem(_Part):
    """What is wrong with one cell; the row was not taken in."""

    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300)

    class Meta:
        abstract = True
        ordering = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.line}: {self.text}"
