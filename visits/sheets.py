"""Visits and calls as a file: what the actor may read of them, in the columns of an import."""

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from accounts.actor import Actor
from visits.imports.columns import COLUMNS, HEADING, MORE
from visits.models import Interaction, InteractionNeed
from visits.selectors.notes import need_text

FETCH = 2_000


def visit_lines(actor: Actor, notes: QuerySet[Interaction]) -> Iterator[list[object]]:
    """Headings, then one line per note; one query, and no more than 2,000 of them in memory.

    Others' notes have neither reference nor e-mail: sent back, they are refused by their own words.
    """
    yield [*(column.heading for column in COLUMNS), *MORE]
    needs = InteractionNeed.objects.filter(interaction=OuterRef("pk")).order_by("pk")
    said = Concat(
        Cast("horizon", CharField()),
        Value(" "),
        Cast("number", CharField()),
        Value(" "),
        "occupation",
        output_field=CharField(),
    )
    rows = notes.with_names().told_to(actor).select_related("company__organisation")  # type: ignore[attr-defined]
    rows = rows.annotate(said_needs=ArraySubquery(needs.values(said=said)))
    for note in rows.iterator(chunk_size=FETCH):
        values = _values(note, is_own=note.organisation_id == actor.organisation_id)
        yield [
            *(values[key] for key in HEADING),
            note.company.name,
            note.workplace.name if note.workplace else "",
            note.contact.name if note.contact and note.names_contact else "",
            ", ".join(_need(text) for text in note.said_needs),
        ]


def _values(note: Interaction, *, is_own: bool) -> dict[str, object]:
    return {
        "reference": (note.external_ref or str(note.uuid)) if is_own else "",
        "kind": note.get_kind_display(),
        "held_on": note.held_on,
        "cvr": note.company.cvr,
        "p_number": (note.workplace.p_number or "") if note.workplace else "",
        "author": note.author.email if is_own and note.author else "",
        "text": note.text,
        "growth": note.get_growth_display(),
        "needs_labour": yes_or_no(note.needs_labour),
        "needs_apprentices": yes_or_no(note.needs_apprentices),
        "needs_retention": yes_or_no(note.needs_retention),
        "outlook_3": note.get_outlook_3_display(),
        "outlook_12": note.get_outlook_12_display(),
        "next_visit_on": note.next_visit_on,
        "campaign": note.campaign,
        "is_shared": yes_or_no(note.is_shared),
        "organisation": note.organisation.name,
    }


def yes_or_no(value: bool) -> str:
    return _("ja") if value else _("nej")


def _need(text: str) -> str:
    horizon, number, occupation = text.split(" ", 2)
    return need_text(occupation, int(number) if number else None, int(horizon))
