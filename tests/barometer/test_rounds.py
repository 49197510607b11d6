"""Rounds: who begins one, who is asked, the answer by link, one reminder, the count, and who reads what."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation, User
from accounts.moment import playing
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from barometer.demo import barometer_play
from barometer.models import (
    BarometerAnswer,
    BarometerAsk,
    BarometerCounted,
    BarometerCountedNeed,
    BarometerDecline,
    BarometerFigure,
    BarometerNeed,
    BarometerOccupation,
    BarometerRound,
)
from barometer.services.rounds import RoundInput, round_begin, rounds_end, rounds_remind
from barometer.tasks import keep_rounds
from jobcenters.models import Network
from notifications.models import OutboxMail
from notifications.smtp import build_message
from tests.barometer import pool
from tests.barometer.pool import Said
from tests.factories import accounts, candidates, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from visits.enums import InteractionKind
from visits.services.interactions import InteractionData, NeedData, interaction_add

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^/\s]+(/barometer/svar/[\w-]{43}/)")
GOOD = {"svar": "send", "outlook_3": "more", "outlook_12": "same", "is_hard": "ja"}


@pytest.fixture
def boss() -> Actor:
    """The manager of Horsens, which coordinates the network."""
    horsens = make.jobcenter("Horsens")
    with as_owner():
        Network.objects.update(coordinator=horsens)
    return accounts.actor(horsens, role=Role.MANAGER)


def values(**more: object) -> RoundInput:
    today = timezone.localdate()
    known = {
        "title": "Forår",
        "municipalities": [pool.municipality(0)],
        "sections": [],
        "closes_on": today + datetime.timedelta(days=21),
    }
    return RoundInput(**{**known, **more})  # type: ignore[arg-type]


def begun(boss: Actor, **more: object) -> BarometerRound:
    with acting_as(boss):
        return round_begin(actor=boss, values=values(**more))


def mails(name: str) -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(name=f"barometer.{name}").order_by("recipient"))


def link_in(mail: OutboxMail) -> str:
    found = LINK.search(str(build_message(mail).body))
    assert found, mail.text
    return found[1]


@pytest.fixture
def asked(boss: Actor) -> str:
    """The link of the one company that a round asks."""
    with as_owner():
        companies.company("Alfa", industry_code="251100", industry="Metal")
    begun(boss)
    (mail,) = mails("question")
    return link_in(mail)


def test_who_may_begin_a_round(boss: Actor) -> None:
    for other in (make.consultant("Horsens"), make.consultant("Odder", role=Role.MANAGER)):
        with acting_as(other), pytest.raises(NotAllowed):
            round_begin(actor=other, values=values())
    national = make.national_actor()
    with acting_as(national):
        round_begin(actor=national, values=values())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"municipalities": []}, "municipalities"),
        ({"municipalities": ["0101"]}, "municipalities"),
        ({"sections": ["?"]}, "sections"),
        ({"closes_on": datetime.date(2020, 1, 1)}, "closes_on"),
    ],
)
def test_a_round_that_cannot_be_has_a_sentence(boss: Actor, more: dict[str, object], field: str) -> None:
    with acting_as(boss), pytest.raises(ValidationError) as refused:
        round_begin(actor=boss, values=values(**more))
    assert set(refused.value.message_dict) == {field}


def test_two_rounds_of_one_municipality_never_overlap(boss: Actor) -> None:
    begun(boss)
    with pytest.raises(ValidationError, match="allerede med i en runde"):
        begun(boss)
    # The database holds it too, whoever writes.
    with pytest.raises(DatabaseError, match="overlaps"), transaction.atomic():
        pool.round_of(make.national(), opens=timezone.localdate() + datetime.timedelta(days=20), places=[0])


def test_one_mail_to_each_company_that_fits_and_wants_it(boss: Actor) -> None:
    with as_owner():
        metal = companies.company("Metal", industry_code="251100", industry="Metal")
        companies.contact(metal, is_primary=False)
        companies.company("Plejehjem", industry_code="871010", industry="Pleje")
        companies.company("Aarhus", workplace_code="8000", industry_code="251100", industry="Metal")
        no = companies.company("Nej tak", industry_code="251100", industry="Metal")
        email = no.contacts.get().email
        BarometerDecline.objects.create(
            email=email.lower(), organisation_id=boss.organisation_id, at=timezone.now()
        )
        first = metal.contacts.get(is_primary=True).email
    begun(boss, sections=["C"])
    assert [mail.recipient for mail in mails("question")] == [first]
    (mail,) = mails("question")
    assert not re.search(r"svar/[\w-]{43}/", mail.text), "the outbox holds no secret"


def test_looking_answers_nothing_and_the_last_word_counts(asked: str) -> None:
    for method in ("get", "head"):
        assert getattr(Client(), method)(asked).status_code == 200
    with as_owner():
        assert not BarometerAnswer.objects.exists()
        candidates.term("Montør")
    done = Client().post(
        asked, {**GOOD, "term_1": "montører", "number_1": "4", "horizon_1": "12"}, follow=True
    )
    assert "Tak for svaret" in done.content.decode()
    with as_owner():
        answer = BarometerAnswer.objects.get()
        need = BarometerNeed.objects.get()
        assert (answer.outlook_3, answer.outlook_12, answer.is_hard) == ("more", "same", True)
        assert (need.term.name, need.number, need.horizon) == ("Montør", 4, 12)
    assert 'value="Montør"' in Client().get(asked).content.decode()
    Client().post(asked, {**GOOD, "outlook_3": "fewer", "is_hard": ""})
    with as_owner():
        answer.refresh_from_db()
        assert (answer.outlook_3, answer.is_hard) == ("fewer", None)
        assert not BarometerNeed.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outlook_3": ""}, "Vælg et svar for 3 måneder."),
        ({"outlook_12": "måske"}, "Vælg et svar for 12 måneder."),
        ({"term_1": "xyzzyq"}, "Vi kender ikke stillingen."),
        ({"term_2": "Montør", "number_2": "0"}, "Skriv et tal mellem 1 og 10.000."),
        ({"number_3": "3"}, "Skriv, hvilken stilling det er."),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(asked: str, typed: dict[str, str], sentence: str) -> None:
    candidates.term("Montør")
    response = Client().post(asked, {**GOOD, "term_3": "", **typed})
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    for value in typed.values():
        assert not value or value == "måske" or f'value="{value}"' in html
    with as_owner():
        assert not BarometerAnswer.objects.exists()


def test_no_thanks_is_remembered_for_every_round(asked: str, boss: Actor) -> None:
    page = Client().post(asked, {"svar": "nej_tak"}, follow=True)
    assert "Vi spørger ikke igen" in page.content.decode()
    with as_owner():
        row = BarometerRound.objects.get()
        ask = BarometerAsk.objects.get()
        assert ask.declined_at
        BarometerAsk.objects.update(asked_at=timezone.now() - datetime.timedelta(days=8))
    with as_worker():
        rounds_remind(now=timezone.now())
    assert mails("reminder") == []
    next_year = timezone.now() + datetime.timedelta(days=300)
    with playing(next_year):
        begun(boss, closes_on=next_year.date() + datetime.timedelta(days=21))
    assert len(mails("question")) == 1
    Client().post(asked, {"svar": "gerne_igen"})
    with as_owner():
        assert not BarometerDecline.objects.exists()
    assert row.published_at is None


def test_one_reminder_after_a_week_to_who_has_not_answered(boss: Actor) -> None:
    with as_owner():
        for name in ("A", "B"):
            companies.company(name, industry_code="251100", industry="Metal")
    begun(boss)
    first, second = mails("question")
    Client().post(link_in(first), GOOD)
    with as_owner():
        BarometerAsk.objects.update(asked_at=timezone.now() - datetime.timedelta(days=7, minutes=1))
    for _again in range(2):
        with as_worker():
            keep_rounds()
    assert [mail.recipient for mail in mails("reminder")] == [second.recipient]
    assert link_in(mails("reminder")[0]) == link_in(second)


def test_a_round_that_is_over_takes_no_answer_and_is_counted_by_the_worker(asked: str, boss: Actor) -> None:
    late = timezone.now() + datetime.timedelta(days=30)
    with playing(late):
        assert Client().get(asked).status_code == 410
        assert Client().post(asked, GOOD).status_code == 409
        with as_worker():
            assert rounds_end(now=timezone.now()) == 0
            assert rounds_end(now=late) == 1
            assert rounds_end(now=late) == 0
    with as_owner():
        row = BarometerRound.objects.get()
        assert row.published_at
        assert (row.answers, BarometerFigure.objects.count()) == (0, 0)


def test_a_made_up_link_and_somebody_elses(asked: str) -> None:
    assert Client().get("/barometer/svar/" + "a" * 43 + "/").status_code == 404
    stranger = Client()
    actor = make.consultant("Silkeborg")
    with as_owner():
        stranger.force_login(User.objects.get(pk=actor.user_id))
    assert stranger.get(asked).status_code == 404
    assert stranger.post(asked, GOOD).status_code == 404


def test_notes_of_visits_count_once_and_the_newest_answer_per_company(boss: Actor) -> None:
    said = [Said(outlook_3=0, outlook_12=0)] * 6
    made = pool.companies(said)
    row = pool.round_of(make.national(), places=[0])
    pool.answer(row, made[:5], said[:5], [])
    odder = make.consultant("Odder")
    with acting_as(odder):
        for company, outlook in ((made[0], "fewer"), (made[5], "fewer"), (made[5], "same")):
            interaction_add(
                actor=odder,
                company=company,
                data=InteractionData(
                    kind=InteractionKind.CALL,
                    held_on=timezone.localdate(),
                    outlook_3=outlook,
                    outlook_12=outlook,
                ),
            )
    with as_owner():
        BarometerAnswer.objects.filter(company=made[0]).update(at=timezone.now() + datetime.timedelta(days=1))
    assert pool.publish(row) == 6
    with as_owner():
        counted = {one.company_id: one for one in BarometerCounted.objects.filter(round=row)}
        assert counted[made[0].pk].outlook_3 == "more"
        assert (counted[made[5].pk].outlook_3, counted[made[5].pk].organisation_id) == (
            "same",
            odder.organisation_id,
        )
        (figure,) = BarometerFigure.objects.filter(round=row)
        assert (figure.companies, figure.balance_3) == (6, 5)


def test_a_notes_words_are_read_as_the_questionnaire_reads_them(boss: Actor) -> None:
    said = [Said(outlook_3=0, outlook_12=0)] * 6
    made = pool.companies(said)
    row = pool.round_of(make.national(), places=[0])
    pool.answer(row, made[:5], said[:5], [])
    welder = candidates.term("Svejser")
    with as_owner():
        welder.synonyms = ["svejseoperatør"]
        welder.save()
    candidates.term("Montør")
    words = [("svejsere", 4), (" Svejseoperatører ", 2), ("montør", 3), ("er", 5), ("noget helt andet", 7)]
    odder = make.consultant("Odder")
    with acting_as(odder):
        interaction_add(
            actor=odder,
            company=made[5],
            data=InteractionData(
                kind=InteractionKind.CALL,
                held_on=timezone.localdate(),
                outlook_3="more",
                outlook_12="more",
                needs=[NeedData(word, number) for word, number in words],
            ),
        )
    assert pool.publish(row) == 6
    with as_owner():
        counted = BarometerCountedNeed.objects.filter(counted__company=made[5])
        assert dict(counted.values_list("term__name", "people_3")) == {"Svejser": 6, "Montør": 3}


def test_raw_answers_are_the_askers_and_figures_nobody_can_write(boss: Actor) -> None:
    said = [Said(jobs=(0,))] * 6
    term = candidates.term("Montør")
    row = pool.round_of(Organisation(pk=boss.organisation_id), places=[0])
    pool.answer(row, pool.companies(said), said, [term])
    pool.publish(row)
    company = companies.user_of(companies.company("Nysgerrig"))
    for actor, raw, figures in (
        (boss, 6, 1),
        (make.consultant("Odder"), 0, 1),
        (make.national_actor(), 0, 1),
        (company, 0, 0),
        (accounts.actor(accounts.organisation(kind=OrganisationKind.PARTNER)), 0, 0),
    ):
        with acting_as(actor):
            for model in (BarometerAnswer, BarometerAsk, BarometerNeed, BarometerCounted):
                assert model.objects.count() == raw, (actor.kind, model)
            assert BarometerFigure.objects.count() == figures
            with pytest.raises(DatabaseError), transaction.atomic():
                BarometerFigure.objects.create(
                    round=row, companies=9, balance_3=0, balance_12=0, people_3=0, people_12=0
                )
            with pytest.raises(DatabaseError), transaction.atomic():
                BarometerRound.objects.filter(pk=row.pk).update(published_at=None)


def test_another_organisation_cannot_count_a_round(boss: Actor) -> None:
    row = begun(boss)
    odder = make.consultant("Odder", role=Role.MANAGER)
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=odder.user_id))
    assert client.post(reverse("barometer:round_end", args=[row.uuid])).status_code == 404
    with as_owner():
        row.refresh_from_db()
        assert row.published_at is None


def test_the_demonstration_has_figures_and_something_put_together(boss: Actor) -> None:
    jobs = ("Montør", "Svejser", "Tømrer", "Murer", "Lagermedarbejder", "Kok", "Butiksassistent")
    for name in jobs:
        candidates.term(name)
    with as_owner():
        barometer_play(timezone.now())
        row = BarometerRound.objects.get()
        figures = list(BarometerFigure.objects.filter(round=row))
        assert row.published_at
        assert row.answers > 80
        assert len({figure.municipality for figure in figures}) >= 5
        assert min(figure.companies for figure in figures) >= 5
        assert "" in {figure.municipality for figure in figures}, "the smallest are told together"
        assert BarometerOccupation.objects.filter(round=row).exists()
