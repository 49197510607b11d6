"""Which static files are published: those a page can ask for, not everything the packages carry.

DKFDS' package has 500 files and Django REST framework brings its browsable pages' own; compressing all of them makes
the first start half a minute longer, and every published file is one more that can be fetched.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from posixpath import join, normpath
from typing import Any, Final

from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder

# Per prefix in STATICFILES_DIRS: files, and stylesheets whose own references are published with them.
WANTED: Final[dict[str, re.Pattern[str]]] = {
    "dkfds": re.compile(
        r"css/dkfds\.min\.css(\.map)?"
        r"|fonts/IBMPlexSans/split/woff2/IBMPlexSans-(Regular|Medium|SemiBold|Bold)-Latin[12]\.woff2"
    ),
    "htmx": re.compile(r"htmx\.min\.js"),
}
STYLESHEETS: Final = {"dkfds": "css/dkfds.min.css"}
# Of the apps: our own, and the login library's scripts for passkeys.
APPS: Final = frozenset({"ui", "allauth.account", "allauth.mfa"})
_REFERENCE: Final = re.compile(r"url\(([^)]+)\)")


@cache
def references(stylesheet: Path) -> frozenset[str]:
    """The files that a stylesheet names in url(), relative to its package's root."""
    folder = stylesheet.parent.name
    text = stylesheet.read_text(encoding="utf-8")
    return frozenset(normpath(join(folder, name.strip("'\""))) for name in _REFERENCE.findall(text))


class PackagesFinder(FileSystemFinder):
    """STATICFILES_DIRS, reduced to what is used. A prefix that is not named in WANTED is published whole."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns):
            prefix = getattr(storage, "prefix", "") or ""
            if self._is_wanted(prefix, str(path), Path(storage.path(""))):
                yield path, storage

    @staticmethod
    def _is_wanted(prefix: str, path: str, root: Path) -> bool:
        if prefix not in WANTED or WANTED[prefix].fullmatch(path):
            return True
        return prefix in STYLESHEETS and path in references(root / STYLESHEETS[prefix])


class AppsFinder(AppDirectoriesFinder):
    """The `static` folders of the apps in APPS."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names or sorted(APPS), *args, **kwargs)
