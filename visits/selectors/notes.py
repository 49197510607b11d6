"""Reading notes: one, a company's newest, all of a company page by page; the internal ones."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from companies.models import Company
from ui import danish
from visits.models import Interaction, InteractionCorrection, InternalNote
from visits.models.interaction import InteractionQuerySet

PAGE_SIZE = 25
SHOWN = 5  # on the company's page
NEEDS = {
    "needs_labour": gettext_lazy("Mangler arbejdskraft"),
    "needs_apprentices": gettext_lazy("Vil have lærlinge"),
    "needs_retention": gettext_lazy("Vil holde på medarbejdere"),
}


def note_get(actor: Actor, uuid: UUID) -> Interaction:
    """The note with that public id, its names fetched. Raises Interaction.DoesNotExist, also where it is hidden."""
    rows = Interaction.objects.visible_to(actor).with_names().told_to(actor)
    return rows.select_related("company__organisation").prefetch_related("needs").get(uuid=uuid)


def is_written(actor: Actor, company: Company, key: UUID) -> bool:
    """Whether the organisation has written the note with that public id already."""
    rows = Interaction.objects.visible_to(actor).of(company)
    return rows.filter(organisation_id=actor.organisation_id, uuid=key).exists()


def notes_of(actor: Actor, company: Company) -> InteractionQuerySet:
    """The company's notes that `actor` may read, newest first, their names and needs fetched."""
    rows = Interaction.objects.visible_to(actor).of(company).newest_first().with_names().told_to(actor)
    return rows.prefetch_related("needs")


@dataclass(frozen=True, slots=True)
class Contacted:
    """How often, and when last, the company was visited or called, as far as the actor may know."""

    notes: int
    jobcenters: int
    last_on: datetime.date | None


def contacted(actor: Actor, company: Company) -> Contacted:
    """One query, however many notes there are."""
    found = (
        Interaction.objects.visible_to(actor)
        .of(company)
        .order_by()
        .aggregate(
            notes=Count("id"), jobcenters=Count("organisation_id", distinct=True), last_on=Max("held_on")
        )
    )
    return Contacted(found["notes"], found["jobcenters"], found["last_on"])


@dataclass(frozen=True, slots=True)
class NotePage:
    """One page of a company's notes; `next_key` is "" on the last."""

    notes: Sequence[Interaction]
    next_key: str = ""


def note_page(actor: Actor, company: Company, *, after: str = "", campaign: str = "") -> NotePage:
    """At most 25 notes after the one that `after` names; with `campaign`, those of it alone. Two queries."""
    rows = notes_of(actor, company)
    if campaign:
        rows = rows.of_campaign(campaign)
    return page_after(rows, after)


def page_after(rows: QuerySet[Interaction], after: str) -> NotePage:
    """At most 25 of `rows` (newest first) after the one that `after` names; a name of none gives the first page."""
    day, _sep, key = after.partition("~")
    try:
        last, pk = datetime.date.fromisoformat(day), int(key[:18])
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(held_on__lt=last) | Q(held_on=last, pk__lt=pk))
    found = list(rows[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    more = f"{shown[-1].held_on.isoformat()}~{shown[-1].pk}" if len(found) > PAGE_SIZE else ""
    return NotePage(shown, more)


def campaigns_of(actor: Actor, most: int = 30) -> list[str]:
    """The campaigns that the actor's organisation has written last, for suggestions."""
    own = Interaction.objects.filter(organisation_id=actor.organisation_id).exclude(campaign="")
    rows = own.values("campaign").annotate(last=Max("held_on")).order_by("-last", "campaign")
    return [row["campaign"] for row in rows[:most]]


def corrections_of(actor: Actor, note: Interaction) -> list[InteractionCorrection]:
    """How the note stood before each change, newest first; for its own organisation alone."""
    if note.organisation_id != actor.organisation_id:
        return []
    return list(note.corrections.select_related("author"))


def internal_notes_of(actor: Actor, company: Company, most: int = 20) -> list[InternalNote]:
    """What the actor's own organisation keeps for itself about the company, newest first."""
    rows = InternalNote.objects.visible_to(actor).of(company).select_related("author")
    return list(rows.order_by("-created_at", "-id")[:most])


def said(note: Interaction) -> list[str]:
    """What the note's answers say, each in a few words; needs fetched before."""
    words: list[str] = []
    if note.growth:
        words.append(note.get_growth_display())
    words += [str(label) for name, label in NEEDS.items() if getattr(note, name)]
    words += [need_text(need.occupation, need.number, need.horizon) for need in note.needs.all()]
    for months, answer in ((3, note.get_outlook_3_display()), (12, note.get_outlook_12_display())):
        if answer:
            words.append(_("%(answer)s ansatte om %(n)s måneder") % {"answer": answer.lower(), "n": months})
    return words


def need_text(occupation: str, number: int | None, horizon: int) -> str:
    """ "4 Svejser inden for 3 måneder"."""
    many = f"{danish.number(number)} " if number else ""
    return _("%(many)s%(what)s inden for %(n)s måneder") % {"many": many, "what": occupation, "n": horizon}
