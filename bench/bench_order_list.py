"""The order list of jobcentres of very different size among 1,000,000 orders.

Three questions: does the page ask the database as often for 30 rows as for one, and for the largest jobcentre as for
the smallest; what does row-level security add to the list's SQL; and how much of the speed of a bare template view is
left when the rows come out of the database, for somebody signed in, with all that the product does around a page.
"""

import datetime
import pickle
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils.functional import Promise
from psycopg import ClientCursor, sql
from psycopg.conninfo import make_conninfo

from accounts.models import User
from accounts.tenancy import set_context
from bench import Context, Figure, at_least, at_most
from bench._http import fetch, get, gunicorn, rates
from bench._orders_data import Sizes, empty, fill, sizes

ORDERS, COMPANIES = 1_000_000, 5_000
FEWEST = 50_000  # below that the smallest jobcentre has no full page
SQL_PAIRS, SQL_ROUNDS = 9, 60
HTTP_ROUNDS, HTTP_SECONDS = 12, 2.0
# What the page's template with ready rows is served in (see bench._bare_wsgi), and how much of its speed is to be left.
# The goal is set where the bare view stands in the same product, as the list's own view does: what is measured is the
# list. The other two say what the product around it costs.
AROUND: dict[str, tuple[str, float | None]] = {
    "stock": ("ready rows in a stock Django project, signed in", None),
    "product": ("ready rows inside the product", 0.5),
    "bare": ("ready rows, no middleware, session, user or database", None),
}
# The list itself, and what belongs to the thirty orders on it (lines, plan, requests, clocks): by their functions, with
# what row-level security may cost. Only the list has a goal.
LIST_FUNCTIONS: dict[str, tuple[str, float | None]] = {
    "order list: SQL": ("orders_list_page", 1.25),
    "order list: SQL of its cases": ("orders_case_rows", None),
}
STOCK_BACKEND = "django.contrib.auth.backends.ModelBackend"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')
FRAME_NEEDS = ("actor", "demo", "navigation", "search_url", "search_text", "frame")
PAGE_NEEDS = ("rows", "filters", "tabs", "following", "first", "now")


def run(context: Context) -> list[Figure]:
    """Fill, measure, and leave the database as empty as it was."""
    with psycopg.connect(context.dsn("owner")) as owner:
        fill(
            owner,
            orders=max(context.rows(ORDERS), FEWEST),
            companies=max(context.rows(COMPANIES), 500),
            now=datetime.datetime.now(datetime.UTC),
            say=context.say,
        )
        try:
            chosen = sizes(owner)
            for size in chosen:
                context.say(f"{size.rank}: leads {size.led:,} orders and may see {size.access:,}")
            pages = {size.rank: _Page(owner, size) for size in chosen}
            figures = _query_counts(pages)
            figures += _security(context, pages)
            return figures + _whole_page(context, pages["largest"])
        finally:
            connection.close()
            empty(owner)


