"""What the ladder's mails say: to the one who owes and to the one who waits, in plain Danish with local times (T6)."""

import datetime

import pytest
from django.urls import resolve
from django.utils.translation import override

from jobcenters.calendar.zone import end_of_day
from orders.escalation_mails import OBSERVERS, SLOTS, WORDS, letter, mail_name
from orders.ladder import COUNTERPARTS, Role, Step, When
from orders.models import Clock
from orders.promises import PROMISES, Party, PromiseCode
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import Border, at, clock_of, fires_at, mails, person, sweep_as_worker

STEPS = [
    Step(When.PERCENT, 75, ()),
    Step(When.AT, 0, ()),
    Step(When.DAYS_AFTER, 1, ()),
    Step(When.DAYS_AFTER, 3, ()),
]
# Every letter that a ladder can send: any role at any step, but never those who wait where a company does.
KINDS = [
    (code, step, role)
    for code, promise in PROMISES.items()
    for step in STEPS
    for role in Role
    if promise.owed_to is not Party.COMPANY or role not in COUNTERPARTS
]


@pytest.mark.parametrize(("code", "step", "role"), KINDS)
def test_every_letter_says_what_by_when_why_and_where(code: PromiseCode, step: Step, role: Role) -> None:
    with override("da"):
        form = letter(code, step, role)
    slots = {slot: f"<{slot}>" for slot in SLOTS}
    subject, text = form.fill(slots)
    assert form.name == mail_name(step.phase, role)
    assert len(subject.splitlines()) == 1
    first_word = subject.split()[0].rstrip(":,")
    assert first_word in {"Ring", "Svar", "Find", "Aftal", "Følg", "Grib", "Spørg"}, subject
    assert text.startswith("Hej <hello>\n")
    for slot in ("due", "received", "link", "why"):
        assert f"<{slot}>" in text
    # Those who are no party to the case are told whose promise it is, and not what the company needs.
    assert ("<case>" in text) is (role not in OBSERVERS)
    outside = role in COUNTERPARTS or role in OBSERVERS
    assert ("<owner>" if outside else "<who>") in subject
    assert ("3 åbningsdage" in subject + text) is (step.n == 3)
    assert "%" not in subject + text
    assert "\ue000" not in subject + text
    assert "{" not in text


def test_every_promise_has_its_words() -> None:
    assert set(WORDS) == set(PROMISES)


def test_letters_are_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from orders import escalation_mails

    escalation_mails._letter.cache_clear()
    calls = []
    real = escalation_mails.render_mail
    monkeypatch.setattr(escalation_mails, "render_mail", lambda *a: calls.append(a) or real(*a))
    for _n in range(1000):
        letter("D2", STEPS[1], Role.OWNER)
    assert len(calls) == 1


@pytest.mark.django_db
class TestAcrossTheBorder:
    def test_the_one_who_owes_and_the_one_who_waits_read_different_mails(self) -> None:
        border = Border()
        sweep_as_worker(at(31, "09.01"))
        sent = mails(border.clock)
        owes, boss, waits = (
            sent[f"2:{border.key(who)}"] for who in (border.jonas, border.karen, border.mette)
        )
        horsens, odder = border.horsens.name, border.odder.name
        assert owes.subject == f"Svar {horsens} nu: fristen er overskredet"
        assert boss.subject == f"Følg op: {horsens} har ikke fået svar, og fristen er overskredet"
        assert waits.subject == f"Ring til {odder}: de har ikke svaret inden fristen"
        assert owes.text.startswith("Hej Jonas\n")
        assert waits.text.startswith("Hej Mette\n")
        for mail in (owes, boss, waits):
            assert "Frist: tirsdag 31. marts kl. 09.00\n" in mail.text
            assert "Spurgt: fredag 27. marts kl. 12.30\n" in mail.text
            assert mail.organisation_id == border.odder.pk
        assert "Ansvarlig: Jonas Krogh\n" in boss.text
        assert owes.recipient_organisation_id == border.odder.pk
        assert (waits.recipient_organisation_id, waits.recipient_user_id) == (
            border.horsens.pk,
            border.mette.user_id,
        )
        assert {mail.message_id for mail in (owes, boss, waits)} == {
            f"<{mail.pk}@{mail.message_id.rpartition('@')[2]}" for mail in (owes, boss, waits)
        }

    def test_each_link_leads_to_a_page_of_that_side(self, settings: object) -> None:
        border = Border()
        sweep_as_worker(at(31, "09.01"))
        pages = {}
        for key, mail in mails(border.clock).items():
            *answers, link = (word for word in mail.text.split() if word.startswith("http"))
            assert all("/besvar/" in answer for answer in answers)
            pages[key] = link.removeprefix(settings.BASE_URL)  # type: ignore[attr-defined]
            match = resolve(pages[key])
            uuid = border.request.uuid if match.url_name == "request" else border.order.uuid
            assert match.kwargs == {"uuid": uuid}
        assert resolve(pages[f"2:{border.key(border.jonas)}"]).view_name == "orders:request"
        assert resolve(pages[f"2:{border.key(border.mette)}"]).view_name == "orders:order"

    def test_what_somebody_typed_adds_no_lines_and_fills_no_slots(self) -> None:
        border = Border()
        nasty = "4 montører\n\nAnsvarlig: %(who)s {{ 7 }} 100 %"
        with as_owner():
            Clock.objects.filter(pk=border.clock.pk).update(subject=nasty)
        sweep_as_worker(at(30, "12.00"))
        (mail,) = mails(border.clock).values()
        assert "Sagen: 4 montører Ansvarlig: %(who)s {{ 7 }} 100 %\n" in mail.text


@pytest.mark.django_db
def test_a_promise_in_days_is_due_on_a_day() -> None:
    border = Border()
    clock = border.clock
    with as_owner():
        due = end_of_day(datetime.date(2026, 3, 31))
        company = border.order.company_id
        Clock.objects.filter(pk=clock.pk).update(
            promise="D4", request=None, due_at=due, owed_to=company, counterpart="Firma"
        )
    sweep_as_worker(at(30, "12.00"))
    (mail,) = mails(clock).values()
    assert mail.subject == "Find kandidater til Firma senest tirsdag 31. marts"


@pytest.mark.django_db
def test_a_company_is_named_and_not_written_to() -> None:
    horsens = make.jobcenter("Horsens")
    mette = person(horsens, "Mette Dahl")
    order = make.order(
        mette.actor(), company=companies.company("Fjordens Montage ApS"), received_at=at(27, "12.30")
    )
    sweep_as_worker(fires_at(clock_of(order, "D1"), 1))
    (mail,) = mails(clock_of(order, "D1")).values()
    assert mail.subject == "Ring til Fjordens Montage ApS senest mandag 30. marts kl. 12.30"
    assert mail.recipient == mette.user.email
