"""The list of agreements: states with counts, search, pages, and a number of queries that does not grow."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.selectors.lists import Filters, agreement_counts, agreement_list
from agreements.services.sending import agreement_send
from tests.agreements.pages import signed_in
from tests.factories import agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def sent(actor, company=None):
    version = agreements.agreement_draft(company, actor=actor)
    with acting_as(actor):
        return agreement_send(actor=actor, version=version)


def test_states_are_counted_and_chosen() -> None:
    actor = agreements.national_actor()
    agreements.agreement_draft(actor=actor)
    sent(actor)
    agreements.agreement_in_force()
    agreements.agreement_in_force()
    with acting_as(actor):
        assert agreement_counts(actor) == {"": 4, "udkast": 1, "underskrift": 1, "kraft": 2, "slut": 0}
        for which, n in (("udkast", 1), ("underskrift", 1), ("kraft", 2), ("slut", 0), ("", 4)):
            rows, _next = agreement_list(actor, Filters(which=which), moment())
            assert len(rows) == n
    text = signed_in(actor).get(reverse("agreements:list"), {"vis": "kraft"}).content.decode()
    assert "I kraft (2)" in text and text.count("jo-agreement-row__title") == 2


def test_who_is_waited_for_and_since_when() -> None:
    actor = agreements.national_actor()
    company = companies.company("Fjordens Maskinfabrik")
    version = sent(actor, company)
    with as_owner():
        version.signers.update(invited_at=moment() - datetime.timedelta(days=14))
        party = version.parties.get(role="national")
        agreements.sign(version, party)
    with acting_as(actor):
        (row,), _next = agreement_list(actor, Filters(which="underskrift"), moment())
    assert [one.name for one in row.waiting] == ["Fjordens Maskinfabrik", "Jobcenter Horsens"]
    assert all(8 <= one.days <= 10 for one in row.waiting)
    text = signed_in(actor).get(reverse("agreements:list")).content.decode()
    assert "Venter på" in text and f"{row.waiting[0].days} arbejdsdage" in text


def test_search_by_company_number_and_title() -> None:
    actor = agreements.national_actor()
    company = companies.company("Fjordens Maskinfabrik")
    wanted = agreements.agreement_draft(company, actor=actor, title="Sæsonen 2027").agreement
    agreements.agreement_draft(actor=actor)
    client = signed_in(actor)
    for text in ("fjordens", company.cvr, wanted.number, wanted.number.lower(), "sæsonen"):
        rows = client.get(reverse("agreements:list"), {"q": text}).context["rows"]
        assert [row.agreement.pk for row in rows] == [wanted.pk], text
    for text in ("intet", "%", "'; drop table", "<script>", "_"):
        answer = client.get(reverse("agreements:list"), {"q": text})
        assert answer.status_code == 200 and b"<script>\xe2" not in answer.content


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    actor = agreements.national_actor()
    made = [agreements.agreement_draft(actor=actor).agreement_id for _n in range(7)]
    seen, after = [], Filters().after
    with acting_as(actor):
        while after:
            rows, following = agreement_list(actor, Filters(after=after), moment(), size=3)
            seen += [row.agreement.pk for row in rows]
            after = following or 0
    assert seen == sorted(made, reverse=True)


def test_nonsense_in_the_address_counts_as_nothing() -> None:
    for query in ("vis=x&efter=abc", "efter=-1", "efter=9999999999999999999999", "efter=²", "q=%00"):
        assert Filters.of(QueryDict(query)) == Filters()


def test_a_jobcentre_sees_its_own_and_those_that_cover_it_and_no_draft_of_others() -> None:
    agreements.agreement_draft()
    covering = agreements.agreement_in_force()
    actor = orders.consultant("Odder")
    with acting_as(actor):
        rows, _next = agreement_list(actor, Filters(), moment())
        assert [row.agreement.pk for row in rows] == [covering.pk]
        assert agreement_counts(actor)[""] == 1


def queries_of(client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(reverse("agreements:list")).status_code == 200
    return len(caught)


def test_thirty_agreements_ask_no_more_than_one() -> None:
    actor = agreements.national_actor()
    client = signed_in(actor)
    sent(actor)
    client.get(reverse("agreements:list"))
    one = queries_of(client)
    for n in range(29):
        sent(actor) if n % 3 == 0 else agreements.agreement_draft(actor=actor)
    assert queries_of(client) == one
