"""Places on the company's page that apps above fill, without this app knowing them.

An app registers a builder in its `AppConfig.ready()`; the page calls every builder for the actor and the company it
shows. Calls only go upwards through this list; nothing is imported from above.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from companies.models import Company


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the company's page: a template, and the values it is rendered with as `panel`."""

    template: str
    values: Mapping[str, Any]


Builder = Callable[[Actor, Company], Panel | None]

# In the order of registration, which is that of INSTALLED_APPS.
_builders: list[Builder] = []


def register_panel(builder: Builder) -> None:
    """Add `builder` once. It returns None where it has nothing to show to that actor."""
    if builder not in _builders:
        _builders.append(builder)


def panels_for(actor: Actor, company: Company) -> list[Panel]:
    """The panels of the company's page for `actor`."""
    made = (builder(actor, company) for builder in _builders)
    return [panel for panel in made if panel is not None]
