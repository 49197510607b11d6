"""From a row of the outbox to a mail on the wire, over one connection that is used again."""

import logging
import re
import smtplib
import socket
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import utf8_charset_qp
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.models import OutboxMail
from notifications.outbox import sender_domain
from notifications.personal import fill
from notifications.retry import judge
from notifications.return_path import return_path
from notifications.shell import html_of

logger = logging.getLogger(__name__)

# Servers limit how many mails they take in one conversation; ending it in time is politer than being cut off.
MAILS_PER_CONNECTION = 100
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class ServerDownError(Exception):
    """No conversation with the mail server can be had now; nothing was tried. The text is Danish."""


def build_message(mail: OutboxMail) -> EmailMultiAlternatives:
    """The mail as it goes out: the same headers, whenever and however often it is built."""
    text = fill(mail.text, mail.recipient)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=text,
        # What cannot be delivered comes back to an address of this mail's own; the reader sees the sender.
        from_email=return_path(mail.pk) or settings.DEFAULT_FROM_EMAIL,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": mail.message_id,
            "Date": format_datetime(timezone.localtime(mail.dated_at)),
            # No robot may answer a robot, and no holiday notice may come back.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **_list_headers(mail),
        },
    )
    # æ, ø and å as 7-bit text: not every server on the way takes 8 bits.
    message.encoding = utf8_charset_qp
    message.attach_alternative(mail.html or html_of(mail.subject, text), "text/html")
    if mail.calendar:
        # Twice: calendars read the alternative, people (and older programs) open the file.
        method = _METHOD.search(mail.calendar)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        message.attach_alternative(mail.calendar, kind)
        message.attach("invitation.ics", mail.calendar, "text/calendar")
    return message


def _list_headers(mail: OutboxMail) -> dict[str, str]:
    """What programs sort by, and what tells older robots that nobody waits for an answer (RFC 2919; RFC 3834, 2).

    What is for one person alone, a code or a personal link, belongs to no list.
    """
    if mail.confidential:
        return {}
    label = re.sub(r"[^a-z0-9.]+", "-", mail.name.lower()).strip("-.")
    return {
        "List-Id": f"<{label}.{sender_domain(settings.DEFAULT_FROM_EMAIL)}>",
        "Precedence": "list",
    }


def _opening_failed(error: OSError) -> str:
    """Why the conversation could not begin, in Danish."""
    if isinstance(error, smtplib.SMTPResponseException):
        return judge(error).reason
    if isinstance(error, socket.gaierror):
        return _("Mailserverens navn kan ikke findes.")
    return _("Mailserveren svarer ikke.")


class Conversation:
    """One SMTP connection for many mails, opened when first needed and closed at the end of the block."""

    def __init__(self) -> None:
        # Always SMTP, whatever EMAIL_BACKEND says: a backend that only prints would mark mail as sent.
        self._backend = EmailBackend(fail_silently=False)
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Make sure that the server is there. Raises ServerDownError."""
        if self._sent >= MAILS_PER_CONNECTION:
            self.close()
        if self._backend.connection is not None:
            return
        try:
            self._backend.open()
        except OSError as error:  # smtplib's errors are OSErrors too
            self.close()
            logger.error("The mail server cannot be used: %s: %s", type(error).__name__, error)
            raise ServerDownError(_opening_failed(error)) from error

    def send(self, mail: OutboxMail) -> None:
        """Send one mail; return when the server has taken it over. Raises what smtplib raises."""
        message = build_message(mail)
        try:
            self._backend.send_messages([message])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
            # The server refused this mail in good order. (At 421 smtplib has hung up already.)
            if getattr(self._backend.connection, "sock", None) is None:
                self.close()
            raise
        except OSError:
            # After any other fault the state of the conversation is in doubt; the next mail begins a new one.
            self.close()
            raise
        self._sent += 1

    def has_taken(self, mail: OutboxMail) -> bool:
        """Whether the server says that it took this mail over before; False where it cannot tell.

        SMTP has no such question. A server whose EHLO names XHAVE answers `XHAVE <MESSAGE-ID>` with 250 or another
        code. Needs an open conversation; raises what smtplib raises.
        """
        connection = self._backend.connection
        if connection is None:
            return False
        try:
            connection.ehlo_or_helo_if_needed()
            if not connection.has_extn("xhave"):
                return False
            code, _answer = connection.docmd("XHAVE", mail.message_id)
        except OSError:
            self.close()
            raise
        return bool(code == 250)

    def close(self) -> None:
        self._sent = 0
        try:
            self._backend.close()
        except OSError:
            self._backend.connection = None
