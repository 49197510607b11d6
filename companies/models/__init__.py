from companies.models.company import Company
from companies.models.consent import ConsentChannel, ConsentKind, ContactConsent
from companies.models.contact import ContactPerson
from companies.models.workplace import Workplace

__all__ = ["Company", "ConsentChannel", "ConsentKind", "ContactConsent", "ContactPerson", "Workplace"]
