"""What must be in place before another solution is offered: every kind has its list and its text."""

import pytest
from django.http import QueryDict

from orders.alternative_rules import CHECKLIST, checklist, draft
from orders.enums import AlternativeKind
from orders.forms.contact import AlternativeForm


@pytest.mark.parametrize("kind", AlternativeKind.values)
def test_every_kind_has_a_list_and_a_text_or_neither(kind: str) -> None:
    assert kind in CHECKLIST
    assert bool(checklist(kind)) is bool(draft(kind)) is (kind != AlternativeKind.OTHER)
    # Stored with the offer: it must fit there.
    assert all(len(str(item)) <= 300 for item in checklist(kind))
    assert len(str(draft(kind))) <= 1000


@pytest.mark.parametrize("kind", AlternativeKind.values)
def test_offer_needs_its_list_ticked(kind: str) -> None:
    def form(**more: str) -> AlternativeForm:
        data = QueryDict(mutable=True)
        data.update({"kind": kind, "months": "3", "text": "Et forslag", **more})
        return AlternativeForm(data, lines=[])

    assert form(checked="on").is_valid()
    without = form()
    assert without.is_valid() is (not checklist(kind))
    if checklist(kind):
        assert "Gå listen igennem" in without.errors["checked"][0]
