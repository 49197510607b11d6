"""Files with companies: what they are to the machinery of imports."""

from django.utils.translation import gettext_lazy as _

from companies.imports.columns import FILE
from companies.models.importing import CompanyImport, ImportLine, ImportPiece, ImportProblem
from companies.retention_rules import IMPORT_EXPLAINED, IMPORT_UNDECIDED
from imports.kinds import Kind
from imports.records import may_import

KIND = Kind(
    app="companies",
    word="company",
    model=CompanyImport,
    piece=ImportPiece,
    line=ImportLine,
    problem=ImportProblem,
    columns=FILE,
    may=may_import,
    refused=_("Kun en leder eller administrator kan indlæse virksomheder."),
    lock=7_110_060,
    undecided=IMPORT_UNDECIDED,
    explained=IMPORT_EXPLAINED,
)
