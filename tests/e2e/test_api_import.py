"""A jobcentre's own system and the running product: HTTP over a socket, gunicorn, a real worker, kill -9 of the web."""

import time
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.candidates.import_files import person, sheet
from tests.factories import orders as make
from tests.factories import tokens
from tests.helpers.committed import Committed
from tests.helpers.product import Product

pytestmark = pytest.mark.timeout(900)


class System:
    """What a jobcentre's system does: it knows an address and a token, and nothing else."""

    def __init__(self, product: Product, secret: str) -> None:
        self.url, self.headers = product.url, {"Authorization": f"Bearer {secret}"}

    def send(self, method: str, path: str, data: Any = None, **headers: str) -> requests.Response:
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        return requests.request(
            method, f"{self.url}{address}", data=data, headers={**self.headers, **headers}, timeout=60
        )

    def wait_for(self, path: str, state: str) -> dict[str, Any]:
        end = time.monotonic() + 240
        while time.monotonic() < end:
            told: dict[str, Any] = self.send("GET", path).json()
            if told["state"] == state:
                return told
            time.sleep(0.5)
        raise AssertionError(f"not {state}: {told}")


def test_a_file_reaches_the_stock_though_the_web_is_killed(committed: Committed, static_root: Path) -> None:
    secret = tokens.token(make.jobcenter("Horsens")).secret
    product = Product(committed, static_root)
    product.stack.env |= {"JO_IMPORT_SECONDS": "1"}
    try:
        product.start()
        system = System(product, secret)
        assert system.send("GET", "/candidates", Authorization="").status_code == 401
        rows = [person(n) for n in range(60)] + [person(99, postnummer="0999")]
        once = {"Content-Type": "text/csv", "Idempotency-Key": "marts-2026"}
        file = sheet(rows).encode()
        sent = system.send("POST", "/candidates/imports", file, **once)
        assert sent.status_code == 202, sent.text
        place = sent.headers["Location"]
        product.shelf.kill("web")
        product.shelf.again("web")
        # The system never saw the answer: it asks again, and is told the same.
        again = system.send("POST", "/candidates/imports", file, **once)
        assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
        assert again.json() == sent.json()
        read = system.wait_for(place, "checked")
        assert (read["counts"]["new"], read["counts"]["wrong"]) == (60, 1)
        tag = system.send("GET", place).headers["ETag"]
        assert system.send("GET", place, **{"If-None-Match": tag}).status_code == 304
        start = system.send("POST", f"{place}/start", b"{}", **{"Content-Type": "application/json"})
        assert start.status_code == 202, start.text
        assert system.wait_for(place, "done")["done"]["new"] == 60
        assert product.one("select count(*) from candidates_candidateidentity") == 60
        assert product.one("select count(*) from candidates_importrun") == 1
        listed = system.send("GET", "/candidates?limit=200").json()
        assert len(listed["items"]) == 60 and listed["next"] is None
    finally:
        product.close()
