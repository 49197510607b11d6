"""What a contact person agrees to, written down. What was said before stays."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from companies.models import ConsentChannel, ConsentKind, ContactConsent, ContactPerson
from companies.permissions import check_can_change
from companies.services.saving import Faults, raise_faults
from companies.validators import one_line
from jobcenters.calendar import local_date

GIVEN_BY_MAX = 120


@transaction.atomic
def consent_record(
    *,
    actor: Actor,
    contact: ContactPerson,
    kind: str,
    is_given: bool,
    given_by: str,
    given_on: datetime.date,
    channel: str,
) -> ContactConsent:
    """Write down that a consent of `kind` was given, or withdrawn, by whom (in words), on which Danish day, and how.

    Raises NotAllowed, or ValidationError by field.
    """
    check_can_change(actor, contact.company)
    now = moment()
    said = given_by.strip()
    faults: Faults = {}
    if kind not in ConsentKind.values:
        faults["kind"] = [ValidationError(_("Vælg, hvad der er givet samtykke til."))]
    if channel not in ConsentChannel.values:
        faults["channel"] = [ValidationError(_("Vælg, hvordan svaret blev givet."))]
    if not said:
        faults["given_by"] = [ValidationError(_("Skriv, hvem der har givet svaret."))]
    elif len(said) > GIVEN_BY_MAX:
        faults["given_by"] = [ValidationError(_("Navnet er for langt. Der er plads til 120 tegn."))]
    else:
        try:
            one_line(said)
        except ValidationError as error:
            faults["given_by"] = [error]
    if given_on > local_date(now):
        faults["given_on"] = [
            ValidationError(_("Datoen ligger i fremtiden. Skriv, hvornår svaret blev givet."))
        ]
    raise_faults(faults)
    if kind == ConsentKind.SHARE and is_given and _had_said_no(contact):
        # Shown again: whoever asks for what is new must find the person.
        ContactPerson.objects.filter(pk=contact.pk).update(changed_at=now)
    row = ContactConsent.objects.create(
        contact=contact,
        kind=kind,
        is_given=is_given,
        given_by=said,
        given_on=given_on,
        channel=channel,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        at=now,
    )
    audit_write(actor=actor, action="consent.record", object_type="contactperson", object_id=contact.pk)
    return row


def _had_said_no(contact: ContactPerson) -> bool:
    said = (
        ContactConsent.objects.filter(contact=contact, kind=ConsentKind.SHARE).order_by("-at", "-id").first()
    )
    return said is not None and not said.is_given
