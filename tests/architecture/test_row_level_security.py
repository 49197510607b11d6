"""The catalogue, read: no table with somebody's data stands open; raw SQL without a context sees none."""

import re

import pytest
from django.db import connection

from accounts.tenancy import acting_as
from orders.enums import EventKind
from orders.services.orders import order_answer
from orders.services.plan import alternative_offer, delivery_plan
from orders.services.requests import heads_ups_send
from orders.services.tovholder import tovholder_propose
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

# A column that names an organisation, or leads to a row that does, makes a table somebody's.
OWNED = re.compile(
    r"^(.*organisation|tovholder|proposed_tovholder|received_by|jobcenter|company|owed_to|about|order|clock)_id$"
)
# What may be public among tables with such a column: nothing today.
OPEN_BY_DECISION: set[str] = set()


def owned_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0
                  and not a.attisdropped"""
        )
        return sorted(
            {table for table, column in cursor.fetchall() if OWNED.match(column)} - OPEN_BY_DECISION
        )


def test_every_owned_table_is_forced_and_has_policies() -> None:
    tables = owned_tables()
    assert len(tables) > 20
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                      (select count(*) from pg_policy p where p.polrelid = c.oid
                        and not 'jo_owner'::regrole::oid = any(p.polroles))
                 from pg_class c where c.relname = any(%s) and c.relnamespace = 'public'::regnamespace""",
            [tables],
        )
        rows = cursor.fetchall()
    bad = [name for name, enabled, forced, policies in rows if not (enabled and forced and policies)]
    assert bad == []


def test_policies_have_the_measured_shapes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """select polrelid::regclass::text, polname, coalesce(pg_get_expr(polqual, polrelid), '') || ' '
                      || coalesce(pg_get_expr(polwithcheck, polrelid), '') from pg_policy"""
        )
        policies = cursor.fetchall()
    assert policies
    for table, name, text in policies:
        assert "CASE" not in text, (table, name)
        settings = text.count("current_setting(")
        assert text.upper().count("NULLIF(CURRENT_SETTING(") == settings, (
            table,
            name,
            "bare current_setting",
        )


def test_no_view_and_no_materialized_view_can_leak() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []


def test_no_role_bypasses_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname from pg_roles where rolname like 'jo\\_%%' and (rolbypassrls or rolsuper)"
        )
        assert cursor.fetchall() == []


@pytest.fixture
def busy_database() -> None:
    """Rows in as many owned tables as the main job fills."""
    mette = make.consultant("Horsens")
    order = make.order(mette)
    make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        line = order.lines.get()
        heads_ups_send(actor=mette, order=order, to=[make.jobcenter("Vejle")], text="Måske")
        delivery_plan(actor=mette, order=order, line=line, number=1, by=order.received_at.date())
        alternative_offer(actor=mette, order=order, line=line, kind="internship", text="Praktik")
        tovholder_propose(
            actor=mette,
            order=order,
            to=make.jobcenter("Aarhus"),
            reason="Ligger der",
            consent_by="Karin",
            consent_on=order.received_at.date(),
            consent_channel="telefon",
        )


# What the Celery worker reads for all: deadlines, mail, and whom to tell in which opening hours.
WORKER_MAY_READ = {
    "accounts_membership",
    "accounts_organisation",
    "jobcenters_closingday",
    "jobcenters_contactentry",
    "jobcenters_jobcenter",
    "jobcenters_jobcentermunicipality",
    "jobcenters_jobcenterword",
    "jobcenters_networkmember",
    "jobcenters_openinghours",
    "jobcenters_serviceprofileline",
    "notifications_outboxmail",
    "orders_breach",
    "orders_clock",
    "orders_clockevent",
    "orders_escalation",
    "orders_firing",
    "orders_ladderversion",
    "orders_letter",
    "orders_timer",
    "postings_posting",
}


@pytest.mark.usefixtures("busy_database")
@pytest.mark.parametrize("role", ["web", "worker"])
def test_raw_sql_without_a_context_gets_no_row(role: str) -> None:
    filled = {}
    with as_owner(), connection.cursor() as cursor:
        for table in owned_tables():
            cursor.execute(f"select count(*) from {table}")  # noqa: S608
            filled[table] = cursor.fetchone()[0]
    # There is something that could leak, nearly everywhere.
    assert sum(1 for number in filled.values() if number) >= 20, filled
    seen = {}
    with connection.cursor() as cursor:
        for table in owned_tables():
            if role == "worker" and table in WORKER_MAY_READ:
                continue
            cursor.execute("select has_table_privilege(%s, %s, 'select')", [f"jo_{role}", table])
            if not cursor.fetchone()[0]:
                continue
            if role == "worker":
                with as_worker():
                    cursor.execute(f"select count(*) from {table}")  # noqa: S608
            else:
                cursor.execute(f"select count(*) from {table}")  # noqa: S608
            seen[table] = cursor.fetchone()[0]
    assert {table: number for table, number in seen.items() if number} == {}
