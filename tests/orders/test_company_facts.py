"""Promises kept with a company, as its card tells them: the rule of the pages of promises, for whoever reads."""

from collections import defaultdict

import pytest

from accounts.models import Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.models import Company
from orders.company_facts import kept_by_everybody, kept_with, order_facts
from orders.selectors.sla import STANDINGS, Show, Tally, classified
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.sla_world import at, history

pytestmark = pytest.mark.django_db

NOW = at(2026, 3, 27, 10, 44)  # a Friday
COUNTED = [standing.value for standing in STANDINGS[Show.ALL]]


def test_jobservice_danmark_reads_what_everybody_kept_and_a_jobcentre_its_own() -> None:
    mette = history(NOW, seed=3)
    national = make.national_actor()
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    with as_owner():
        for owner in Organisation.objects.values_list("pk", flat=True):
            for clock in classified(owner, NOW).filter(standing__in=COUNTED).select_related("order"):
                sums[clock.order.company_id][0 if clock.standing == "kept" else 1] += 1
        companies = list(Company.objects.with_organisation())
    assert sum(kept for kept, _broken in sums.values()) > 5
    assert sum(broken for _kept, broken in sums.values()) > 5
    with playing(NOW):
        for company in companies:
            expected = Tally(*sums[company.pk])
            with acting_as(national):
                assert kept_by_everybody(company) == expected
                said = order_facts(national, company)[0]
            assert str(said.label) == "Løfter holdt"
            assert ("alles frister" in said.second) is bool(expected.total)
            with acting_as(mette):
                assert kept_by_everybody(company) == Tally()  # numbers of others are not a jobcentre's
                own = kept_with(mette, company)
            assert own.kept <= expected.kept
            assert own.total <= expected.total
