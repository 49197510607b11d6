"""The open vacancies for search engines: what anybody may read, by its own address."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from postings.public import EVERYBODY, addresses, changed_at

# An address, and when what stands there was last written.
Item = tuple[str, datetime.datetime]


class Vacancies(Sitemap):
    """The list, and each vacancy that can be applied for."""

    limit = 50_000

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """The product's own address, whatever name a request came by."""
        return urlsplit(settings.BASE_URL).netloc

    def items(self) -> list[Item]:
        vacancies = [(reverse("postings:posting", args=[uuid]), changed) for uuid, changed in addresses()]
        return [(EVERYBODY.path("list"), changed_at(EVERYBODY)), *vacancies]

    def location(self, item: Item) -> str:
        return item[0]

    def lastmod(self, item: Item) -> datetime.datetime:
        return item[1]
