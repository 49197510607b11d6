"""A report as a spreadsheet."""

from django.utils.translation import gettext as _

from orders.selectors.report_page import ReportPage
from tabular.writing import csv_text
from ui import danish


def report_sheet(page: ReportPage) -> str:
    """The tables with semicolons, UTF-8 with a byte order mark; no cell can be a formula. No queries."""
    rows: list[tuple[object, ...]] = []

    def write(*cells: object) -> None:
        rows.append(cells)

    report = page.report
    write(_("Rapport"), report.title, *report.chosen)
    write(_("Periode"), report.first.isoformat(), report.last.isoformat())
    write(_("Opgjort"), f"{danish.local(report.counted_at):%Y-%m-%d %H:%M}")
    write(_("I alt"), report.total.kept, report.total.total)
    for table in page.tables:
        write()
        write(table.title)
        write(table.first_head, *(head for column in table.columns for head in column.sheet))
        for row in table.rows:
            write(row.title, *(value for cell in row.cells for value in cell.raw))
    return csv_text(rows)
