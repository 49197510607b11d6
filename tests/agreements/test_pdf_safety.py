"""What is typed is printed as typed, and a print reads nothing but our own static files."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from agreements.document import DocumentText
from agreements.enums import PdfKind
from agreements.pdf.fetcher import RefusedAddress, StaticFetcher, static_file
from agreements.pdf.render import pdf_html, pdf_write
from tests.agreements.printing import pages_of, print_of, read, signed
from tests.agreements.wording import wording

NASTY = (
    "<script>alert(1)</script>",
    '<link rel="attachment" href="file:///etc/passwd">',
    "<style>@import url(http://127.0.0.1:9/x.css)</style>",
    '"><img src="http://127.0.0.1:9/x.png">',
    "</p></div></section></body></html>",
    "=HYPERLINK(A1)",
    "{{ printed.hash }}{% include 'x' %}",
    "&lt;b&gt;fed&lt;/b&gt;",
    "} * { display: none } /*",
)


def squeezed(text: str) -> str:
    """Without any white space: a long text is broken over lines."""
    return "".join(text.split())


def filled_with(text: str) -> DocumentText:
    """The same text in every field that comes from people."""
    document = wording()
    names = {"title", "company", "need_short", "need_long", "extra_terms", "follow_up", "period", "places"}
    assert names <= {field.name for field in fields(document)}
    parties = tuple(
        replace(one, name=text, contact=text, title=text, area=text if one.area else "")
        for one in document.parties
    )
    groups = (replace(document.groups[0], ticked=(f"Andet: {text}",)), *document.groups[1:])
    return replace(document, parties=parties, groups=groups, **dict.fromkeys(names, text))


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("kind", [PdfKind.DOCUMENT, PdfKind.SIGNED])
def test_typed_text_is_printed_as_it_was_typed(text: str, kind: str) -> None:
    document = filled_with(text)
    html = pdf_html(print_of(document, kind))
    for tag in ("<script", "<link", "<style", "<img"):
        assert tag not in html
    content, _pages = pdf_write(html)
    found = squeezed("".join(pages_of(content)))
    # Two for each block, and each of the other fields at least once.
    assert found.count(squeezed(text)) >= 8 + 2 * len(document.parties)
    assert "/EmbeddedFiles" not in str(read(content).trailer["/Root"])


def test_signatures_names_cannot_become_markup() -> None:
    from agreements.pdf.content import printed

    document = wording()
    evil = [replace(one, name=NASTY[0], title=NASTY[1], email=NASTY[3]) for one in signed(document)]
    html = pdf_html(printed(kind=PdfKind.SIGNED, document=document, signatures=evil))
    assert "<script" not in html
    assert "<link" not in html
    assert "&lt;script&gt;" in html


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A real server on this machine that notes what is asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", asked
    listening.shutdown()
    thread.join()
    listening.server_close()


WAYS = (
    '<img src="{url}" alt="x">',
    '<link rel="stylesheet" href="{url}">',
    '<object data="{url}"></object>',
    '<style>@import url("{url}");</style>',
    '<style>p {{ background: url("{url}") }}</style>',
    '<style>@font-face {{ font-family: F; src: url("{url}") }} p {{ font-family: F }}</style>',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["http", "file"])
def test_even_markup_of_our_own_could_read_nothing_outside(
    way: str, kind: str, server: tuple[str, list[str]], tmp_path: Path
) -> None:
    """The fetcher alone: the print stops (or the address is never read), and nothing comes into the file."""
    address, asked = server
    secret = tmp_path / "hemmeligt.txt"
    secret.write_text("hemmeligt-indhold", encoding="utf-8")
    url = f"{address}/{kind}" if kind == "http" else secret.as_uri()
    html = f"<html lang=da><head><title>x</title></head><body><p>x</p>{way.format(url=url)}</body></html>"
    try:
        content, _pages = pdf_write(html)
    except FatalURLFetchingError:
        content = b""
    assert asked == []
    assert b"hemmeligt-indhold" not in content
    if content:
        assert not read(content).attachments


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "https://localhost/",
        "ftp://localhost/x",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        " file:///etc/passwd",
        "static:../../etc/passwd",
        "static:ui/../../../../etc/passwd",
        "static:/etc/passwd",
        "static:ui/jo.js",
        "static:htmx/htmx.min.js",
        "static:ui/findes-ikke.svg",
        "ui/pdf-box-on.svg",
    ],
)
def test_the_fetcher_refuses(url: str) -> None:
    with pytest.raises((RefusedAddress, ValueError)):
        StaticFetcher().fetch(url)


def test_the_fetcher_reads_our_static_files_and_data() -> None:
    assert b"<svg" in StaticFetcher().fetch("static:ui/pdf-box-on.svg").read()
    assert StaticFetcher().fetch("data:text/plain,abc").read() == b"abc"
    assert static_file("dkfds/fonts/IBMPlexSans/complete/ttf/IBMPlexSans-Regular.ttf").is_file()
