"""A search among open vacancies: by anybody, without a script; the feeds answer the same; search engines get a map."""

import html
import json
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client

from accounts.actor import Actor
from accounts.tenancy import acting_as
from orders.services.orders import LineData
from postings.asking import Asked, UnknownChoice, asked_of, hits_said, is_untidy
from postings.enums import PostingState
from postings.models import Posting
from postings.public import EVERYBODY, LAST_SIDE, PAGE, Found, postings_search
from postings.services.posting import posting_withdraw
from tests.factories import companies, postings
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
LIST = "/ledige-stillinger/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def mette() -> Actor:
    for code, name in (("8300", "Odder"), ("8000", "Aarhus C"), ("5000", "Odense C")):
        companies.postcode(code, name)
    return make.consultant("Horsens")


def post(actor: Actor, title: str, **fields: Any) -> Posting:
    return postings.posting(actor, make.order(actor), title=title, **fields)


def titles(address: str) -> list[str]:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return [row.title for row in answer.context["rows"]]


def text_of(address: str) -> str:
    return html.unescape(" ".join(Client().get(address).content.decode().split()))


def test_every_word_must_stand_in_title_company_or_place(mette: Actor) -> None:
    post(mette, "Smed til værkstedet", employer="Gudenå Maskinfabrik")
    post(mette, "SVEJSER (løntilskud)", postcode_id="8300", employer="Odder Stål")
    post(mette, "Kok 100%", postcode_id="8000", employer="Café_Ærø")
    for asked, found in {
        "smed": ["Smed til værkstedet"],
        "SMED  gudenå": ["Smed til værkstedet"],
        "smed odder": [],
        "8300": ["SVEJSER (løntilskud)"],
        "svejser": ["SVEJSER (løntilskud)"],
        "LØNTILSKUD": ["SVEJSER (løntilskud)"],
        "århus": ["Kok 100%"],
        "aarhus": ["Kok 100%"],
        "cafe_ærø": ["Kok 100%"],
        "100%": ["Kok 100%"],
        "%": ["Kok 100%"],
        "_": ["Kok 100%"],
        "pumper": [],  # stands in the description alone
        "Fabriksvej": [],
        "Karin": [],
    }.items():
        assert titles(f"{LIST}?q={quote(asked)}") == found, asked


def test_a_municipality_and_an_amount_of_work_narrow_the_list(mette: Actor) -> None:
    post(mette, "I Horsens")
    post(mette, "Halv i Odder", postcode_id="8300", work_time="PART_TIME")
    post(mette, "Hel i Odder", postcode_id="8300")
    assert titles(f"{LIST}?kommune=0727") == ["Hel i Odder", "Halv i Odder"]
    assert titles(f"{LIST}?omfang=PART_TIME") == ["Halv i Odder"]
    assert titles(f"{LIST}?kommune=0727&omfang=FULL_TIME&q=hel") == ["Hel i Odder"]
    text = text_of(f"{LIST}?kommune=0727&omfang=PART_TIME&q=halv")
    # What was chosen stays, and the feeds are those of this search.
    assert '<option value="0727" selected>Odder (2)</option>' in text
    assert '<option value="PART_TIME" selected>' in text and 'name="q" type="search" value="halv"' in text
    assert "1 ledig stilling passer på “halv” i Odder, deltid" in text
    assert 'href="/ledige-stillinger/feed.xml?q=halv&kommune=0727&omfang=PART_TIME"' in text
    assert '<meta name="robots" content="noindex, follow">' in text
    # A municipality without vacancies can be asked for and says so.
    assert "Ingen ledige stillinger i Odense." in text_of(f"{LIST}?kommune=0461")


def test_no_hit_offers_the_way_back(mette: Actor) -> None:
    post(mette, "I Horsens")
    text = text_of(f"{LIST}?q=kirurg&kommune=0615")
    assert "Ingen ledige stillinger passer på “kirurg” i Horsens." in text
    assert f'href="{LIST}?q=kirurg"' in text and f'href="{LIST}"' in text
    assert "Ingen stillinger er slået op lige nu" not in text


def test_a_jobcentres_list_is_searched_by_itself(mette: Actor) -> None:
    post(mette, "Smed i Horsens")
    bo = make.consultant("Odder")
    post(bo, "Smed hos Odder")
    path = f"{LIST}hos/{bo.organisation_uuid}/"
    assert titles(f"{path}?q=smed") == ["Smed hos Odder"]
    assert f'action="{path}"' in text_of(path)
    feed = json.loads(Client().get(f"{path}feed.json?q=smed").content)
    assert [item["title"] for item in feed["items"]] == ["Smed hos Odder"]


