"""The vocabulary in candidates/data is whole and agrees with itself. Reads the files alone; needs no database."""

import csv
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent.parent / "candidates" / "data"
MOST_LETTERS = 80

# Columns of each file, the one that names its rows first; the second tuple holds those that may be empty.
FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "disco": (("kode", "titel"), ()),
    "stillinger": (
        ("titel", "disco", "synonymer", "kompetencer", "certifikater", "landsdel_vaegt", "naer"),
        ("certifikater", "naer"),
    ),
    "kompetencer": (("navn", "kategori", "synonymer"), ("synonymer",)),
    "certifikater": (("kategori", "navn", "synonymer", "kursusdage"), ("kursusdage",)),
    "sprog": (("kode", "navn"), ()),
    "uddannelser": (("titel", "niveau", "synonymer", "stillinger"), ()),
    "faglig_profil": (("stilling_gruppe", "saetning"), ()),
}
LEAST_ROWS = {
    "disco": 430,
    "stillinger": 160,
    "kompetencer": 380,
    "certifikater": 32,
    "sprog": 45,
    "uddannelser": 120,
    "faglig_profil": 150,
}
NAMED_BY = {"stillinger": "titel", "kompetencer": "navn", "certifikater": "navn", "uddannelser": "titel"}
LISTS = ("synonymer", "kompetencer", "certifikater", "naer", "stillinger")
LEVELS = {"Grundskole", "Forberedende", "Gymnasial", "AMU", "EUD", "KVU", "MVU", "LVU"}

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """The rows of one file. Raises UnicodeDecodeError where it is not UTF-8, ValueError where a row is ragged."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, delimiter=";", strict=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def split(cell: str) -> list[str]:
    """The entries of a cell that holds a list."""
    return cell.split("|") if cell else []


def near(row: Row) -> dict[str, str]:
    """Which titles may stand in for a row's, each with its reason (empty where none is given)."""
    return {title: reason for title, _, reason in (entry.partition("=") for entry in split(row["naer"]))}


def titles() -> dict[str, Row]:
    return {row["titel"]: row for row in read("stillinger")}


def names(name: str) -> set[str]:
    return {row[NAMED_BY[name]] for row in read(name)}


@pytest.mark.parametrize("name", FILES)
def test_columns_and_cells(name: str) -> None:
    columns, may_be_empty = FILES[name]
    rows = read(name)
    assert len(rows) >= LEAST_ROWS[name]
    for row in rows:
        assert tuple(row) == columns
        for column, cell in row.items():
            assert cell or column in may_be_empty, f"{column} is empty in {row}"
            assert cell == " ".join(cell.split()), f"stray space in {column} of {row}"
            assert cell.count("=") == (len(split(cell)) if column == "naer" else 0), f"{column} in {row}"
            if column in LISTS:
                entries = split(cell)
                assert all(entry and entry == entry.strip() for entry in entries), f"{column} in {row}"
                assert len(entries) == len(set(entries)), f"said twice in {column} of {row}"


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_longer_than_a_line(name: str) -> None:
    long = [
        entry
        for row in read(name)
        for column, cell in row.items()
        for entry in (split(cell) if column in LISTS and column != "naer" else [cell])
        if column != "naer" and len(entry) > MOST_LETTERS
    ]
    assert long == []


@pytest.mark.parametrize("name", NAMED_BY)
def test_a_word_leads_to_one_row(name: str) -> None:
    """Whatever is typed, name or synonym, in any case, names at most one row."""
    words = Counter(
        word.casefold() for row in read(name) for word in [row[NAMED_BY[name]], *split(row["synonymer"])]
    )
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize(("name", "column"), [("disco", "kode"), ("disco", "titel"), ("sprog", "kode")])
def test_codes_and_their_names_are_unique(name: str, column: str) -> None:
    said = Counter(row[column].casefold() for row in read(name))
    assert [word for word, times in said.items() if times > 1] == []


def test_codes_are_well_formed() -> None:
    disco = [row["kode"] for row in read("disco")]
    assert [code for code in disco if not re.fullmatch(r"[0-9]{4}", code)] == []
    assert disco == sorted(disco)
    assert {code[0] for code in disco} == set("0123456789")
    sprog = read("sprog")
    assert [row["kode"] for row in sprog if not re.fullmatch(r"[a-z]{2}", row["kode"])] == []
    assert len({row["navn"] for row in sprog}) == len(sprog)


def test_the_classification_has_its_known_shape() -> None:
    """ISCO-08 counts 10 major, 43 sub-major, 130 minor and 436 unit groups."""
    codes = {row["kode"] for row in read("disco")}
    assert [len({code[:digits] for code in codes}) for digits in (1, 2, 3, 4)] == [10, 43, 130, 436]


