from accounts.models.absence import Absence
from accounts.models.audit import AuditEvent
from accounts.models.hold import Hold
from accounts.models.organisation import Membership, Organisation
from accounts.models.token import AccessToken, ApiToken
from accounts.models.user import User, user_display

__all__ = [
    "Absence",
    "AccessToken",
    "ApiToken",
    "AuditEvent",
    "Hold",
    "Membership",
    "Organisation",
    "User",
    "user_display",
]
