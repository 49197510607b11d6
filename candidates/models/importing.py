"""A file with candidates on its way into the stock.

The file itself (`ImportChunk`) and its rows (`ImportRow`) hold names: the web role writes the first and reads neither,
and both are removed when the run is over. What went wrong (`ImportFault`) quotes no name and stays for a while.
"""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from imports.enums import OPEN, WORKING, ImportState, RowChange


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """The jobcentre's own, for those who keep its stock."""
        if not (actor.is_jobcenter and (actor.is_administrator or actor.is_manager)):
            return self.none()
        return self.filter(jobcenter_id=actor.organisation_id)

    def open(self) -> Self:
        """Under way or waiting for somebody's decision: at most one per jobcentre."""
        return self.filter(state__in=OPEN)

    def working(self) -> Self:
        """What a worker has to do something about."""
        return self.filter(state__in=WORKING)


class ImportRun(models.Model):
    """One file: read through, decided upon, taken in. `position` is the last row (checking: how many rows) done."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    file_name = models.CharField(max_length=120)
    size = models.BigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=4)  # csv or json
    encoding = models.CharField(max_length=12)
    delimiter = models.CharField(max_length=1, blank=True)
    whole_stock = models.BooleanField(_("Filen er hele bestanden"), default=False)
    headings = models.JSONField(default=list)  # of the columns that are read
    ignored = models.JSONField(default=list)
    absent = models.JSONField(default=list)  # headings of known columns that the file does not have
    has_extra_cells = models.BooleanField(default=False)  # some line has more cells than there are headings
    position = models.PositiveIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    notices = models.PositiveIntegerField(default=0)
    leaving = models.PositiveIntegerField(default=0)
    stock = models.PositiveIntegerField(default=0)  # active candidates when the file was checked
    done_new = models.PositiveIntegerField(default=0)
    done_changed = models.PositiveIntegerField(default=0)
    done_left = models.PositiveIntegerField(default=0)
    sample = models.JSONField(default=list)  # the first rows as they were read; emptied when the run is over
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # turns since the last row that was kept
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)  # when file and rows were removed
    forgotten_at = models.DateTimeField(null=True, blank=True)  # when the explanations were removed
    stats_due = models.BooleanField(default=False)  # the search's statistics do not know of this run yet

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("indlæsning")
        verbose_name_plural = _("indlæsninger")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["jobcenter", "-created_at", "-id"], name="import_of_jobcenter"),
            models.Index(
                fields=["created_at"],
                condition=Q(purged_at__isnull=True) | Q(stats_due=True),
                name="import_to_do",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.UniqueConstraint(
                fields=["jobcenter"], condition=Q(state__in=OPEN), name="import_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def to_load(self) -> int:
        """How many candidates the run would write."""
        return self.new + self.changed


class ImportChunk(models.Model):
    """A piece of the file, in order."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_piece_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class ImportRow(models.Model):
    """A row that was read: `data` by level, or None where it is refused."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    external_ref = models.CharField(max_length=60)
    change = models.CharField(max_length=7, choices=RowChange.choices)
    data = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "external_ref"], name="import_reference_once")]
        indexes = [models.Index(fields=["run", "line"], name="import_row_line")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.line}"


class ImportFaultQuerySet(models.QuerySet["ImportFault"]):
    def visible_to(self, actor: Actor) -> Self:
        if not (actor.is_jobcenter and (actor.is_administrator or actor.is_manager)):
            return self.none()
        return self.filter(jobcenter_id=actor.organisation_id)


class ImportFault(models.Model):
    """What is wrong in a line, and what to write instead. `line` 0 is the file as a whole. Quotes nobody's name."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults", db_index=False)
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300)
    is_error = models.BooleanField()

    objects = ImportFaultQuerySet.as_manager()

    class Meta:
        ordering = ["line", "id"]
        indexes = [models.Index(fields=["run", "is_error", "line", "id"], name="import_fault_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.text}"


class ImportWord(models.Model):
    """A word that the vocabulary does not know, and how often it stood in a column."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="words", db_index=False)
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    column = models.CharField(max_length=20)  # a key of imports.columns
    word = models.CharField(max_length=120)
    kept = models.BooleanField()  # as a title that is shown, though not searched by the vocabulary
    found = models.PositiveIntegerField()

    class Meta:
        ordering = ["-found", "word"]
        constraints = [models.UniqueConstraint(fields=["run", "column", "word"], name="import_word_once")]

    def __str__(self) -> str:
        return self.word
