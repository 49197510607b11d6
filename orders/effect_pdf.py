"""The effect report as an accessible PDF, in the look of the agreement's own print."""

import datetime

from django.template.loader import render_to_string
from django.utils import translation

from agreements.models import Agreement
from agreements.pdf.library import check_available
from agreements.pdf.render import LANGUAGE, VARIANT, stylesheet
from orders.selectors.agreement_effect import Effect

# The report carries no fingerprint in its foot, and tables of numbers.
_OWN_STYLE = """
@page { @bottom-left { content: string(line); } }
h2 { margin-top: 8mm; }
table { width: 100%; border-collapse: collapse; font-size: 9pt; line-height: 13pt; }
th, td { padding: 1.6mm 3mm 1.6mm 0; text-align: left; vertical-align: top; font-weight: 400; }
th, td { border-bottom: 0.6pt solid #dcdcdc; }
thead th { color: #595959; font-size: 8pt; line-height: 12pt; border-bottom-color: #8e8e8e; }
.num { text-align: right; padding-right: 0; padding-left: 3mm; }
tr { break-inside: avoid; }
tfoot th, tfoot td { font-weight: 600; }
.note { margin-top: 6mm; }
"""


def effect_pdf(agreement: Agreement, effect: Effect, *, company: str, now: datetime.datetime) -> bytes:
    """The file. Raises agreements.pdf.library.PdfUnavailable where system libraries are missing."""
    check_available()
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from agreements.pdf.fetcher import StaticFetcher

    with translation.override(LANGUAGE):
        html = render_to_string(
            "orders/agreement_effect_pdf.html",
            {"agreement": agreement, "effect": effect, "company": company, "now": now},
        )
    fetcher, fonts = StaticFetcher(), FontConfiguration()
    css = CSS(string=stylesheet() + _OWN_STYLE, url_fetcher=fetcher, font_config=fonts)
    written: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[css], font_config=fonts, pdf_variant=VARIANT
    )
    return written
