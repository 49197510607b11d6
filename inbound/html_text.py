"""The text of an HTML mail, as a person reads it. Nothing of its markup, style or script is left. Pure."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset({"head", "script", "style", "template", "title", "object", "svg", "math", "noscript"})
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u200b\u200c\ufeff]+")
MOST_OPEN = 200  # deeper markup is read on without its meaning


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []
        self.quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and len(self.silent) < MOST_OPEN:
            self.silent.append(tag)
        if self.silent:
            return
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n")
            if tag == "blockquote":
                self.quotes += 1
                self.parts.append("\x00")
            elif tag == "li":
                self.parts.append("- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                while self.silent.pop() != tag:
                    pass
            return
        if tag == "blockquote" and self.quotes:
            self.quotes -= 1
            self.parts.append("\x01")
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))


def text_of(html: str) -> str:
    """`html` as lines; what is in a blockquote begins with "> ". Never raises."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # what was read so far stands
    lines, depth = [], 0
    for line in "".join(reader.parts).split("\n"):
        depth += line.count("\x00")
        words = _SPACES.sub(" ", line.replace("\x00", "").replace("\x01", "")).strip()
        lines.append(f"> {words}".rstrip() if depth and words else words)
        depth = max(depth - line.count("\x01"), 0)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
