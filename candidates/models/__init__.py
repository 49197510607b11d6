from candidates.models.candidate import Candidate, CandidateIdentity, CandidateProfile
from candidates.models.disclosure import AccessLog, Release
from candidates.models.importing import ImportChunk, ImportFault, ImportRow, ImportRun, ImportWord
from candidates.models.placing import Invitation, Nomination, NominationStep
from candidates.models.projects import (
    GrantDecision,
    HeadCount,
    InformationMeeting,
    Participant,
    ProjectJobcenter,
    SignUp,
    UpskillingProject,
)
from candidates.models.said_no import SaidNo
from candidates.models.search import SavedSearch, SearchEvidence
from candidates.models.vocabulary import DiscoGroup, Term, TermNear

__all__ = [
    "AccessLog",
    "Candidate",
    "CandidateIdentity",
    "CandidateProfile",
    "DiscoGroup",
    "GrantDecision",
    "HeadCount",
    "ImportChunk",
    "ImportFault",
    "ImportRow",
    "ImportRun",
    "ImportWord",
    "InformationMeeting",
    "Invitation",
    "Nomination",
    "NominationStep",
    "Participant",
    "ProjectJobcenter",
    "Release",
    "SaidNo",
    "SavedSearch",
    "SearchEvidence",
    "SignUp",
    "Term",
    "TermNear",
    "UpskillingProject",
]
