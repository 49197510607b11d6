"""The contact lists stay true because each jobcentre keeps its own entries, and confirms them with one press (N8)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from jobcenters.models import ContactEntry, Network
from jobcenters.permissions import check_can_confirm_contact
from notifications.addresses import address_confirm


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryInput:
    """What is written of an entry. `subject` and `languages` are words with commas between them."""

    list_kind: str
    person: str
    network: Network | None = None
    telephone: str = ""
    email: str = ""
    subject: str = ""
    languages: str = ""
    stand_in: ContactEntry | None = None


@transaction.atomic
def contact_confirm(*, actor: Actor, entry: ContactEntry, today: date) -> ContactEntry:
    """The entry is right on `today` (a Danish date); mail goes to its address again. Raises NotAllowed."""
    check_can_confirm_contact(actor, entry)
    _confirmed(entry, today)
    entry.save(update_fields=["last_confirmed_on", "bounced_on", "left_on", "silent"])
    return entry


def _confirmed(entry: ContactEntry, today: date) -> None:
    entry.last_confirmed_on = today
    entry.bounced_on = entry.left_on = None
    entry.silent = 0
    if entry.email:
        address_confirm(entry.email)


@transaction.atomic
def contact_add(*, actor: Actor, values: EntryInput, today: date) -> ContactEntry:
    """Write an entry of one's own jobcentre; who writes it confirms it. Raises NotAllowed, ValidationError (Danish)."""
    entry = ContactEntry(jobcenter_id=actor.organisation_id, created_on=today)
    check_can_confirm_contact(actor, entry)
    _write(entry, values, today)
    entry.save()
    audit_write(actor=actor, action="add_contact", object_type="contact", object_id=entry.uuid)
    return entry


@transaction.atomic
def contact_change(*, actor: Actor, entry: ContactEntry, values: EntryInput, today: date) -> ContactEntry:
    """Write an entry anew, which confirms it. Raises NotAllowed, ValidationError (Danish)."""
    check_can_confirm_contact(actor, entry)
    _write(entry, values, today)
    entry.save()
    audit_write(actor=actor, action="change_contact", object_type="contact", object_id=entry.uuid)
    return entry


@transaction.atomic
def contact_remove(*, actor: Actor, entry: ContactEntry) -> None:
    """Take an entry off the lists. Raises NotAllowed."""
    check_can_confirm_contact(actor, entry)
    uuid = entry.uuid
    entry.delete()
    audit_write(actor=actor, action="remove_contact", object_type="contact", object_id=uuid)


@transaction.atomic
def contact_left(*, actor: Actor, entry: ContactEntry, today: date) -> ContactEntry:
    """The person says that they are no contact any more: from now on nobody counts on the entry. Raises NotAllowed."""
    check_can_confirm_contact(actor, entry)
    entry.left_on = today
    entry.save(update_fields=["left_on"])
    return entry


def _write(entry: ContactEntry, values: EntryInput, today: date) -> None:
    stand_in = values.stand_in
    if stand_in is not None and stand_in.pk == entry.pk:
        raise ValidationError({"stand_in": _("Vælg en anden end personen selv.")})
    if stand_in is not None and stand_in.jobcenter_id != entry.jobcenter_id:
        raise ValidationError({"stand_in": _("Vælg en kontaktperson i jeres eget jobcenter.")})
    if not (values.telephone or values.email):
        raise ValidationError({"telephone": _("Skriv en telefon eller en e-mail.")})
    entry.network, entry.list_kind, entry.person = values.network, values.list_kind, values.person
    entry.telephone, entry.email = values.telephone, values.email
    entry.subject, entry.languages = values.subject, values.languages
    entry.stand_in = stand_in
    _confirmed(entry, today)
