"""Who must reach a contact person although the person does not want to be shared: apps above say it.

Whoever registered the company, or wrote a consent of the person down, is known here. An app registers what else it
knows in its `AppConfig.ready()`: orders, who is tovholder of a running one; agreements, who leads for the company.
"""

from collections.abc import Callable

from django.db.models import Q

from accounts.actor import Actor

# A condition on contact persons: those that the actor's organisation must reach.
Leads = Callable[[Actor], Q]

_leads: list[Leads] = []


def register_contact_lead(lead: Leads) -> None:
    """Add `lead` once. It makes a condition that the database answers; it asks nothing itself."""
    if lead not in _leads:
        _leads.append(lead)


def led_by(actor: Actor) -> Q:
    """Contact persons that apps above say that the actor must reach."""
    found = Q(pk__in=[])
    for lead in _leads:
        found |= lead(actor)
    return found
