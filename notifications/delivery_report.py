"""Reading a delivery status notification (RFC 3464). Pure, and never raises: whatever arrives is somebody's text.

Only a report counts: `multipart/report` with a `message/delivery-status` part. An answer of a person, a holiday notice
(RFC 3834) and a receipt for reading (RFC 8098) are none, whatever they say.
"""

import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from enum import StrEnum

MOST_RECIPIENTS = 50  # groups that are looked at; a report on one mail of ours has one
# Parts and field lengths far above any report's: the parser takes minutes over what is made to be slow to read.
MOST_PARTS = 40
LONGEST_FIELD = 4_000  # characters
_TYPES = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
# The address itself is what is wrong (RFC 3463): unknown, moved or disabled. A full mailbox, a mail that is too big and
# a policy say nothing of it, and 5.1.7 and 5.1.8 are about the sender.
_ADDRESS = re.compile(r"\b5\.(?:1\.(?:[0-6]|10)|2\.1)\b")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufffd]+")


class Fate(StrEnum):
    """What a report says of the mail."""

    FAILED = "failed"  # for good: nobody tries any more
    DELAYED = "delayed"  # the other server goes on trying
    NONE = "none"  # no report, or one about something else


@dataclass(frozen=True, slots=True)
class Report:
    """`text` is the other server's own words on one line, with the status, for the administrators' page."""

    fate: Fate
    text: str = ""


NO_REPORT = Report(Fate.NONE)


def read_report(content: bytes) -> Report:
    """What a mail that came back says. A failure outweighs a delay where a report tells of several recipients."""
    types = _TYPES.findall(content)
    if len(types) > MOST_PARTS or any(len(field) > LONGEST_FIELD for field in types):
        return NO_REPORT
    try:
        groups = _groups(BytesParser(policy=policy.default).parsebytes(content))
        reports = [_read_group(group) for group in groups[:MOST_RECIPIENTS]]
    except Exception:  # noqa: BLE001  (the standard library's parser raises many things on what nobody would write)
        return NO_REPORT
    for fate in (Fate.FAILED, Fate.DELAYED):
        for report in reports:
            if report.fate is fate:
                return report
    return NO_REPORT


def blames_address(text: str) -> bool:
    """Whether what a mail server said for good says that the address does not work."""
    return _ADDRESS.search(text) is not None


def _groups(message: Message) -> list[Message]:
    """The groups of fields about recipients; the first group is about the mail as a whole."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return []
    kind = message.get_param("report-type", "delivery-status")
    if str(kind).lower() != "delivery-status":
        return []
    for part in message.iter_parts():  # type: ignore[attr-defined]
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            payload = part.get_payload()
            return [group for group in payload if isinstance(group, Message)] if part.is_multipart() else []
    return []


def _read_group(group: Message) -> Report:
    action = _field(group, "Action").lower()
    status = _field(group, "Status")
    said = _field(group, "Diagnostic-Code")
    found = _STATUS.search(status)
    if found and found[1] == "2":
        return NO_REPORT
    # 4.x.x with "failed" is a mail that was tried for days and is given up: as final as 5.x.x.
    if action == "failed" and (found or said):
        return Report(Fate.FAILED, _words(status, said))
    if action == "delayed":
        return Report(Fate.DELAYED, _words(status, said))
    return NO_REPORT


def _field(group: Message, name: str) -> str:
    """The first field of that name as text that can be stored and shown."""
    if any(len(value) > LONGEST_FIELD for _name, value in group.raw_items()):
        return ""
    return one_line_of(str(group.get(name, "")))


def one_line_of(text: str) -> str:
    """`text` on one line, as it can be stored and shown."""
    return _UNSEEN.sub(" ", text.encode("utf-8", "replace").decode()).strip()


def _words(status: str, said: str) -> str:
    """ "550 5.1.1 No such user" from "smtp; 550 5.1.1 No such user"; the status stands first where it is not in it."""
    _kind, semicolon, words = said.partition(";")
    words = " ".join((words if semicolon else said).split())
    found = _STATUS.search(status)
    if found and found[0] not in words:
        words = f"{found[0]} {words}"
    return words.strip()
