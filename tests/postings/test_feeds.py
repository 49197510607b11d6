"""Feeds for other systems, read by parsers that know nothing of us."""

import datetime
import json
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.services.orders import LineData
from postings.models import Posting
from postings.public import PAGE
from postings.services.posting import posting_withdraw
from tests.factories import orders as make
from tests.factories import postings
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
TERMS = "{http://purl.org/dc/terms/}"
NASTY = "Kok & <tjener> \"til\" 'køkken' ]]> æøå"


@pytest.fixture
def mette():
    return make.consultant("Horsens")


def test_rss_is_valid_xml_with_stable_ids(mette, settings) -> None:
    posting = postings.posting(mette, make.order(mette), title=NASTY, description="<b>Ikke fed</b> & 3 < 4")
    answer = Client().get("/ledige-stillinger/feed.xml")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)  # noqa: S314  (our own text)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    channel = root.find("channel")
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert channel.findtext(name), name
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    links = {link.get("rel"): link.get("href") for link in channel.findall(f"{ATOM}link")}
    assert links["self"] == f"{settings.BASE_URL}/ledige-stillinger/feed.xml" and "next" not in links
    (item,) = channel.findall("item")
    address = f"{settings.BASE_URL}/ledige-stillinger/{posting.uuid}/"
    assert (item.findtext("title"), item.findtext("link"), item.findtext("guid")) == (NASTY, address, address)
    assert item.find("guid").get("isPermaLink") == "true"
    assert "<b>Ikke fed</b> & 3 < 4" in item.findtext("description")
    assert parsedate_to_datetime(item.findtext("pubDate")) == posting.published_at.replace(microsecond=0)
    assert item.findtext(f"{TERMS}valid").startswith("end=")
    # The same reader finds the same id after a correction.
    with acting_as(mette):
        order = posting.order
    postings.posting(mette, order, number=1, title="Rettet")
    root = ElementTree.fromstring(Client().get("/ledige-stillinger/feed.xml").content)  # noqa: S314
    assert root.findtext("channel/item/guid") == address


def test_json_feed(mette, settings) -> None:
    posting = postings.posting(mette, make.order(mette), title=NASTY)
    answer = Client().get("/ledige-stillinger/feed.json")
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert item["id"] == item["url"] == f"{settings.BASE_URL}/ledige-stillinger/{posting.uuid}/"
    assert item["title"] == NASTY
    job = item["_job_posting"]
    assert job["@type"] == "JobPosting" and job["jobLocation"]["address"]["addressLocality"] == "Horsens"
    assert datetime.datetime.fromisoformat(job["validThrough"]).hour == 23
    assert datetime.datetime.fromisoformat(item["date_published"]) == posting.published_at.replace(
        microsecond=0
    )


def test_a_reader_that_has_it_gets_304_until_something_changes(mette) -> None:
    order = make.order(mette)
    posting = postings.posting(mette, order)
    client, path = Client(), "/ledige-stillinger/feed.json"
    first = client.get(path)
    tag, stamp = first["ETag"], first["Last-Modified"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    assert client.get(path, headers={"if-modified-since": stamp}).status_code == 304
    same = client.get(path, headers={"if-none-match": f"W/{tag}"})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    with acting_as(mette):
        posting_withdraw(actor=mette, posting=posting, reason="Fortrudt")
    again = client.get(path, headers={"if-none-match": tag})
    assert again.status_code == 200 and again["ETag"] != tag and json.loads(again.content)["items"] == []


def test_a_deadline_that_passes_at_midnight_is_a_change_too(mette) -> None:
    posting = postings.posting(mette, make.order(mette))
    long_ago = timezone.now() - datetime.timedelta(days=30)
    with as_owner():
        Posting.objects.filter(pk=posting.pk).update(changed_at=long_ago, published_at=long_ago)
    client, path = Client(), "/ledige-stillinger/feed.xml"
    before = parsedate_to_datetime(client.get(path)["Last-Modified"])
    assert abs(before - long_ago) < datetime.timedelta(seconds=2)
    yesterday = local_date(timezone.now()) - datetime.timedelta(days=1)
    with as_owner():
        Posting.objects.filter(pk=posting.pk).update(apply_by=yesterday)
    after = client.get(path)
    assert parsedate_to_datetime(after["Last-Modified"]) > before
    assert b"<item>" not in after.content


def test_feeds_are_paged_and_each_vacancy_comes_once(mette) -> None:
    order = make.order(mette, lines=tuple(_lines(PAGE + 3)))
    with acting_as(mette):
        lines = list(order.lines.order_by("position"))
    for line in lines:
        postings.posting(mette, order, line=line, title=f"Nr. {line.position}")
    client, address, seen = Client(), "/ledige-stillinger/feed.json", []
    while address:
        feed = json.loads(client.get(address).content)
        seen += [item["id"] for item in feed["items"]]
        address = feed.get("next_url", "").partition("://")[2].partition("/")[2]
        address = f"/{address}" if address else ""
    assert len(seen) == len(set(seen)) == PAGE + 3
    assert client.get("/ledige-stillinger/?side=2").status_code == 200
    for wrong in ("0", "3", "-1", "x", "²", "9" * 30, ""):
        assert client.get("/ledige-stillinger/", {"side": wrong}).status_code == 404, wrong


def _lines(many: int):
    return [LineData(occupation=f"montører {n}", places=1) for n in range(many)]


def test_a_jobcentres_own_feed(mette) -> None:
    bo = make.consultant("Odder")
    postings.posting(mette, make.order(mette), title="I Horsens")
    postings.posting(bo, make.order(bo), title="I Odder")
    path = f"/ledige-stillinger/hos/{bo.organisation_uuid}/"
    titles = [item["title"] for item in json.loads(Client().get(f"{path}feed.json").content)["items"]]
    assert titles == ["I Odder"]
    page = Client().get(path).content.decode()
    assert "I Odder" in page and "I Horsens" not in page
    assert Client().get(f"/ledige-stillinger/hos/{make.order(mette).uuid}/feed.xml").status_code == 404
