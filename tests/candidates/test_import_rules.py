"""The pure rules of imports: reading bytes, cells, and what must not stand in a file. Needs no database."""

import codecs
import csv
import datetime
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candidates.completeness import PARTS
from candidates.enums import TermKind
from candidates.imports import cells
from candidates.imports.columns import COLUMNS, FILE
from candidates.imports.limits import is_suspect
from candidates.imports.merging import merged
from candidates.imports.privacy import has_cpr, named_by
from candidates.imports.rows import Book, RowReader
from candidates.pseudonyms import MOST_DIGITS, more_digits, pseudonym
from tabular.columns import HeadingProblem, normal
from tabular.reading import Raw, Reader
from tabular.sniffing import FileProblem, Sniffer, kind_of
from tests.candidates.import_files import HEADINGS, person, sheet

TODAY = datetime.date(2026, 11, 30)
BOOK = Book(
    words={
        TermKind.OCCUPATION: {"smed": 1, "kok": 2},
        TermKind.SKILL: {"tig-svejsning": 3, "wig": 3},
        TermKind.CERTIFICATE: {"varme arbejder": 4},
        TermKind.LICENCE: {"kørekort b": 5},
        TermKind.LANGUAGE: {"dansk": 6, "engelsk": 7},
        TermKind.EDUCATION: {"smed": 8},
        TermKind.TARGET: {"førtidspensionist, der ønsker job": 9, "dagpenge": 10},
    },
    kinds={
        1: "occupation", 2: "occupation", 3: "skill", 4: "certificate", 5: "licence", 6: "language", 7: "language",
        8: "education", 9: "target", 10: "target",
    },
    postcodes={"8700": "0615", "8300": "0727", "0800": ""},
    own=frozenset({"0615"}),
    places={"0615": "Horsens", "0727": "Odder"},
    people={"hanne@kommune.example": 77},
    today=TODAY,
)  # fmt: skip
KEYS = {normal(column.heading): column.key for column in COLUMNS}


def read(content: bytes, *, size: int = 7) -> list[Raw]:
    """The rows of a file that arrives in small pieces."""
    sniffer = Sniffer()
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    for piece in pieces:
        sniffer.feed(piece)
    encoding = sniffer.encoding()
    return list(Reader(pieces, encoding, kind_of(pieces, encoding), FILE))


def row(**more: object):
    given_cells = {KEYS[normal(heading)]: value for heading, value in person(1).items()} | more
    raw = Raw(2, given_cells, "\n".join(map(str, given_cells.values())))
    return RowReader(BOOK, None, lambda key: key).read(raw)


# --- bytes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
        ("latin-1", b""),
    ],
)
@pytest.mark.parametrize("size", [7, 100_000])
def test_however_a_file_is_written_it_is_read_the_same(
    delimiter: str, encoding: str, mark: bytes, size: int
) -> None:
    text = sheet(
        [person(n, navn="Åse Ærø", ønsket_arbejde="Øl; og, så\tmere") for n in (1, 2)], delimiter=delimiter
    )
    rows = read(mark + text.encode(encoding), size=size)
    assert [found.cells["name"] for found in rows] == ["Åse Ærø"] * 2
    assert rows[0].cells["wanted_work"] == "Øl; og, så\tmere"
    assert [found.line for found in rows] == [2, 3]


def test_signs_of_windows_are_known() -> None:
    assert read(sheet([person(1, navn="Bo – “Smed”")]).encode("cp1252"))[0].cells["name"] == "Bo – “Smed”"


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = (
        sheet([person(1, faglig_profil="To\nlinjer"), person(2)])
        + "\r\n;;;\r\n"
        + sheet([person(3)]).split("\r\n")[1]
    )
    assert [found.line for found in read(text.encode())] == [2, 4, 7]


def test_a_quote_that_never_closes_is_found() -> None:
    text = sheet([person(1)]) + 'sag-2;"åben' + "x;\n" * 100_000
    with pytest.raises(FileProblem, match="linje 3"):
        read(text.encode(), size=65_536)


