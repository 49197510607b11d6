"""`manage.py sweep_deadlines`: to see the ladder happen, in Danish."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from orders.tasks import sweep_deadlines
from tests.conftest import manage
from tests.factories import orders as make
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_worker
from tests.helpers.sweeping import Border, ledger

__all__ = ["committed"]


def run(*arguments: str) -> str:
    out = StringIO()
    with as_worker():
        call_command("sweep_deadlines", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_says_what_it_did_at_the_instant_that_was_asked_for() -> None:
    border = Border()
    assert run("--at", "2026-03-31T09:01").splitlines() == [
        "Tirsdag 31. marts 2026 kl. 09.01:",
        "Varsel før fristen: 1 frist.",
        "Fristen er overskredet: 1 frist.",
        "Skrevet i protokollen: 4 beskeder. Lagt i kø: 3 mails.",
        "Registreret som brud: 1.",
        "Varsler, der kom for sent til at blive sendt: 1.",
    ]
    assert run("--at", "2026-03-31T07:01+00:00").splitlines() == [
        "Tirsdag 31. marts 2026 kl. 09.01:",
        "Ingen frister at eskalere.",
    ]
    assert len(ledger(border.clock)) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["i morgen", "2026-13-01T09:00", ""])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="er ikke et tidspunkt"):
        run("--at", text)


@pytest.mark.django_db
def test_time_is_not_played_in_production(settings: Any) -> None:
    settings.DEMO = settings.DEV_PAGES = False
    with pytest.raises(CommandError, match="kun bruges i demo"):
        run("--at", "2026-03-31T09:01")


@pytest.mark.django_db
def test_the_web_role_is_told_what_to_do() -> None:
    with pytest.raises(CommandError, match="JO_DB_ROLE=worker"):
        call_command("sweep_deadlines")


@pytest.mark.django_db
def test_the_task_sweeps() -> None:
    with as_worker():
        sweep_deadlines()
    assert make.rows("select count(*) from orders_heartbeat where name = 'sweep'") == [(1,)]


def test_from_the_command_line_it_logs_in_as_the_worker(committed: Committed) -> None:
    assert "Ingen frister at eskalere." in manage("sweep_deadlines", database=committed.name)
    assert "Ingen frister at eskalere." in manage(
        "sweep_deadlines", "--at", "2026-03-31T09:01", "--page", "5", database=committed.name
    )
