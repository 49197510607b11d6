from jobcenters.models.contacts import ContactAsk, ContactEntry, ContactGap
from jobcenters.models.dated import Dated, DatedQuerySet, holds_on
from jobcenters.models.jobcenter import Jobcenter, JobcenterMunicipality, JobcenterWord, ServiceProfileLine
from jobcenters.models.kept import KeptCalendar
from jobcenters.models.network import (
    Network,
    NetworkMember,
    NetworkRule,
    NetworkService,
    NetworkTerms,
)
from jobcenters.models.opening import ClosingDay, OpeningHours
from jobcenters.models.places import Municipality, MunicipalityRegion, Postcode, PostcodeDistance

__all__ = [
    "ClosingDay",
    "ContactAsk",
    "ContactEntry",
    "ContactGap",
    "Dated",
    "DatedQuerySet",
    "Jobcenter",
    "JobcenterMunicipality",
    "JobcenterWord",
    "KeptCalendar",
    "Municipality",
    "MunicipalityRegion",
    "Network",
    "NetworkMember",
    "NetworkRule",
    "NetworkService",
    "NetworkTerms",
    "OpeningHours",
    "Postcode",
    "PostcodeDistance",
    "ServiceProfileLine",
    "holds_on",
]
