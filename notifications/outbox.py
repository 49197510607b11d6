"""The one door for mail.

A mail is a row written in the transaction of the change that it tells about: both are there, or neither. It
is rendered at once, because the text is evidence of what was said. Delivery comes later, by a worker.
"""

import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.moment import moment
from notifications.enums import SUBJECT_MAX, TEXT_MAX, MailState
from notifications.models import OutboxMail
from notifications.rendering import render_mail
from notifications.wake import wake_on_commit

# Names the mail of a dedupe key: the same key always gives the same id, also where the row cannot be seen.
_KEYS = uuid.UUID("6f0c6a0e-9d2b-5a43-8f0e-1b7c3f6d2a55")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HEADER_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


class BadRecipientError(ValueError):
    """The address cannot be written to. The text is Danish and can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail ready to be queued: the row shape of `queue_many`.

    `not_before` (aware instant; None: at once) is the earliest delivery. Two mails with the same `dedupe_key`
    are the same mail, for ever. `organisation_id` is the sender, whose administrators see the mail; None only
    together with `confidential`, which nobody sees and whose text is removed once it is sent. `calendar` is an
    iCalendar object with its METHOD, sent along as an invitation that calendars understand.
    """

    name: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    organisation_id: int | None = None
    recipient_user_id: int | None = None
    recipient_organisation_id: int | None = None
    reply_to: str = ""
    not_before: datetime | None = None
    dedupe_key: str | None = None
    confidential: bool = False

    @property
    def id(self) -> uuid.UUID:
        """The id of the row that this mail will have; random, and new at each call, without a dedupe key."""
        return uuid.uuid5(_KEYS, self.dedupe_key) if self.dedupe_key else uuid.uuid4()


def render(name: str, context: Mapping[str, Any], **fields: Any) -> Mail:
    """A `Mail` from the templates of `name` ("orders.request_received"); `fields` are its other fields."""
    rendered = render_mail(name, context)
    return Mail(name=name, subject=rendered.subject, text=rendered.text, html=rendered.html, **fields)


def queue_email(
    *,
    name: str,
    recipient: str,
    subject: str | None = None,
    text: str | None = None,
    html: str | None = None,
    calendar: str = "",
    context: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    recipient_user_id: int | None = None,
    recipient_organisation_id: int | None = None,
    reply_to: str = "",
    not_before: datetime | None = None,
    dedupe_key: str | None = None,
    confidential: bool = False,
) -> uuid.UUID:
    """Queue one mail in the running transaction; return its id (for a `dedupe_key` used before, the first's).

    The text comes from `subject` and `text` (and `html`), or, without them, from the templates of `name`
    filled with `context`. See `Mail` for the other arguments.

    Raises RuntimeError outside a transaction, BadRecipientError for an address that cannot be written to,
    ValueError for a mail without sender that is not confidential, or a text that is too long, and
    TemplateDoesNotExist.
    """
    require_transaction()
    if subject is None or text is None:
        rendered = render_mail(name, context or {})
        subject, text, html = rendered.subject, rendered.text, rendered.html
    mail = Mail(
        name=name,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html or "",
        calendar=calendar,
        organisation_id=organisation_id,
        recipient_user_id=recipient_user_id,
        recipient_organisation_id=recipient_organisation_id,
        reply_to=reply_to,
        not_before=not_before,
        dedupe_key=dedupe_key,
        confidential=confidential,
    )
    check_recipient(recipient)
    mail_id = mail.id
    _insert([(mail_id, mail)])
    return mail_id


def queue_many(mails: Iterable[Mail]) -> int:
    """Queue many mails with one statement; return how many were new (a dedupe key already used is not).

    For sets such as the deadline sweep's: 5,000 at a time is fine. A bad address does not stop the others:
    that mail is stored as failed, with the reason, where an administrator finds it. Raises as `queue_email`
    otherwise.
    """
    require_transaction()
    return _insert([(mail.id, mail) for mail in mails])


def cancel(dedupe_key: str) -> bool:
    """Take back the mail with `dedupe_key`; whether it was still waiting, and so will never be sent.

    Needs the sender's context (or the worker's role). A mail on its way cannot be taken back.
    """
    return cancel_queued([dedupe_key]) == 1


def cancel_queued(dedupe_keys: Sequence[str]) -> int:
    """Take back the mails with these keys; how many were still waiting. A cancelled mail keeps its key.

    A caller for whom it is all or none compares the number and rolls back. Raises RuntimeError outside a
    transaction.
    """
    require_transaction()
    return OutboxMail.objects.filter(dedupe_key__in=list(dedupe_keys), state=MailState.QUEUED).update(
        state=MailState.CANCELLED
    )


