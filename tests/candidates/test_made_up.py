"""Made-up candidates: plausible, spread as the population is, the same for the same seed, and found at once."""

import datetime
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from accounts.models import Organisation
from accounts.tenancy import acting_as
from candidates.completeness import PARTS, Cv, completeness
from candidates.criteria import Criteria
from candidates.demo import candidates_play
from candidates.enums import SHOWN_KINDS, TermKind
from candidates.generator import Person, people
from candidates.models import Candidate, CandidateIdentity, CandidateProfile, Term
from candidates.selectors.search import search_hits
from candidates.services.made_up import candidates_make_up, lists_read
from candidates.services.statistics import stats_refresh_due
from candidates.services.vocabulary import read
from jobcenters.models import Jobcenter, JobcenterMunicipality, Municipality
from jobcenters.services.demo import jobcenters_ensure
from tests.factories import candidates as make
from tests.factories import orders
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 27, 11, tzinfo=datetime.UTC)
NIGHT = datetime.datetime(2026, 3, 28, 1, 30, tzinfo=datetime.UTC)
TODAY = NOON.date()


def drawn(count: int, seed: int = 1) -> list[Person]:
    with as_owner():
        jobcenters_ensure()
        return list(people(lists_read(TODAY, seed), count, seed=seed, today=TODAY))


def test_every_municipality_gets_one_jobcentre_and_those_there_are_stay_as_they_are() -> None:
    with as_owner():
        before = dict(JobcenterMunicipality.objects.values_list("municipality_id", "jobcenter_id"))
        made = jobcenters_ensure()
        links = JobcenterMunicipality.objects.values_list("municipality_id", "jobcenter_id")
        assert len(made) == 98 - len(before)
        assert len(links) == Municipality.objects.count() == 98
        assert before.items() <= dict(links).items()
        assert jobcenters_ensure() == []
        assert all(row.organisation.is_demo for row in made)
        one = Jobcenter.objects.get(place="Odense")
        assert one.postcode.name.startswith("Odense")
        assert one.opening_hours.exists()
        assert one.word_on(TODAY) == "Jobcenter"


def test_the_same_seed_gives_the_same_people_and_another_gives_others() -> None:
    assert drawn(50) == drawn(50)
    assert drawn(50) != drawn(50, seed=2)


def test_people_are_spread_as_the_population_is() -> None:
    living = {row["kommunekode"]: int(row["indbyggere"]) for row in read("befolkning.csv")}
    assert len(living) == 98
    found = Counter(person.home.municipality for person in drawn(6_000))
    whole = sum(living.values())
    for code, inhabitants in living.items():
        expected = 6_000 * inhabitants / whole
        assert abs(found[code] - expected) <= 5 * expected**0.5 + 1, (code, found[code], expected)


def test_people_are_plausible_and_nobody_is_anybody() -> None:
    with as_owner():
        kinds = dict(Term.objects.values_list("id", "kind"))
        names = dict(Term.objects.values_list("id", "name"))
    known = set(kinds)
    weighty = Counter()
    for person in drawn(2_000):
        assert set(person.terms) | set(person.targets) <= known
        assert {kinds[pk] for pk in person.terms} <= SHOWN_KINDS
        assert {kinds[pk] for pk in person.targets} <= {TermKind.TARGET}
        assert person.occupation in person.terms
        assert person.email.endswith(".example")
        assert person.phone.startswith("00 ")
        assert person.unemployed_since < TODAY
        assert person.available_from is None or person.available_from > TODAY
        assert len(person.employers) == len(person.history)
        assert all(job["from"] < job["to"] <= str(TODAY.year) for job in person.history)
        assert (person.completeness == 100) == (person.missing == [])
        weighty[person.occupation] += 1
    common = {names[pk] for pk, _number in weighty.most_common(12)}
    assert {"Rengøringsassistent", "Produktionsmedarbejder", "Lagermedarbejder"} & common


