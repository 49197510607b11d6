"""The industries of DB07 are whole, and a code finds its own."""

import re

import pytest

from companies.industries import SECTIONS, division_title, section_of


def test_there_are_21_sections_and_88_divisions_in_order() -> None:
    assert [section.letter for section in SECTIONS] == list("ABCDEFGHIJKLMNOPQRSTU")
    codes = [code for section in SECTIONS for code in section.divisions]
    assert len(codes) == len(set(codes)) == 88
    assert codes == sorted(codes)
    assert all(re.fullmatch("[0-9]{2}", code) for code in codes)
    titles = [title for section in SECTIONS for title in (section.title, *section.divisions.values())]
    assert all(title == title.strip() and "  " not in title for title in titles)


@pytest.mark.parametrize(
    ("code", "letter", "title"),
    [
        ("251100", "C", "Jern- og metalvareindustri, undtagen maskiner og udstyr"),
        ("011100", "A", "Plante- og husdyravl, jagt og serviceydelser i forbindelse hermed"),
        ("433200", "F", "Bygge- og anlægsvirksomhed, som kræver specialisering"),
    ],
)
def test_a_code_finds_its_section_and_division(code: str, letter: str, title: str) -> None:
    section = section_of(code)
    assert section
    assert (section.letter, division_title(code)) == (letter, title)


@pytest.mark.parametrize("code", ["", "040000", "340000", "000000"])
def test_a_code_of_no_division_has_none(code: str) -> None:
    assert section_of(code) is None
    assert division_title(code) == ""