def test_json_lines_and_lists_are_the_same() -> None:
    people = [person(n) for n in range(3)]
    as_list = read(json.dumps(people, indent=1).encode())
    as_lines = read("\n".join(map(json.dumps, people)).encode())
    assert [found.cells for found in as_list] == [found.cells for found in as_lines]
    assert [found.line for found in as_list] == [1, 2, 3]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    said = "."
    try:
        read(content)
    except FileProblem as problem:
        said = str(problem)
    assert said.endswith((".", "?"))


# A NUL makes a file no text at all; that has its own test.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=60)
@given(st.lists(st.lists(TEXT, min_size=len(HEADINGS), max_size=len(HEADINGS)), max_size=4))
def test_any_text_in_any_cell_is_taken_or_explained(lines: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([list(HEADINGS), *lines])
    reader = RowReader(BOOK, frozenset(column.key for column in COLUMNS), lambda key: key)
    for raw in read(out.getvalue().encode("utf-8", "surrogatepass"), size=4_096):
        found = reader.read(raw)
        assert bool(found.data) != found.is_wrong
        assert all(fault.text.endswith((".", "?")) for fault in found.faults)
        if found.data:
            stored = json.dumps(merged(found, None, BOOK), ensure_ascii=False)
            assert "\0" not in stored
            stored.encode()


# --- headings -------------------------------------------------------------------------------------------------------


def test_headings_in_any_order_and_case() -> None:
    layout = FILE.layout_of(["POSTNR", "Koerekort", "hund", "Navn ", "Reference", "E-Mail"])
    assert layout.keys == ("postcode", "licences", "", "name", "reference", "email")
    assert layout.ignored == ("hund",)


def test_no_two_headings_mean_two_columns() -> None:
    names = {normal(column.heading) for column in COLUMNS}
    assert len(names) == len(COLUMNS)
    for column in COLUMNS:
        for name in (column.heading, *column.aliases):
            others = [other.heading for other in COLUMNS if other.needed and other != column]
            assert FILE.layout_of([*others, name]).keys[-1] == column.key


def test_missing_and_doubled_headings_are_named() -> None:
    with pytest.raises(HeadingProblem, match="“navn” og “postnummer”"):
        FILE.layout_of(["reference"])
    with pytest.raises(HeadingProblem, match="“tlf” og “mobil”"):
        FILE.layout_of(["reference", "navn", "postnummer", "tlf", "mobil"])


# --- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-03-01", "01-03-2026", "1.3.2026", "1/3/2026", "2026-03-01T00:00:00"])
def test_days(text: str) -> None:
    assert cells.day(text) == datetime.date(2026, 3, 1)


@given(st.dates(datetime.date(1950, 1, 1), TODAY))
def test_a_day_survives_being_written(day: datetime.date) -> None:
    assert cells.past_day(day.isoformat(), TODAY) == cells.past_day(f"{day:%d-%m-%Y}", TODAY) == day


@pytest.mark.parametrize("text", ["31-02-2026", "i går", "2026", "01-02-26"])
def test_no_days(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        cells.day(text)


@pytest.mark.parametrize(
    ("text", "job", "employer"),
    [
        ("Smed, Fabrikken ApS, 2015, 2024", {"title": "Smed", "from": "2015", "to": "2024"}, "Fabrikken ApS"),
        ("Smed, Jensen, Hansen og Co, 2015, nu", {"title": "Smed", "from": "2015"}, "Jensen, Hansen og Co"),
        ("Smed", {"title": "Smed"}, ""),
        ("Smed, 01-2015, 12-2024", {"title": "Smed", "from": "01-2015", "to": "12-2024"}, ""),
    ],
)
def test_jobs(text: str, job: dict[str, str], employer: str) -> None:
    assert cells.job(text) == (job, employer)


def test_words_are_found_by_name_synonym_and_between_commas() -> None:
    found = row(
        skills="wig, ukendt",
        licences="b+x",
        languages="Engelsk (flydende)",
        targets="Førtidspensionist, der ønsker job",
    )
    assert found.data is not None
    assert {3, 5, 7} <= set(found.data["c"]["terms"])
    assert found.data["p"]["targets"] == [9]
    assert {word for _key, word, _kept in found.unknown} >= {"ukendt", "x"}


def test_a_target_group_is_never_among_what_is_shown() -> None:
    found = row(skills="dagpenge", targets="dagpenge")
    assert found.data is not None
    assert 10 not in found.data["c"]["terms"]
    assert found.data["p"]["targets"] == [10]


# --- what must not stand there --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["010190-1234", "0101901234", "ref 311299 4321", "610190-1234", "010190–1234"]
)
def test_cpr_numbers(text: str) -> None:
    assert has_cpr(text)


@pytest.mark.parametrize(
    "text", ["20304050", "+4520304050", "990190-1234", "011390-1234", "sag-10021", "12345678901"]
)
def test_no_cpr_numbers(text: str) -> None:
    assert not has_cpr(text)


@given(
    st.dates(datetime.date(1920, 1, 1), TODAY),
    st.integers(0, 9999),
    st.sampled_from(["", "-", " "]),
    st.sampled_from([column.key for column in COLUMNS]),
)
def test_a_cpr_number_anywhere_refuses_the_row_and_is_not_repeated(
    day: datetime.date, number: int, sign: str, key: str
) -> None:
    cpr = f"{day:%d%m%y}{sign}{number:04d}"
    found = row(**{key: f"x {cpr} y"})
    assert found.data is None
    assert cpr not in found.reference
    assert [cpr in fault.text for fault in found.faults] == [False]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Skriv til ane@borger.example", "e-mailadresse"),
        ("Ring 20 30 40 50", "telefonnummer"),
        ("Ring 2030 4050 i dag", "telefonnummer"),
        ("Ring +45 20304050", "telefonnummer"),
        ("Ane er dygtig", "navn"),
        ("ane bech er dygtig", "navn"),
        ("Bech er dygtig", "navn"),
        ("Født 010190-1234", "cpr"),
    ],
)
def test_what_names_a_person(text: str, what: str) -> None:
    assert what in named_by(text, "Ane Bech")


