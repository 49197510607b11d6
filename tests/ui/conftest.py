import os
import uuid
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser

from tests.conftest import (
    ROOT,
    admin_connection,
    create_database,
    database_url,
    drop_database,
    make_test_login,
)
from tests.helpers.browser import WebServer, serve

EMAIL, PASSWORD = "mette@proeve.example", "tre tilfældige ord"


def _person_in_two_jobcenters(database: str) -> None:
    """Written with SQL: these tests know the pages, not the apps above them."""
    with admin_connection(database) as admin:
        user = admin.execute(
            "insert into accounts_user (password, email, name, phone, is_active, is_demo, created_at)"
            " values (%s, %s, 'Mette Prøve (demo)', '', true, true, now()) returning id",
            [make_password(PASSWORD), EMAIL],
        ).fetchone()[0]
        for n in (1, 2):
            organisation = admin.execute(
                "insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)"
                " values (%s, 'jobcenter', %s, 'post@proeve.example', '', true, now()) returning id",
                [uuid.uuid4(), f"Jobcenter Prøve {n}"],
            ).fetchone()[0]
            admin.execute(
                "insert into accounts_membership (role, title, is_active, created_at, user_id, organisation_id)"
                " values ('consultant', '', true, now(), %s, %s)",
                [user, organisation],
            )


@pytest.fixture(scope="session")
def sheet_server(template_database: str) -> Iterator[WebServer]:
    """The product with the component sheet, for tests that write nothing: one process for all of them."""
    name = f"test_jo_sheet_{os.getpid()}"
    create_database(name, template=template_database)
    _person_in_two_jobcenters(name)
    make_test_login()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(name),
        "JO_DB_ROLE": "web",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    with serve(environment) as server:
        yield server
    drop_database(name)


@pytest.fixture(scope="session")
def staff_cookies(chromium: Browser, sheet_server: WebServer) -> list:
    """The cookies of a consultant who is a member of two jobcentres, signed in through the login page."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(sheet_server.url + "/konto/login/")
    page.fill("#id_login", EMAIL)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.wait_for_url(lambda url: "/konto/login/" not in url)
    cookies = context.cookies()
    context.close()
    assert any(cookie["name"] == "sessionid" for cookie in cookies)
    return cookies
