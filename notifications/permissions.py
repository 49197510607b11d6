"""Who may look at the outbox and send a mail again."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from notifications.enums import SENT_STATES, MailState
from notifications.models import OutboxMail


def can_see_outbox(actor: Actor) -> bool:
    """Administrators see their own organisation's mail; for others the page does not exist."""
    return actor.is_administrator


def check_can_see_outbox(actor: Actor) -> None:
    """Raises PermissionDenied for others than administrators."""
    if not can_see_outbox(actor):
        raise PermissionDenied(_("Kun jeres administrator kan se mails og sende dem igen."))


def check_can_send_again(actor: Actor, mail: OutboxMail) -> None:
    """A mail that was sent, has failed or came back can be sent again by its sender's administrator. Raises
    PermissionDenied."""
    if not can_see_outbox(actor) or mail.organisation_id != actor.organisation_id or mail.confidential:
        raise PermissionDenied(_("Kun afsenderens administrator kan sende mailen igen."))
    if mail.state == MailState.CANCELLED:
        raise PermissionDenied(_("Mailen blev fortrudt. Den kan ikke sendes igen."))
    if mail.state not in (*SENT_STATES, MailState.FAILED):
        raise PermissionDenied(_("Mailen venter allerede på at blive sendt."))


def can_send_again(actor: Actor, mail: OutboxMail) -> bool:
    try:
        check_can_send_again(actor, mail)
    except PermissionDenied:
        return False
    return True
