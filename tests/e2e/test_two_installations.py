"""Two installations: what one jobcentre asks in the first, another is asked in its own, and the answer goes back.

Between them runs `docs/examples/other_municipality.py`, which knows both by their OpenAPI documents alone: the first
tells it by webhook that Odder has been asked, it asks the same in Odder's own installation, that one tells what
Odder has answered, and it answers in the first. In the end the pages of both say the same.
"""

import datetime
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import companies, tokens, webhooks
from tests.factories import orders as make
from tests.helpers.committed import ROOT, Committed, own_database
from tests.helpers.product import Product, sign_in
from tests.notifications.conftest import free_port

pytestmark = pytest.mark.timeout(900)
EXAMPLE = ROOT / "docs" / "examples" / "other_municipality.py"
REQUESTS = ("request.received", "request.clarified", "request.answered", "request.withdrawn")
INTERVALS = {"JO_WEBHOOK_SECONDS": "1", "JO_WEBHOOK_LOOPBACK": "1", "JO_SWEEP_SECONDS": "5"}


def example() -> Any:
    """The example as a module: the test calls as it does."""
    spec = importlib.util.spec_from_file_location("other_municipality", EXAMPLE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Side:
    """One installation: its database, the tokens in it, the secret of the webhook, and somebody's session."""

    database: Committed
    secret: str
    tokens: dict[str, str]
    sessions: dict[str, Client]
    product: Product | None = None

    def page(self, who: str, route: str, uuid: str) -> str:
        """The words of a page as that person's browser gets it."""
        assert self.product
        cookie = {
            settings.SESSION_COOKIE_NAME: self.sessions[who].cookies[settings.SESSION_COOKIE_NAME].value
        }
        address = self.product.url + reverse(route, kwargs={"uuid": uuid})
        answer = requests.get(address, cookies=cookie, allow_redirects=False, timeout=60)
        assert answer.status_code == 200, (route, answer.status_code, answer.headers.get("location"))
        text = re.sub(r"<[^>]+>", " ", unescape(answer.text)).replace("\xa0", " ")
        return re.sub(r"\s+", " ", text)


def prepared(database: Committed, listener: str, url: str) -> Side:
    """An installation in which both jobcentres have a system, and `listener` is told of requests at `url`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "WEBHOOK_LOOPBACK", True)
        issued = webhooks.endpoint(make.jobcenter(listener), *REQUESTS, url=url)
    return Side(
        database,
        issued.secret,
        {place: tokens.token(make.jobcenter(place)).secret for place in ("Horsens", "Odder")},
        {place: sign_in(make.consultant(place)) for place in ("Horsens", "Odder")},
    )


@contextmanager
def running(side: Side, static_root: Path) -> Iterator[Product]:
    side.product = Product(side.database, static_root)
    try:
        side.product.stack.env |= INTERVALS
        side.product.start()
        yield side.product
    finally:
        side.product.close()


def test_a_request_crosses_over_and_its_answer_comes_back(
    django_db_setup: None, template_database: str, django_db_blocker: Any, static_root: Path, tmp_path: Path
) -> None:
    port = free_port()
    door = f"http://127.0.0.1:{port}"
    with own_database(template_database, django_db_blocker) as first:
        company = companies.company("Gudenå Maskinfabrik")
        cvr = company.cvr
        horsens = prepared(first, "Odder", f"{door}/at")  # where Horsens asks; Odder's system listens
        with own_database(template_database, django_db_blocker) as second:
            odder = prepared(second, "Horsens", f"{door}/own")  # Odder's own
            with running(horsens, static_root) as there, running(odder, static_root) as here:
                log = tmp_path / "other_municipality.txt"
                connector = start_connector(port, horsens, odder, log)
                try:
                    _story(horsens, odder, there, here, cvr, log)
                except AssertionError as failed:
                    words = f"{failed}\n{log.read_text()}\n{there.logs()}\n{here.logs()}"
                    raise AssertionError(words) from failed
                finally:
                    connector.kill()
                    connector.wait()


def start_connector(port: int, at: Side, own: Side, log: Path) -> subprocess.Popen[bytes]:
    assert at.product and own.product
    command = [sys.executable, str(EXAMPLE), "--at", at.product.url, "--token", at.tokens["Odder"]]
    command += ["--secret", at.secret, "--listen", str(port), "--own", own.product.url]
    command += ["--own-asker-token", own.tokens["Horsens"], "--own-secret", own.secret]
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=log.parent)


def _story(horsens: Side, odder: Side, there: Product, here: Product, cvr: str, log: Path) -> None:
    api = example().Api
    there.wait_for(lambda: "Listening" in log.read_text(), "the example listens")
    # Horsens's own system registers the order, records its search, and asks Odder.
    asking = api(there.url, horsens.tokens["Horsens"])
    order = asking.call(
        "orders_create",
        {
            "company": {"cvr": cvr},
            "lines": [{"occupation": "montører", "places": 4, "requirements": "Svejsecertifikat"}],
        },
        key="ordre 1",
    )
    found = {"criteria": "Montør", "postcode": "8700", "radius_km": 40, "hits": 6, "suitable": 1}
    search = {**found, "unsuitable_reason": "De andre har ikke svejsecertifikat."}
    asking.call("orders_search", search, key="ordre 1", order=order["id"])
    to = next(one["id"] for one in asking.call("jobcenters_list")["items"] if one["place"] == "Odder")
    [asked] = asking.call(
        "requests_create",
        {
            "to": [to],
            "line": order["lines"][0]["id"],
            "reason": "search_failed",
            "text": "Vi mangler 3 montører.",
            "number_wanted": 3,
        },
        key="ordre 1",
        order=order["id"],
    )["items"]  # fmt: skip
    # The webhook has told Odder's system, which has asked the same in Odder's own installation.
    answering = api(here.url, odder.tokens["Odder"])
    here.wait_for(lambda: bool(answering.call("requests_list")["items"]), "the request is in Odder's own")
    [mine] = answering.call("requests_list")["items"]
    assert (mine["text"], mine["number_wanted"], mine["order"]["company"]["cvr"]) == (asked["text"], 3, cvr)
    assert "Vi mangler 3 montører." in odder.page("Odder", "orders:request", mine["id"])
    # Odder answers there, and Horsens's installation hears of it.
    day = (timezone.localdate() + datetime.timedelta(days=12)).isoformat()
    yes = {"answer": "yes", "number": 2, "by": day, "text": "To er klar til samtale."}
    answering.call("requests_answer", yes, key="svar 1", id=mine["id"])
    there.wait_for(lambda: asking.read(asked["url"])["state"] == "answered", "the answer is with Horsens")
    theirs, ours = asking.read(asked["url"]), answering.read(mine["url"])
    for name in ("state", "clock", "number_wanted", "text"):
        assert theirs[name] == ours[name], name
    for name in ("answer", "number", "by", "text"):
        assert theirs["answer"][name] == ours["answer"][name] == yes[name], name
    # And the pages say it to people: each in its own installation, the asking side and the asked one.
    mirrored = ours["order"]["id"]
    for page in (
        horsens.page("Horsens", "orders:order", order["id"]),
        odder.page("Horsens", "orders:order", mirrored),
    ):
        assert "Jobcenter Odder kan levere 2 af 4 montører" in page
        assert "To er klar til samtale." in page
    for page in (
        horsens.page("Odder", "orders:request", asked["id"]),
        odder.page("Odder", "orders:request", mine["id"]),
    ):
        assert "To er klar til samtale." in page
        assert "Gudenå Maskinfabrik" in page
    assert "failed" not in log.read_text(), log.read_text()
    _note_crosses(asking, api(there.url, horsens.tokens["Odder"]), answering, order["company"]["id"])
    # Nothing was done twice, and nobody waits.
    for product in (there, here):
        assert product.one("select count(*) from orders_order") == 1
        assert product.one("select count(*) from orders_request") == 1
        product.wait_for(
            lambda product=product: product.one(
                "select count(*) from webhooks_delivery where state in ('waiting', 'leased')"
            ) == 0,
            "all webhooks are settled",
        )  # fmt: skip
        states = product.rows("select distinct state from webhooks_delivery")
        assert states == [("delivered",)]


def _note_crosses(writing: Any, reading: Any, taking: Any, company: str) -> None:
    """A shared note is carried to Odder's own installation, put right there when it is put right, and taken back."""
    said = {
        "company": company,
        "kind": "call",
        "held_on": timezone.localdate().isoformat(),
        "is_shared": True,
    }
    note = writing.call("visits_create", {**said, "text": "De bygger ud."}, key="notat 1")

    def put_right(**values: Any) -> None:
        url = f"{writing.base}{note['url']}"
        tag = writing.session.get(url, timeout=30).headers["ETag"]
        answer = writing.session.patch(url, json=values, headers={"If-Match": tag}, timeout=30)
        assert answer.status_code == 200, answer.text

    first = reading.call("exchange_visit", uuid=note["id"])
    made = taking.call("exchange_create", first)
    put_right(text="De bygger til næste år.")
    changed = taking.call("exchange_create", reading.call("exchange_visit", uuid=note["id"]))
    assert (made["created"], changed["changed"], changed["id"]) == (True, True, made["id"])
    assert taking.call("exchange_create", first)["changed"] is False  # the earlier one comes too late
    assert taking.read(made["url"])["text"] == "De bygger til næste år."
    assert reading.call("visits_withdrawn")["items"] == []
    put_right(is_shared=False)
    assert [row["id"] for row in reading.call("visits_withdrawn")["items"]] == [note["id"]]
