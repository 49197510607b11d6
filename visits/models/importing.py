"""A file with visits and calls on its way in. File and rows are removed when the run is over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from imports.records import Line, Piece, Problem, Run, RunQuerySet, may_import, run_constraints, run_indexes


def may_import_visits(actor: Actor) -> bool:
    """Administrators and managers of those who write notes: jobcentres and Jobservice Danmark."""
    return actor.serves_companies and may_import(actor)


class VisitImportQuerySet(RunQuerySet):
    may = staticmethod(may_import_visits)


class VisitImport(Run):
    """One file with notes of visits, calls and meetings."""

    objects = VisitImportQuerySet.as_manager()

    class Meta(Run.Meta):
        verbose_name = _("indlæsning af besøg")
        verbose_name_plural = _("indlæsninger af besøg")
        indexes = run_indexes("visit_import")
        constraints = run_constraints("visit_import")


class VisitImportPiece(Piece):
    """A piece of the file, in order."""

    run = models.ForeignKey(VisitImport, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="visit_piece_once")]


class VisitImportLine(Line):
    """A row of the file as it will be taken in; `key` is the note's own reference."""

    run = models.ForeignKey(VisitImport, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="visit_line_once")]
        indexes = [models.Index(fields=["run", "line"], name="visit_line")]


class VisitImportProblem(Problem):
    """What is wrong with one cell; the row was not taken in."""

    run = models.ForeignKey(VisitImport, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta(Problem.Meta):
        indexes = [models.Index(fields=["run", "line", "id"], name="visit_problem_line")]
