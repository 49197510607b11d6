"""Whether this machine can make PDF files. Everything else of the product runs without."""

import ctypes

from django.utils.translation import gettext as _

# WeasyPrint loads these from the system (Linux, then macOS); no Python package brings them.
LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
}


class PdfUnavailable(RuntimeError):
    """The text is Danish and can be shown."""


def missing_libraries() -> list[str]:
    """The Debian packages that are missing. Asked every time: once they are installed, no restart is needed."""
    return [package for package, names in LIBRARIES.items() if not any(_loads(name) for name in names)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def unavailable_text() -> str:
    """One sentence for the user and for the people who run the server; "" when PDF files can be made."""
    missing = missing_libraries()
    if not missing:
        return ""
    return _("PDF-filer kan ikke dannes på denne server, før driften har installeret %s.") % ", ".join(
        missing
    )


def check_available() -> None:
    """Raises PdfUnavailable with the sentence."""
    if text := unavailable_text():
        raise PdfUnavailable(text)
