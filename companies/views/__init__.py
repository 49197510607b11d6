from companies.views.distinct import distinct, distinct_list, distinct_undo
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
from companies.views.importing import (
    import_begin,
    import_changes,
    import_discard,
    import_faults,
    import_run,
    import_template,
    imports,
)
from companies.views.merging import duplicates, merge, merge_detail, merge_undo
from companies.views.page import detail
from companies.views.sheets import sheet

__all__ = [
    "choices",
    "company_edit",
    "company_list",
    "consent",
    "contact_add",
    "contact_edit",
    "detail",
    "distinct",
    "distinct_list",
    "distinct_undo",
    "duplicates",
    "import_begin",
    "import_changes",
    "import_discard",
    "import_faults",
    "import_run",
    "import_template",
    "imports",
    "lookup",
    "merge",
    "merge_detail",
    "merge_undo",
    "register",
    "sheet",
    "workplace_add",
    "workplace_edit",
]
