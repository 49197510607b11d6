"""Open vacancies for other systems: JSON Feed 1.1 and RSS 2.0. Pure: the same list gives the same bytes."""

import datetime
import json
from collections.abc import Sequence
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from postings.job_posting import job_posting, valid_through
from postings.public import PublicPosting
from ui import danish


class Feed:
    """One side of a feed: where it stands, what it holds, and where it goes on ("" on the last)."""

    def __init__(
        self,
        *,
        title: str,
        description: str,
        base: str,
        home: str,
        own: str,
        first: str,
        following: str,
        changed_at: datetime.datetime,
        postings: Sequence[PublicPosting],
    ) -> None:
        self.title, self.description, self.base = title, description, base
        self.home, self.own, self.first, self.following = home, own, first, following
        self.changed_at, self.postings = changed_at, postings

    def address(self, posting: PublicPosting) -> str:
        """The vacancy's page, which is also its id: it never changes."""
        return self.base + posting.path

    def as_json(self) -> str:
        document: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "description": self.description,
            "home_page_url": self.base + self.home,
            "feed_url": self.base + self.own,
            "language": "da",
        }
        if self.following:
            document["next_url"] = self.base + self.following
        document["items"] = [self._item(posting) for posting in self.postings]
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def _item(self, posting: PublicPosting) -> dict[str, Any]:
        address = self.address(posting)
        return {
            "id": address,
            "url": address,
            "title": posting.title,
            "summary": danish.plain(posting.summary),
            "content_text": posting.description,
            "date_published": posting.published_at.isoformat(timespec="seconds"),
            "date_modified": posting.changed_at.isoformat(timespec="seconds"),
            "language": posting.language,
            "authors": [{"name": posting.employer}],
            "tags": [f"{posting.postcode} {posting.town}"],
            "_job_posting": job_posting(posting, address),
        }

    def as_rss(self) -> str:
        feed = _Rss(
            title=self.title,
            link=self.base + self.home,
            description=self.description,
            language="da",
            feed_url=self.base + self.own,
            ttl=30,
            following=self.base + self.following if self.following else "",
            first=self.base + self.first,
            changed_at=self.changed_at,
        )
        for posting in self.postings:
            address = self.address(posting)
            feed.add_item(
                title=posting.title,
                link=address,
                description=f"{danish.plain(posting.summary)}\n\n{posting.description}",
                unique_id=address,
                unique_id_is_permalink=True,
                pubdate=posting.published_at,
                categories=[f"{posting.postcode} {posting.town}"],
                author_name=posting.employer,
                valid_through=valid_through(posting.apply_by).isoformat(),
            )
        return str(feed.writeString("utf-8"))


class _Rss(Rss201rev2Feed):
    """RSS with the links of a paged feed (RFC 5005), and the deadline of each vacancy in Dublin Core's word for it."""

    def root_attributes(self) -> dict[str, Any]:
        return {**super().root_attributes(), "xmlns:dcterms": "http://purl.org/dc/terms/"}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, address in (("first", self.feed["first"]), ("next", self.feed["following"])):
            if address:
                handler.addQuickElement(
                    "atom:link", None, {"rel": relation, "href": address, "type": "application/rss+xml"}
                )

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.startElement("dcterms:valid", AttributesImpl({}))
        handler.characters(f"end={item['valid_through']}")
        handler.endElement("dcterms:valid")

    def latest_post_date(self) -> datetime.datetime:
        changed: datetime.datetime = self.feed["changed_at"]
        return changed
