"""What is read anew at each request (who it is, and for whom) and what is kept (the connection)."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.backends import Backend
from accounts.enums import Role
from accounts.models import Membership, User
from accounts.selectors import user_with_memberships
from accounts.tenancy import acting_as, current_organisation_id
from config.postgresql.base import DatabaseWrapper
from tests.factories import accounts as make
from tests.factories.orders import rows
from tests.helpers.db import as_owner

PAGE = "/ordrer/"
NOWHERE = "/organisation/ingen-adgang/"
SIGN_IN = "/konto/login/"


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.user)
    assert client.get(PAGE).status_code == 200
    return client


def change(model: Any, pk: int, **fields: Any) -> None:
    with as_owner():
        assert model.objects.filter(pk=pk).update(**fields) == 1


# --- who it is ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_signed_out_is_refused_at_once() -> None:
    client = signed_in(make.membership(make.organisation()))
    stolen = client.cookies["sessionid"].value
    client.post("/konto/logout/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get(PAGE)["Location"].startswith(SIGN_IN)


@pytest.mark.django_db
def test_a_session_that_has_ended_is_refused() -> None:
    client = signed_in(make.membership(make.organisation()))
    rows(
        "update django_session set expire_date = %s where session_key = %s returning 1",
        timezone.now() - datetime.timedelta(seconds=1),
        client.cookies["sessionid"].value,
    )
    assert client.get(PAGE)["Location"].startswith(SIGN_IN)


@pytest.mark.django_db
@pytest.mark.parametrize("change_of", [{"is_active": False}, {"password": "!"}])
def test_an_inactive_user_and_an_old_password_are_refused_at_once(change_of: dict[str, Any]) -> None:
    person = make.membership(make.organisation())
    client = signed_in(person)
    change(User, person.user_id, **change_of)
    assert client.get(PAGE)["Location"].startswith(SIGN_IN)


# --- for whom -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_change_of_memberships_holds_on_the_very_next_page() -> None:
    person = make.membership(make.organisation("Horsens"))
    client = signed_in(person)
    odder = make.organisation("Odder")
    with as_owner():
        second = Membership.objects.create(user=person.user, organisation=odder, role=Role.MANAGER)
    assert "Odder" in client.get(PAGE).content.decode()
    change(Membership, person.pk, is_active=False)
    page = client.get(PAGE).content.decode()
    assert "Odder" in page
    assert "Horsens" not in page
    change(Membership, second.pk, is_active=False)
    assert client.get(PAGE)["Location"] == NOWHERE


@pytest.mark.django_db
def test_the_user_comes_with_every_field_and_own_memberships_alone() -> None:
    organisation = make.organisation("Horsens")
    person, colleague = make.membership(organisation), make.membership(organisation)
    stranger = make.actor(make.organisation("Odder"))
    for actor in (None, stranger):  # whoever acts when it is asked
        with acting_as(actor):
            user = user_with_memberships(person.user_id)
            assert current_organisation_id() == (actor.organisation_id if actor else None)
        assert user is not None
        assert user.own_memberships == [person]
        (membership,) = user.own_memberships
        with as_owner():
            for read in (user, membership, membership.organisation):
                again: Any = type(read)._default_manager.get(pk=read.pk)
                fields = [field.attname for field in read._meta.concrete_fields]
                # Who stands in for the person is read by the page about absence alone.
                assert read.get_deferred_fields() <= {"stand_in_id"}
                assert [getattr(read, name) for name in fields] == [getattr(again, name) for name in fields]
    assert colleague.user_id != person.user_id


@pytest.mark.django_db
def test_a_user_without_memberships_is_a_user() -> None:
    with as_owner():
        alone = User.objects.create_user("alene@jobcenter.example", name="Alene")
    user = Backend().get_user(alone.pk)
    assert user == alone
    assert user.own_memberships == []
    assert Backend().get_user(alone.pk + 1) is None
    client = Client()
    client.force_login(alone)
    assert client.get(PAGE)["Location"] == NOWHERE


@pytest.mark.django_db
def test_before_the_page_itself_three_questions_are_asked() -> None:
    """The session, its user with the memberships, and the context."""
    client = signed_in(make.membership(make.organisation()))
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    first, second, third, fourth = asked[:4]
    assert "django_session" in first
    assert "accounts_signed_in" in second
    assert "set_config" in third
    assert "orders_list_page" in fourth


# --- the connection -----------------------------------------------------------------------------------------


@pytest.fixture
def kept(django_db_blocker: Any, django_db_setup: None) -> Iterator[DatabaseWrapper]:
    """A connection of its own, as a web process keeps it between requests."""
    with django_db_blocker.unblock():
        wrapper = DatabaseWrapper(connection.settings_dict | {"CONN_MAX_AGE": None})
        wrapper.force_debug_cursor = True
        wrapper.connect()
        yield wrapper
        wrapper.close()


def elsewhere(kept: DatabaseWrapper, statement: str) -> None:
    """Run something on another connection of the same login."""
    other = DatabaseWrapper(kept.settings_dict)
    try:
        with other.cursor() as cursor:
            cursor.execute(statement)
    finally:
        other.close()


def process_id(wrapper: DatabaseWrapper) -> int:
    return wrapper.connection.info.backend_pid


def test_a_silent_connection_is_used_without_asking(kept: DatabaseWrapper, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        kept.connection, "execute", lambda *_: pytest.fail("A question to a silent connection.")
    )
    monkeypatch.setattr(kept, "cursor", lambda *_: pytest.fail("A question to a silent connection."))
    assert kept.is_usable()


def test_a_connection_that_says_something_is_asked(kept: DatabaseWrapper) -> None:
    """A notice makes the socket readable too; the connection lives."""
    with kept.cursor() as cursor:
        cursor.execute("listen each_request")
    elsewhere(kept, "notify each_request")
    assert kept.is_usable()


def test_a_connection_that_the_server_ended_is_made_anew(kept: DatabaseWrapper) -> None:
    before = process_id(kept)
    # As the login itself, which may end its own sessions.
    elsewhere(kept, f"set role none; select pg_terminate_backend({before}, 5000)")
    assert not kept.is_usable()
    kept.health_check_enabled, kept.health_check_done = True, False
    kept.close_if_health_check_failed()
    with kept.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
    assert process_id(kept) != before
