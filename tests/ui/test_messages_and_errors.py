"""Messages that can be taken back, and error pages that stand alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import RequestFactory

from ui import errors
from ui.messages import undo_message, undo_parts


@pytest.fixture
def request_with_messages():
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    return request


def test_undo_message_knows_its_address_and_its_time(request_with_messages):
    before = datetime.now(UTC)
    undo_message(request_with_messages, "Sendt til Odder.", "/fortryd/7/", seconds=10)
    (message,) = get_messages(request_with_messages)
    url, seconds = undo_parts(message, before)
    assert url == "/fortryd/7/"
    assert 9 <= seconds <= 11
    assert undo_parts(message, before + timedelta(seconds=30))[1] < 0


def test_undo_bar_is_a_form_while_there_is_time_and_a_plain_message_after(request_with_messages, monkeypatch):
    undo_message(request_with_messages, "Sendt til Odder.", "/fortryd/7/")
    stored = list(get_messages(request_with_messages))
    html = render_to_string("components/messages.html", {"messages": stored, "csrf_token": "t"})
    assert 'action="/fortryd/7/"' in html
    assert 'role="status"' in html
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.now(UTC) + timedelta(minutes=1))
    late = render_to_string("components/messages.html", {"messages": stored, "csrf_token": "t"})
    assert "Sendt til Odder." in late
    assert "<form" not in late


def test_ordinary_message_is_not_an_undo(request_with_messages):
    from django.contrib import messages

    messages.error(request_with_messages, "Nej <b>tak</b>")
    (message,) = get_messages(request_with_messages)
    assert undo_parts(message, datetime.now(UTC)) == ("", 0)
    html = render_to_string("components/messages.html", {"messages": [message], "csrf_token": "t"})
    assert 'role="alert"' in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "Adressen kan ikke læses"),
        (errors.permission_denied, 403, "Det har du ikke lov til"),
        (errors.page_not_found, 404, "Siden findes ikke"),
        (errors.too_many_requests, 429, "For mange forsøg"),
        (errors.server_error, 500, "Noget gik galt hos os"),
        (errors.csrf_failure, 403, "Siden var for gammel"),
    ],
)
def test_error_pages_need_no_database_and_no_session(view, status: int, words: str):
    # No `db` fixture: a query would fail this test.
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    html = response.content.decode()
    assert words in html
    assert "ui/jo" in html


def test_only_a_sentence_meant_for_the_user_is_shown():
    request = RequestFactory().get("/")
    told = errors.permission_denied(
        request, PermissionDenied("Kun tovholderen kan lukke ordren.")
    ).content.decode()
    assert "Kun tovholderen kan lukke ordren." in told
    hidden = errors.permission_denied(request, PermissionError("row 17 of orders_order")).content.decode()
    assert "orders_order" not in hidden
