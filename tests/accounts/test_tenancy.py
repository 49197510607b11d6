"""The database shows an organisation's rows to that organisation, and to nobody without a context."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from accounts.checks import refuse_powerful_login
from accounts.enums import OrganisationKind
from accounts.models import Membership, Organisation
from accounts.tasks import TenantTask
from accounts.tenancy import (
    NoActorError,
    acting_as,
    current_organisation_id,
    set_context,
)
from tests.factories import accounts as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db


def test_without_context_no_row_is_seen() -> None:
    make.actor(make.organisation())
    with as_owner():
        assert Organisation.objects.exists()  # there is something that could leak
        assert Membership.objects.exists()
    assert not Organisation.objects.exists()
    assert not Membership.objects.exists()


def test_colleagues_are_seen_and_strangers_are_not() -> None:
    ours, theirs = make.organisation("Horsens"), make.organisation("Odder")
    mette, colleague, stranger = make.actor(ours), make.actor(ours), make.actor(theirs)
    with acting_as(mette):
        seen = set(Membership.objects.values_list("user_id", flat=True))
    assert seen == {mette.user_id, colleague.user_id}
    assert stranger.user_id not in seen


def test_a_company_is_seen_by_itself_and_by_authorities_only() -> None:
    company = make.organisation("Gudenå", kind=OrganisationKind.COMPANY)
    other = make.organisation("Skovly", kind=OrganisationKind.COMPANY)
    horsens = make.actor(make.organisation("Horsens"))
    with acting_as(make.actor(other)):
        assert not Organisation.objects.filter(pk=company.pk).exists()
    for actor in (make.actor(company), horsens):
        with acting_as(actor):
            assert Organisation.objects.filter(pk=company.pk).exists()
            assert Organisation.objects.visible_to(actor).filter(pk=company.pk).exists()


def test_contexts_nest_and_end() -> None:
    first, second = make.actor(make.organisation()), make.actor(make.organisation())
    with acting_as(first):
        with acting_as(second):
            assert current_organisation_id() == second.organisation_id
        assert current_organisation_id() == first.organisation_id
    assert current_organisation_id() is None


def test_context_comes_back_after_an_error() -> None:
    first, second = make.actor(make.organisation()), make.actor(make.organisation())
    with acting_as(first):
        with pytest.raises(ZeroDivisionError), acting_as(second):
            _ = 1 / 0
        assert current_organisation_id() == first.organisation_id


def test_a_task_without_an_organisation_is_refused() -> None:
    seen = []

    class Probe(TenantTask):
        name = "probe"

        def run(self, **kwargs: object) -> None:
            seen.append(current_organisation_id())

    with pytest.raises(NoActorError):
        Probe()()
    organisation = make.organisation()
    with as_worker():
        Probe()(organisation_id=organisation.pk)
        assert seen == [organisation.pk]
        assert current_organisation_id() is None


def test_the_worker_reads_recipients_and_changes_none() -> None:
    actor = make.actor(make.organisation())
    with as_worker():
        assert Membership.objects.filter(user_id=actor.user_id).exists()
        assert Membership.objects.filter(user_id=actor.user_id).update(is_active=False) == 0


@pytest.mark.parametrize("role", ["admin", "owner"])
def test_a_powerful_login_is_refused(settings, role: str) -> None:
    from django.db.backends.postgresql.base import DatabaseWrapper

    name = connection.settings_dict["NAME"]
    other = DatabaseWrapper(
        {
            **connection.settings_dict,
            **settings.TEST_DATABASE_LOGINS[role],
            "NAME": name,
        }
    )
    try:
        with pytest.raises(ImproperlyConfigured, match="superuser, owns tables"):
            refuse_powerful_login(other)
    finally:
        other.close()


def test_the_web_login_is_accepted() -> None:
    refuse_powerful_login(connection)


def test_context_outside_a_transaction_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="lives in a transaction"):
        patch.setattr(connections["default"], "in_atomic_block", False)
        set_context(organisation_id=1, user_id=None, staff=False)
