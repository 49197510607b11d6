"""From what is to be printed to the bytes of an accessible PDF (PDF/UA-1: tagged, titled, in Danish)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from agreements.pdf.content import Printed
from agreements.pdf.library import check_available

VARIANT = "pdf/ua-1"
LANGUAGE = "da"


def no_progress(percent: int) -> None:
    """For callers to whom nobody listens."""


@cache
def stylesheet() -> str:
    """The print's own CSS: A4 pages, the product's fonts and colours."""
    return (Path(__file__).parent / "agreement.css").read_text(encoding="utf-8")


def pdf_html(printed: Printed) -> str:
    """The whole print as one HTML document. Django escapes every text in it."""
    with translation.override(LANGUAGE):
        return render_to_string(
            "agreements/pdf/agreement.html", {"printed": printed, "document": printed.document}
        )


def pdf_write(html: str, *, style: str = "", tell: Callable[[int], None] = no_progress) -> tuple[bytes, int]:
    """The file and its number of pages. `style` is CSS beside the print's own; `tell` hears how far it is, in percent.

    Raises PdfUnavailable where system libraries are missing, and weasyprint.urls.FatalURLFetchingError when the
    document names anything outside our static files.
    """
    check_available()
    # Here, not at the top: the web processes never need it, and machines without Pango must still start.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from agreements.pdf.fetcher import StaticFetcher

    fetcher, fonts = StaticFetcher(), FontConfiguration()
    css = CSS(string=stylesheet() + style, url_fetcher=fetcher, font_config=fonts)
    tell(30)
    laid_out = HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[css], font_config=fonts, pdf_variant=VARIANT
    )
    tell(80)
    content = laid_out.write_pdf(pdf_variant=VARIANT)
    return content, len(laid_out.pages)
