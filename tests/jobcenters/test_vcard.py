"""vCard 4.0 as RFC 6350 has it: what is escaped comes back, and no line is longer than 75 octets."""

import re
from datetime import date
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from jobcenters.contacting.vcard import Card, escape, fold, vcards

texts = st.text(max_size=200)


def unfolded(text: str) -> list[str]:
    """The content lines of a vCard, as a reader takes them apart (RFC 6350 3.2)."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def storable(text: str) -> str:
    """What may stand in a vCard of `text`: line breaks are one character, other control characters are gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", "", lines)


def value(lines: list[str], name: str) -> str:
    (found,) = [line for line in lines if re.match(rf"{name}[;:]", line)]
    return found.partition(":")[2]


@given(person=texts, organisation=texts, role=texts.filter(storable), note=texts.filter(storable))
def test_what_is_written_is_read_again(person, organisation, role, note):
    text = vcards([Card(str(uuid4()), person, organisation, role=role, note=note)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    lines = unfolded(text)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCARD", "VERSION:4.0", "END:VCARD")
    assert [line for line in lines if line.startswith("BEGIN:")] == ["BEGIN:VCARD"]
    for name, said in (("FN", person), ("ORG", organisation), ("ROLE", role), ("NOTE", note)):
        assert unescaped(value(lines, name)) == storable(said)


@given(texts)
def test_an_escaped_text_has_no_separator_of_its_own(text):
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;\n]", escape(text))


def test_a_card_as_it_is_given_out():
    uid = "7b1f0e46-5c0e-4f6a-9a39-2f3c1c1ab001"
    card = Card(
        uid,
        "Mette Dahl; Sø, Å",
        "Jobcenter Horsens",
        role="Industri, Fleksjob",
        telephone="76 12 34 56",
        email="mette@horsens.example",
        note="Bekræftet\nSprog: engelsk",
        categories=("Hjælp til rekruttering",),
        changed_on=date(2026, 3, 27),
    )
    assert vcards([card]) == (
        "BEGIN:VCARD\r\nVERSION:4.0\r\n"
        f"UID:urn:uuid:{uid}\r\n"
        "FN:Mette Dahl\\; Sø\\, Å\r\nORG:Jobcenter Horsens\r\nROLE:Industri\\, Fleksjob\r\n"
        "TEL;VALUE=text;TYPE=work:76 12 34 56\r\nEMAIL;TYPE=work:mette@horsens.example\r\n"
        "CATEGORIES:Hjælp til rekruttering\r\nNOTE:Bekræftet\\nSprog: engelsk\r\nREV:20260327T000000Z\r\n"
        "END:VCARD\r\n"
    )
    assert vcards([]) == ""


def test_a_long_line_is_folded_between_characters():
    folded = fold("NOTE:" + "å" * 100)
    assert folded.replace("\r\n ", "") == "NOTE:" + "å" * 100
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
