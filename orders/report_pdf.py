"""Reports as accessible PDF files, in the look of the agreement's own print."""

from django.template.loader import render_to_string
from django.utils import translation

from agreements.pdf.library import check_available
from agreements.pdf.render import LANGUAGE, pdf_write

# A report carries no fingerprint in its foot, and tables of numbers.
_STYLE = """
@page { @bottom-left { content: string(line); } }
h2 { margin-top: 8mm; }
table { width: 100%; border-collapse: collapse; font-size: 9pt; line-height: 13pt; }
th, td { padding: 1.6mm 3mm 1.6mm 0; text-align: left; vertical-align: top; font-weight: 400; }
th, td { border-bottom: 0.6pt solid #dcdcdc; }
thead th { color: #595959; font-size: 8pt; line-height: 12pt; border-bottom-color: #8e8e8e; vertical-align: bottom; }
.num { text-align: right; padding-right: 0; padding-left: 3mm; }
tr { break-inside: avoid; }
tfoot th, tfoot td { font-weight: 600; }
.note { margin-top: 6mm; }
.matrix { table-layout: fixed; hyphens: auto; }
.matrix th:first-child { width: 28mm; }
td .second { display: block; font-size: 8pt; line-height: 11pt; color: #595959; }
.under { font-weight: 700; }
.brief { margin-top: 6mm; }
.brief > div { display: flex; padding: 2mm 0; border-bottom: 0.6pt solid #dcdcdc; }
.brief dt { width: 38mm; color: #595959; }
.brief dd { flex: 1 1 0; }
.brief dd b { font-weight: 600; }
.agenda p { margin-top: 1mm; }
.lines { break-inside: avoid; }
.lines hr { margin: 0; height: 10mm; border: 0; border-bottom: 0.6pt solid #8e8e8e; }
"""


def report_pdf(template: str, **context: object) -> bytes:
    """The file of one template. Raises agreements.pdf.library.PdfUnavailable where system libraries are missing."""
    check_available()
    with translation.override(LANGUAGE):
        html = render_to_string(template, context)
    content, _pages = pdf_write(html, style=_STYLE)
    return content
