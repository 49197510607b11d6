"""From what is typed to the vocabulary's words: exact, other ways to write it, beginnings, insides, slips."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.tenancy import acting_as
from candidates.enums import TermKind
from candidates.models import Term, TermNear
from candidates.selectors.words import How, terms_suggest, text_correct
from candidates.services.vocabulary import TARGETS, vocabulary_load
from candidates.spelling import distance, is_slip
from tests.factories import orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _acting() -> Iterator[None]:
    with acting_as(orders.consultant("Horsens")):
        yield


def names(text: str, kinds: tuple[str, ...] = (TermKind.OCCUPATION,), limit: int = 8) -> list[str]:
    return [hit.term.name for hit in terms_suggest(text, kinds, limit)]


@pytest.mark.parametrize(
    ("typed", "first", "how"),
    [
        ("Svejser", "Svejser", How.NAME),
        ("  SVEJSER ", "Svejser", How.NAME),
        ("welder", "Svejser", How.SYNONYM),
        ("toemrer", "Tømrer", How.NAME),
        ("paedagog", "Pædagog", How.NAME),
        ("laerer", "Lærer", How.NAME),
        ("sygep", "Sygeplejerske", How.NAME_BEGINS),
        ("certificeret sv", "Svejser", How.SYNONYM_BEGINS),
        ("svejsr", "Svejser", How.ALIKE),
        ("elektirker", "Elektriker", How.ALIKE),
        ("tomrer", "Tømrer", How.ALIKE),
    ],
)
def test_what_is_typed_leads_to_the_word(typed: str, first: str, how: How) -> None:
    hit = terms_suggest(typed, (TermKind.OCCUPATION,), 8)[0]
    assert (hit.term.name, hit.how) == (first, how)
    assert bool(hit.synonym) == (hit.how in (How.SYNONYM, How.SYNONYM_BEGINS))


def test_a_word_inside_a_word_is_found() -> None:
    found = names("truck", (TermKind.CERTIFICATE,))
    assert "Gaffeltruck B" in found
    assert "TIG-svejsning" in names("svejsning", (TermKind.SKILL,), 20)
    assert names("tig svejsning", (TermKind.SKILL,))[0] == "TIG-svejsning"


def test_only_the_kinds_asked_for_each_once_and_no_more_than_asked() -> None:
    hits = terms_suggest("svejs", (TermKind.SKILL, TermKind.CERTIFICATE), 5)
    assert len(hits) == 5
    assert {hit.term.kind for hit in hits} <= {TermKind.SKILL, TermKind.CERTIFICATE}
    assert len({hit.term.pk for hit in hits}) == 5
    assert [hit.how for hit in hits] == sorted(hit.how for hit in hits)


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "''", "\\", "a'b", "x" * 10_000, "§½", "nul\0byte", "🛠"]
)
def test_odd_input_gives_nothing_and_no_error(typed: str) -> None:
    assert terms_suggest(typed) == []
    assert text_correct(typed) == ""


def test_a_word_that_was_taken_out_is_offered_no_more() -> None:
    assert names("Greenkeeper") == ["Greenkeeper"]
    with as_owner():
        Term.objects.filter(name="Greenkeeper").update(is_current=False)
    assert names("Greenkeeper") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("svejsr", "svejser"),
        ("erfaren svejsr med trukcertifikat", "erfaren svejser med truckcertifikat"),
        ("elektirker", "elektriker"),
        ("svejsere", ""),
        ("svejsning", ""),
        ("toemrer", ""),
        ("og eller ikke", ""),
        ("xqzwvkj", ""),
    ],
)
def test_slips_are_put_right_and_endings_are_no_slips(typed: str, meant: str) -> None:
    assert text_correct(typed) == meant


def test_without_an_organisation_nothing_is_told() -> None:
    with acting_as(None):
        assert terms_suggest("svejser") == []
        assert text_correct("svejsr") == ""


def test_the_spellings_are_read_by_the_functions_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('jo_web', 'candidates_spelling', 'select')")
        assert cursor.fetchone() == (False,)


def test_suggestions_come_within_five_milliseconds() -> None:
    """Inside the database, warm, the median of many: the limit is a multiple of what it takes."""
    took = []
    with connection.cursor() as cursor:
        for typed in ("sv", "svejs", "svejsr", "truck", "elektirker", "paed", "lager", "rengoring") * 4:
            began = time.perf_counter()
            cursor.execute(
                "select count(*) from candidates_terms_suggest(%s, %s, 8)", [typed, list(TermKind.values)]
            )
            took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.005, took


def test_loading_again_changes_nothing_and_what_left_the_file_stays_for_those_who_carry_it() -> None:
    with as_owner():
        again = vocabulary_load()
        assert (again.added, again.changed, again.gone) == (0, 0, 0)
        assert TermNear.objects.count() > 500
        smed = Term.objects.get(kind=TermKind.OCCUPATION, name="Smed")
        assert smed.disco_id == "7221"
        assert "klejnsmed" in smed.synonyms
        assert Term.objects.get(name="Kørekort B").kind == TermKind.LICENCE
        assert Term.objects.filter(kind=TermKind.TARGET, is_current=True).count() == len(TARGETS)
        Term.objects.filter(pk=smed.pk).update(synonyms=[], is_current=False)
        old = Term.objects.create(kind=TermKind.OCCUPATION, name="Hjulmager")
        back = vocabulary_load()
        assert (back.added, back.changed, back.gone) == (0, 1, 1)
        old.refresh_from_db()
        smed.refresh_from_db()
        assert (old.is_current, smed.is_current) == (False, True)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("svejsr", "svejser", 1),
        ("elektirker", "elektriker", 1),
        ("", "abc", 3),
        ("kok", "kok", 0),
        ("smed", "kok", 4),
    ],
)
def test_distance(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart
    assert is_slip(one, other) == (apart == 1)
