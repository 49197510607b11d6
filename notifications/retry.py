"""What to do when a mail could not be sent. Pure: no database, no clock, no chance.

Three answers: try this mail again later, give this mail up, or stop for now because the server itself is the
trouble.
"""

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

# 30 s, 2 min, 8 min, 32 min, 2 h 8 min, then every 4 hours: given up after more than a day (28 hours, jitter
# apart), so that a mail queued on a bad evening still gets its working day.
MAX_ATTEMPTS = 12
FIRST_DELAY = timedelta(seconds=30)
GROWTH = 4
LONGEST_DELAY = timedelta(hours=4)
JITTER = 0.25  # of the delay, to both sides: a hundred mails that failed together do not come back together


class Verdict(StrEnum):
    """What a failed try means."""

    RETRY = "retry"
    GIVE_UP = "give_up"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its reason, in Danish, for the administrators' page.

    `hung_up`: the line was cut. Once may be this mail's fault; twice in a row is the server's.
    """

    verdict: Verdict
    reason: str
    hung_up: bool = False


def delay(attempts: int, chance: float) -> timedelta:
    """How long to wait after try number `attempts` (from 1). `chance` in [0, 1) chooses within the jitter."""
    steps = min(max(attempts, 1) - 1, 10)  # far beyond the longest delay already
    plain = min(FIRST_DELAY * GROWTH**steps, LONGEST_DELAY)
    return timedelta(seconds=plain.total_seconds() * (1 - JITTER + 2 * JITTER * chance))


def judge(error: Exception) -> Judgement:
    """What `error`, raised while one mail was being sent, means for that mail and for the rest."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, answer = next(iter(error.recipients.values()), (450, b""))
            return _by_code(code, answer, _("Modtagerens mailserver afviste adressen"))
        case smtplib.SMTPAuthenticationError():
            return Judgement(
                Verdict.SERVER, _words(_("Mailserveren afviste login"), error.smtp_code, error.smtp_error)
            )
        case smtplib.SMTPSenderRefused(smtp_code=552):
            return Judgement(
                Verdict.GIVE_UP, _words(_("Mailen er for stor"), error.smtp_code, error.smtp_error)
            )
        case smtplib.SMTPSenderRefused() | smtplib.SMTPHeloError() | smtplib.SMTPConnectError():
            return Judgement(
                Verdict.SERVER,
                _words(_("Mailserveren afviste afsenderen"), error.smtp_code, error.smtp_error),
            )
        case smtplib.SMTPResponseException():
            return _by_code(error.smtp_code, error.smtp_error, _("Mailserveren afviste mailen"))
        case smtplib.SMTPNotSupportedError():
            return Judgement(Verdict.GIVE_UP, _("Mailserveren kan ikke sende til en adresse med disse tegn."))
        case smtplib.SMTPServerDisconnected() | OSError():
            return Judgement(Verdict.RETRY, _("Forbindelsen til mailserveren blev afbrudt."), hung_up=True)
        case _:
            return Judgement(
                Verdict.RETRY, _("Mailen kunne ikke sendes: %s") % f"{type(error).__name__}: {error}"
            )


def _by_code(code: int, answer: bytes | str, words: str) -> Judgement:
    """5xx is for good, 4xx is for now, and 421 means that the server is closing."""
    reason = _words(words, code, answer)
    if code == 421:
        return Judgement(Verdict.SERVER, reason)
    return Judgement(Verdict.GIVE_UP if code >= 500 else Verdict.RETRY, reason)


def _words(words: str, code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{words}: {code} {' '.join(text.split())}".strip()
