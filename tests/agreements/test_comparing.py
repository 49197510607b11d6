"""Two wordings side by side: every difference, and nothing else, marked by word."""

from dataclasses import replace

from agreements.comparing import compare, is_same
from tests.agreements.wording import wording


def rows(old, new):
    return {row.label: row for part in compare(old, new) for row in part.rows}


def test_the_same_wording_has_no_difference() -> None:
    one = wording()
    parts = compare(one, one)
    assert is_same(parts)
    assert sum(part.same for part in parts) > 5


def test_a_changed_word_is_marked_and_the_rest_is_not() -> None:
    old = wording()
    new = replace(old, need_short="Vi skal bruge tolv montører før sommer")
    old = replace(old, need_short="Vi skal bruge ti montører før sommer")
    (row,) = rows(old, new).values()
    assert row.change == "changed"
    assert [(p.text, p.change) for p in row.old] == [
        ("Vi skal bruge ", "same"),
        ("ti", "removed"),
        (" montører før sommer", "same"),
    ]
    assert [p.text for p in row.new if p.change == "added"] == ["tolv"]
    assert "".join(p.text for p in row.old) == old.need_short
    assert "".join(p.text for p in row.new) == new.need_short


def test_ticks_and_parties_are_added_and_removed() -> None:
    old = wording()
    new = replace(
        old,
        parties=old.parties[:-1],
        groups=(replace(old.groups[0], ticked=(*old.groups[0].ticked, "Fleksjob")), *old.groups[1:]),
    )
    found = rows(old, new)
    assert found["Rekruttering: Fleksjob"].change == "added"
    gone = old.parties[-1]
    assert found[f"{gone.label}: {gone.name}"].change == "removed"
    assert len(found) == 2


def test_another_contact_person_or_area_is_a_change_of_the_party() -> None:
    old = wording()
    party = replace(old.parties[0], contact="En ny person", key="en-anden-nøgle")
    found = rows(old, replace(old, parties=(party, *old.parties[1:])))
    assert [row.change for row in found.values()] == ["changed"]


def test_two_texts_with_nothing_in_common_are_no_patchwork() -> None:
    old = replace(wording(), extra_terms="Kaffe og rundstykker hver fredag")
    new = replace(old, extra_terms="Ingen")
    (row,) = rows(old, new).values()
    assert [p.change for p in (*row.old, *row.new)] == ["removed", "added"]
