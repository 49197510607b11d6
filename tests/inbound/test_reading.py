"""Mails read: encodings, parts, files, history, machines, CPR numbers, and everything that is wrong."""

import io
import random
import zipfile

import openpyxl
import pytest

from inbound import office_text
from inbound.files import MOST_BYTES, MOST_FILES, kind_of, safe_name
from inbound.html_text import text_of
from inbound.quoting import split_quoted
from inbound.reading import TEXT_MAX, read_mail
from orders.reply_path import ReplyTo, reply_of, reply_path
from tests.inbound.mails import DOCM, DOCX, PDF, PNG, XLSX, mail, office

TO = "horsens@ind.jobordre.example"


def read(content: bytes, *, sender: str = "karin@firma.example"):
    return read_mail(content, address=TO, envelope_sender=sender)


def test_a_plain_mail() -> None:
    found = read(mail("Hej\n\nSmørrebrød & æbler", subject="Kok på Ærø", name="Åse Friis"))
    assert (found.sender, found.sender_name, found.subject) == (
        "karin@firma.example",
        "Åse Friis",
        "Kok på Ærø",
    )
    assert (found.text, found.quoted, found.automatic) == ("Hej\n\nSmørrebrød & æbler", "", "")
    assert (found.files, found.notes, found.message_id) == ([], [], "<1@firma.example>")


@pytest.mark.parametrize(
    ("charset", "raw"),
    [
        ("iso-8859-1", b"sm\xf8r"),
        ("utf-8", b"sm\xc3\xb8r"),
        ("findes-ikke", b"sm\xc3\xb8r"),
        ("utf-8", b"sm\xf8r"),
    ],
)
def test_encodings_that_are_right_wrong_or_unknown(charset: str, raw: bytes) -> None:
    content = f"From: a@b.dk\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode() + raw
    assert read(content).text == "smør"


def test_only_new_words_stand_open() -> None:
    for history in (
        "Den 3. marts 2026 kl. 09.12 skrev Mette Lund <mette@jobcenter.example>:\n> Hej Karin",
        "Den 3. marts 2026 skrev Mette Lund\n<mette@jobcenter.example>:\n> Hej",
        "-----Oprindelig meddelelse-----\nFra: Mette",
        "Fra: Mette Lund\nSendt: 3. marts\nTil: Karin\nEmne: Hej\n\nHej Karin",
        "________________________________\nFra: Mette",
        "On Tue, Mar 3, 2026 Mette Lund wrote:\n> Hej",
        "> Hej Karin\n> Kan I?",
    ):
        new, quoted = split_quoted(f"Ja tak, mandag passer.\n\n{history}")
        assert new == "Ja tak, mandag passer.", history
        assert quoted == history
    for whole in ("> kun citat", "Fra: vi har hørt\nat I søger", "Se her:\n> citat\nog mit svar"):
        assert split_quoted(whole) == (whole, "")


def test_html_becomes_text_and_nothing_of_it_is_left() -> None:
    html = (
        "<html><head><title>T</title><style>p{color:red}</style></head><body onload=x()><p>Hej <b>Mette</b>&nbsp;"
        "&amp; co</p><script>alert(1)</script><ul><li>en<li>to</ul><!-- skjult --><img src=x onerror=alert(1)>"
        "<blockquote>gammelt<br>mere</blockquote></body>"
    )
    assert text_of(html) == "Hej Mette & co\n\n- en\n- to\n\n> gammelt\n> mere"
    for broken in (
        "<p",
        "<![CDATA[",
        "<!",
        "</",
        "<a href='",
        "<svg><script>x",
        "&#xffffffff;",
        "<p>" * 50_000,
    ):
        text_of(broken)
    content = b"From: a@b.dk\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Vi s\xc3\xb8ger</p><p>to</p>"
    assert read(content).text == "Vi søger\n\nto"


def test_of_alternatives_the_plain_one_counts_unless_it_is_empty() -> None:
    def both(plain: str) -> bytes:
        return (
            "From: a@b.dk\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n"
            f"{plain}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--x--\r\n"
        ).encode()

    assert read(both("tekst")).text == "tekst"
    assert read(both("  ")).text == "html"


def test_files_are_judged_by_what_they_are() -> None:
    for content, kind in (
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (DOCX, "wordprocessingml.document"),
        (XLSX, "spreadsheetml.sheet"),
        ("navn;løn\r\nÅse;1".encode("cp1252"), "plain"),
    ):
        assert kind_of(content)[0].endswith(kind), kind
    for content, why in (
        (b"MZ\x90\x00", "filtypen"),
        (DOCM, "makroer"),
        (office("[Content_Types].xml", "xl/workbook.xml", "xl/embeddings/a.bin"), "makroer"),
        (office("a.txt"), "arkiver"),
        (DOCX[:60], "beskadiget"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "makroer"),
        (b"<!DOCTYPE html><script>", "filtypen"),
        (b"  <svg onload=x>", "filtypen"),
        (b"#!/bin/sh\nrm", "filtypen"),
    ):
        kind, reason = kind_of(content)
        assert kind == "" and why in reason, (content[:20], reason)


