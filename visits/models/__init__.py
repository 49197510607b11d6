from visits.models.call_round import CallRound
from visits.models.importing import VisitImport, VisitImportLine, VisitImportPiece, VisitImportProblem
from visits.models.interaction import (
    Interaction,
    InteractionCorrection,
    InteractionNeed,
    InternalNote,
    WithdrawnNote,
)
from visits.models.joint import (
    JointVisit,
    JointVisitAnswer,
    JointVisitCitizen,
    JointVisitGuest,
    JointVisitTime,
)
from visits.models.task import CalendarLink, Task

__all__ = [
    "CalendarLink",
    "CallRound",
    "Interaction",
    "InteractionCorrection",
    "InteractionNeed",
    "InternalNote",
    "JointVisit",
    "JointVisitAnswer",
    "JointVisitCitizen",
    "JointVisitGuest",
    "JointVisitTime",
    "Task",
    "VisitImport",
    "VisitImportLine",
    "VisitImportPiece",
    "VisitImportProblem",
    "WithdrawnNote",
]
