"""What a fault means, and how long to wait: pure rules."""

import smtplib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.retry import JITTER, LONGEST_DELAY, MAX_ATTEMPTS, Verdict, delay, judge

ADDRESS = "aase@virksomhed.example"


@pytest.mark.parametrize(
    ("error", "verdict", "words"),
    [
        (
            smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"No such user")}),
            Verdict.GIVE_UP,
            "550 No such user",
        ),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (451, b"Try later")}), Verdict.RETRY, "451 Try later"),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (421, b"Closing")}), Verdict.SERVER, "421 Closing"),
        (smtplib.SMTPRecipientsRefused({}), Verdict.RETRY, "450"),
        (smtplib.SMTPDataError(554, b"Spam"), Verdict.GIVE_UP, "554 Spam"),
        (smtplib.SMTPDataError(452, "Disk full\r\nsorry"), Verdict.RETRY, "452 Disk full sorry"),
        (smtplib.SMTPDataError(421, b"\xff"), Verdict.SERVER, "421 \ufffd"),
        (smtplib.SMTPSenderRefused(550, b"Not you", "x"), Verdict.SERVER, "afsenderen: 550 Not you"),
        (smtplib.SMTPSenderRefused(552, b"Too big", "x"), Verdict.GIVE_UP, "for stor: 552 Too big"),
        (smtplib.SMTPAuthenticationError(535, b"No"), Verdict.SERVER, "login: 535 No"),
        (smtplib.SMTPHeloError(501, b"Who"), Verdict.SERVER, "501 Who"),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Verdict.GIVE_UP, "disse tegn"),
        (smtplib.SMTPServerDisconnected("gone"), Verdict.RETRY, "afbrudt"),
        (TimeoutError(), Verdict.RETRY, "afbrudt"),
        (UnicodeEncodeError("ascii", "æ", 0, 1, "no"), Verdict.RETRY, "UnicodeEncodeError"),
    ],
)
def test_every_fault_has_a_meaning_and_a_reason(error: Exception, verdict: Verdict, words: str) -> None:
    judgement = judge(error)
    assert judgement.verdict is verdict
    assert words in judgement.reason
    assert "\n" not in judgement.reason
    assert judgement.hung_up is isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError)


@given(st.integers(1, 1000), st.floats(0, 1, exclude_max=True))
def test_waits_grow_to_a_limit_and_are_never_nothing(attempts: int, chance: float) -> None:
    wait = delay(attempts, chance)
    assert timedelta(seconds=20) < wait <= LONGEST_DELAY * (1 + JITTER)
    assert delay(attempts + 1, chance) >= wait


def test_a_mail_is_tried_for_more_than_a_day_and_less_than_two() -> None:
    for chance in (0.0, 0.5, 0.999):
        total = sum((delay(n, chance) for n in range(1, MAX_ATTEMPTS)), timedelta())
        assert timedelta(hours=20) < total < timedelta(days=2)
