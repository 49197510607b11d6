"""What the tests of the answer links share: the link as it stands in the mail that leaves."""

import re

from accounts.actor import Actor
from notifications.models import OutboxMail
from notifications.smtp import build_message
from orders.models import Clock, Order, Request
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified

LINK = re.compile(r"https?://[^/\s]+(/besvar/[\w-]{43}/)")
YES = {"answer": "yes", "ja-number": "1", "ja-by": "30.12.2026", "ja-text": ""}


def asked(place: str = "Odder", **order: object) -> tuple[Actor, Order, Request]:
    """Horsens (the actor) has asked the jobcentre at `place`."""
    mette = make.consultant("Horsens")
    led = clarified(mette, **order)
    return mette, led, make.request(mette, led, make.jobcenter(place))


def link_in(mail: OutboxMail) -> str:
    """The path of the link in the mail, as its recipient gets it."""
    found = LINK.search(str(build_message(mail).body))
    assert found, mail.text
    return found[1]


def link_to(request: Request, name: str = "orders.request_received") -> str:
    """The path of the link in the newest mail called `name` about the request."""
    with as_owner():
        mail = OutboxMail.objects.filter(name=name, dedupe_key__contains=request.uuid).latest("created_at")
    return link_in(mail)


def d2_of(request: Request) -> Clock:
    with as_owner():
        return Clock.objects.filter(request=request).latest("pk")
