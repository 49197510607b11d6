"""Whether a machine has answered: by what the mail says of itself (RFC 3834), and by its subject. Pure.

Such a mail is kept and shown small, stops no promise (A11), and is answered by nothing.
"""

import re
from collections.abc import Mapping

_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MARKS = ("x-autoreply", "x-autorespond", "x-auto-response", "x-autoresponder", "list-id", "list-unsubscribe")
_SENDERS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|ikke-?svar|donotreply|bounces?)([+-].*)?@", re.I)
_SUBJECTS = re.compile(
    r"^\s*((sv|re|vs|aw|auto)\s*:\s*)*("
    r"automatisk svar|autosvar|auto-?svar|fravær(sbesked|smeddelelse)?\b|(jeg er )?ikke på kontoret|ikke til stede|"
    r"ferie(besked|lukket)|out of (the )?office|automatic reply|auto-?reply|autoresponse|away from (the )?office|"
    r"undeliver(ed|able)|kan ikke leveres|delivery status)",
    re.I,
)


def why_automatic(headers: Mapping[str, str], *, envelope_sender: str, sender: str, subject: str) -> str:
    """What gives it away, as the header or sign that says so; "" for what a person has written.

    `headers` are by lower-case name. X-Auto-Response-Suppress counts with a subject or Auto-Submitted only: some
    companies put it on everything they write.
    """
    if not envelope_sender:
        return "MAIL FROM:<>"
    submitted = headers.get("auto-submitted", "").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted}"[:80]
    precedence = headers.get("precedence", "").strip().lower()
    if precedence in _BULK:
        return f"Precedence: {precedence}"
    for name in _MARKS:
        if headers.get(name):
            return name
    if _SENDERS.match(sender):
        return sender[:80]
    suppressed = headers.get("x-auto-response-suppress", "").strip().lower()
    if suppressed in ("all", "oof, autoreply", "dr, oof, autoreply") and not headers.get("thread-topic"):
        return "X-Auto-Response-Suppress"
    return "Emne" if _SUBJECTS.match(subject) else ""