def test_titles_point_at_what_exists() -> None:
    codes = {row["kode"] for row in read("disco")}
    skills, certificates = names("kompetencer"), names("certifikater")
    for title, row in titles().items():
        assert row["disco"] in codes, title
        assert set(split(row["kompetencer"])) <= skills, title
        assert set(split(row["certifikater"])) <= certificates, title
        assert 4 <= len(split(row["kompetencer"])) <= 10, title
        assert len(split(row["certifikater"])) <= 4, title
        assert re.fullmatch(r"[1-9][0-9]?|100", row["landsdel_vaegt"]), title


def test_every_skill_and_certificate_belongs_to_a_title() -> None:
    rows = read("stillinger")
    for column in ("kompetencer", "certifikater"):
        used = set(chain.from_iterable(split(row[column]) for row in rows))
        assert names(column) - used == set()


def test_titles_are_spread_over_the_labour_market() -> None:
    groups = Counter(row["disco"][0] for row in read("stillinger"))
    assert set(groups) == set("123456789")
    assert min(groups.values()) >= 5


def test_near_titles_exist_and_have_a_reason() -> None:
    known = titles()
    for title, row in known.items():
        others = near(row)
        assert set(others) <= set(known) - {title}, title
        assert len(others) == len(split(row["naer"])) <= 5, title
        assert all(0 < len(reason) <= MOST_LETTERS for reason in others.values()), title
        assert all(reason[0].islower() and reason[-1] != "." for reason in others.values()), title
    assert sum(len(near(row)) >= 2 for row in known.values()) >= 0.95 * len(known)


def test_what_two_titles_share_is_said_by_both() -> None:
    """A reason that begins with "samme" speaks of both titles."""
    known = titles()
    shared = [
        (title, other)
        for title, row in known.items()
        for other, reason in near(row).items()
        if reason.startswith("samme ")
    ]
    assert shared
    assert [pair for pair in shared if pair[::-1] not in shared] == []


def test_two_titles_are_not_each_above_the_other() -> None:
    known = titles()
    above = {
        (title, other)
        for title, row in known.items()
        for other, reason in near(row).items()
        if reason.startswith("kan mere end")
    }
    assert above
    assert [pair for pair in above if pair[::-1] in above] == []


def test_a_certificate_said_to_be_missing_is_one_the_title_has_and_the_near_one_lacks() -> None:
    known, certificates = titles(), names("certifikater")
    checked = 0
    for title, row in known.items():
        for other, reason in near(row).items():
            said = re.search(r"(?i)mangler (.+)", reason)
            lacking = said and {name for name in certificates if name.casefold() == said[1].casefold()}
            if lacking:
                assert lacking <= set(split(row["certifikater"])), (title, other)
                assert not lacking & set(split(known[other]["certifikater"])), (title, other)
                checked += 1
    assert checked >= 5


def test_certificates() -> None:
    rows = read("certifikater")
    assert len(rows) == 32
    for row in rows:
        assert re.fullmatch(r"|[1-9][0-9]?", row["kursusdage"]), row
        assert (row["kategori"] == "Kørekort") == row["navn"].startswith("Kørekort "), row
    licences = {row["navn"] for row in rows if row["kategori"] == "Kørekort"}
    assert licences == {f"Kørekort {letters}" for letters in ("B", "BE", "C", "CE", "D", "DE")}


def test_skills_are_sorted_into_categories_of_some_size() -> None:
    sizes = Counter(row["kategori"] for row in read("kompetencer"))
    assert 20 <= len(sizes) <= 35
    assert min(sizes.values()) >= 5


def test_educations_lead_to_titles_that_exist() -> None:
    known = set(titles())
    for row in read("uddannelser"):
        assert row["niveau"] in LEVELS, row
        assert set(split(row["stillinger"])) <= known, row
    assert {row["niveau"] for row in read("uddannelser")} == LEVELS


def test_profile_sentences_are_neutral() -> None:
    """Whole sentences that name nobody, and neither the first person nor a gender."""
    rows = read("faglig_profil")
    sentences = [row["saetning"] for row in rows]
    assert len(sentences) == len(set(sentences))
    assert {row["stilling_gruppe"] for row in rows} == {"alle", *"123456789"}
    assert min(Counter(row["stilling_gruppe"] for row in rows).values()) >= 10
    person = re.compile(
        r"\b(jeg|mig|min|mit|mine|vi|vores|os|han|ham|hans|hun|hende|hendes|mand|kvinde)\b", re.I
    )
    for sentence in sentences:
        assert re.fullmatch(r"[A-ZÆØÅ][^.;]*\.", sentence), sentence
        assert not person.search(sentence), sentence