def test_they_are_written_on_all_levels_and_found_at_once() -> None:
    mette = orders.consultant("Horsens")
    with as_owner():
        jobcenters_ensure()
        assert candidates_make_up(400, seed=5, now=NOON) == 400
        assert candidates_make_up(100, seed=6, now=NOON) == 100
        assert Candidate.objects.count() == CandidateProfile.objects.count() == 500
        assert CandidateIdentity.objects.values("external_ref").distinct().count() == 500
        assert Candidate.objects.filter(pseudonym__regex=r"^[A-ZÆØÅ]-[0-9]{5}$").count() == 500
        active = Candidate.objects.filter(state="active").count()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from candidates_index")
            assert cursor.fetchone()[0] == active
    with acting_as(mette):
        hits = search_hits(actor=mette, criteria=Criteria("8700", radius_km=100), limit=50)
        assert len(hits) == 50
        # Later changes reach the index again: the triggers are on.
    with as_owner():
        Candidate.objects.filter(pk=hits[0].candidate.pk).update(state="withdrawn")
    with acting_as(mette):
        again = search_hits(actor=mette, criteria=Criteria("8700", radius_km=100), limit=50)
        assert hits[0].candidate.pk not in {hit.candidate.pk for hit in again}


def test_the_demonstration_has_3000_everywhere() -> None:
    with as_owner():
        candidates_play(NOON)
        assert Candidate.objects.count() == 3_000
        assert Candidate.objects.values("municipality").distinct().count() >= 90
        assert Organisation.objects.filter(kind="jobcenter").count() >= 98
        assert Term.objects.get(kind=TermKind.LANGUAGE, name="Dansk").found > 2_500


def test_the_command_works_for_demonstrations_alone() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="JO_DEMO"):
        call_command("make_candidates", 5)
    with as_owner(), override_settings(DEMO=True):
        with pytest.raises(CommandError, match="Antallet"):
            call_command("make_candidates", 0)
        call_command("make_candidates", 5, seed=9)
        assert Candidate.objects.count() == 5


def test_the_statistics_are_counted_at_night_or_when_much_has_changed() -> None:
    def counted(now: datetime.datetime) -> int | None:
        with as_worker():
            return stats_refresh_due(now)

    def aged(hours: float, now: datetime.datetime) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "update candidates_total set counted_at = %s", [now - datetime.timedelta(hours=hours)]
            )

    make.candidate()
    with as_owner(), connection.cursor() as cursor:
        # What an earlier test's "analyze" said of the table outlives its rolled-back rows.
        cursor.execute("analyze candidates_index")
    aged(1, NOON)
    assert counted(NOON) is None
    aged(25, NOON)
    assert counted(NOON) is None
    aged(50, NOON)
    assert counted(NOON) == 1
    aged(25, NIGHT)
    assert counted(NIGHT) == 1
    aged(5, NIGHT)
    assert counted(NIGHT) is None
    with as_owner(), connection.cursor() as cursor:
        jobcenters_ensure()
        cursor.execute("select candidates_stats_refresh()")
        candidates_make_up(150, seed=3, now=NOON)
        cursor.execute("analyze candidates_index")  # as autovacuum does after a large import
    aged(1, NOON)
    assert (counted(NOON) or 0) > 100


def test_a_whole_cv_lacks_nothing_and_an_empty_one_everything() -> None:
    whole = Cv(True, 3, "x" * 60, 1, 1, 1, True, TODAY)
    assert completeness(whole, TODAY) == (100, [])
    percent, lacking = completeness(Cv(False, 0, " ", 0, 0, 0, False, None), TODAY)
    assert percent == 0
    assert len(lacking) == len(PARTS)
    assert sum(weight for _name, weight, _words in PARTS) == 100
    old = Cv(True, 3, "x" * 60, 1, 1, 1, True, TODAY - datetime.timedelta(days=183))
    assert completeness(old, TODAY) == (90, ["CV'et er ikke opdateret i et halvt år"])
