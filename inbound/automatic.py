"""Whether a machine has answered: by what the mail says of itself (RFC 3834), and by its subject. Pure.

A mail that is surely a machine's is kept and shown small, stops no promise (A11), and is answered by nothing. One that
only looks like it is left to a person: web forms, newsletter tools and subjects about absence bring real orders.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SURE_PRECEDENCE = frozenset({"bulk", "junk", "auto_reply", "auto-reply"})
_SURE_MARKS = ("x-autoreply", "x-autorespond", "x-auto-response", "x-autoresponder")
_WEAK_MARKS = ("list-id", "list-unsubscribe")
_SURE_SENDERS = re.compile(r"^(mailer-daemon|postmaster|bounces?)([+-].*)?@", re.I)
_WEAK_SENDERS = re.compile(r"^(no-?reply|ikke-?svar|donotreply)([+-].*)?@", re.I)
_SUBJECTS = re.compile(
    r"^\s*((sv|re|vs|aw|auto)\s*:\s*)*("
    r"automatisk svar|autosvar|auto-?svar|fravær(sbesked|smeddelelse|\s*(:|$))|(jeg er )?ikke på kontoret|"
    r"ikke til stede|ferie(besked|lukket)|out of (the )?office|automatic reply|auto-?reply|autoresponse|"
    r"away from (the )?office|undeliver(ed|able)|kan ikke leveres|delivery status)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What gives a machine away, as the header or sign that says so. `is_sure`: no person's mail has it."""

    text: str
    is_sure: bool


def sign_of(headers: Mapping[str, str], *, envelope_sender: str, sender: str, subject: str) -> Sign | None:
    """The strongest sign that a machine wrote the mail; None for what a person has written.

    `headers` are by lower-case name. Sure is what answers and bounces alone have: no envelope sender, Auto-Submitted
    other than "no" and "auto-generated", Precedence of answers and mass mail, headers of autoresponders. Web forms say
    "auto-generated" too, and some companies put X-Auto-Response-Suppress on everything: two such signs are sure, one is
    not.
    """
    if not envelope_sender:
        return Sign("MAIL FROM:<>", is_sure=True)
    submitted = headers.get("auto-submitted", "").partition(";")[0].strip().lower()
    submitted = "" if submitted == "no" else submitted
    if submitted not in ("", "auto-generated"):
        return Sign(f"Auto-Submitted: {submitted}"[:80], is_sure=True)
    precedence = headers.get("precedence", "").strip().lower()
    if precedence in _SURE_PRECEDENCE:
        return Sign(f"Precedence: {precedence}", is_sure=True)
    for name in _SURE_MARKS:
        if headers.get(name):
            return Sign(name, is_sure=True)
    if _SURE_SENDERS.match(sender):
        return Sign(sender[:80], is_sure=True)
    suppressed = headers.get("x-auto-response-suppress", "").strip().lower()
    is_answer = suppressed in ("all", "oof, autoreply", "dr, oof, autoreply") and not headers.get(
        "thread-topic"
    )
    about = bool(_SUBJECTS.match(subject))
    if is_answer and (about or submitted):
        return Sign("X-Auto-Response-Suppress", is_sure=True)
    if submitted:
        return Sign(f"Auto-Submitted: {submitted}", is_sure=about)
    if is_answer:
        return Sign("X-Auto-Response-Suppress", is_sure=False)
    if precedence == "list":
        return Sign("Precedence: list", is_sure=False)
    for name in _WEAK_MARKS:
        if headers.get(name):
            return Sign(name, is_sure=False)
    if _WEAK_SENDERS.match(sender):
        return Sign(sender[:80], is_sure=False)
    return Sign("Emne", is_sure=False) if about else None
