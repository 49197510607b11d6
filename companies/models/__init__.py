from companies.models.company import Company
from companies.models.consent import ConsentChannel, ConsentKind, ContactConsent
from companies.models.contact import ContactPerson
from companies.models.distinct import DistinctPair
from companies.models.importing import CompanyImport, ImportLine, ImportPiece, ImportProblem
from companies.models.merge import Merge, MergeStep
from companies.models.workplace import Workplace

__all__ = [
    "Company",
    "CompanyImport",
    "ConsentChannel",
    "ConsentKind",
    "ContactConsent",
    "ContactPerson",
    "DistinctPair",
    "ImportLine",
    "ImportPiece",
    "ImportProblem",
    "Merge",
    "MergeStep",
    "Workplace",
]
