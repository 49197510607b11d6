from accounts.models.absence import Absence
from accounts.models.audit import AuditEvent
from accounts.models.organisation import Membership, Organisation
from accounts.models.user import User, user_display

__all__ = ["Absence", "AuditEvent", "Membership", "Organisation", "User", "user_display"]
