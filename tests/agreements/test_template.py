"""The template is data in versions, and what has been signed keeps its words ([001], A23, A24)."""

import datetime
from dataclasses import replace

import pytest

from agreements.document import document_hash, goal_texts, group_texts, stored
from agreements.enums import ContentGroup
from agreements.template import TEMPLATES, template, template_on
from agreements.template_parts import length_text
from jobcenters.calendar import CalendarDays, OpeningDayHours, WorkingDays
from tests.agreements.wording import wording

DAY = datetime.date(2026, 11, 22)


def test_the_ticks_of_the_printed_template():
    first = template(1)
    assert {item.group for item in first.items} == {
        ContentGroup.RECRUITMENT,
        ContentGroup.UPSKILLING,
        ContentGroup.INTEGRATION,
    }
    labels = [item.text for item in first.items]
    for label, times in {
        "Ordinære ansættelser": 1,
        "Virksomhedspraktik": 2,
        "Løntilskud": 2,
        "Mentor i forbindelse med fx virksomhedspraktik eller løntilskud": 2,
        "Andet": 3,
        "Integrationsgrunduddannelse (IGU)": 1,
    }.items():
        assert labels.count(label) == times, label
    assert len(first.items) == 19


@pytest.mark.parametrize("form", TEMPLATES, ids=lambda form: str(form.number))
def test_codes_are_unique_and_sources_given(form):
    codes = [item.code for item in form.items]
    assert len(codes) == len(set(codes))
    assert all(item.source.startswith("[0") for item in form.items)
    assert all(needed in codes for goal in form.goals for needed in goal.needs)


def test_a_code_never_changes_its_meaning_between_versions():
    first, second = template(1), template(2)
    for item in first.items:
        assert second.item(item.code) == item


def test_retention_comes_with_version_two_and_only_when_it_is_used():
    assert template_on(datetime.date(2025, 12, 31)).number == 1
    assert template_on(DAY).number == 2
    assert ContentGroup.RETENTION not in {
        text.code for text in group_texts(template(2), {"ordinary": ""}, DAY)
    }
    used = group_texts(template(2), {"ret_mentor": ""}, DAY)
    assert used[-1].heading == "Fastholdelse"
    assert used[-1].ticked == ("Mentor til egne medarbejdere",)
    with pytest.raises(LookupError):
        template_on(datetime.date(2015, 6, 30))


def test_a_scheme_that_a_law_ends_is_gone_from_new_drafts_and_stays_where_it_was_ticked():
    ends = datetime.date(2027, 1, 1)
    form = template(2)
    items = tuple(
        replace(item, valid_to=ends) if item.code == "job_rotation" else item for item in form.items
    )
    changed = replace(form, items=items)
    assert "job_rotation" in {item.code for item in changed.items_on(datetime.date(2026, 12, 31))}
    assert "job_rotation" not in {item.code for item in changed.items_on(ends)}
    texts = group_texts(changed, {"job_rotation": ""}, ends)
    assert "Jobrotation" in texts[1].ticked
    texts = group_texts(changed, {}, ends)
    assert "Jobrotation" not in texts[1].unticked


def test_the_four_service_goals_with_their_units():
    goals = {goal.promise: goal for goal in template(2).goals}
    assert {code: goal.unit for code, goal in goals.items()} == {
        "D3": WorkingDays(1),
        "D4": WorkingDays(3),
        "D5": WorkingDays(14),
        "D6": CalendarDays(21),
    }
    assert "inden for én arbejdsdag." in goals["D3"].sentence()
    assert "tre arbejdsdage" in goals["D4"].sentence()
    assert "14 arbejdsdage" in goals["D5"].sentence()
    assert "21 dage" in goals["D6"].sentence()
    with pytest.raises(TypeError):
        length_text(OpeningDayHours(24))


@pytest.mark.parametrize(
    ("ticks", "promised"),
    [
        (set(), ["D3"]),
        ({"ordinary"}, ["D3", "D4"]),
        ({"upskilling"}, ["D3", "D6"]),
        ({"igu", "ongoing"}, ["D3", "D4", "D5"]),
        ({"flex_job"}, ["D3"]),
    ],
)
def test_the_ticks_decide_what_is_promised(ticks: set[str], promised: list[str]):
    assert [text.promise for text in goal_texts(template(2), frozenset(ticks), {})] == promised


def test_a_changed_length_is_shown_beside_the_standard():
    d3, d4 = goal_texts(template(2), frozenset({"ordinary"}), {"D4": WorkingDays(5)})
    assert d3.standard == ""
    assert "fem arbejdsdage" in d4.text
    assert "tre arbejdsdage" in d4.standard


def test_the_stored_wording_is_read_back_whole_and_its_hash_follows_every_letter():
    text = wording()
    assert stored(text.data()) == text
    assert document_hash(text.data()) == document_hash(dict(reversed(text.data().items())))
    assert len(document_hash(text.data())) == 64
    changed = [
        replace(text, need_short=text.need_short + "."),
        replace(text, extra_terms="<script>"),
        replace(text, parties=text.parties[1:]),
        replace(text, goals=(replace(text.goals[0], standard="x"), *text.goals[1:])),
    ]
    hashes = {document_hash(one.data()) for one in [text, *changed]}
    assert len(hashes) == 5
    with pytest.raises(ValueError, match="format"):
        stored({**text.data(), "format": 99})
