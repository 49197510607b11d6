"""A file with companies on its way into the register. File and rows are removed when the run is over."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from imports.enums import OPEN, WORKING, ImportState, RowChange


def may_import(actor: Actor) -> bool:
    """Administrators and managers of a public authority."""
    return actor.is_staff and actor.user_id is not None and (actor.is_administrator or actor.is_manager)


class CompanyImportQuerySet(models.QuerySet["CompanyImport"]):
    def visible_to(self, actor: Actor) -> Self:
        """The authority's own, for those who import."""
        return self.filter(organisation_id=actor.organisation_id) if may_import(actor) else self.none()

    def open(self) -> Self:
        """Under way or waiting for somebody's decision: at most one per authority."""
        return self.filter(state__in=OPEN)

    def working(self) -> Self:
        """What a worker has to do something about."""
        return self.filter(state__in=WORKING)


class CompanyImport(models.Model):
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
    done_new = models.PositiveIntegerField(default=0)  # rows written of companies that were not known
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

    objects = CompanyImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("indlæsning af virksomheder")
        verbose_name_plural = _("indlæsninger af virksomheder")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="company_import_of"),
            models.Index(
                fields=["created_at"], condition=Q(purged_at__isnull=True), name="company_import_todo"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="company_import_state"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state__in=OPEN), name="company_import_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def to_load(self) -> int:
        """How many rows the run would write."""
        return self.new + self.changed


class ImportPiece(models.Model):
    """A piece of the file, in order."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(CompanyImport, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="company_piece_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.number}"


class ImportLine(models.Model):
    """A row of the file as it will be taken in. `key` is what may stand in a file once."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(CompanyImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    cvr = models.CharField(max_length=8, db_collation="C")
    key = models.CharField(max_length=500)
    change = models.CharField(max_length=7, choices=RowChange.choices)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="company_line_once")]
        indexes = [
            models.Index(fields=["run", "line"], name="company_line"),
            models.Index(fields=["run", "cvr"], name="company_line_cvr"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.line}"


class ImportProblem(models.Model):
    """What is wrong with one cell; the row was not taken in."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(CompanyImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["line", "id"]
        indexes = [models.Index(fields=["run", "line", "id"], name="company_problem_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.text}"
