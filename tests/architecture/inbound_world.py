"""Received mails of an order and of a request, for the walk of all routes."""

from dataclasses import replace
from typing import Any

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.models import User
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from inbound.models import InboundFile, InboundMail
from inbound.services.receiving import mail_receive
from orders.models import Request
from orders.reply_path import ReplyTo, reply_path
from tests.helpers.db import as_owner, as_worker
from tests.inbound.mails import PDF, mail

VISITORS = {"inbound:answer": "asked"}


def inbound_arguments(asked: Actor, request: Request, secret: str) -> dict[str, dict[str, Any]]:
    """A draft of Horsens with a file, and the asked jobcentre's mail about the request; all of it is secret."""
    with as_owner():
        sender = User.objects.get(pk=asked.user_id).email
    answer = reply_path(ReplyTo(request.order_id, asked.organisation_id, request.pk))
    files = ((f"{secret}.pdf", PDF),)
    with as_worker():
        mail_receive(
            address="horsens@ind.jobordre.example",
            envelope_sender="x@firma.example",
            content=mail(secret, sender="x@firma.example", name=secret, subject=secret, files=files),
        )
        mail_receive(
            address=answer, envelope_sender=sender, content=mail(secret, sender=sender, subject=secret)
        )
    lead = replace(system_actor(request.from_organisation_id), kind=OrganisationKind.JOBCENTER)
    with acting_as(lead):
        draft = InboundMail.objects.get(request__isnull=True)
        answered = InboundMail.objects.get(request=request)
        file = InboundFile.objects.get(mail=draft)
    of_draft = {"uuid": draft.uuid}
    return {
        **{f"inbound:{name}": of_draft for name in ("mail", "lay", "remove", "set_aside", "restore")},
        "inbound:file": {"uuid": draft.uuid, "file": file.uuid},
        "inbound:answer": {"uuid": answered.uuid},
    }
