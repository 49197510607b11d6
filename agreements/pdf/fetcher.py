"""What a PDF may read while it is made: our own static files by name, and data inside the document. Nothing else.

WeasyPrint's own fetcher reads any file and asks any server. User text cannot become markup here, so nothing but our
template names an address; a refused one therefore stops the print instead of leaving a hole in it.
"""

from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles import finders
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static:"
TYPES = {".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}
FOLDERS = ("ui/", "dkfds/fonts/")


class RefusedAddress(ValueError):
    """The document named something that is neither a static file of ours nor data of its own."""


class StaticFetcher(URLFetcher):
    """`static:ui/name.svg` is read as Django finds static files; `data:` as it stands; all else is refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, Any] | None = None) -> URLFetcherResponse:
        """Raises RefusedAddress; WeasyPrint turns it into an error that ends the print."""
        scheme = url.partition(":")[0].strip().lower()
        if scheme == "data":
            return super().fetch(url, headers)
        if not url.startswith(SCHEME):
            raise RefusedAddress(f"A PDF may not read {url[:200]}")
        name = url.removeprefix(SCHEME)
        return URLFetcherResponse(url, static_file(name).read_bytes(), {"Content-Type": _type(name)})


def _type(name: str) -> str:
    return TYPES[PurePosixPath(name).suffix]


def static_file(name: str) -> Path:
    """The file behind a static name. Raises RefusedAddress for other folders, other kinds and ways out of a folder."""
    path = PurePosixPath(name)
    if ".." in path.parts or not name.startswith(FOLDERS) or path.suffix not in TYPES:
        raise RefusedAddress(f"A PDF may not read the static file {name[:200]}")
    found = finders.find(name)
    if not isinstance(found, str):
        raise RefusedAddress(f"There is no static file {name[:200]}")
    return Path(found)