# Written without ON CONFLICT's target and without RETURNING: both would need the right to see the row, and
# the writer often may not (another organisation's mail, a sign-in code).
_COLUMNS = {
    "id": "uuid",
    "name": "text",
    "organisation_id": "int",
    "recipient": "text",
    "recipient_user_id": "int",
    "recipient_organisation_id": "int",
    "reply_to": "text",
    "subject": "text",
    "text": "text",
    "html": "text",
    "calendar": "text",
    "message_id": "text",
    "dedupe_key": "text",
    "dated_at": "timestamptz",
    "state": "text",
    "last_error": "text",
    "confidential": "boolean",
}
# One JSON text for all rows: an array per column would cost more than everything else that is done to a mail.
_INSERT = (
    f"insert into notifications_outboxmail ({', '.join(_COLUMNS)}, not_before, created_at, attempts)"  # noqa: S608  (own constants)
    " select m.*, m.dated_at, %s, 0 from json_to_recordset(%s::json) as m("
    + ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    + ") on conflict do nothing"
)


def _insert(mails: Sequence[tuple[uuid.UUID, Mail]]) -> int:
    """Write the rows, ask for a delivery if one is due; return how many rows were new."""
    if not mails:
        return 0
    clock = timezone.now()
    # A history may be played, its mails are dated in it; a future may not, its mails would wait for it.
    now = min(moment(), clock)
    rows = [dict(zip(_COLUMNS, _row(mail_id, mail, now), strict=True)) for mail_id, mail in mails]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [now, json.dumps(rows, ensure_ascii=False, default=str)])
        new = int(cursor.rowcount)
    if new and any(mail.not_before is None or mail.not_before <= clock for _id, mail in mails):
        wake_on_commit()
    return new


def _row(mail_id: uuid.UUID, mail: Mail, now: datetime) -> tuple[Any, ...]:
    """One mail's values in the order of `_COLUMNS`, safe to store and to put into headers (or ValueError)."""
    if mail.organisation_id is None and not mail.confidential:
        raise ValueError(
            f"The mail {mail.name} has no sender: its organisation's administrators must see it."
        )
    if max(len(mail.text), len(mail.html), len(mail.calendar)) > TEXT_MAX:
        raise ValueError(f"The mail {mail.name} is longer than {TEXT_MAX} characters.")
    error = ""
    try:
        check_recipient(mail.recipient)
    except BadRecipientError as refused:
        error = str(refused)
    return (
        str(mail_id),
        one_line(mail.name, 100),
        mail.organisation_id,
        one_line(mail.recipient, 254),
        mail.recipient_user_id,
        mail.recipient_organisation_id,
        check_recipient(mail.reply_to) if mail.reply_to else "",
        one_line(mail.subject, SUBJECT_MAX) or _("(uden emne)"),
        _CONTROL.sub("", mail.text),
        _CONTROL.sub("", mail.html) if mail.html else "",
        mail.calendar,
        message_id(mail_id),
        mail.dedupe_key,
        str(mail.not_before or now),
        MailState.FAILED if error else MailState.QUEUED,
        error,
        mail.confidential,
    )


def require_transaction() -> None:
    """Raise RuntimeError where a mail could outlive a change that is rolled back, or the other way round."""
    if not connection.in_atomic_block:
        raise RuntimeError("A mail is queued in the transaction of what it tells about; there is none.")


def check_recipient(address: str) -> str:
    """The address as it may stand in a header. Raises BadRecipientError."""
    if not _is_address(address):
        raise BadRecipientError(_("Det er ikke en gyldig e-mailadresse: %s") % one_line(address, 80))
    return address


# The same few hundred people get all mail: a sweep writes to each of them many times.
@lru_cache(maxsize=4096)
def _is_address(address: str) -> bool:
    if len(address) > 254 or _HEADER_BREAK.search(address):
        return False
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def one_line(text: str, limit: int) -> str:
    """`text` as it may stand in a header: breaks and control characters become a space; long ones are cut."""
    # What is printable has nothing to replace, and is most of what comes.
    line = (text if text.isprintable() else _HEADER_BREAK.sub(" ", text)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def message_id(mail_id: uuid.UUID) -> str:
    """The Message-ID header of the mail with this id: it stays the same however often the mail is tried."""
    return f"<{mail_id}@{sender_domain(settings.DEFAULT_FROM_EMAIL)}>"


@cache
def sender_domain(sender: str) -> str:
    """The domain of an address as From has it: "Jobordre <post@jobordre.dk>" gives "jobordre.dk"."""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
