from agreements.models.agreement import (
    Agreement,
    AgreementAccess,
    AgreementEvent,
    AgreementNumber,
    AgreementParty,
    AgreementVersion,
    VersionGoal,
    VersionTick,
)
from agreements.models.life import AgreementChange, AgreementMeeting, ChangeConsent, TovholderBypass
from agreements.models.minutes import MinutesCorrection
from agreements.models.network import NetworkMeeting
from agreements.models.signing import AgreementPdf, Signature, Signer

__all__ = [
    "Agreement",
    "AgreementAccess",
    "AgreementChange",
    "AgreementEvent",
    "AgreementMeeting",
    "AgreementNumber",
    "AgreementParty",
    "AgreementPdf",
    "AgreementVersion",
    "ChangeConsent",
    "MinutesCorrection",
    "NetworkMeeting",
    "Signature",
    "Signer",
    "TovholderBypass",
    "VersionGoal",
    "VersionTick",
]
