"""Files as people send them, and as those who mean harm do."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from tabular import limits, sheets
from tabular.columns import Column, Columns
from tabular.reading import Raw, Reader
from tabular.sniffing import FileProblem, Sniffer, kind_of
from tabular.writing import write_xlsx

FILE = Columns(
    (
        Column("name", "navn", "", ("A", "B"), needed=True),
        Column("phone", "telefon", "", ("1", "2"), ("tlf",)),
    ),
    word="virksomhed",
    none="Filen har ingen rækker.",
)


def read(content: bytes, passed: int = 0) -> list[Raw]:
    sniffer = Sniffer()
    for at in range(0, len(content) or 1, 7_919):
        sniffer.feed(content[at : at + 7_919])
    encoding = sniffer.encoding()
    kind = kind_of(sniffer.start(), encoding)
    return list(Reader(iter([content]), encoding, kind, FILE, passed))


def book(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, rows)
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_one_table_in_every_encoding(encoding: str) -> None:
    (row,) = read("navn;telefon\r\nÆrø Bådebyggeri;12 34 56 78\r\n".encode(encoding))
    assert row.cells == {"name": "Ærø Bådebyggeri", "phone": "12 34 56 78"} and row.line == 2


def test_a_spreadsheet_has_the_rows_and_the_numbers_that_its_program_shows() -> None:
    content = book(["Tlf", "Navn", "Hund"], [12345678, "Ærø", "x"], [], [None, "Als", None, "for meget"])
    rows = read(content)
    assert [(row.line, row.cells, row.extra) for row in rows] == [
        (2, {"phone": "12345678", "name": "Ærø"}, 0),
        (4, {"phone": "", "name": "Als"}, 1),
    ]
    assert "x" in rows[0].everything
    assert [row.line for row in read(content, passed=1)] == [4]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"navn;telefon\r\n", "ingen rækker"),
        (book(["navn"]), "ingen rækker"),
        (book(), "tomt"),
        (b"navn;Navn\r\nA;B\r\n", "den samme"),
        (book(["navn", "NAVN"], ["A", "B"]), "den samme"),
        (";".join(["navn", *(f"k{n}" for n in range(299))]).encode() + b"\r\nA\r\n", "300 kolonner"),
        (book(["navn", *(f"k{n}" for n in range(299))], ["A"]), "kolonner"),
        (b'navn;telefon\r\n"A;1\r\n' + b"B;2\r\n" * 40_000, "anførselstegn"),
        (b"navn;telefon\r\n" + b"x" * 300_000, "længere end"),
        (b"PK\x03\x04" + b"\0" * 60, "kan ikke læses"),
        (book(["navn"], ["A"])[:-200], "kan ikke læses"),
        (packed({"hemmeligt.txt": b"x"}), "ikke et regneark"),
        (packed({"xl/workbook.xml": b"<a"}), "kan ikke læses"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "adgangskode"),
        (b"[{\"navn\": \"A\"}, 3]", "Virksomhed nummer 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(FileProblem, match=sentence):
        read(content)


def test_a_bomb_is_never_unpacked() -> None:
    sheet = b"<worksheet><sheetData>" + b" " * 200_000_000
    content = packed({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": sheet})
    assert len(content) < 300_000
    with pytest.raises(FileProblem, match="pakkes ud"):
        read(content)


def test_shared_texts_that_would_fill_the_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED_PART", 1_000)
    with pytest.raises(FileProblem, match="pakkes ud"):
        read(packed({"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": b"x" * 2_000}))


def test_what_a_part_says_of_its_size_is_all_that_is_read_of_it() -> None:
    content = bytearray(packed({"xl/workbook.xml": b"y" * 5_000_000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as lying:
        with pytest.raises(zipfile.BadZipFile):
            lying.read("xl/workbook.xml")
    with pytest.raises(FileProblem):
        read(bytes(content))


def test_entities_are_not_unfolded() -> None:
    good = zipfile.ZipFile(io.BytesIO(book(["navn"], ["A"])))
    parts = {name: good.read(name) for name in good.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    sheet = sheet[sheet.index(b"<worksheet") :].replace(b">A<", b">&b;<")
    assert b"&b;" in sheet
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE worksheet [<!ENTITY b "xxxxxxxxxx">]>' + sheet
    with pytest.raises(FileProblem, match="kan ikke læses"):
        read(packed(parts))


def test_more_rows_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tabular.reading.MOST_ROWS", 3)
    with pytest.raises(FileProblem, match="mere end 3 rækker"):
        read(b"navn\n" + b"A\n" * 4)


def test_a_million_lines_are_read_piece_by_piece() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        yield b"navn\n"
        while True:
            taken += 1
            yield b"A\n" * 40_000

    reader = iter(Reader(pieces(), "utf-8-sig", "csv", FILE))
    for _ in range(100_000):
        next(reader)
    assert taken < 12
    assert limits.MOST_ROWS > 100_000
