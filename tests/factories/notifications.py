"""Mail for tests, through the one door."""

import itertools
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Organisation
from notifications.models import OutboxMail
from notifications.outbox import Mail, queue_email
from tests.helpers.db import as_owner

_numbers = itertools.count(1)


def mail(organisation: Organisation | None, **fields: Any) -> Mail:
    """A mail ready to be queued. Without an organisation it is confidential."""
    n = next(_numbers)
    return Mail(
        **{
            "name": "tests.hello",
            "recipient": f"modtager{n}@virksomhed.example",
            "subject": f"Hilsen nr. {n}",
            "text": f"Kære læser nr. {n}\n\nBlåbærgrød på Ærø.\n",
            "organisation_id": organisation.pk if organisation else None,
            "confidential": organisation is None,
            **fields,
        }
    )


def queued(organisation: Organisation | None, **fields: Any) -> UUID:
    """Queue one mail; return its id. `fields` that the door does not take (state …) are set afterwards."""
    prepared = mail(organisation)
    arguments = {name: getattr(prepared, name) for name in Mail.__dataclass_fields__}
    later = {name: fields.pop(name) for name in list(fields) if name not in arguments}
    with transaction.atomic():
        mail_id = queue_email(**{**arguments, **fields})
    if later:
        with as_owner():
            OutboxMail.objects.filter(pk=mail_id).update(**later)
    return mail_id


def row(mail_id: UUID) -> OutboxMail:
    """What is really there, whoever may see it."""
    with as_owner():
        return OutboxMail.objects.get(pk=mail_id)
