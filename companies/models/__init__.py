from companies.models.company import Company
from companies.models.contact import ContactPerson
from companies.models.workplace import Workplace

__all__ = ["Company", "ContactPerson", "Workplace"]
