"""From the mail, fetched from a real SMTP server, to the answer in a real browser: it costs two presses."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.tenancy import acting_as
from jobcenters.calendar import NATIONAL
from notifications.delivery import deliver
from notifications.models import OutboxMail
from orders.enums import AnswerKind, ClockState
from orders.models import Clock, OrderEvent, Request
from orders.services.requests import request_withdraw
from tests.helpers.browser import (
    COUNT_PRESSES,
    WebServer,
    axe_violations,
    overflowing,
    presses,
    screenshot,
    web_server,
)
from tests.helpers.committed import Committed, committed, session_role
from tests.notifications.conftest import Mailbox, mailbox
from tests.orders.answering import LINK, YES, asked, link_to

__all__ = ["committed", "mailbox", "web_server"]


def mail_of(mailbox: Mailbox) -> str:
    """What the asked jobcentre reads, when its mail has left by SMTP."""
    with session_role("jo_worker"):
        OutboxMail.objects.filter(name="orders.request_received").update(not_before=timezone.now())
        deliver()
    with session_role("jo_owner"):
        message_id = OutboxMail.objects.get(name="orders.request_received").message_id
    (mail,) = [one for one in mailbox.mails if one["Message-ID"] == message_id]
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def judged(page: Page, name: str) -> None:
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflowing(page) == [], f"{name} at {width} px"
        if width != 320:
            screenshot(page, name)
            assert axe_violations(page) == [], f"{name} at {width} px"


def tab(chromium: Browser, *, script: bool = True) -> Page:
    context = chromium.new_context(
        locale="da-DK", timezone_id="Europe/Copenhagen", java_script_enabled=script
    )
    context.add_init_script(COUNT_PRESSES)
    return context.new_page()


@pytest.mark.browser
def test_the_mail_is_answered_with_two_presses(
    committed: Committed, mailbox: Mailbox, web_server: WebServer, chromium: Browser
) -> None:
    mette, order, request = asked()
    path = LINK.search(mail_of(mailbox))
    assert path
    page = tab(chromium)
    page.goto(web_server.url + path[1])  # the first press is in the mail
    expect(page.get_by_label("Hvor mange?")).to_have_value("1")
    judged(page, "besvar")
    page.get_by_role("button", name="Svar ja, vi kan levere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Svaret er sendt")
    assert 1 + presses(page) == 2
    judged(page, "besvar-sendt")
    page.context.close()
    with acting_as(mette):
        found = Request.objects.get(pk=request.pk)
        assert order.start_on is not None
        by = NATIONAL.previous_working_day(order.start_on)
        assert (found.answer, found.answer_number, found.answer_by) == ("yes", 1, by)
        assert Clock.objects.get(request=request).state == ClockState.STOPPED
        event = OrderEvent.objects.get(order=order, kind="answered")
        assert re.search(r"Svaret med linket i mailen til \S+@\S+\.", event.text)


@pytest.mark.browser
def test_no_is_two_presses_too_and_nothing_of_it_needs_scripts(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    _mette, _order, request = asked()
    page = tab(chromium, script=False)
    page.goto(web_server.url + link_to(request))
    page.get_by_label("Hvad skal I vide først?").fill("")
    page.get_by_role("button", name=re.compile("^Spørg ")).click()
    expect(page.get_by_text("Skriv, hvad I mangler at vide.").first).to_be_visible()
    page.get_by_role("button", name="Vi kan ikke nå det").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Svaret er sendt")
    expect(page.get_by_text("Vi kan ikke nå det")).to_be_visible()
    page.context.close()


@pytest.mark.browser
def test_the_closed_pages_are_good_pages(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    mette, _order, request = asked()
    page = tab(chromium)
    page.goto(web_server.url + link_to(request))
    page.get_by_label("Hvor mange?").fill("0")
    page.get_by_role("button", name="Svar ja, vi kan levere").click()
    expect(page.get_by_text("Skriv et tal mellem 1 og").first).to_be_visible()
    judged(page, "besvar-fejl")
    with acting_as(mette):
        request_withdraw(actor=mette, request=request)
    page.get_by_label("Hvor mange?").fill("1")
    page.get_by_role("button", name="Svar ja, vi kan levere").click()
    expect(page.get_by_text("er ikke sendt")).to_be_visible()
    judged(page, "besvar-trukket")
    page.goto(f"{web_server.url}/besvar/{'a' * 43}/")
    judged(page, "besvar-ukendt")
    page.context.close()


def test_two_presses_at_the_same_moment_are_one_answer(committed: Committed) -> None:
    _mette, order, request = asked()
    path = link_to(request)
    sent = [YES, {"answer": "no", "nej-reason": "Vi kan ikke nå det"}] * 3
    gate, got = threading.Barrier(len(sent)), list[int]()

    def press(data: dict[str, Any]) -> None:
        try:
            gate.wait(30)
            got.append(Client().post(path, data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(data,)) for data in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [200] * 5 + [302]
    with session_role("jo_owner"):
        found = Request.objects.get(pk=request.pk)
        assert found.answer in (AnswerKind.YES, AnswerKind.NO)
        assert found.version == 2
        assert OrderEvent.objects.filter(order=order, kind="answered").count() == 1
        assert OutboxMail.objects.filter(name="orders.request_answered").count() == 1
