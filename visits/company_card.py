"""What this app shows on the company's page: the next step, notes, tasks, and what colleagues keep for themselves."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from companies.models import Company
from companies.panels import Panel
from jobcenters.calendar import local_date
from ui import danish
from ui.parts import Action, Fact
from visits.permissions import can_note
from visits.selectors.notes import SHOWN, contacted, internal_notes_of, notes_of, said
from visits.sources import Asked, TaskLine, lines_for

TASKS_SHOWN = 6


def last_contact(actor: Actor, company: Company) -> list[Fact]:
    """When somebody last talked with the company; nothing for the company itself."""
    if not can_note(actor):
        return []
    found = contacted(actor, company)
    if found.last_on is None:
        return [Fact(_("Sidste kontakt"), _("Ingen notater"))]
    second = danish.count(found.notes, _("notat"), _("notater"))
    if found.jobcenters > 1:
        second = _("%(notes)s fra %(n)s organisationer") % {"notes": second, "n": found.jobcenters}
    return [
        Fact(
            _("Sidste kontakt"),
            danish.day_when(found.last_on, moment()),
            second=second,
            url=reverse("visits:notes", args=[company.uuid]),
        )
    ]


def write_note(actor: Actor, company: Company) -> list[Action]:
    """The button that a telephone's thumb looks for."""
    if not can_note(actor):
        return []
    return [
        Action(_("Skriv notat"), reverse("visits:note_new", args=[company.uuid]), icon="plus", primary=True)
    ]


def notes_panel(actor: Actor, company: Company) -> Panel | None:
    """Visits and calls by all who share them, the newest first."""
    if not can_note(actor):
        return None
    found = list(notes_of(actor, company)[: SHOWN + 1])
    shown = found[:SHOWN]
    return Panel(
        "visits/partials/_company_notes.html",
        {
            "notes": [(note, said(note)) for note in shown],
            "count": "" if len(found) > SHOWN else str(len(found)),
            "all_url": reverse("visits:notes", args=[company.uuid]) if len(found) > SHOWN else "",
            "new_url": reverse("visits:note_new", args=[company.uuid]),
            "sheet_query": f"?virksomhed={company.uuid}",
        },
    )


def tasks_panels(actor: Actor, company: Company) -> list[Panel]:
    """The next step with the company, where there is one, and the organisation's open tasks about it."""
    if not can_note(actor):
        return []
    now = moment()
    today = local_date(now)
    lines = [
        (line, _day_of(line, now), line.due_on < today)
        for line in lines_for(actor, Asked(company=company, most=20))
    ]
    tasks = Panel(
        "visits/partials/_company_tasks.html",
        {
            "lines": lines[:TASKS_SHOWN],
            "new_url": f"{reverse('visits:task_new')}?virksomhed={company.uuid}",
            "joint_url": reverse("visits:joint_visit_new", args=[company.uuid]),
        },
        place="aside",
    )
    if not lines:
        return [tasks]
    first, day, is_late = lines[0]
    when = _("Skulle være gjort %s.") % day if is_late else f"{danish.capitalise(day)}."
    values: dict[str, Any] = {
        "line": first,
        "when": f"{when} {first.who}".strip(),
        "back": reverse("companies:detail", args=[company.uuid]),
    }
    return [Panel("visits/partials/_company_next.html", values, place="top"), tasks]


def _day_of(line: TaskLine, now: datetime.datetime) -> str:
    return danish.when(line.starts_at, now) if line.starts_at else danish.day_when(line.due_on, now)


def internal_panel(actor: Actor, company: Company) -> Panel | None:
    """Internal notes, clearly marked as such."""
    if not can_note(actor):
        return None
    return Panel(
        "visits/partials/_company_internal.html",
        {
            "notes": internal_notes_of(actor, company),
            "new_url": reverse("visits:internal_note", args=[company.uuid]),
        },
        place="aside",
    )
