"""A file with companies on its way into the register. File and rows are removed when the run is over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from imports.records import Line, Piece, Problem, Run, RunQuerySet, run_constraints, run_indexes


class CompanyImport(Run):
    """One file with companies, workplaces and contact persons."""

    objects = RunQuerySet.as_manager()

    class Meta(Run.Meta):
        verbose_name = _("indlæsning af virksomheder")
        verbose_name_plural = _("indlæsninger af virksomheder")
        indexes = run_indexes("company_import")
        constraints = run_constraints("company_import")


class ImportPiece(Piece):
    """A piece of the file, in order."""

    run = models.ForeignKey(CompanyImport, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="company_piece_once")]


class ImportLine(Line):
    """A row of the file as it will be taken in."""

    run = models.ForeignKey(CompanyImport, on_delete=models.CASCADE, related_name="+", db_index=False)
    cvr = models.CharField(max_length=8, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="company_line_once")]
        indexes = [
            models.Index(fields=["run", "line"], name="company_line"),
            models.Index(fields=["run", "cvr"], name="company_line_cvr"),
        ]


class ImportProblem(Problem):
    """What is wrong with one cell; the row was not taken in."""

    run = models.ForeignKey(CompanyImport, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta(Problem.Meta):
        indexes = [models.Index(fields=["run", "line", "id"], name="company_problem_line")]