class _Page:
    """The list as a consultant of one jobcentre gets it."""

    def __init__(self, owner: Any, size: Sizes) -> None:
        self.organisation_id = size.organisation_id
        self.user_id = owner.execute(
            "select min(user_id) from accounts_membership where organisation_id = %s", [size.organisation_id]
        ).fetchone()[0]
        second_oldest = owner.execute(
            "select (extract(epoch from received_at) * 1000000)::bigint, order_id from orders_orderaccess"
            " where organisation_id = %s and is_open and role = 'tovholder'"
            " order by received_at, order_id offset 1 limit 1",
            [size.organisation_id],
        ).fetchone()
        owner.commit()
        self.url = reverse("orders:list")
        self.own = f"{self.url}?vis=egne"
        self.last_own = f"{self.own}&efter={second_oldest[0]}-{second_oldest[1]}"
        self.client = Client(HTTP_HOST="localhost")
        self.client.cookies["sessionid"] = self.session_key()

    def session_key(self, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> str:
        """A new session of the consultant's, as if signed in by `backend`."""
        with transaction.atomic():
            set_context(organisation_id=self.organisation_id, user_id=self.user_id, staff=True)
            user = User.objects.get(pk=self.user_id)
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = backend
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
        return str(session.session_key)

    def queries(self, url: str, rows: int) -> list[str]:
        """What the second look at a page asks the database. Raises AssertionError unless it has so many rows."""
        for _ in range(2):
            with override_settings(WATCHMAN_SECONDS=0), CaptureQueriesContext(connection) as captured:
                response = self.client.get(url)
            assert response.status_code == 200, response.status_code
            found = response.content.count(b"data-row>")
            assert found == rows, f"{found} rows on {url}, not {rows}"
        return [query["sql"] for query in captured]

    def list_sql(self) -> dict[str, str]:
        """The list's own statements, by what they are called in the table."""
        asked = self.queries(self.url, 30)
        return {
            part: next(text for text in asked if name in text)
            for part, (name, _goal) in LIST_FUNCTIONS.items()
        }


def _query_counts(pages: dict[str, _Page]) -> list[Figure]:
    counts = {rank: len(page.queries(page.url, 30)) for rank, page in pages.items()}
    largest = pages["largest"]
    many, one = len(largest.queries(largest.own, 30)), len(largest.queries(largest.last_own, 1))
    name = "order list: SQL queries, "
    return [
        at_most(f"{name}30 rows", many, one, 1, "queries", "the same page with 1 row"),
        *(
            at_most(
                f"{name}{rank} jobcentre",
                counts[rank],
                counts["largest"],
                1,
                "queries",
                "the largest jobcentre",
            )
            for rank in ("middle", "smallest")
        ),
    ]


def _security(context: Context, pages: dict[str, _Page]) -> list[Figure]:
    """The very same SQL as the web role, and as a role of this benchmark's own that no policy holds for."""
    figures = []
    with _unbound_role(context) as plain:
        logins = (context.dsn("web"), plain)
        for rank, page in pages.items():
            for part, statement in page.list_sql().items():
                for way, prepared in (("", False), (", prepared", True)):
                    pairs = [_in_turns(logins, page, statement, prepared=prepared) for _ in range(SQL_PAIRS)]
                    pairs.sort(key=lambda pair: pair[0] / pair[1])
                    ours, reference = pairs[SQL_PAIRS // 2]
                    figures.append(
                        at_most(
                            f"{part} under security, {rank}{way}",
                            ours * 1000,
                            reference * 1000,
                            LIST_FUNCTIONS[part][1],
                            "ms",
                            "the same SQL without row-level security",
                        )
                    )
    return figures


@contextmanager
def _unbound_role(context: Context) -> Iterator[str]:
    """A login that may read everything and is held by no policy. It is gone afterwards."""
    name = f"jo_bench_{time.time_ns()}"
    role = sql.Identifier(name)
    with psycopg.connect(context.dsn("admin"), autocommit=True) as admin:
        admin.execute(sql.SQL("create role {} login bypassrls password 'bench'").format(role))
        try:
            admin.execute(sql.SQL("grant pg_read_all_data to {}").format(role))
            yield make_conninfo(context.dsn("web"), user=name, password="bench")  # noqa: S106
        finally:
            admin.execute(sql.SQL("drop owned by {}").format(role))
            admin.execute(sql.SQL("drop role {}").format(role))


def _in_turns(logins: Sequence[str], page: _Page, statement: str, *, prepared: bool) -> tuple[float, float]:
    """The median time of a statement for each of two logins, in seconds, taken in turns on new connections.

    Unless `prepared`, it is sent as production does it: text with its values in it, planned every time. New
    connections, because two processes that live long may sit on cores of which one has more to do. Raises
    AssertionError if the answers differ in length.
    """
    with ExitStack() as stack:
        cursors = [ClientCursor(stack.enter_context(psycopg.connect(login))) for login in logins]
        text = statement.encode()
        for cursor in cursors:
            cursor.execute(
                "select set_config('app.org', %s, true), set_config('app.user', %s, true),"
                " set_config('app.staff', 'on', true)",
                [str(page.organisation_id), str(page.user_id)],
            )
            if prepared:
                cursor.execute(b"prepare list as " + text)
        asked = b"execute list" if prepared else text
        for _ in range(10):  # until plans are kept
            assert len({len(cursor.execute(asked).fetchall()) for cursor in cursors}) == 1
        spent: list[list[float]] = [[], []]
        order = list(enumerate(cursors))
        for turn in range(SQL_ROUNDS):
            for n, cursor in order if turn % 2 == 0 else reversed(order):
                started = time.perf_counter()
                cursor.execute(asked).fetchall()
                spent[n].append(time.perf_counter() - started)
    return statistics.median(spent[0]), statistics.median(spent[1])


def _whole_page(context: Context, page: _Page) -> list[Figure]:
    """Requests per second of the real page and of its template with ready rows in three surroundings."""
    ready = context.folder / "context.pickle"
    ready.write_bytes(pickle.dumps(_ready_context(page)))
    names = ("ours", *AROUND)
    sockets = {name: context.folder / f"{name}.sock" for name in names}
    own = f"sessionid={page.session_key()}"
    cookies = {"bare": "", "stock": f"sessionid={page.session_key(STOCK_BACKEND)}"}
    asked = {name: get(page.url, cookies.get(name, own)) for name in names}
    context.say(f"{len(names)} servers ...")
    with ExitStack() as stack:
        for name in names:
            more = {"JO_BENCH_AROUND": name, "JO_BENCH_CONTEXT": str(ready)} if name in AROUND else {}
            application = "bench._bare_wsgi" if name in AROUND else "config.wsgi"
            stack.enter_context(gunicorn(application, sockets[name], context.folder / f"{name}.log", **more))
        texts = {TOKEN.sub(r"\1", fetch(sockets[name], asked[name])) for name in names}
        assert len(texts) == 1, "All views must send the same page."
        sides = [(sockets[name], asked[name]) for name in names]
        rates(sides, rounds=1, seconds=HTTP_SECONDS)  # everybody warm
        ours, *references = rates(sides, rounds=HTTP_ROUNDS, seconds=HTTP_SECONDS)
    return [
        at_least(f"order list: whole page against {name}", ours, reference, goal, "req/s", what)
        for (name, (what, goal)), reference in zip(AROUND.items(), references, strict=True)
    ]


def _ready_context(page: _Page) -> dict[str, Any]:
    """What the template was given, as plain values."""
    # Named by text: the test client listens to what only Django's own test runner would have sent.
    before = Template.__dict__["_render"]
    Template._render = _told_render  # type: ignore[attr-defined]
    try:
        response: Any = page.client.get(page.url)
    finally:
        Template._render = before  # type: ignore[attr-defined]
    watchman = response.context["watchman"]
    user = SimpleNamespace(is_authenticated=True, email=response.context["request"].user.email)
    memberships = [
        SimpleNamespace(organisation=SimpleNamespace(uuid=m.organisation.uuid, name=m.organisation.name))
        for m in response.context["memberships"]
    ]
    frame = {name: response.context[name] for name in FRAME_NEEDS}
    return {
        "view": {name: response.context[name] for name in PAGE_NEEDS}
        | {"rows": [_plain(row) for row in response.context["rows"]]},
        "frame": frame
        | {
            "watchman": SimpleNamespace(last_run=watchman.last_run, is_stale=watchman.is_stale),
            "memberships": memberships,
        },
        "request": {
            "request": SimpleNamespace(user=user, path=page.url),
            "csrf_token": "x" * 64,
            "messages": [],
        },
    }


def _told_render(template: Any, context: Any) -> Any:
    template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


def _plain(row: Any) -> Any:
    """A row whose lazy texts have been read."""
    for name in row.__slots__:
        if isinstance(getattr(row, name), Promise):
            object.__setattr__(row, name, str(getattr(row, name)))
    return row
