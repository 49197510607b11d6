"""What an administrator can do with a mail."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.audit import audit_write
from notifications.addresses import address_confirm, dead_addresses
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.outbox import check_recipient, queue_email
from notifications.permissions import check_can_see_outbox, check_can_send_again
from notifications.wake import wake_on_commit


@transaction.atomic
def mail_send_again(*, actor: Actor, mail_id: UUID, once: str) -> UUID:
    """Send a mail again; return the id of the mail that will go out.

    A failed mail goes back into the queue as it is, with all its tries. One that left (and may have come back) is
    written anew, with a Message-ID of its own: otherwise the recipient's program would hide it as a copy. `once` is
    the form's own mark, so that a form sent twice sends one mail.

    Raises OutboxMail.DoesNotExist for a mail that `actor` may not see, PermissionDenied with a Danish
    sentence where it cannot be sent again, and BadRecipientError for an address that no mail can go to.
    """
    mail = OutboxMail.objects.visible_to(actor).select_for_update().get(pk=mail_id)
    check_can_send_again(actor, mail)
    check_recipient(mail.recipient)
    address_confirm(mail.recipient)  # who sends again has checked it
    if mail.state == MailState.FAILED:
        OutboxMail.objects.filter(pk=mail.pk).update(
            state=MailState.QUEUED, attempts=0, last_error="", not_before=timezone.now()
        )
        wake_on_commit()
        sent_again = mail.pk
    else:
        sent_again = queue_email(
            name=mail.name,
            recipient=mail.recipient,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            calendar=mail.calendar,
            organisation_id=mail.organisation_id,
            recipient_user_id=mail.recipient_user_id,
            recipient_organisation_id=mail.recipient_organisation_id,
            reply_to=mail.reply_to,
            dedupe_key=f"again-{mail.pk}-{once}"[:200],
        )
    audit_write(
        actor=actor,
        action="mail_send_again",
        object_type="mail",
        object_id=mail.pk,
        detail={"new": str(sent_again)},
    )
    return sent_again


@transaction.atomic
def mails_send_again(*, actor: Actor, domain: str) -> int:
    """Put every failed mail of the actor's organisation to one recipient domain back into the queue; how many.

    Mails that left and came back are not among them: one looks at their addresses one by one. The same holds for those
    held back because of their address. Raises PermissionDenied for others than administrators.
    """
    check_can_see_outbox(actor)
    failed = OutboxMail.objects.visible_to(actor).filter(state=MailState.FAILED, domain=domain.lower())
    dead = dead_addresses(failed.values_list("recipient", flat=True).distinct())
    keys = [key for key, to in failed.values_list("pk", "recipient") if to.lower() not in dead]
    count = OutboxMail.objects.filter(pk__in=keys, state=MailState.FAILED).update(
        state=MailState.QUEUED, attempts=0, last_error="", not_before=timezone.now()
    )
    if count:
        wake_on_commit()
        audit_write(
            actor=actor,
            action="mails_send_again",
            object_type="domain",
            object_id=domain[:40],
            detail={"count": count},
        )
    return count


@transaction.atomic
def mail_address_confirm(*, actor: Actor, address: str) -> bool:
    """The actor has checked an address whose mail came back: new mails go to it again. Whether it was marked.

    Raises PermissionDenied for others than administrators.
    """
    check_can_see_outbox(actor)
    if not address_confirm(address):
        return False
    audit_write(
        actor=actor,
        action="mail_address_confirm",
        object_type="address",
        detail={"address": address},
    )
    return True