def test_files_that_are_not_kept_are_named() -> None:
    found = read(
        mail(
            files=(
                ("cv.pdf", PDF),
                ("cv.pdf", b"MZ\x90"),
                ("makro.docx", DOCM),
                ("stor.txt", b"a" * (MOST_BYTES + 1)),
            )
        )
    )
    assert [(file.name, file.kind) for file in found.files] == [("cv.pdf", "application/pdf")]
    assert found.notes == [
        "Ikke gemt: cv.pdf (filtypen gemmes ikke).",
        "Ikke gemt: makro.docx (filen kan indeholde makroer).",
        "Ikke gemt: stor.txt (filen er for stor).",
    ]
    many = read(mail(files=tuple((f"{n}.pdf", PDF) for n in range(MOST_FILES + 2))))
    assert len(many.files) == MOST_FILES and len(many.notes) == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\x\\faktura.pdf.exe", "faktura.pdf.pdf"),
        ("cv\u202efdp.exe", "cvfdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("", "fil.pdf"),
        ("....", "fil.pdf"),
        ("æ" * 300 + ".pdf", "æ" * 80 + ".pdf"),
    ],
)
def test_names_of_files_are_harmless(name: str, safe: str) -> None:
    assert safe_name(name, "application/pdf") == safe


def test_machines_give_themselves_away() -> None:
    for content in (
        mail(Auto_Submitted="auto-replied"),
        mail(Precedence="bulk"),
        mail(X_Autoreply="yes"),
        mail(X_Auto_Response_Suppress="All"),
        mail(List_Id="<nyt.firma.example>"),
        mail(subject="Automatisk svar: Jeres jobordre"),
        mail(subject="SV: Autosvar"),
        mail(subject="Ikke på kontoret"),
        mail(subject="Out of office Re: order"),
        mail(subject="Fraværsbesked"),
        mail(sender="noreply@firma.example"),
        mail(sender="MAILER-DAEMON@firma.example"),
    ):
        assert read(content).automatic, content[:200]
    assert read(mail(), sender="").automatic == "MAIL FROM:<>"
    for content in (
        mail(Auto_Submitted="no"),
        mail(subject="SV: Jeg er på kontoret mandag"),
        mail(subject="Ferieafløser søges"),
        mail(X_Auto_Response_Suppress="All", Thread_Topic="Kokke"),
    ):
        assert read(content).automatic == "", content[:200]


def test_only_what_no_person_writes_is_surely_a_machines() -> None:
    for content in (
        mail(Auto_Submitted="auto-replied"),
        mail(Precedence="bulk"),
        mail(Precedence="auto_reply"),
        mail(X_Autoreply="yes"),
        mail(subject="Automatisk svar: Ordre", Auto_Submitted="auto-generated"),
        mail(subject="Automatisk svar: Ordre", X_Auto_Response_Suppress="All"),
        mail(X_Auto_Response_Suppress="All", Auto_Submitted="auto-generated"),
        mail(sender="MAILER-DAEMON@firma.example"),
    ):
        assert read(content).is_machine, content[:200]
    assert read(mail(), sender="").is_machine
    for content in (
        mail(Auto_Submitted="auto-generated"),  # a web form
        mail(X_Auto_Response_Suppress="All"),
        mail(List_Unsubscribe="<mailto:af@firma.example>"),
        mail(Precedence="list"),
        mail(sender="noreply@firma.example"),
        mail(subject="Autosvar"),
    ):
        found = read(content)
        assert found.automatic and not found.is_machine, content[:200]
    assert not read(mail(subject="Fravær på lageret – vi mangler to truckførere")).automatic


def test_cpr_numbers_are_gone_from_everything_and_told() -> None:
    found = read(
        mail(
            "Han hedder Bo, 010190-1234.\n\nDen 1. marts skrev Mette:\n> 0101901234",
            subject="CV 010190-1234",
            name="Bo 0101901234",
            files=(("010190-1234.pdf", PDF), ("liste.txt", b"Bo 010190-1234")),
        )
    )
    assert "1234" not in repr(
        (found.text, found.quoted, found.subject, found.sender_name, found.files[0].name)
    )
    assert found.text == "Han hedder Bo, [cpr-nummer fjernet]."
    assert len(found.files) == 1
    assert "Ikke gemt: liste.txt (der står et cpr-nummer i filen)." in found.notes
    assert any("Cpr-numre i mailen er fjernet" in note for note in found.notes)
    assert read(mail("Ring 76 29 40 00 om ordre 2026-0147")).text == "Ring 76 29 40 00 om ordre 2026-0147"


def _word(*runs: str, kind: str = "word/document.xml") -> bytes:
    """A Word file with one paragraph, in as many runs."""
    held = io.BytesIO()
    text = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if kind != "word/document.xml":
            archive.writestr("word/document.xml", "<d/>")
        archive.writestr(kind, f'<w:d xmlns:w="urn:w"><w:p>{text}</w:p><w:p/></w:d>')
    return held.getvalue()


