"""An invitation that left, and one for Jobnet's message tray, for the walk of all routes."""

import datetime
import re
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import ContactChannel
from candidates.invitation_rules import UNDO
from candidates.models import CandidateIdentity, Invitation
from candidates.services.invitations import invitations_deliver, invitations_send
from notifications.models import OutboxMail
from orders.models import Order
from tests.factories import candidates
from tests.helpers.db import as_owner, as_worker

# By personal link: whoever holds it needs no sign-in. What it gives and does not give has its own tests.
LINKS = {"candidates:reply"}


def invitation_arguments(tovholder: Actor, order: Order, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the invitations' routes: to two candidates of the tovholder's own municipality."""
    by_mail, by_tray = (
        candidates.candidate("Horsens", name=secret),
        candidates.candidate("Horsens", name=secret),
    )
    with as_owner():
        CandidateIdentity.objects.filter(pk=by_tray.pk).update(channel=ContactChannel.MESSAGE)
    now = timezone.now()
    with acting_as(tovholder):
        invitations_send(
            actor=tovholder,
            order=order,
            candidates=[by_mail, by_tray],
            subject=secret,
            text=secret,
            apply_by=timezone.localdate(now) + datetime.timedelta(days=9),
            how_to_apply=secret,
        )
    with as_worker():
        invitations_deliver(now=now + 2 * UNDO)
    with as_owner():
        tray, sent = (Invitation.objects.get(candidate=one) for one in (by_tray, by_mail))
        text = OutboxMail.objects.get(name="candidates.invitation").text
    token = re.search(r"/svar/([\w-]{40,})/", text)
    of_order = {"uuid": order.uuid}
    return {
        "candidates:invite": of_order,
        "candidates:invitations": of_order,
        "candidates:invite_undo": of_order,
        "candidates:invitation": {"uuid": sent.uuid},
        "candidates:message": {"uuid": tray.uuid},
        "candidates:reply": {"token": token[1] if token else ""},
    }
