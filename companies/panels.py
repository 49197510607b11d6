"""Places on the company's page that apps above fill, without this app knowing them.

An app registers a builder in its `AppConfig.ready()`; the page calls every builder for the actor and the company it
shows. Calls only go upwards through this list; nothing is imported from above.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from accounts.actor import Actor
from companies.models import Company, Workplace
from ui.parts import Action, Fact


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the company's page: a template, and the values it is rendered with as `panel`.

    `place` is where it stands: under the facts, in the wide column, or in the narrow one.
    """

    template: str
    values: Mapping[str, Any]
    place: Literal["top", "main", "aside"] = "main"


Builder = Callable[[Actor, Company], Panel | None]
# Panels that are read together are made together.
PanelBuilder = Callable[[Actor, Company], Panel | Sequence[Panel] | None]
# What stands at the top of the company's page: a few words, or a button.
FactBuilder = Callable[[Actor, Company], Sequence[Fact]]
ActionBuilder = Callable[[Actor, Company], Sequence[Action]]
# What stands below the choice of workplace in a form: it depends on the place (None: the company has none).
NoteBuilder = Callable[[Actor, Company, Workplace | None], Panel | None]

# Of many companies, those that a guard may stand before.
GuardHint = Callable[[Actor, Sequence[int]], set[int]]

# In the order of registration, which is that of INSTALLED_APPS.
_builders: list[PanelBuilder] = []
_guards: list[Builder] = []
_notes: list[NoteBuilder] = []
_facts: list[FactBuilder] = []
_actions: list[ActionBuilder] = []
_hints: list[GuardHint] = []


def register_panel(builder: PanelBuilder) -> None:
    """Add `builder` once. It returns None, or no panel, where it has nothing to show to that actor."""
    if builder not in _builders:
        _builders.append(builder)


def panels_for(actor: Actor, company: Company) -> list[Panel]:
    """The panels of the company's page for `actor`."""
    panels: list[Panel] = []
    for builder in _builders:
        made = builder(actor, company)
        panels.extend([made] if isinstance(made, Panel) else made or [])
    return panels


def register_facts(builder: FactBuilder) -> None:
    """Add `builder` once. Its facts follow the company's own at the top of its page; a constant number of queries."""
    if builder not in _facts:
        _facts.append(builder)


def facts_for(actor: Actor, company: Company) -> list[Fact]:
    """What apps above know in a few words."""
    return [fact for builder in _facts for fact in builder(actor, company)]


def register_actions(builder: ActionBuilder) -> None:
    """Add `builder` once. Its buttons stand beside the company's name."""
    if builder not in _actions:
        _actions.append(builder)


def actions_for(actor: Actor, company: Company) -> list[Action]:
    """What may be done from the company's page."""
    return [action for builder in _actions for action in builder(actor, company)]


def register_contact_guard(builder: Builder) -> None:
    """Add `builder` once. Where it returns a panel, that stands in place of how the company's persons are reached."""
    if builder not in _guards:
        _guards.append(builder)


def contact_guard_for(actor: Actor, company: Company) -> Panel | None:
    """What `actor` must do before it is shown how the company's persons are reached, if anything."""
    made = (builder(actor, company) for builder in _guards)
    return next((panel for panel in made if panel is not None), None)


def register_guard_hint(hint: GuardHint) -> None:
    """Add `hint` once: of many companies at a time, those whose persons may be guarded from the actor."""
    if hint not in _hints:
        _hints.append(hint)


def guarded_companies(actor: Actor, company_ids: Sequence[int]) -> set[int]:
    """Of the companies, those of which `actor` is not shown how their persons are reached. One query, and a few each
    for those that a guard may stand before.
    """
    asked: set[int] = set().union(*(hint(actor, company_ids) for hint in _hints))
    rows = Company.objects.visible_to(actor).with_organisation().filter(pk__in=asked)
    return {company.pk for company in rows if contact_guard_for(actor, company)}


def register_choice_note(builder: NoteBuilder) -> None:
    """Add `builder` once. It returns None where there is nothing to know about an order for that workplace."""
    if builder not in _notes:
        _notes.append(builder)


def choice_notes_for(actor: Actor, company: Company, workplace: Workplace | None) -> list[Panel]:
    """What to know before an order for the workplace is registered."""
    made = (builder(actor, company, workplace) for builder in _notes)
    return [panel for panel in made if panel is not None]
