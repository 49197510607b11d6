"""The parts of "Kandidater": one entry of the menu, and tabs on its pages."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from candidates.imports.permissions import can_import

register = template.Library()

# Who keeps the stock keeps watch too; national staff only search.
EVERYBODY, JOBCENTRE, KEEPERS = "everybody", "jobcentre", "keepers"
TABS = (
    ("search", _("Søg kandidater"), EVERYBODY),
    ("saved", _("Gemte søgninger"), EVERYBODY),
    ("message_tray", _("Beskedbakke"), JOBCENTRE),
    ("imports", _("Jeres kandidater"), KEEPERS),
    ("access_log", _("Opslag"), KEEPERS),
)


@register.inclusion_tag("candidates/partials/_tabs.html", takes_context=True)
def candidate_tabs(context: Context, current: str) -> dict[str, Any]:
    """The tabs for whoever looks; `current` is the URL name of the page's own."""
    actor: Actor = context["actor"]
    may = {EVERYBODY: True, JOBCENTRE: actor.is_jobcenter, KEEPERS: can_import(actor)}
    return {
        "tabs": [
            {"label": label, "url": reverse(f"candidates:{name}"), "is_current": name == current}
            for name, label, whose in TABS
            if may[whose]
        ]
    }
