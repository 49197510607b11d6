"""The way of a file with visits and calls."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from imports.pages import (
    Pages,
    Shown,
    begin_view,
    changes_view,
    discard_view,
    faults_view,
    imports_view,
    run_view,
    template_view,
)
from visits.imports.kind import KIND
from visits.views.common import noter_of


def _shown(row: dict[str, Any]) -> Shown:
    return Shown(row["what"] or _("Uden dato"), row["reference"], (row["company"], row["text"]))


PAGES = Pages(
    kind=KIND,
    actor_of=noter_of,
    title=_("Indlæs besøg og opkald"),
    parent=(_("Opgaver"), "visits:tasks"),
    column_note=_(
        "Samme reference igen retter notatet, og det, der stod før, bliver gemt. En kolonne, filen ikke har, ændrer"
        " ikke det, vi allerede ved; en tom celle sletter det, undtagen p-nummer og medarbejder."
    ),
    template_words=_("Skabelon med et besøg og et opkald"),
    file_word=_("besøg-og-opkald"),
    loading=_("Besøg og opkald indlæses"),
    done=_("Besøg og opkald er indlæst"),
    heads=(_("Besøg"), _("Virksomhed"), _("Notat")),
    shown=_shown,
)
imports = imports_view(PAGES)
import_run = run_view(PAGES)
import_begin = begin_view(PAGES)
import_discard = discard_view(PAGES)
import_changes = changes_view(PAGES)
import_faults = faults_view(PAGES)
import_template = template_view(PAGES)