@pytest.mark.parametrize(
    "text",
    [
        "Arbejdede som smed 2014 2018",
        "Har 20 års erfaring og kørte 120.000 km",
        "Kok på et stort hotel",
        "Glad for planer",
    ],
)
def test_what_names_nobody(text: str) -> None:
    assert named_by(text, "Ane Kok", frozenset({"kok"})) == ""


def test_broken_letters_refuse_the_row() -> None:
    found = row(name="SÃ¸ren")
    assert found.data is None and "UTF-8" in found.faults[0].text


# --- the rest -------------------------------------------------------------------------------------------------------


def test_what_a_cv_lacks_is_said() -> None:
    found = row(
        occupations="",
        skills="",
        profile_text="",
        jobs="",
        educations="",
        languages="",
        wanted_km="",
        cv_updated_on="",
    )
    new = merged(found, None, BOOK)
    assert new["c"]["completeness"] == 0
    assert len(new["p"]["missing"]) == len(PARTS)


@given(st.sampled_from(["Horsens", "Ærø", "Aarhus"]), st.integers(0, 40))
def test_pseudonyms(place: str, number: int) -> None:
    digits = more_digits(number)
    name = pseudonym(place, digits=digits)
    letter, _dash, rest = name.partition("-")
    assert letter == place[0]
    assert len(rest) == digits <= MOST_DIGITS
    assert rest.isdecimal() and not rest.startswith("0")


def test_a_small_change_of_the_stock_is_no_suspect() -> None:
    assert not is_suspect(9, 10)
    assert not is_suspect(200, 1_000)
    assert is_suspect(201, 1_000)
