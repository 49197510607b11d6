"""The HTML of a mail says what its text says, and fetches nothing; the headers keep robots from answering."""

from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from notifications.models import OutboxMail
from notifications.shell import html_of
from notifications.smtp import build_message
from tests.helpers.browser import axe_violations, overflowing, screenshot

TEXT = """Jobcenter Horsens spørger, om I kan finde 2 <tømrere> & "svende".

Grund: Egen udsøgning gav ikke nok egnede
Se også https://eksempel.dk/a?b=1&c=2.

I mangler:
- en adresse
- et navn

Svar uden at logge ind: https://jobordre.example/besvar/abc/
Linket kan bruges én gang.

Åbn henvendelsen: https://jobordre.example/henvendelser/1/
"""


class Reader(HTMLParser):
    """What a reader sees, and what the document would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.fetched: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.inside.append(tag)
        if tag in {"img", "link", "script", "iframe", "object", "video", "source"} or "url(" in values.get(
            "style", ""
        ):
            self.fetched.append(tag)
        if tag == "a":
            self.links.append((values["href"], values["class"]))

    def handle_data(self, data: str) -> None:
        if self.inside[-1:] != ["style"] and data.strip():
            self.seen.append(data.strip())


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_it_says_what_the_text_says_and_fetches_nothing() -> None:
    html = html_of("Svar Horsens", TEXT)
    reader = read(html)
    words = " ".join(" ".join(reader.seen).split())
    for part in ('2 <tømrere> & "svende".', "Grund: Egen", "en adresse", "Linket kan bruges én gang."):
        assert part in words
    assert reader.fetched == []
    assert "@import" not in html
    assert reader.links == [
        ("https://eksempel.dk/a?b=1&c=2", "link"),
        ("https://jobordre.example/besvar/abc/", "press"),
        ("https://jobordre.example/henvendelser/1/", "link"),
    ]


@pytest.mark.parametrize(
    "text", ["", "\n", "a" * 5_000, "- ", "Kode: x", "https://", "<script>alert(1)</script>"]
)
def test_any_text_becomes_a_document(text: str) -> None:
    html = html_of(text[:100], text)
    assert "<script>" not in html
    assert html.count("<h1") == 1


def mail(**fields: object) -> OutboxMail:
    values = {"id": uuid4(), "name": "orders.request_received", "recipient": "post@odder.example"}
    values |= {
        "subject": "Svar",
        "text": TEXT,
        "message_id": "<1@jobordre.example>",
        "dated_at": timezone.now(),
    }
    return OutboxMail(**values | fields)


def test_the_headers_keep_robots_from_answering() -> None:
    sent = build_message(mail()).message()
    assert sent["List-Id"] == "<orders.request-received.jobordre.example>"
    assert (sent["Precedence"], sent["Auto-Submitted"]) == ("list", "auto-generated")
    assert sent["X-Auto-Response-Suppress"] == "All"
    assert [part.get_content_type() for part in sent.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    alone = build_message(mail(confidential=True)).message()
    assert alone["List-Id"] is None
    assert alone["Precedence"] is None
    assert alone["Auto-Submitted"] == "auto-generated"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_well_on_a_phone_and_in_the_dark(chromium: Browser, scheme: str) -> None:
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        page.set_content(html_of("Svar Jobcenter Horsens senest mandag kl. 12.30: 2 tømrere", TEXT))
        assert overflowing(page) == []
        assert axe_violations(page) == []
        screenshot(page, f"mail-{scheme}")
    context.close()
