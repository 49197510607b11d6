"""The wording on a page: all of it, and nothing in it becomes markup."""

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape, strip_tags

from agreements.document import GoalText, document_hash
from tests.agreements.printing import pages_of, print_of, twelve
from tests.agreements.test_pdf_safety import NASTY, filled_with
from tests.agreements.wording import wording


def page(document, **slots) -> str:
    return render_to_string("agreements/document/_document.html", {"document": document, **slots})


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())


def test_the_whole_agreement_is_there() -> None:
    document = replace(twelve(), extra_terms="Ekstra aftalt.")
    text = words(page(document, document_hash=document_hash(document.data())))
    said = [
        *(
            document.title,
            document.kind,
            document.company,
            document.cvr,
            document.need_short,
            document.need_long,
        ),
        *(document.period, document.follow_up, document.extra_terms, document.places),
        *(goal.text for goal in document.goals),
        *document.terms,
        *document.notes,
        *(one.name for one in document.parties),
        *(one.contact for one in document.parties),
        *(one.area for one in document.parties),
        *(f"Valgt: {item}" for group in document.groups for item in group.ticked),
        *(f"Ikke valgt: {item}" for group in document.groups for item in group.unticked),
        document_hash(document.data()),
    ]
    for one in said:
        assert " ".join(one.split()) in text, one


def test_the_page_and_the_print_say_the_same() -> None:
    from agreements.pdf.render import pdf_html, pdf_write

    document = twelve()
    shown = words(page(document))
    printed = " ".join(pages_of(pdf_write(pdf_html(print_of(document)))[0]))
    for text in (document.title, document.need_short, *document.terms, *(g.text for g in document.goals)):
        assert " ".join(text.split()) in shown
        assert " ".join(text.split()) in printed


def test_a_changed_goal_stands_beside_the_standard() -> None:
    goals = (GoalText("D3", "Inden for to dage.", "Inden for én dag."),)
    text = words(page(replace(wording(), goals=goals)))
    assert "Aftalt her Inden for to dage. Standarden Inden for én dag." in text


def test_an_unfinished_draft_says_what_is_missing() -> None:
    empty = replace(
        wording(), need_short="", need_long="", period="", follow_up="", parties=(), extra_terms="", places=""
    )
    text = words(page(empty))
    assert text.count("Ikke angivet") == 4
    assert "Ingen parter endnu" in text


@pytest.mark.parametrize("text", NASTY)
def test_typed_text_never_becomes_markup(text: str) -> None:
    html = page(filled_with(text))
    assert html.count(escape(text)) >= 8
    assert not re.search(r"<script|<style|<img|rel=\"attachment\"", html)


def test_two_documents_on_a_page_have_ids_of_their_own() -> None:
    both = page(wording(), document_key="før") + page(wording(), document_key="efter")
    ids = re.findall(r'\bid="([^"]+)"', both)
    assert len(ids) == len(set(ids)) == 14
