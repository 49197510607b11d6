from companies.services.company import CompanyKnown, company_register, company_update
from companies.services.consent import consent_record
from companies.services.contact import contact_add, contact_update
from companies.services.distinct import pair_decide, pair_undo
from companies.services.inputs import ContactInput, WorkplaceInput
from companies.services.merging import companies_merge, merge_undo
from companies.services.saving import EditedMeanwhile
from companies.services.workplace import workplace_add, workplace_update

__all__ = [
    "CompanyKnown",
    "ContactInput",
    "EditedMeanwhile",
    "WorkplaceInput",
    "companies_merge",
    "company_register",
    "company_update",
    "consent_record",
    "contact_add",
    "contact_update",
    "merge_undo",
    "pair_decide",
    "pair_undo",
    "workplace_add",
    "workplace_update",
]