def test_pages_and_feeds_keep_the_search(mette: Actor) -> None:
    order = make.order(mette, lines=(LineData(occupation="smed", places=1),) * (PAGE + 2))
    with as_owner():
        lines = list(order.lines.order_by("position"))
    for line in lines:
        postings.posting(mette, order, line=line, title="Smed")
    post(mette, "Kok")
    text = text_of(f"{LIST}?q=smed&kommune=0615")
    assert f"{PAGE + 2} ledige stillinger passer på “smed” i Horsens" in text
    assert f'href="{LIST}?q=smed&kommune=0615&side=2"' in text
    assert len(titles(f"{LIST}?q=smed&kommune=0615&side=2")) == 2
    assert f'href="{LIST}?q=smed&kommune=0615" rel="prev"' in text_of(f"{LIST}?q=smed&kommune=0615&side=2")
    first = json.loads(Client().get(f"{LIST}feed.json?q=smed&kommune=0615").content)
    assert len(first["items"]) == PAGE and "“smed” i Horsens" in first["title"]
    assert first["next_url"].endswith("/feed.json?q=smed&kommune=0615&side=2")
    assert first["home_page_url"].endswith(f"{LIST}?q=smed&kommune=0615")
    rss = ElementTree.fromstring(Client().get(f"{LIST}feed.xml?q=kok").content)  # noqa: S314
    assert [item.findtext("title") for item in rss.findall("channel/item")] == ["Kok"]
    assert Client().get(f"{LIST}?q=smed&side=3").status_code == 404
    # Nothing leads beyond the last side that is answered.
    assert Found([], LAST_SIDE * PAGE, LAST_SIDE - 1).has_more
    assert not Found([], LAST_SIDE * PAGE + 1, LAST_SIDE).has_more


@pytest.mark.parametrize(
    "query",
    ["kommune=9999", "kommune=x", "omfang=LIDT", "side=0", "side=x", "kommune=²³¹²"],
)
def test_choices_that_there_are_none_of_are_not_found(mette: Actor, query: str) -> None:
    for path in (LIST, f"{LIST}feed.json", f"{LIST}feed.xml"):
        assert Client().get(f"{path}?{query}").status_code == 404


@pytest.mark.parametrize(
    "text",
    ["%F0%9F%98%80", "'; drop table", "<script>", "a" * 5_000, "a " * 400, "smed%01", "%1B", "%EF%BF%BE"],
)
def test_whatever_is_typed_is_answered(mette: Actor, text: str) -> None:
    post(mette, "Smed")
    for path in (LIST, f"{LIST}feed.json", f"{LIST}feed.xml"):
        answer = Client().get(f"{path}?q={text}")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("application/feed+json") or b"<script>" not in answer.content
        assert not answer.cookies  # nor is anybody followed
        if answer["Content-Type"].startswith("application/rss+xml"):
            ElementTree.fromstring(answer.content)  # noqa: S314


def test_an_untidy_address_becomes_the_tidy_one_and_other_arguments_are_nobodys() -> None:
    answer = Client().get(f"{LIST}?q=smed&kommune=&omfang=")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?q=smed")
    assert Client().get(f"{LIST}?q=&kommune=&omfang=")["Location"] == LIST
    assert Client().get(f"{LIST}?utm_source=mail").status_code == 200
    assert Client().post(f"{LIST}?q=smed").status_code == 405


def test_what_is_asked_is_read_in_one_way() -> None:
    assert asked_of({"q": " Smed \x00 i  byen "}) == Asked("Smed i byen")
    assert asked_of({"q": "En to en TO"}).words == ["en", "to"]
    assert len(asked_of({"q": " ".join("abcdefghijkl")}).words) == 8
    assert asked_of({"q": "x" * 300}).text == "x" * 100
    assert Asked("a b", "0615").address("/x/", 3) == "/x/?q=a+b&kommune=0615&side=3"
    assert Asked().address("/x/") == "/x/" and not Asked().is_anything
    assert is_untidy({"q": ""}) and not is_untidy({"q": "a", "side": ""})
    with pytest.raises(UnknownChoice):
        asked_of({"omfang": "full_time"})
    assert hits_said(1_200, Asked(), "") == "1.200 ledige stillinger"
    assert hits_said(1, Asked(municipality="0615", work_time="PART_TIME"), "Horsens") == (
        "1 ledig stilling i Horsens, deltid"
    )
    assert hits_said(0, Asked(work_time="PART_TIME"), "") == "Ingen ledige stillinger: deltid"


def test_the_number_of_questions_does_not_follow_the_number_of_vacancies(
    mette: Actor, django_assert_max_num_queries: Any
) -> None:
    def asked() -> int:
        with django_assert_max_num_queries(20) as found:
            Client().get(f"{LIST}?q=smed&kommune=0615")
        return len(found)

    post(mette, "Smed")
    few = asked()
    for _number in range(5):
        post(mette, "Smed")
    assert asked() == few
    with acting_as(None), django_assert_max_num_queries(1):
        assert postings_search(EVERYBODY, Asked("smed")).hits == 6


def test_the_map_for_search_engines_has_what_is_open_and_when_it_was_written(
    mette: Actor, settings: Any
) -> None:
    there, gone = post(mette, "Her"), post(mette, "Væk")
    with acting_as(mette):
        posting_withdraw(actor=mette, posting=gone, reason="Fortrudt")
    late = post(mette, "For sent")
    with as_owner():
        Posting.objects.filter(pk=late.pk).update(apply_by="2020-01-01", state=PostingState.PUBLISHED)
    answer = Client().get("/sitemap.xml", headers={"Host": "testserver"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/xml")
    rows = ElementTree.fromstring(answer.content)  # noqa: S314
    found = {row.findtext(f"{SITEMAP}loc"): row.findtext(f"{SITEMAP}lastmod") for row in rows}
    own = f"{settings.BASE_URL}{LIST}{there.uuid}/"
    assert set(found) == {f"{settings.BASE_URL}{LIST}", own}
    assert found[own] == there.changed_at.date().isoformat()
    robots = Client().get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in robots
    assert "Allow: /ledige-stillinger/" in robots and robots.count("Disallow: /\n") == 1


def test_the_map_without_vacancies_is_the_list_alone() -> None:
    rows = ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314
    assert len(rows) == 1
