from companies.views.edit import (
    company_edit,
    consent,
    contact_add,
    contact_edit,
    register,
    workplace_add,
    workplace_edit,
)
from companies.views.find import choices, company_list, lookup
from companies.views.page import detail

__all__ = [
    "choices",
    "company_edit",
    "company_list",
    "consent",
    "contact_add",
    "contact_edit",
    "detail",
    "lookup",
    "register",
    "workplace_add",
    "workplace_edit",
]
