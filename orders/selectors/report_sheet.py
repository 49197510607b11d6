"""A report as a spreadsheet."""

import csv
import io

from django.utils.translation import gettext as _

from orders.selectors.report_page import ReportPage
from orders.selectors.sla_rows import harmless
from ui import danish


def report_sheet(page: ReportPage) -> str:
    """The tables with semicolons, UTF-8 with a byte order mark; no cell can be a formula. No queries."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")

    def write(*cells: object) -> None:
        writer.writerow([harmless(str(cell)) for cell in cells])

    report = page.report
    write(_("Rapport"), report.title, *report.chosen)
    write(_("Periode"), report.first.isoformat(), report.last.isoformat())
    write(_("Opgjort"), f"{danish.local(report.counted_at):%Y-%m-%d %H:%M}")
    write(_("I alt"), report.total.kept, report.total.total)
    for table in page.tables:
        writer.writerow([])
        write(table.title)
        write(table.first_head, *(head for column in table.columns for head in column.sheet))
        for row in table.rows:
            write(row.title, *(value for cell in row.cells for value in cell.raw))
    return "\ufeff" + out.getvalue()
