"""The search against a brute-force answer in Python: distance, words, filters and order, whichever plan is chosen."""

import datetime
import random
from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.tenancy import acting_as
from candidates.criteria import RADII, Criteria
from candidates.enums import Basis, CandidateState, TermKind
from candidates.models import Candidate, CandidateProfile
from candidates.selectors.search import search_counts, search_hits
from jobcenters.models import Postcode
from tests.factories import candidates, orders
from tests.helpers.db import as_owner

MANY = 5_000
TODAY = datetime.date(2026, 3, 27)
PLACES = ("8700", "8300", "8000", "7100", "1050", "8305")
WORDS = {"montør": "Montør", "svejsning": "Svejsning", "truck": "Truck"}


class World:
    """The candidates as plain data, and the terms they are described with."""

    def __init__(self) -> None:
        chance = random.Random(8700)
        self.me = orders.consultant("Horsens")
        homes = [orders.jobcenter(place) for place in ("Horsens", "Odder", "Aarhus", "Vejle")]
        self.occupations = [candidates.term(name).pk for name in ("Montør", "Smed", "Kok", "Pædagog")]
        self.skills = [
            candidates.term(name, TermKind.SKILL).pk for name in ("Svejsning", "Truck", "Regneark")
        ]
        self.target = candidates.term("Flygtning", TermKind.TARGET).pk
        self.names = {self.occupations[0]: "montør", self.skills[0]: "svejsning", self.skills[1]: "truck"}
        with as_owner():
            spots = list(
                Postcode.objects.filter(municipality__isnull=False, lat__isnull=False).order_by("code")
            )
            codes = ("0615", "0727", "0751", "0630", "0766")
            rows, profiles = [], []
            for number in range(MANY):
                spot, home = chance.choice(spots), chance.choice(homes)
                job = chance.choices(self.occupations, weights=(60, 30, 9, 1))[0]
                rows.append(
                    Candidate(
                        pseudonym=f"T-{number:05d}",
                        jobcenter=home,
                        # One in ten lives where a postcode reaches into the neighbouring municipality.
                        municipality_id=chance.choice(codes)
                        if chance.random() < 0.1
                        else spot.municipality_id,
                        postcode=spot,
                        state=chance.choices(
                            (CandidateState.ACTIVE, CandidateState.WITHDRAWN), weights=(95, 5)
                        )[0],
                        basis=chance.choices((Basis.CONSENT, Basis.NONE), weights=(90, 10))[0],
                        occupation_id=job,
                        terms=[job, *(skill for skill in self.skills if chance.random() < 0.3)],
                        available_from=chance.choice((None, TODAY, TODAY + datetime.timedelta(days=30))),
                    )
                )
            made = Candidate.objects.bulk_create(rows)
            for row in made:
                targets = [self.target] if chance.random() < 0.05 else []
                profiles.append(
                    CandidateProfile(candidate=row, jobcenter_id=row.jobcenter_id, targets=targets)
                )
            CandidateProfile.objects.bulk_create(profiles)
            self.rows = [
                (row, set(row.terms) | set(p.targets)) for row, p in zip(made, profiles, strict=True)
            ]
            with connection.cursor() as cursor:
                cursor.execute("select from_postcode, to_postcode, km from jobcenters_postcodedistance")
                self.km = {(a, b): km for a, b, km in cursor.fetchall()}

    def answer(self, criteria: Criteria) -> list[tuple[float, str, int]]:
        """(km, postcode, id) of all that fit, in the order of the list."""
        found = []
        for row, features in self.rows:
            km = self.km.get((criteria.postcode, row.postcode_id))
            fits = (
                row.state == CandidateState.ACTIVE
                and (row.basis != Basis.NONE or row.jobcenter_id == self.me.organisation_id)
                and km is not None
                and km <= criteria.radius_km
                and features.issuperset(criteria.all_of)
                and (not criteria.occupations or features.intersection(criteria.occupations))
                and all(word in {self.names.get(term) for term in features} for word in criteria.text.split())
                and (
                    criteria.available_by is None
                    or row.available_from is None
                    or row.available_from <= criteria.available_by
                )
            )
            if fits:
                found.append((km, row.postcode_id, row.pk))
        return sorted(found)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def asked(world: World) -> st.SearchStrategy[Criteria]:
    return st.builds(
        Criteria,
        postcode=st.sampled_from(PLACES),
        radius_km=st.sampled_from(RADII),
        occupations=st.lists(st.sampled_from(world.occupations), max_size=2, unique=True).map(tuple),
        all_of=st.lists(st.sampled_from([*world.skills, world.target]), max_size=2, unique=True).map(tuple),
        text=st.sampled_from(("", "montør", "Montører", "MONTOER", "svejsning truck", "findes ikke", "og")),
        available_by=st.sampled_from((None, TODAY)),
    )


# What the statistics claim decides between the two ways (see candidates/migrations/_search.py): (everybody, who carries
# each term and word, who lives in each place).
CLAIMS = {
    "as counted": None,
    "rare: the index of features at once": (100_000_000, 1, 5_000),
    "common, but thin here: the index after a first walk": (100_000, 100_000, 100_000_000),
    "common: walked to the end": (2_000_000_000, 2_000_000_000, 5_000),
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_search_finds_what_the_oracle_finds(world: World, claim: tuple[int, int, int] | None) -> None:
    """False statistics lead to the other ways, and all of them must give the same answer."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select candidates_stats_refresh()")
        if claim:
            everybody, carry, live = claim
            cursor.execute("update candidates_total set found = %s", [everybody])
            cursor.execute("update candidates_term set found = %s", [carry])
            cursor.execute("update candidates_word set found = %s", [carry])
            cursor.execute("update candidates_place set found = %s", [live])
    stems = {"Montører": "montør", "MONTOER": "montør", "og": ""}
    by_id = {row.pk: row.municipality_id for row, _features in world.rows}

    @settings(max_examples=60)
    @given(criteria=asked(world), offset=st.sampled_from((0, 7)))
    def check(criteria: Criteria, offset: int) -> None:
        from dataclasses import replace

        expected = world.answer(replace(criteria, text=stems.get(criteria.text, criteria.text)))
        with acting_as(world.me):
            hits = search_hits(actor=world.me, criteria=criteria, limit=25, offset=offset)
            counts = search_counts(actor=world.me, criteria=criteria, own=("0615",))
        assert [(hit.km, hit.candidate.postcode_id, hit.candidate.pk) for hit in hits] == expected[
            offset : offset + 25
        ]
        in_odder = [found for found in expected if by_id[found[2]] == "0727"]
        with acting_as(world.me):
            only = search_hits(
                actor=world.me, criteria=criteria, limit=25, offset=offset, municipality="0727"
            )
        assert [(hit.km, hit.candidate.postcode_id, hit.candidate.pk) for hit in only] == in_odder[
            offset : offset + 25
        ]
        codes: dict[str, list[float]] = {}
        for km, _postcode, pk in expected:
            codes.setdefault(by_id[pk], []).append(km)
        assert {p.municipality: (p.count, p.km, p.is_own) for p in counts.places} == {
            code: (min(len(kms), 201), min(kms), code == "0615") for code, kms in codes.items()
        }
        assert [p.is_own for p in counts.places] == sorted((p.is_own for p in counts.places), reverse=True)

    check()
