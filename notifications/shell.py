"""The HTML of a mail, made from its text: the text stays the truth, and nobody has to write a mail twice. Pure.

Blank lines part paragraphs; "- " begins a point; a line "Svar her: https://…" is a press, the first of them a button.
One column that fits a phone; no image, font or style from elsewhere, so nothing is fetched when it is read; light and
dark both come from the reader's own program.
"""

import re
from html import escape

from django.utils.translation import get_language, gettext

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]/?")
_PRESS = re.compile(r"(?P<label>[^\n:]{2,60}): (?P<url>https?://\S+)")
_POINT = re.compile(r"[-•] (?P<text>.+)")

_FONT = "font-family:'IBM Plex Sans',system-ui,-apple-system,'Segoe UI',Arial,sans-serif"
_PARAGRAPH = "margin:0 0 16px"
# Programs that know no media query keep the light colours, which stand at the elements themselves.
_STYLE = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background: #1a1a1a !important; }
  .sheet { background: #242424 !important; border-color: #4d4d4d !important; }
  .ink { color: #f2f2f2 !important; }
  .quiet { color: #c7c7c7 !important; }
  .link { color: #8cc4ff !important; }
  .press { background: #8cc4ff !important; color: #12263d !important; }
}
"""


def html_of(subject: str, text: str) -> str:
    """A whole HTML document that says what `text` says."""
    found = [_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    body = _first_is_a_button("\n".join(found))
    language = escape(get_language() or "da")
    name = escape(gettext("Jobordre på tværs"))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="supported-color-schemes" content="light dark">\n'
        f"<title>{escape(subject)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f'<body class="ground" style="margin:0;padding:0;background:#f5f5f5;{_FONT}">\n'
        '<div class="sheet" style="max-width:600px;margin:24px auto;background:#ffffff;border:1px solid #dcdcdc;'
        'border-radius:4px">\n'
        '<main class="ink" style="padding:8px 24px 12px;font-size:16px;line-height:24px;color:#1a1a1a;'
        f'overflow-wrap:anywhere;{_FONT}">\n'
        '<p class="quiet" style="margin:0;padding:12px 0 0;font-size:14px;line-height:20px;color:#454545">'
        f"<strong>{name}</strong></p>\n"
        f'<h1 style="margin:8px 0 16px;font-size:22px;line-height:28px">{escape(subject)}</h1>\n'
        f"{body}\n</main>\n</div>\n</body>\n</html>\n"
    )


def _block(block: str) -> str:
    """One paragraph, its points and presses, in the order in which they stand."""
    made: list[str] = []
    lines: list[str] = []
    points: list[str] = []

    def flush() -> None:
        if lines:
            made.append(f'<p style="{_PARAGRAPH}">{"<br>".join(lines)}</p>')
        if points:
            inner = "".join(f'<li style="margin:0 0 4px">{point}</li>' for point in points)
            made.append(f'<ul style="{_PARAGRAPH};padding-left:24px">{inner}</ul>')
        lines.clear()
        points.clear()

    for line in block.splitlines():
        press, point = _PRESS.fullmatch(line.strip()), _POINT.fullmatch(line.strip())
        if press:
            flush()
            made.append(_press(press["label"], press["url"]))
        elif point:
            if lines:
                flush()
            points.append(_linked(point["text"]))
        else:
            if points:
                flush()
            lines.append(_linked(line.rstrip()))
    flush()
    return "\n".join(made)


def _press(label: str, url: str) -> str:
    return (
        f'<p style="{_PARAGRAPH}"><a class="link" style="color:#004d99;font-weight:600" '
        f'href="{escape(url)}">{escape(label)}</a></p>'
    )


def _first_is_a_button(body: str) -> str:
    """A mail has one thing to do; the other presses stay links."""
    return body.replace(
        '<a class="link" style="color:#004d99;font-weight:600" ',
        '<a class="press" style="display:inline-block;padding:12px 20px;border-radius:4px;background:#004d99;'
        'color:#ffffff;font-weight:600;text-decoration:none" ',
        1,
    )


def _linked(line: str) -> str:
    """A line with its addresses as links; everything else is text, whatever it looks like."""
    made, end = [], 0
    for found in _URL.finditer(line):
        made.append(escape(line[end : found.start()]))
        url = escape(found[0])
        made.append(f'<a class="link" style="color:#004d99" href="{url}">{url}</a>')
        end = found.end()
    return "".join([*made, escape(line[end:])])
