"""What cannot be agreed is refused at its field, in words, with everything typed still there."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from agreements import template as templates
from agreements.enums import Area
from tests.agreements.pages import fresh, signed_in, step_url, typed
from tests.factories import agreements, companies, orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return agreements.national_actor()


@pytest.fixture
def client(actor):
    return signed_in(actor)


def post(client, version, step, **changes):
    url = step_url(version.agreement, step)
    return client.post(url, typed(client.get(url)) | changes)


def test_a_period_that_ends_before_it_begins(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    page = post(client, version, "periode", starts_on="2027-01-01", ends_on="2026-12-31")
    assert page.status_code == 422
    assert page.context["form"].errors["ends_on"] == [
        "Perioden slutter, før den begynder. Ret en af datoerne."
    ]
    assert page.context["form"]["starts_on"].value() == "2027-01-01"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"interval": "andet", "meeting_months": "", "meeting_text": "Når det passer"}, "meeting_months"),
        ({"interval": "andet", "meeting_months": "99"}, "meeting_months"),
        ({"interval": "12"}, "interval"),
        ({"starts_on": "31.2.2027"}, "starts_on"),
        ({"starts_on": "20226-01-01"}, "starts_on"),
        ({"first_meeting_on": "1.1.2020"}, "first_meeting_on"),
        ({"sign_in_order": "baglæns"}, "sign_in_order"),
    ],
)
def test_dates_and_intervals_that_cannot_be(client, actor, changes, field) -> None:
    version = agreements.agreement_draft(actor=actor)
    page = post(client, version, "periode", **changes)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert fresh(version).revisions == {}


def test_what_does_not_count_is_not_judged(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    assert post(client, version, "periode", interval="3", meeting_months="ni").status_code == 302
    answer = post(client, version, "tovholdere", **{"tovholder-0-municipalities": "Oder"})
    assert answer["Location"] == step_url(version.agreement, "partnere")


def test_a_region_without_a_tovholder_is_told_at_once_and_cannot_be_sent(client, actor) -> None:
    company = companies.company()
    companies.workplace(company, code="4600", name="Køgeværket")
    agreements.eastern()
    version = agreements.agreement_draft(company, actor=actor)
    answer = post(client, version, "tovholdere", **{"tovholder-0-area": Area.WEST})
    assert answer["Location"] == step_url(version.agreement, "tovholdere")
    page = client.get(answer["Location"])
    sentence = "Ingen tovholder dækker Køge, hvor virksomheden har arbejdspladsen Køgeværket."
    assert sentence in page.content.decode()
    preview = client.get(reverse("agreements:preview", args=[version.agreement.uuid]))
    assert sentence in preview.context["faults"]
    assert 'action="' + preview.context["send_url"] not in preview.content.decode()


def test_two_tovholders_for_one_municipality(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    row = {
        "antal": "2",
        "tovholder-1-organisation": str(orders.jobcenter("Odder").uuid),
        "tovholder-1-area": Area.MUNICIPALITIES,
        "tovholder-1-municipalities": "Odder, Horsens Kommune",
        "tovholder-1-contact_name": "Bo Winther",
        "tovholder-1-contact_email": "bo@odder.example",
    }
    answer = post(client, version, "tovholdere", **row)
    page = client.get(answer["Location"])
    assert "Jobcenter Horsens og Jobcenter Odder er begge tovholder for" in page.content.decode()


@pytest.mark.parametrize(
    ("typed_names", "sentence"),
    [
        ("Horsns", "“Horsns” er ikke en kommune. Mente du Horsens?"),
        ("<script>", "“&lt;script&gt;” er ikke en kommune."),
        ("", "Skriv de kommuner, som tovholderen svarer for."),
    ],
)
def test_municipalities_that_are_none(client, actor, typed_names, sentence) -> None:
    version = agreements.agreement_draft(actor=actor)
    changes = {"tovholder-0-area": Area.MUNICIPALITIES, "tovholder-0-municipalities": typed_names}
    page = post(client, version, "tovholdere", **changes)
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_the_same_signer_twice(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    tovholder = next(p for p in fresh(version).the_parties if p.is_tovholder)
    email = tovholder.contact_email.upper()
    page = post(client, version, "partnere", **{"virksomhed-contact_email": email})
    assert page.status_code == 422
    assert "er allerede underskriver for en anden part" in page.content.decode()
    assert page.context["form"].company["contact_email"].value() == email


def test_the_same_tovholder_twice(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    row = {
        "antal": "2",
        "tovholder-1-organisation": str(orders.jobcenter("Horsens").uuid),
        "tovholder-1-area": Area.EAST,
        "tovholder-1-contact_name": "En anden",
        "tovholder-1-contact_email": "en.anden@horsens.example",
    }
    page = post(client, version, "tovholdere", **row)
    assert "Jobcenter Horsens står der to gange" in page.content.decode()


def test_a_stranger_cannot_be_made_a_party(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    other = companies.company("Et helt andet firma").organisation
    page = post(client, version, "tovholdere", **{"tovholder-0-organisation": str(other.uuid)})
    assert page.status_code == 422
    assert "organisation" in page.context["form"].rows[0].errors


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> =HYPERLINK("x")'


def test_markup_in_any_text_is_text(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    assert (
        post(client, version, "behov", title=HOSTILE, need_short=HOSTILE, need_long=HOSTILE).status_code
        == 302
    )
    content = {"other-text": HOSTILE, "other": "on", "extra_terms": HOSTILE}
    assert post(client, version, "indhold", **content).status_code == 302
    rows = {"tovholder-0-contact_name": HOSTILE, "tovholder-0-contact_title": HOSTILE}
    assert post(client, version, "tovholdere", **rows).status_code == 302
    own = {"interval": "andet", "meeting_text": HOSTILE, "meeting_months": "4"}
    assert post(client, version, "periode", **own).status_code == 302
    pages = [
        step_url(version.agreement, name)
        for name in ("behov", "indhold", "tovholdere", "periode", "gennemse")
    ]
    pages += [
        reverse("agreements:agreement", args=[version.agreement.uuid]),
        reverse("agreements:document", args=[version.agreement.uuid, 1]),
        reverse("agreements:list"),
        reverse("companies:detail", args=[version.agreement.company.uuid]),
    ]
    for url in pages:
        text = client.get(url).content.decode()
        assert "alert(1)" in text, url
        assert "<script>alert" not in text and "<img src=x" not in text, url


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "x" * 3001])
def test_texts_that_cannot_be_kept(client, actor, text) -> None:
    version = agreements.agreement_draft(actor=actor)
    page = post(client, version, "behov", need_short=text, need_long="Det her er i orden")
    assert page.status_code == 422
    assert "Det her er i orden" in page.content.decode()


def test_lengths_outside_the_limits_and_an_other_without_words(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    page = post(client, version, "indhold", **{"goal-D4": "16", "extra_terms": "Beholdes"})
    assert page.context["form"].errors["goal-D4"] == ["Skriv et tal mellem 1 og 15."]
    assert "Beholdes" in page.content.decode()
    page = post(client, version, "indhold", other="on")
    assert page.context["form"].errors["other-text"]


def test_a_tick_that_was_there_is_taken_away_with_its_text(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor, ticks={"other": "Noget", "ordinary": ""})
    url = step_url(version.agreement, "indhold")
    values = typed(client.get(url))
    del values["other"]
    client.post(url, values)
    assert fresh(version).the_ticks == {"ordinary": ""}


def test_an_abolished_scheme_can_no_longer_be_ticked(client, actor, monkeypatch) -> None:
    form = templates.template(2)
    ended = tuple(
        replace(item, valid_to=datetime.date(2026, 6, 1)) if item.code == "job_rotation" else item
        for item in form.items
    )
    monkeypatch.setattr(templates, "_BY_NUMBER", {2: replace(form, items=ended)})
    version = agreements.agreement_draft(actor=actor)
    page = client.get(step_url(version.agreement, "indhold"))
    assert "Jobrotation" not in page.content.decode()
    page = post(client, version, "indhold", job_rotation="on")
    assert page.status_code == 422
    assert "“Jobrotation” kan ikke længere aftales: ordningen er ophørt." in page.content.decode()


def test_hostile_counts_of_rows_do_no_harm(client, actor) -> None:
    version = agreements.agreement_draft(actor=actor)
    for count in ("999999999", "-1", "x", "1e9", ""):
        page = post(client, version, "partnere", antal=count, tilfoej="1")
        assert page.status_code == 200 and len(page.context["form"].rows) <= 15
