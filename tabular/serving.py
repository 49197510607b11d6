"""A table as the answer to a request: written piece by piece, on disk beyond a few megabytes."""

import io
import tempfile
from collections.abc import Iterable

from django.http import FileResponse

from tabular.writing import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx

IN_MEMORY = 4 * 1024 * 1024  # bytes
ENDINGS = ("csv", "xlsx")


def sheet_answer(
    lines: Iterable[Iterable[object]], *, name: str, title: str, ending: str
) -> tuple[FileResponse, int]:
    """The file called `name` with these lines, and how many they were (the headings are one).

    `ending` is one of ENDINGS; `title` is the name of a spreadsheet's sheet.
    """
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed by the response)
    if ending == "csv":
        text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        count = write_csv(text, lines)
        text.detach()
    else:
        count = write_xlsx(out, lines, title=title)
    out.seek(0)
    kind = CSV_TYPE if ending == "csv" else XLSX_TYPE
    return FileResponse(out, as_attachment=True, filename=name, content_type=kind), count
