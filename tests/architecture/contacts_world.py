"""Contact lists, for the walk of all routes: one's own entry, and a link from a mail to its person."""

from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from jobcenters.contacting.asking import contact_ask
from jobcenters.contacting.links import code
from jobcenters.models import ContactEntry

# By personal link: whoever holds it needs no sign-in. What it gives and does not give has its own tests.
LINKS = {"jobcenters:contact_by_link"}
# The lists are between authorities; only one's own entries can be changed.
STAFF_MAY_SEE = {
    f"jobcenters:{name}" for name in ("contact_vcf", "contact_edit", "contact_remove", "contact_ask")
}
VISITORS = dict.fromkeys(
    ("jobcenters:contact_edit", "jobcenters:contact_remove", "jobcenters:contact_ask"), "administrator"
)


def contact_arguments(own: Actor, entry: ContactEntry) -> dict[str, dict[str, Any]]:
    with acting_as(own):
        ask = contact_ask(actor=own, entry=entry, now=timezone.now())
    return {
        "jobcenters:contact_confirm": {"uuid": entry.uuid},
        "jobcenters:contact_vcf": {"uuid": entry.uuid},
        "jobcenters:contact_edit": {"uuid": entry.uuid},
        "jobcenters:contact_ask": {"uuid": entry.uuid},
        "jobcenters:contact_by_link": {"token": code(str(ask.uuid), ask.email)},
        # Last: whoever walks these in order takes the entry away with it.
        "jobcenters:contact_remove": {"uuid": entry.uuid},
    }
