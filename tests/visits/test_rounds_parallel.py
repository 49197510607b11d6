"""Two who make the same round of calls at the same instant, each with a connection of its own: there is one."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from tests.factories import accounts, companies
from tests.helpers.committed import Committed, committed, session_role
from visits.models import CallRound, Task
from visits.services.rounds import round_make

__all__ = ["committed"]


def test_there_is_one_round_and_each_company_stands_on_it_once(committed: Committed) -> None:
    mette = accounts.actor(accounts.organisation("Jobcenter Horsens"))
    keys = [companies.company().pk for _n in range(4)]
    due_on = local_date(moment()) + datetime.timedelta(days=7)
    gate = threading.Barrier(2)

    def press(actor: Actor) -> tuple[int, int]:
        try:
            with session_role("jo_web"), acting_as(actor):
                gate.wait(timeout=30)
                done = round_make(actor=actor, companies=keys, name="Metal 2026", due_on=due_on)
                return done.round.pk, done.made
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(press, [mette, mette])
    assert first[0] == second[0]
    assert sorted([first[1], second[1]]) == [0, 4]
    with session_role("jo_owner"):
        assert CallRound.objects.count() == 1
        assert Task.objects.count() == 4
