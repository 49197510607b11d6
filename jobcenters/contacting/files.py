"""The contact lists to take along: as vCards, and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from jobcenters.contacting.finding import ContactRow
from jobcenters.contacting.vcard import Card, vcards
from tabular.writing import csv_text


def contact_cards(rows: Iterable[ContactRow]) -> str:
    """The rows as vCards; whether one can be counted on stands in the note."""
    return vcards(_card(row) for row in rows)


def _card(row: ContactRow) -> Card:
    entry = row.entry
    note = [row.status]
    if entry.languages:
        note.append(_("Sprog: %s") % entry.languages)
    if entry.stand_in:
        note.append(_("Stedfortræder: %s") % entry.stand_in.person)
    return Card(
        uid=str(entry.uuid),
        person=entry.person,
        organisation=row.title,
        role=entry.subject,
        telephone=entry.telephone,
        email=entry.email,
        note="\n".join(note),
        categories=(str(entry.get_list_kind_display()),),
        changed_on=entry.last_confirmed_on or entry.created_on,
    )


def contact_sheet(rows: Iterable[ContactRow]) -> str:
    """The rows with semicolons, UTF-8 with a byte order mark; no cell can be a formula."""
    return csv_text(_lines(rows))


def _lines(rows: Iterable[ContactRow]) -> Iterator[list[object]]:
    yield [
        _("Jobcenter"),
        _("Liste"),
        _("Netværk"),
        _("Person"),
        _("Emner"),
        _("Telefon"),
        _("E-mail"),
        _("Sprog"),
        _("Stedfortræder"),
        _("Senest bekræftet"),
        _("Tilstand"),
        _("Begrundelse"),
    ]
    for row in rows:
        entry = row.entry
        yield [
            row.title,
            entry.get_list_kind_display(),
            entry.network.name if entry.network else "",
            entry.person,
            entry.subject,
            entry.telephone,
            entry.email,
            entry.languages,
            entry.stand_in.person if entry.stand_in else "",
            entry.last_confirmed_on.isoformat() if entry.last_confirmed_on else "",
            row.freshness.label,
            row.when,
        ]
