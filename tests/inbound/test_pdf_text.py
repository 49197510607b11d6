"""CPR numbers in PDF files, and PDF files that must not hold up the door."""

import io
import random
import time
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import NameObject, StreamObject
from weasyprint import HTML

from inbound import pdf_child, pdf_text, reading
from inbound.demo import PDF as LETTER
from inbound.office_text import UnreadableError
from inbound.pdf_text import Patience
from tests.inbound.mails import PDF, mail
from tests.inbound.test_reading import read

CPR = "(der står et cpr-nummer i filen)"
UNREAD = "(filen kan ikke læses igennem)"


def pdf(html: str, *, title: str = "Job", **options: object) -> bytes:
    """What WeasyPrint makes of the page."""
    made = HTML(string=f"<html><head><title>{title}</title></head><body>{html}</body></html>")
    content = made.write_pdf(**options)
    assert isinstance(content, bytes)
    return content


def changed(content: bytes, change: object = None, **encrypted: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    if callable(change):
        change(writer)
    if encrypted:
        writer.encrypt(algorithm="AES-256", **encrypted)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def with_stream(written: bytes) -> bytes:
    """A page with a font whose content is `written`, packed."""

    def put(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(zlib.compress(written, 1))
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return changed(LETTER, put)


def note(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="Bo 010190-1234", rect=(50, 550, 200, 650)))


def said_of(content: bytes) -> tuple[int, list[str]]:
    found = read(mail("Hej", files=(("bo.pdf", content),)))
    return len(found.files), found.notes


FORM = '<form><input value="010190-1234" style="appearance: auto"></form>'


@pytest.mark.parametrize(
    "content",
    [
        lambda: pdf("Bo 010190-1234"),
        lambda: pdf("Bo <b>0101</b>90<i>1234</i>"),
        lambda: pdf("Bo er født<br>010190-<br>1234"),
        lambda: pdf("Bo er født<br>010190<br>-1234"),
        lambda: pdf("Bo er født<br>010190<br>1234"),
        lambda: pdf("<table><tr><td>Bo<td>010190<td>1234</table>"),
        lambda: pdf('<p style="letter-spacing: 8px">010190-1234</p>'),
        lambda: pdf('<p>Side 1<p style="break-before: page">Bo 010190-1234'),
        lambda: pdf(FORM, pdf_forms=True),
        lambda: pdf("Hej", title="Bo 010190-1234"),
        lambda: changed(PDF, note),
        lambda: changed(pdf("Bo 010190-1234"), user_password="", owner_password="hemmelig"),
    ],
    ids=[
        *("plain", "without hyphen, in three looks", "line after hyphen", "line before hyphen"),
        *("line without hyphen", "two cells", "letters set apart", "second page", "form", "title", "note"),
        "locked for changes alone",
    ],
)
def test_a_pdf_with_a_cpr_number_is_not_kept(content) -> None:
    assert said_of(content()) == (0, [f"Ikke gemt: bo.pdf {CPR}."])


@pytest.mark.parametrize(
    "html",
    [
        "Ring 76 29 40 00 om ordre 2026-0147",
        "Afdeling 120345<br>8700 Horsens",
        "Uge 12 34 56 78 90 12 34",
        "0 1 0 1 9 0 1 2 3 4 5 6",
        "",
    ],
)
def test_a_pdf_without_one_is_kept(html: str) -> None:
    assert said_of(pdf(html)) == (1, [])


def test_a_pdf_whose_text_is_a_picture_is_kept_as_pictures_are() -> None:
    assert said_of(PDF) == said_of(LETTER) == (1, [])


@pytest.mark.parametrize(
    "content",
    [
        lambda: changed(PDF, user_password="hemmelig"),
        lambda: pdf("Bo " * 2_000)[:-2_000],
        lambda: PDF[:60],
        lambda: b"%PDF-1.7\n" + b"x" * 5_000,
        lambda: with_stream(b" " * (pdf_child.MOST_UNPACKED + 1)),
        lambda: with_stream(b"BT /F 18 Tf " + b"(a) Tj " * 2_000_000 + b"ET"),
        lambda: changed(
            PDF, lambda writer: [writer.add_blank_page(9, 9) for _n in range(pdf_child.MOST_PAGES)]
        ),
        lambda: changed(PDF, lambda writer: writer.add_attachment("bo.txt", b"010190-1234")),
    ],
    ids=[
        *("password", "truncated", "nearly nothing", "not one", "unpacks to too much", "too much to do"),
        *("too many pages", "a file in it"),
    ],
)
def test_a_pdf_that_cannot_be_read_through_is_not_kept(content) -> None:
    assert said_of(content()) == (0, [f"Ikke gemt: bo.pdf {UNREAD}."])


def test_a_pdf_gets_its_time_and_no_more(monkeypatch) -> None:
    slow = with_stream(b"BT /F 18 Tf " + b"(a) Tj " * 900_000 + b"ET")
    monkeypatch.setattr(pdf_text, "MOST_SECONDS", 0.5)
    began, patience = time.monotonic(), Patience(20.0)
    with pytest.raises(UnreadableError):
        pdf_text.pdf_text(slow, patience)
    assert time.monotonic() - began < 5
    assert 15 < patience.left < 20


def test_many_slow_ones_in_a_mail_share_one_time(monkeypatch) -> None:
    slow = with_stream(b"BT /F 18 Tf " + b"(a) Tj " * 900_000 + b"ET")
    monkeypatch.setattr(reading, "PDF_SECONDS", 1.0)
    began = time.monotonic()
    found = read(mail("Hej", files=tuple((f"{n}.pdf", slow) for n in range(8))))
    assert time.monotonic() - began < 8
    assert (found.text, found.files) == ("Hej", [])
    assert found.notes == [f"Ikke gemt: {n}.pdf {UNREAD}." for n in range(8)]


def test_the_process_has_no_secret_and_is_given_nothing_but_the_file(monkeypatch) -> None:
    seen = []
    real = pdf_text.subprocess.run

    def run(command, **options):
        seen.append((command, options))
        return real(command, **options)

    monkeypatch.setattr(pdf_text.subprocess, "run", run)
    assert pdf_text.pdf_text(PDF, Patience(20.0)).strip() == ""
    ((command, options),) = seen
    assert options["env"] == {} and options["input"] == PDF
    assert command[1] == "-I" and command[2].endswith("inbound/pdf_child.py")


def test_whatever_is_wrong_in_a_pdf_is_no_more_than_unreadable() -> None:
    dice, whole = random.Random(11), pdf("Bo søger job som smed")
    for _turn in range(15):
        bad = bytearray(whole)
        for _change in range(dice.randint(1, 40)):
            bad[dice.randrange(8, len(bad))] = dice.randrange(256)
        try:
            assert "010190" not in pdf_text.pdf_text(bytes(bad), Patience(20.0))
        except UnreadableError:
            continue
