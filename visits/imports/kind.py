"""Files with visits and calls: what they are to the machinery of imports."""

from django.utils.translation import gettext_lazy as _

from imports.kinds import Kind
from visits.imports.columns import FILE
from visits.models.importing import (
    VisitImport,
    VisitImportLine,
    VisitImportPiece,
    VisitImportProblem,
    may_import_visits,
)
from visits.retention_rules import IMPORT_EXPLAINED, IMPORT_UNDECIDED

KIND = Kind(
    app="visits",
    word="visit",
    model=VisitImport,
    piece=VisitImportPiece,
    line=VisitImportLine,
    problem=VisitImportProblem,
    columns=FILE,
    may=may_import_visits,
    refused=_("Kun en leder eller administrator kan indlæse besøg."),
    lock=7_110_070,
    undecided=IMPORT_UNDECIDED,
    explained=IMPORT_EXPLAINED,
)
