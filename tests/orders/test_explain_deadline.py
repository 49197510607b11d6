"""`manage.py explain_deadline`: one question, many questions, and bad ones. Only --jobcenter needs the
database."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from jobcenters.hours_text import parse_hours
from jobcenters.models import ClosingDay, Jobcenter, OpeningHours
from orders.management.commands.explain_deadline import answers
from tests.helpers.db import as_owner

HOURS = "man-ons 09-15, tor 09-17, fre 09-13"


def run(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("explain_deadline", *arguments, stdout=out)
    return out.getvalue().splitlines()


def ask(**question: object) -> dict[str, str]:
    (answer,) = answers([json.dumps(question)])
    return answer


def test_the_due_instant_and_one_danish_sentence() -> None:
    assert run("D1", "--at", "2026-03-27T12:30", "--hours", HOURS) == [
        "2026-03-30T12:30:00+02:00",
        "Modtaget fredag 27. marts kl. 12.30, mens jobcentret havde åbent, så de 24 timer løber til samme "
        "klokkeslæt næste åbningsdag, mandag 30. marts kl. 12.30, fordi weekenden ikke tæller med.",
    ]


def test_days_need_no_hours_and_closing_days_move_hours() -> None:
    assert run("D3", "--at", "2026-04-01T23:10")[0] == "2026-04-07T23:59:59+02:00"
    moved = run("D1", "--at", "2026-03-27T12:30", "--hours", HOURS, "--closed", "2026-03-30")
    assert moved[0] == "2026-03-31T12:30:00+02:00"
    assert "lukkedagen 30. marts" in moved[1]


def test_without_a_time_it_is_now() -> None:
    assert len(run("D1", "--hours", HOURS)) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["D9", "--at", "2026-03-27T12:30"], "Løftet “D9” findes ikke."),
        ([], "Løftet “” findes ikke."),
        (["D1", "--at", "i morgen", "--hours", HOURS], "“i morgen” er ikke et tidspunkt."),
        (["D1", "--at", "2026-02-30T12:30", "--hours", HOURS], "“2026-02-30T12:30” er ikke et tidspunkt."),
        (["D1", "--at", "2026-03-27T12:30"], "Der er ingen åbningstider at regne med"),
        (["D1", "--at", "2026-03-27T12:30", "--hours", "man 15-9"], "“man 15-9” slutter, før det begynder."),
        (["D1", "--hours", HOURS, "--closed", "i morgen"], "En af lukkedagene er ikke en dato."),
        (["D1", "--hours", HOURS, "--jobcenter", "Odder"], "Skriv enten åbningstider eller et jobcenter"),
        (["D6", "--at", "9999-12-30T12:00"], "Frister kan kun beregnes for årene 1990 til 2099."),
        (["D6", "--at", "2099-12-30T12:00"], "Frister kan kun beregnes for årene 1990 til 2099."),
        (["D3", "--at", "0001-01-01T00:00"], "“0001-01-01T00:00” er ikke et tidspunkt."),
    ],
)
def test_a_bad_question_gets_a_danish_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert str(error.value).startswith(sentence)


@pytest.fixture
def odder(db: None) -> Jobcenter:
    """Odder with hours of its own and one closing day, whatever the reference data say."""
    with as_owner():
        found = Jobcenter.objects.get(place="Odder")
        OpeningHours.objects.filter(jobcenter=found).delete()
        for span in parse_hours("man-ons 09-15, tor 09-17"):
            OpeningHours.objects.create(
                jobcenter=found,
                weekday=span.weekday,
                opens=span.opens,
                closes=span.closes,
                valid_from=date(2020, 1, 1),
            )
        ClosingDay.objects.create(jobcenter=found, date=date(2026, 3, 30), reason="Personaledag")
        found.refresh_from_db()
    return found


@pytest.mark.parametrize("name", ["Odder", "Jobcenter Odder", " odder "])
def test_a_jobcentre_by_name_answers_with_its_own_hours(odder: Jobcenter, name: str) -> None:
    due, why = run("D2", "--at", "2026-03-27T09:20", "--jobcenter", name)
    # Closed on Fridays, and on that Monday: counted from Tuesday's opening.
    assert due == "2026-04-01T09:00:00+02:00"
    assert why.startswith("Spurgt fredag 27. marts kl. 09.20, hvor jobcentret havde lukket")


@pytest.mark.django_db
def test_an_unknown_jobcentre() -> None:
    with pytest.raises(CommandError, match="Jobcentret “Atlantis” findes ikke"):
        run("D1", "--at", "2026-03-27T12:30", "--jobcenter", "Atlantis")


# --- batch --------------------------------------------------------------------------------------------------


def test_batch_answers_line_by_line_and_goes_on_after_a_bad_one(monkeypatch, capsys) -> None:
    lines = [
        json.dumps({"promise": "D1", "at": "2026-03-27T16:30", "hours": HOURS}).encode(),
        b"not json",
        b"",
        b"\xff\xfe",
        b"[1, 2]",
        b'{"promise": "D4", "at": "2026-04-01"}',
    ]
    stdin = SimpleNamespace(buffer=io.BytesIO(b"\n".join(lines) + b"\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    call_command("explain_deadline", "--batch", stdout=(out := io.StringIO()))
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(found) == len(lines)
    assert found[0]["due"] == "2026-03-31T09:00:00+02:00"
    assert found[0]["why"].endswith("løber fra mandag 30. marts kl. 09.00 til tirsdag 31. marts kl. 09.00.")
    assert [found[n] for n in (1, 2, 3)] == [{"error": "Linjen er ikke JSON."}] * 3
    assert found[4]["error"].startswith("Linjen skal være et JSON-objekt")
    assert found[5]["due"] == "2026-04-09T23:59:59+02:00"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({}, "Skriv løftet som promise"),
        ({"promise": 1}, "Skriv løftet som promise"),
        ({"promise": "D7", "at": "2026-03-27T16:30"}, "Løftet “D7” findes ikke."),
        ({"promise": "D3"}, "Skriv tidspunktet som at"),
        ({"promise": "D3", "at": 5}, "Skriv tidspunktet som at"),
        ({"promise": "D3", "at": "2026-03-27T16:30", "hours": 5}, "Skriv åbningstiderne som tekst"),
        ({"promise": "D3", "at": "2026-03-27T16:30", "hours": "x" * 600}, "Åbningstiderne er for lange."),
        ({"promise": "D3", "at": "2026-03-27T16:30", "hour": HOURS}, "Feltet “hour” kendes ikke."),
        (
            {"promise": "D3", "at": "2026-03-27T16:30", "hours": HOURS, "closed": "x"},
            "Skriv lukkedagene som en liste",
        ),
        ({"promise": "D3", "at": "2026-03-27T16:30", "hours": HOURS, "closed": [1]}, "En af lukkedagene"),
        ({"promise": "D3", "at": "2026-03-27T16:30", "jobcenter": 5}, "Skriv jobcentrets navn som tekst."),
        ({"promise": "x" * 30_000}, "Linjen er for lang."),
        ({"promise": "D3", "at": "9999-12-31T23:59-12:00"}, "“9999-12-31T23:59-12:00” er ikke et tidspunkt."),
    ],
)
def test_every_bad_line_gets_its_sentence(question: dict[str, object], sentence: str) -> None:
    assert ask(**question)["error"].startswith(sentence)


def test_deeply_nested_json_is_only_a_bad_line() -> None:
    (answer,) = answers(["[" * 15_000])
    assert answer == {"error": "Linjen er ikke JSON."}


def test_an_offset_is_taken_as_it_is() -> None:
    assert ask(promise="D1", at="2026-03-27T11:30+00:00", hours=HOURS)["due"] == "2026-03-30T12:30:00+02:00"
    assert ask(promise="D1", at="2026-03-27T11:30Z", hours=HOURS)["due"] == "2026-03-30T12:30:00+02:00"


def test_closing_days_in_batch() -> None:
    found = ask(promise="D1", at="2026-03-27T12:30", hours=HOURS, closed=["2026-03-30"])
    assert found["due"] == "2026-03-31T12:30:00+02:00"


def test_output_has_ordinary_spaces_only() -> None:
    assert "\u00a0" not in ask(promise="D1", at="2026-03-27T12:30", hours=HOURS)["why"]
