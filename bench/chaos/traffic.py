"""The people of the chaos: orders and requests whose deadlines fall due all the time, and answers near those instants.

    python -m bench.chaos.traffic PEOPLE JOURNAL STOP_FILE SEED

Orders (D1) and requests (D2) are written by the product's own services as the web role, a day ago as they see it, so
that they are due some seconds from now. D2 is answered over HTTP by the link in the mail, D1 by the service, on both
sides of the instant. What was acknowledged, and when, is noted in JOURNAL, one JSON object per line, for the checker.
"""

import datetime
import http.client
import json
import random
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

PAUSE = 1.6  # seconds from one order to the next
LENGTH = datetime.timedelta(hours=24)  # of D1 and D2 where it is always open
SOON = (7.0, 18.0)  # seconds from an order to its deadlines
ASKED = 3  # requests of an order
ANSWERED = 0.6  # of the clocks
PATIENCE = 30.0  # seconds after the deadline at which nobody tries any more
THREADS = 80  # who waits for an instant takes one


@dataclass(frozen=True)
class Due:
    """A clock that somebody will answer. `email`: of the answer link; "" for D1."""

    clock: int
    order: int
    email: str
    at: float  # seconds since 1970


class Journal:
    """Lines for the checker; each is on its way to the disk before the next act."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def note(self, what: str, **more: Any) -> None:
        with self._lock:
            self._file.write(json.dumps({"what": what, **more}) + "\n")


class Aim:
    """How long an answer is under way before it counts, learnt from those before."""

    def __init__(self) -> None:
        self.lead = 0.05

    def took(self, seconds: float) -> None:
        self.lead += 0.1 * (min(seconds, 5.0) * 0.6 - self.lead)


class People:
    """Who writes and who answers."""

    def __init__(
        self, consultants: list[list[Any]], journal: Journal, base_url: str, chance: random.Random
    ) -> None:
        from accounts.actor import Actor
        from accounts.models import Organisation
        from accounts.tenancy import acting_as

        self.journal, self.chance = journal, chance
        self.host = urllib.parse.urlsplit(base_url).netloc
        self.web, self.service = Aim(), Aim()
        self.pool = ThreadPoolExecutor(THREADS)
        self.actors = [
            Actor(user, office, "consultant", "jobcenter", name=person, organisation_name=name)
            for user, office, name, person in consultants
        ]
        ids = [actor.organisation_id for actor in self.actors]
        with acting_as(self.actors[0]):
            found = Organisation.objects.filter(pk__in=ids).select_related("jobcenter")
            self.offices = {office.pk: office for office in found}

    # --- asking -----------------------------------------------------------------------------------------------

    def ask(self, n: int) -> None:
        """One order with its requests; whoever answers it is sent on the way. Raises what the database raises."""
        asker = self.actors[n % len(self.actors)]
        others = [actor for actor in self.actors if actor is not asker]
        asked = self.chance.sample(others, ASKED)
        found = self._write(asker, asked)
        for due in found:
            self.journal.note("asked", clock=due.clock, due=due.at)
            if self.chance.random() < ANSWERED:
                offset = self._offset()
                if due.email:
                    self.pool.submit(self._alone, self.answer_by_link, due, offset)
                else:
                    self.pool.submit(self._alone, self.answer_company, due, offset, asker)

    def _offset(self) -> float:
        """Seconds from the deadline at which the answer shall count: mostly within some hundredths, on both sides."""
        kind = self.chance.random()
        if kind < 0.7:
            return self.chance.uniform(-0.07, 0.07)
        return self.chance.uniform(-4, -0.2) if kind < 0.85 else self.chance.uniform(0.1, 4)

    def _write(self, asker: Any, asked: list[Any]) -> list[Due]:
        from django.db import transaction
        from django.utils import timezone

        from accounts.moment import playing
        from accounts.tenancy import acting_as
        from companies.models import Workplace
        from jobcenters.calendar import local_date
        from jobcenters.contacting.recipients import recipient_of
        from orders.enums import Channel, RequestReason
        from orders.models import Clock
        from orders.services.orders import LineData, OrderData, order_register
        from orders.services.requests import request_take, requests_send

        soon = datetime.timedelta(seconds=self.chance.uniform(*SOON))
        played = timezone.now() - LENGTH + soon
        office = self.offices[asker.organisation_id]
        with playing(played), transaction.atomic():
            with acting_as(asker):
                workplace = Workplace.objects.select_related("company").get()
                order = order_register(
                    actor=asker,
                    company=workplace.company,
                    workplace=workplace,
                    contact=None,
                    channel=Channel.PHONE,
                    lines=[LineData(occupation="montører", places=4)],
                    data=OrderData(),
                    received_by=office,
                    tovholder=office,
                    owner_user_id=asker.user_id,
                    submit_key=uuid.uuid4(),
                )
                requests = requests_send(
                    actor=asker,
                    order=order,
                    line=order.lines.get(),
                    to=[self.offices[actor.organisation_id] for actor in asked],
                    reason=RequestReason.SPARRING,
                    text="Mangler 1 montør",
                    number_wanted=1,
                )
            for request, actor in zip(requests, asked, strict=True):
                if self.chance.random() < 0.5:
                    with acting_as(actor):
                        request_take(actor=actor, request=request, user_id=actor.user_id)
            with acting_as(asker):
                clocks = list(Clock.objects.filter(order=order).select_related("request__to_organisation"))
                emails = {
                    clock.pk: recipient_of(clock.request.to_organisation_id, local_date(played)).email
                    if clock.request
                    else ""
                    for clock in clocks
                }
        return [
            Due(clock.pk, order.pk, emails[clock.pk], clock.due_at.timestamp())
            for clock in clocks
            if clock.promise == "D1" or emails[clock.pk]
        ]

    # --- answering --------------------------------------------------------------------------------------------

    def _alone(self, work: Any, due: Due, offset: float, *more: Any) -> None:
        from django.db import connection

        try:
            work(due, offset, *more)
        except Exception as error:  # noqa: BLE001  (whatever fell over, somebody tries the next one)
            self.journal.note("failed", clock=due.clock, why=f"{type(error).__name__}: {error}"[:200])
        finally:
            connection.close()

    def answer_by_link(self, due: Due, offset: float) -> None:
        """Open the page some seconds before, and press so that the answer counts near the instant."""
        from orders.answer_links import code

        path = f"/besvar/{code(str(due.clock), due.email)}/"
        sleep_until(due.at - 3 + min(offset, 0))
        cookie = ""
        while not cookie:
            try:
                with self._http() as client:
                    client.request("GET", path)
                    response = client.getresponse()
                    response.read()
                    if response.status == http.client.OK:
                        cookie = _csrf(response.getheader("Set-Cookie", ""))
                    elif response.status < http.client.INTERNAL_SERVER_ERROR:
                        raise ValueError(f"the page of the link answers {response.status}")
            except (OSError, http.client.HTTPException):
                pass
            if not cookie:
                if time.time() > due.at + PATIENCE:
                    raise TimeoutError("the page of the link did not come")
                time.sleep(0.3)
        body = urllib.parse.urlencode(
            {"answer": "no", "nej-reason": "Vi kan ikke nå det", "csrfmiddlewaretoken": cookie}
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={cookie}",
            "Host": self.host,
        }
        sleep_until(due.at + offset - self.web.lead)
        for _try in range(8):
            sent, status = time.time(), 0
            try:
                with self._http() as client:
                    client.request("POST", path, body, headers)
                    response = client.getresponse()
                    response.read()
                    status = response.status
            except (OSError, http.client.HTTPException):
                status = 0
            got = time.time()
            ok = status == http.client.FOUND
            self.journal.note("answered", clock=due.clock, sent=sent, got=got, ok=ok, status=status)
            if ok:
                self.web.took(got - sent)
            if 0 < status < http.client.INTERNAL_SERVER_ERROR:
                return
            time.sleep(0.7)

    @contextmanager
    def _http(self) -> Iterator[http.client.HTTPConnection]:
        client = http.client.HTTPConnection(self.host, timeout=6)
        try:
            yield client
        finally:
            client.close()

    def answer_company(self, due: Due, offset: float, actor: Any) -> None:
        """The jobcentre calls the company back: the act that keeps D1."""
        from django.db import Error

        from accounts.tenancy import acting_as
        from orders.models import Order
        from orders.services.orders import order_answer

        sleep_until(due.at + offset - self.service.lead)
        for _try in range(8):
            sent, ok = time.time(), True
            try:
                with acting_as(actor):
                    order_answer(actor=actor, order=Order(pk=due.order), kind="call", note="Talt om ordren.")
            except Error:
                ok = False
            got = time.time()
            self.journal.note("answered", clock=due.clock, sent=sent, got=got, ok=ok)
            if ok:
                self.service.took(got - sent)
                return
            self._forget_connection()
            time.sleep(0.7)

    @staticmethod
    def _forget_connection() -> None:
        from django.db import connection

        connection.close()


def _csrf(header: str) -> str:
    """The value of the cookie in a Set-Cookie header, or ""."""
    return header.partition("csrftoken=")[2].partition(";")[0]


def sleep_until(at: float) -> None:
    """Sleep until `at` (seconds since 1970); to the millisecond."""
    while (left := at - time.time()) > 0:
        time.sleep(left if left < 0.05 else left - 0.03)


def main(people_file: Path, journal: Path, stop: Path, seed: int) -> None:
    """Write and answer until the file `stop` exists; then finish the answers that are under way."""
    django.setup()
    from django.conf import settings
    from django.db import Error, connection

    notes = Journal(journal)
    consultants = json.loads(people_file.read_text(encoding="utf-8"))
    people = People(consultants, notes, settings.BASE_URL, random.Random(seed))  # noqa: S311
    notes.note("begun", offices=len(people.actors))
    n = 0
    while not stop.exists():
        began = time.monotonic()
        try:
            people.ask(n)
            n += 1
        except Error as error:
            notes.note("failed", why=f"{type(error).__name__}: {error}"[:200])
            connection.close()
        time.sleep(max(0.0, PAUSE - (time.monotonic() - began)))
    people.pool.shutdown()
    notes.note("ended", orders=n)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
