"""The way of a file with companies into the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.requests import staff_of
from companies.imports.changes import ADDED_LABELS
from companies.imports.kind import KIND
from companies.imports.telling import told_to
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


def _shown(row: dict[str, Any]) -> Shown:
    name, cvr = row["name"], row["cvr"]
    more = _("CVR %s") % cvr if name and cvr else ""
    return Shown(name or cvr or _("Uden CVR-nummer"), more, (row["place"], row["contact"]))


PAGES = Pages(
    kind=KIND,
    actor_of=staff_of,
    title=_("Indlæs virksomheder"),
    parent=(_("Virksomheder"), "companies:list"),
    column_note=_(
        "En virksomhed må stå i flere linjer: én for hver arbejdsplads eller kontaktperson."
        " En tom celle ændrer ikke det, vi allerede ved."
    ),
    template_words=_("Skabelon med to virksomheder"),
    file_word="virksomheder",
    loading=_("Virksomhederne indlæses"),
    done=_("Virksomhederne er indlæst"),
    heads=(_("Virksomhed"), _("Arbejdsplads"), _("Kontaktperson")),
    shown=_shown,
    added=ADDED_LABELS,
    told=told_to,
)
imports = imports_view(PAGES)
import_run = run_view(PAGES)
import_begin = begin_view(PAGES)
import_discard = discard_view(PAGES)
import_changes = changes_view(PAGES)
import_faults = faults_view(PAGES)
import_template = template_view(PAGES)
