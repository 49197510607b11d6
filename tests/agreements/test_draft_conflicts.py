"""Two people on the same draft: at different steps they never meet; at the same one both texts are seen."""

import pytest

from tests.agreements.pages import fresh, signed_in, step_url, typed
from tests.factories import agreements, orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return agreements.agreement_draft(actor=agreements.national_actor())


@pytest.fixture
def two():
    return [signed_in(agreements.national_actor(name=name)) for name in ("Lise Dam", "Ole Bang")]


def test_two_at_different_steps_never_meet(draft, two) -> None:
    lise, ole = two
    need, period = step_url(draft.agreement, "behov"), step_url(draft.agreement, "periode")
    of_lise, of_ole = typed(lise.get(need)), typed(ole.get(period))
    assert lise.post(need, of_lise | {"need_short": "Ti montører"}).status_code == 302
    assert ole.post(period, of_ole | {"interval": "6"}).status_code == 302
    assert (fresh(draft).need_short, fresh(draft).meeting_months) == ("Ti montører", 6)


def test_the_second_at_the_same_step_sees_both_texts_and_loses_none(draft, two) -> None:
    lise, ole = two
    url = step_url(draft.agreement, "behov")
    of_lise, of_ole = typed(lise.get(url)), typed(ole.get(url))
    lise.post(url, of_lise | {"need_short": "Lises tekst", "need_long": "Kun Lise"})
    page = ole.post(url, of_ole | {"need_short": "Oles tekst"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Oles tekst" in text and "Lises tekst" in text and "Kun Lise" in text
    assert page.context["form"]["need_short"].value() == "Oles tekst"
    assert [fact.value for fact in page.context["theirs"]] == ["Lises tekst", "Kun Lise"]
    assert fresh(draft).need_short == "Lises tekst"
    # Having seen both, Ole saves what shall stand.
    again = typed(page) | {"need_short": "Lises tekst og Oles tekst", "need_long": "Kun Lise"}
    assert ole.post(url, again).status_code == 302
    assert (fresh(draft).need_short, fresh(draft).need_long) == ("Lises tekst og Oles tekst", "Kun Lise")


def test_rows_and_ticks_of_a_colleague_are_told_in_words(draft, two) -> None:
    lise, ole = two
    url = step_url(draft.agreement, "indhold")
    of_lise, of_ole = typed(lise.get(url)), typed(ole.get(url))
    lise.post(url, of_lise | {"job_rotation": "on"})
    page = ole.post(url, of_ole | {"goal-D4": "4"})
    assert [(str(fact.label), fact.value) for fact in page.context["theirs"]] == [
        ("Jobrotation", "valgt"),
        ("Kandidater til ordinær ansættelse (arbejdsdage)", "3"),
    ]
    url = step_url(draft.agreement, "tovholdere")
    of_lise, of_ole = typed(lise.get(url)), typed(ole.get(url))
    lise.post(url, of_lise | {"tovholder-0-organisation": str(orders.jobcenter("Odder").uuid)})
    page = ole.post(url, of_ole | {"tovholder-0-contact_name": "Ny person"})
    told = {str(fact.label): fact.value for fact in page.context["theirs"]}
    assert told["Tovholder 1: Tovholderjobcenter"] == "Jobcenter Odder"
    assert "Ny person" in page.content.decode()


def test_a_revision_of_nonsense_counts_as_an_old_one(draft, two) -> None:
    url = step_url(draft.agreement, "behov")
    page = two[0].post(url, typed(two[0].get(url)) | {"revision": "x", "need_short": "Min"})
    assert page.status_code == 409
    assert fresh(draft).need_short == ""


def test_what_was_sent_meanwhile_is_not_changed(draft, two) -> None:
    url = step_url(draft.agreement, "behov")
    values = typed(two[0].get(url))
    agreements.send(draft)
    answer = two[0].post(url, values | {"need_short": "For sent"})
    assert answer.status_code == 302
    assert fresh(draft).need_short == ""
