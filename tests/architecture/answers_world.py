"""The link in the mail of a request, for the walk of all routes."""

from typing import Any

from orders.models import Request
from tests.orders.answering import link_to

# By personal link: whoever holds it needs no sign-in. What it gives and does not give has its own tests.
LINKS = {"orders:answer_by_link"}


def answer_arguments(request: Request) -> dict[str, dict[str, Any]]:
    return {"orders:answer_by_link": {"token": link_to(request).split("/")[2]}}
