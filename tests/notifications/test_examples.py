"""Every mail of the product can be looked at with made-up words, and nothing of it is left open."""

import re

import pytest
from django.test import Client

from accounts.enums import Role
from notifications.examples import example, mail_names
from tests.factories import accounts as make


@pytest.mark.parametrize("name", mail_names())
def test_each_mail_has_an_example(name: str) -> None:
    made = example(name)
    assert made.subject
    assert not re.search(r"[{}\[\]]|None|Thing", made.subject + made.text), made
    for line in (made.subject, *made.text.splitlines()):
        assert not re.match(r"^\s*[:,.]", line), line


def test_all_mails_are_there() -> None:
    assert {"orders.request_received", "agreements.sign_invite", "candidates.invitation"} <= set(mail_names())
    assert len(mail_names()) > 50
    assert not [name for name in mail_names() if "._" in name]


@pytest.mark.django_db
def test_the_administrator_reads_them_and_others_find_nothing() -> None:
    horsens = make.organisation("Horsens")
    client, other = Client(), Client()
    client.force_login(make.membership(horsens, role=Role.ADMINISTRATOR).user)
    other.force_login(make.membership(horsens).user)
    assert "orders.request_received" in client.get("/post/skabeloner/").content.decode()
    assert (
        "Svar uden at logge ind" in client.get("/post/skabeloner/orders.request_received/").content.decode()
    )
    html = client.get("/post/skabeloner/orders.request_received/html/")
    assert "<h1" in html.content.decode()
    policy = html["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert client.get("/post/skabeloner/orders.findes_ikke/").status_code == 404
    for path in ("", "orders.request_received/", "orders.request_received/html/"):
        assert other.get(f"/post/skabeloner/{path}").status_code == 404
