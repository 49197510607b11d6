"""Reading what comes back: a failure for good, a delay, and everything that is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery_report import LONGEST_FIELD, NO_REPORT, Fate, read_report
from notifications.enums import ERROR_MAX
from tests.notifications.reports import OUT_OF_OFFICE, plain, report


@pytest.mark.parametrize(
    ("content", "fate", "text"),
    [
        (
            report(),
            Fate.FAILED,
            "550 5.1.1 <aase@virksomhed.example>: Recipient address rejected: Ingen Åse her",
        ),
        (report(said="smtp; 552 Mailbox full", status="5.2.2"), Fate.FAILED, "5.2.2 552 Mailbox full"),
        (report(said=""), Fate.FAILED, "5.1.1"),
        # Tried for days and given up.
        (report(status="4.4.7", said="X-Postfix; timed out"), Fate.FAILED, "4.4.7 timed out"),
        (report(action="FAILED (mailbox)"), Fate.NONE, ""),
        (report(action="Failed"), Fate.FAILED, None),
        (report(action="failed", status="2.0.0"), Fate.NONE, ""),
        (report(action="delayed", status="4.4.1", said="smtp; 451 busy"), Fate.DELAYED, "4.4.1 451 busy"),
        (report(action="delayed", status="5.1.1"), Fate.DELAYED, None),
        *[(report(action=word), Fate.NONE, "") for word in ("delivered", "relayed", "expanded", "")],
        (report(action="failed", status="", said=""), Fate.NONE, ""),
        (report(groups=3), Fate.FAILED, None),
        (report(kind="global-delivery-status"), Fate.NONE, ""),  # no such kind of report
        (report(kind="disposition-notification"), Fate.NONE, ""),  # it was read
        (OUT_OF_OFFICE, Fate.NONE, ""),
        (plain("Undelivered Mail Returned to Sender", "550 5.1.1 no such user"), Fate.NONE, ""),
        (b"", Fate.NONE, ""),
    ],
)
def test_what_a_mail_says(content: bytes, fate: Fate, text: str | None) -> None:
    found = read_report(content)
    assert found.fate is fate
    assert text is None or found.text == text


def test_a_report_that_somebody_forwards_is_no_report() -> None:
    inner = report().decode()
    content = (
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nSe her\n--x\nContent-Type: message/rfc822\n\n"
        + inner
        + "\n--x--\n"
    ).encode()
    assert read_report(content) == NO_REPORT


def test_the_words_can_be_stored_and_shown() -> None:
    content = report(said="smtp; 550 5.1.1 XX").replace(b"XX", b"a\x00b\xff\xfe\x1b[31m\xe2\x80\xaec\r\n\td")
    found = read_report(content)
    assert found.fate is Fate.FAILED
    assert found.text.isprintable()
    found.text.encode()


@pytest.mark.parametrize(
    "content",
    [
        report(said="smtp; 550 5.1.1 " + "x" * (LONGEST_FIELD + 1)),
        b"Content-Type: multipart/report; " + b"a=b; " * 200_000 + b"\n\n",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5_000,
        b"Content-Type: multipart/report; report-type=delivery-status; boundary\n\n--\n",
        b"Content-Type: multipart/report; boundary=a\n\n--a\nContent-Type: message/delivery-status\n"
        b"Content-Transfer-Encoding: base64\n\n\xff\xff\n--a--",
        b"Content-Type: message/delivery-status\n\n" + b"Action: failed\nStatus: 5.0.0\n\n" * 10_000,
        b"\n" * 1_000_000,
        b": : :\n" * 100_000,
    ],
)
@pytest.mark.timeout(20)
def test_what_is_made_to_be_hard_is_left(content: bytes) -> None:
    assert read_report(content) == NO_REPORT


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
        b"Content-Type: multipart/report; report-type*0*=utf-8''delivery; boundary*=%ff\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: \xff\n",
        b"--b\n",
        b"--b--\n",
        b"\n",
        b"Action: failed\n",
        b"Action: =?utf-8?q?fai=FFled?=\n",
        b"Status: 5.1.1\n",
        b"Status: 5.99999999999.1\n",
        b"Diagnostic-Code: smtp; 550 \xff\x00\n",
        b"Diagnostic-Code:\n ; ;\n",
        b"\x00\xff\xfe\r\r\n",
    ]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=30)), max_size=25).map(b"".join))
def test_nothing_that_arrives_raises(content: bytes) -> None:
    found = read_report(content)
    assert found.fate in Fate
    assert "\x00" not in found.text
    found.text[:ERROR_MAX].encode()


@given(st.data())
def test_a_damaged_report_never_raises(data: st.DataObject) -> None:
    content = bytearray(report())
    for _n in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    read_report(bytes(content)).text.encode()
