"""What happens to a mail that the outbox had sent and that came back later."""

import logging
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from notifications.delivery_report import Fate, blames_address, read_report
from notifications.enums import ERROR_MAX, MailState
from notifications.return_path import mail_of

logger = logging.getLogger(__name__)


class Taken(StrEnum):
    """What came of a mail at the door."""

    UNKNOWN = "unknown"  # an address that we did not make
    NOTHING = "nothing"  # no report of a failure, or of a mail that is no longer there
    AGAIN = "again"  # the same failure was told before
    EARLY = (
        "early"  # our own delivery has not yet noted that it sent the mail: to be brought again in a moment
    )
    BOUNCED = "bounced"


_BOUNCE = "select marked, state from notifications_mail_bounced(%s, %s, %s)"


def bounce_receive(*, address: str, content: bytes) -> Taken:
    """Take a mail that came to `address`, and mark the mail of the outbox that it says was not delivered.

    Needs the worker's role. Never raises for anything in `address` or `content`; raises DatabaseError where the
    database is out of reach. What is marked is announced by whoever watches the mails (a signer's: agreements).
    """
    mail_id = mail_of(address)
    if mail_id is None:
        return Taken.UNKNOWN
    report = read_report(content)
    if report.fate is not Fate.FAILED:
        logger.info("Mail %s: what came back is no report of a failure (%s).", mail_id, report.fate)
        return Taken.NOTHING
    return bounce_mark(mail_id=mail_id, said=report.text)


def bounce_mark(*, mail_id: UUID, said: str) -> Taken:
    """Mark the mail as come back, with what the other server `said`, and its address where that is to blame.

    Serves the web's role too, which sees no mail of others: the database's function does it.
    """
    error = (_("Kom retur: %s") % (said or _("uden begrundelse")))[:ERROR_MAX]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BOUNCE, [mail_id, error, blames_address(said)])
        is_marked, state = cursor.fetchone() or (False, None)
    if is_marked:
        logger.warning("Mail %s came back: %s", mail_id, error)
        return Taken.BOUNCED
    match state:
        case MailState.BOUNCED:
            return Taken.AGAIN
        case MailState.LEASED:
            return Taken.EARLY
        case _:
            return Taken.NOTHING