def _excel(*cells: object) -> bytes:
    held, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(cells)
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        _word("Bo 0101", "90-", "1234"),
        _word("010190-1234", kind="word/header1.xml"),
        _excel("Bo", "010190-1234"),
        _excel("Bo", 101901234),
        _excel("Bo", 1512901234),
    ],
    ids=[
        "word in runs",
        "word's header",
        "excel's text",
        "excel's number without its nought",
        "excel's number",
    ],
)
def test_a_word_or_excel_file_with_a_cpr_number_is_not_kept(content: bytes) -> None:
    found = read(mail("Hej", files=(("liste", content),)))
    assert not found.files
    assert any("(der står et cpr-nummer i filen)" in note for note in found.notes)


@pytest.mark.parametrize(
    "content", [_word("Ring 76 29 40 00 om ordre 2026-0147"), _excel("Antal", 12, 76294000, "2026-0147")]
)
def test_a_word_or_excel_file_without_one_is_kept(content: bytes) -> None:
    assert len(read(mail("Hej", files=(("liste", content),))).files) == 1


@pytest.mark.parametrize(
    "content",
    [
        _word("&bomb;"),
        _word("x" * (office_text.MOST_UNPACKED + 1)),
        _word("Bo")[:-40] + b"x" * 40,
    ],
    ids=["unknown entity", "larger than there is room for", "broken"],
)
def test_a_word_file_that_cannot_be_read_through_is_not_kept(content: bytes) -> None:
    found = read(mail("Hej", files=(("liste", content),)))
    assert not found.files
    assert any("Ikke gemt: liste" in note for note in found.notes)


def test_headers_cannot_be_smuggled_in() -> None:
    found = read(b"From: a@b.dk\r\nSubject: =?utf-8?q?Hej=0D=0ABcc:_x@y.dk?=\r\n\r\nx")
    assert "\n" not in found.subject and "\r" not in found.subject
    found = read(b"From: =?utf-8?q?A=0AB?= <a@b.dk>\r\nMessage-ID: <1>\r\n <2>\r\n\r\nx")
    assert found.sender == "a@b.dk" and "\n" not in found.sender_name + found.message_id
    assert read(b'From: "Friis, Karin" <k@firma.example>\r\n\r\nx').sender_name == "Friis, Karin"


def test_a_key_for_the_same_mail_and_another_for_another() -> None:
    assert read(mail()).key == read(mail("andre ord")).key  # the same Message-ID from the same sender
    assert read(mail()).key != read(mail(message_id="<2@firma.example>")).key
    assert read(mail()).key != read(mail(sender="bo@firma.example")).key
    assert (
        read(mail(message_id="")).key
        == read(mail(message_id="")).key
        != read(mail("andet", message_id="")).key
    )


def test_nothing_makes_it_raise() -> None:
    boundary = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n"
    deep = boundary % 0 + b"".join(b"--b%d\r\n" % n + boundary % (n + 1) for n in range(3_000))
    assert read(deep).notes
    wide = boundary % 0 + b"--b0\r\n\r\nx\r\n" * 3_000
    assert read(wide).notes == ["Mailen har for mange dele. Resten er ikke læst."]
    long = read(mail("æ" * (TEXT_MAX + 5)))
    assert len(long.text) == TEXT_MAX and long.notes == ["Teksten var for lang. Kun begyndelsen er gemt."]
    for junk in (
        b"",
        b"\r\n\r\n",
        b"\x00\xff" * 1000,
        b"From: \xff\xfe <a@b\r\n\r\nhej",
        b"Subject: =?utf-8?b?####?=\r\nFrom: a@b.dk\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: message/rfc822\r\n\r\nFrom: x",
        b"Content-Type: text/plain; charset*=utf-8''%FF; name*0=a; name*1*=x'y'%zz\r\n\r\nx",
        b"Content-Disposition: attachment; filename*=x''%\r\nContent-Type: x/y\r\n\r\nMZ",
    ):
        read(junk)
    dice = random.Random(7)
    # A PDF is read in a process of its own: what is wrong in one has its own test.
    whole = mail("Hej", files=(("a.png", PNG[:3_000]), ("b.docx", DOCX)))
    for _turn in range(300):
        bad = bytearray(whole)
        for _change in range(dice.randint(1, 30)):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        read(bytes(bad))
    assert read(b"Content-Type: multipart/mixed\r\n\r\nno boundary").text == "no boundary"


def test_an_address_for_answers_cannot_be_made_up(settings) -> None:
    whose = ReplyTo(order_id=2**40, organisation_id=77, request_id=9)
    address = reply_path(whose)
    local, _at, domain = address.partition("@")
    assert len(local) <= 64 and reply_of(address.upper()) == whose
    swapped = local[:-1] + ("a" if local[-1] != "a" else "b")
    other = reply_path(ReplyTo(1, 77)).partition("@")[0]
    mixed = f"{local.rsplit('-', 1)[0]}-{other.rsplit('-', 1)[1]}"
    for wrong in (
        f"{swapped}@{domain}",
        f"{mixed}@{domain}",
        f"{local}@andet.example",
        f"x{address}",
        "",
        "@",
    ):
        assert reply_of(wrong) is None
    settings.INBOUND_DOMAIN = ""
    assert reply_path(whose) == "" and reply_of(address) is None
