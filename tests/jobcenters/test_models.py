"""What the database itself refuses: overlaps in time, half points, members twice. Everything in real PostgreSQL."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from accounts.tenancy import acting_as
from jobcenters.models import (
    ClosingDay,
    Jobcenter,
    JobcenterMunicipality,
    JobcenterWord,
    MunicipalityRegion,
    Network,
    NetworkMember,
    NetworkRule,
    NetworkTerms,
    OpeningHours,
    Postcode,
)
from tests.factories import accounts
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def horsens() -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.select_related("organisation").get(place="Horsens")


def refused(make, *, by: str) -> None:
    """`make()` must break the constraint called `by`."""
    with as_owner(), pytest.raises(IntegrityError, match=by), transaction.atomic():
        make()


def accepted(make) -> None:
    with as_owner():
        make()


def test_opening_hours_may_not_overlap(horsens):
    def span(opens: int, closes: int, weekday: int = 6, **dates):
        return lambda: OpeningHours.objects.create(
            jobcenter=horsens,
            weekday=weekday,
            opens=time(opens),
            closes=time(closes),
            **{"valid_from": date(2026, 1, 1), **dates},
        )

    accepted(span(9, 12))
    accepted(span(12, 15))  # touching is not overlapping
    refused(span(11, 13), by="opening_hours_never_overlap")
    accepted(span(9, 12, weekday=5))
    refused(span(9, 12, valid_from=date(2026, 6, 1)), by="opening_hours_never_overlap")
    accepted(span(9, 12, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31)))
    refused(
        span(9, 12, valid_from=date(2025, 6, 1), valid_to=date(2026, 1, 1)), by="opening_hours_never_overlap"
    )


def test_opening_hours_of_two_jobcentres_do_not_meet(horsens):
    with as_owner():
        odder = Jobcenter.objects.get(place="Odder")
    for jobcenter in (horsens, odder):
        accepted(
            lambda jobcenter=jobcenter: OpeningHours.objects.create(
                jobcenter=jobcenter, weekday=6, opens=time(9), closes=time(12), valid_from=date(2026, 1, 1)
            )
        )


def test_overlap_is_told_in_danish_before_it_is_saved(horsens):
    row = OpeningHours(
        jobcenter=horsens, weekday=0, opens=time(10), closes=time(11), valid_from=date(2026, 1, 1)
    )
    with as_owner(), pytest.raises(ValidationError, match="overlapper en anden samme ugedag"):
        row.full_clean()


def test_opening_hours_end_after_they_begin(horsens):
    refused(
        lambda: OpeningHours.objects.create(
            jobcenter=horsens, weekday=6, opens=time(12), closes=time(9), valid_from=date(2026, 1, 1)
        ),
        by="opening_hours_",
    )


def test_a_municipality_has_one_jobcentre_at_a_time_and_a_jobcentre_may_have_two(horsens):
    def serves(code: str, since: date):
        return lambda: JobcenterMunicipality.objects.create(
            jobcenter=horsens, municipality_id=code, valid_from=since
        )

    refused(serves("0727", date(2026, 1, 1)), by="municipality_one_jobcenter_at_a_time")
    with as_owner():
        JobcenterMunicipality.objects.filter(municipality_id="0727").update(valid_to=date(2025, 12, 31))
    accepted(serves("0727", date(2026, 1, 1)))
    with as_owner():
        today = JobcenterMunicipality.objects.on(date(2026, 5, 1)).filter(jobcenter=horsens)
        assert sorted(today.values_list("municipality_id", flat=True)) == ["0615", "0727"]
    refused(serves("0615", date(2026, 1, 1)), by="municipality_one_jobcenter_at_a_time")


def test_the_word_shown_follows_the_date(horsens):
    with as_owner():
        JobcenterWord.objects.filter(jobcenter=horsens).update(valid_to=date(2027, 6, 30))
        JobcenterWord.objects.create(
            jobcenter=horsens, word="Virksomhedsindgang", valid_from=date(2027, 7, 1)
        )
        jobcenter = Jobcenter.objects.with_names().get(pk=horsens.pk)
        assert jobcenter.title_on(date(2027, 6, 30)) == "Jobcenter Horsens"
        assert jobcenter.title_on(date(2027, 7, 1)) == "Virksomhedsindgang Horsens"
        assert jobcenter.title_on(date(2006, 12, 31)) == "Horsens"
    refused(
        lambda: JobcenterWord.objects.create(jobcenter=horsens, word="Kommunen", valid_from=date(2030, 1, 1)),
        by="jobcenter_one_word_at_a_time",
    )


def test_membership_rules_and_terms_hold_once_at_a_time(horsens):
    with as_owner():
        network = Network.objects.get()
    day = date(2026, 1, 1)
    refused(
        lambda: NetworkMember.objects.create(network=network, jobcenter=horsens, valid_from=day),
        by="network_member_once_at_a_time",
    )
    refused(
        lambda: NetworkRule.objects.create(
            network=network, promise="D1", unit="working_days", length=1, valid_from=day
        ),
        by="network_rule_once_at_a_time",
    )
    refused(
        lambda: NetworkTerms.objects.create(network=network, valid_from=day),
        by="network_terms_once_at_a_time",
    )
    accepted(
        lambda: NetworkRule.objects.create(
            network=network, promise="D3", unit="working_days", length=1, valid_from=day
        )
    )


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"promise": "X9", "unit": "working_days", "length": 1}, "network_rule_promise_code"),
        ({"promise": "D4", "unit": "fortnights", "length": 1}, "network_rule_unit_known"),
        ({"promise": "D4", "unit": "working_days", "length": 0}, "network_rule_length_positive"),
    ],
)
def test_a_rule_has_a_known_promise_unit_and_length(values, constraint):
    with as_owner():
        network = Network.objects.get()
    refused(
        lambda: NetworkRule.objects.create(network=network, valid_from=date(2026, 1, 1), **values),
        by=constraint,
    )


def test_follow_up_is_at_most_five_working_days_before():
    with as_owner():
        network = Network.objects.create(name="Andet netværk")
    refused(
        lambda: NetworkTerms.objects.create(
            network=network, valid_from=date(2026, 1, 1), follow_up_working_days=6
        ),
        by="network_terms_follow_up",
    )
    accepted(
        lambda: NetworkTerms.objects.create(
            network=network, valid_from=date(2026, 1, 1), follow_up_working_days=0
        )
    )


def test_a_period_does_not_end_before_it_begins():
    refused(
        lambda: MunicipalityRegion.objects.create(
            municipality_id="0615",
            scheme="raad",
            name="Østjylland",
            valid_from=date(2026, 2, 1),
            valid_to=date(2026, 1, 1),
        ),
        by="municipality_region_",
    )


@pytest.mark.parametrize(
    "point", [{"lat": 55.9, "lon": None}, {"lat": 9.85, "lon": 55.86}, {"lat": 0.0, "lon": 0.0}]
)
def test_a_postcode_has_a_whole_point_in_denmark_or_none(point):
    refused(
        lambda: Postcode.objects.create(code="9998", name="Ingensteder", **point), by="postcode_point_whole"
    )
    accepted(lambda: Postcode.objects.create(code="9997", name="Uden punkt"))


def test_a_closing_day_is_there_once_and_says_why(horsens):
    def closed(reason: str):
        return lambda: ClosingDay.objects.create(jobcenter=horsens, date=date(2026, 5, 15), reason=reason)

    refused(closed(""), by="closing_day_has_reason")
    accepted(closed("Fælles kursusdag"))
    refused(closed("Igen"), by="closing_day_once")


def test_every_change_of_the_calendar_gives_a_version_that_was_never_used_before(horsens):
    seen = [horsens.calendar_version]

    def version() -> int:
        return Jobcenter.objects.values_list("calendar_version", flat=True).get(pk=horsens.pk)

    def made(change) -> None:
        with as_owner():
            change()
            seen.append(version())

    day = date(2026, 5, 15)
    made(lambda: ClosingDay.objects.bulk_create([ClosingDay(jobcenter=horsens, date=day, reason="Kursus")]))
    made(lambda: ClosingDay.objects.filter(jobcenter=horsens).update(reason="Andet"))
    made(lambda: ClosingDay.objects.filter(jobcenter=horsens).delete())
    made(lambda: OpeningHours.objects.filter(jobcenter=horsens, weekday=4).delete())
    with as_owner():
        before = version()
        try:
            with transaction.atomic():
                OpeningHours.objects.filter(jobcenter=horsens).delete()
                seen.append(version())
                raise RuntimeError
        except RuntimeError:
            assert version() == before
    made(lambda: ClosingDay.objects.create(jobcenter=horsens, date=day, reason="Kursus"))
    assert len(set(seen)) == len(seen)


def test_a_jobcentre_needs_an_organisation_and_shares_its_key(horsens):
    assert horsens.pk == horsens.organisation_id
    assert horsens.public_uuid == horsens.organisation.uuid
    with acting_as(accounts.actor(horsens.organisation)):
        assert Organisation.objects.get(pk=horsens.pk).jobcenter.place == "Horsens"
