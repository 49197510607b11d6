"""Places on the company's page that apps above fill, without this app knowing them.

An app registers a builder in its `AppConfig.ready()`; the page calls every builder for the actor and the company it
shows. Calls only go upwards through this list; nothing is imported from above.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from companies.models import Company, Workplace


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the company's page: a template, and the values it is rendered with as `panel`."""

    template: str
    values: Mapping[str, Any]


Builder = Callable[[Actor, Company], Panel | None]
# What stands below the choice of workplace in a form: it depends on the place (None: the company has none).
NoteBuilder = Callable[[Actor, Company, Workplace | None], Panel | None]

# In the order of registration, which is that of INSTALLED_APPS.
_builders: list[Builder] = []
_guards: list[Builder] = []
_notes: list[NoteBuilder] = []


def register_panel(builder: Builder) -> None:
    """Add `builder` once. It returns None where it has nothing to show to that actor."""
    if builder not in _builders:
        _builders.append(builder)


def panels_for(actor: Actor, company: Company) -> list[Panel]:
    """The panels of the company's page for `actor`."""
    made = (builder(actor, company) for builder in _builders)
    return [panel for panel in made if panel is not None]


def register_contact_guard(builder: Builder) -> None:
    """Add `builder` once. Where it returns a panel, that stands in place of how the company's persons are reached."""
    if builder not in _guards:
        _guards.append(builder)


def contact_guard_for(actor: Actor, company: Company) -> Panel | None:
    """What `actor` must do before it is shown how the company's persons are reached, if anything."""
    made = (builder(actor, company) for builder in _guards)
    return next((panel for panel in made if panel is not None), None)


def register_choice_note(builder: NoteBuilder) -> None:
    """Add `builder` once. It returns None where there is nothing to know about an order for that workplace."""
    if builder not in _notes:
        _notes.append(builder)


def choice_notes_for(actor: Actor, company: Company, workplace: Workplace | None) -> list[Panel]:
    """What to know before an order for the workplace is registered."""
    made = (builder(actor, company, workplace) for builder in _notes)
    return [panel for panel in made if panel is not None]
