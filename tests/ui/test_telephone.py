"""Telephone numbers that can be tapped."""

import pytest
from django.template import Context, Template

from ui.telephone import tel_url


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("76 12 34 56", "tel:+4576123456"),
        ("+45 76123456", "tel:+4576123456"),
        ("+46 40 12 34 56", "tel:+4640123456"),
        ("112", "tel:112"),
        ("ring først", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_number(number: str, address: str) -> None:
    assert tel_url(number) == address


def test_the_tag_shows_the_number_as_written_and_escapes_it() -> None:
    drawn = Template("{% load ui %}{% telephone a %}{% telephone b %}{% telephone c %}").render(
        Context({"a": "76 12 34 56", "b": "<b>", "c": ""})
    )
    assert '<a class="jo-plain jo-nowrap" href="tel:+4576123456">76 12 34 56</a>' in drawn
    assert "&lt;b&gt;" in drawn and "<b>" not in drawn
