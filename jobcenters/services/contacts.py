"""The contact lists stay true because each jobcentre confirms its own entries with one press (N8)."""

from datetime import date

from django.db import transaction

from accounts.actor import Actor
from jobcenters.models import ContactEntry
from jobcenters.permissions import check_can_confirm_contact


@transaction.atomic
def contact_confirm(*, actor: Actor, entry: ContactEntry, today: date) -> ContactEntry:
    """Register that the entry is right on `today` (a Danish date). Raises NotAllowed."""
    check_can_confirm_contact(actor, entry)
    entry.last_confirmed_on = today
    entry.bounced_on = None
    entry.save(update_fields=["last_confirmed_on", "bounced_on"])
    return entry
