"""The pages of received mail in a real browser; what a mail holds is text there, whatever it is."""

import pytest
from playwright.sync_api import Browser

from accounts.models import User
from inbound.models import InboundMail
from inbound.services.receiving import Received, mail_receive
from orders.reply_path import ReplyTo, reply_path
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, visit, web_server
from tests.helpers.committed import Committed, committed, session_role
from tests.helpers.db import as_owner
from tests.inbound.mails import DOCX, PDF, mail
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser
HORSENS = "horsens@ind.jobordre.example"
NASTY = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1)\n\n"
    + "https://firma.example/"
    + "a" * 300
    + "\n\nDen 3. marts 2026 skrev Mette:\n> <b>hej</b>"
)


def bring(to: str, content: bytes, sender: str = "karin@firma.example") -> None:
    with session_role("jo_worker"):
        assert mail_receive(address=to, envelope_sender=sender, content=content) is Received.STORED


def test_the_pages_of_received_mail(chromium: Browser, web_server: WebServer, committed: Committed) -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    company = companies.company("Gudenå Maskinfabrik")
    companies.contact(company, name="Karin Friis", email="karin@firma.example")
    order = make.order(mette)
    request = make.request(mette, order, make.jobcenter("Odder"))
    with as_owner():
        odder = User.objects.get(pk=bo.user_id).email
    files = (("job.pdf", PDF), ("profil.docx", DOCX), ("virus.exe", b"MZ"))
    bring(HORSENS, mail(NASTY, subject="<b>Montører</b>", files=files))
    bring(HORSENS, mail("Ferie", sender="lone@kroen.example", Auto_Submitted="auto-replied"))
    to_request = reply_path(ReplyTo(order.pk, bo.organisation_id, request.pk))
    bring(to_request, mail("Vi har en klar.", sender=odder, name="Bo"), odder)
    bring(reply_path(ReplyTo(order.pk, order.company_id)), mail("Hvem er I?", sender="en@anden.example"))
    with as_owner():
        rows = {row.state: row for row in InboundMail.objects.all()}
    own, asked = cookies(mette, web_server), cookies(bo, web_server)
    for name, address in {
        "inbox": "/modtaget-post/",
        "mail-new": f"/modtaget-post/{rows['new'].uuid}/",
        "mail-review": f"/modtaget-post/{rows['review'].uuid}/",
        "mail-automatic": f"/modtaget-post/{rows['automatic'].uuid}/",
        "mail-intake": f"/ordrer/ny/?fra=post-{rows['new'].uuid}",
        "mail-order": f"/ordrer/{order.uuid}/",
    }.items():
        good_page(chromium, web_server.url + address, name, cookies=own)
    for name, address in {
        "mail-request": f"/henvendelser/{request.uuid}/",
        "mail-answer": f"/modtaget-post/{rows['filed'].uuid}/svar/",
    }.items():
        good_page(chromium, web_server.url + address, name, cookies=asked)
    context = chromium.new_context()
    context.add_cookies(own)
    opened = visit(context, f"{web_server.url}/modtaget-post/{rows['new'].uuid}/")
    page = opened.page
    assert page.locator("main script, main img, main b:text-is('hej')").count() == 0
    assert "<script>alert(1)</script>" in page.locator("main").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("link", name="job.pdf").click()
    assert saved.value.suggested_filename == "job.pdf"
    page.get_by_role("button", name="Fjern som spam").click()
    page.get_by_role("button", name="Fortryd").click()
    page.wait_for_url("**/modtaget-post/")
    with as_owner():
        assert InboundMail.objects.get(pk=rows["new"].pk).state == "new"
    assert opened.console == []
    context.close()
