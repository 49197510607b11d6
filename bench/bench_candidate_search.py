"""The search for candidates among 50,000 and 500,000 in all of Denmark.

1,200 mixed searches of the first page by distance, as the web role under row-level security, timed inside PostgreSQL:
the function that finds and the twenty rows that are read afterwards under their policy. What row-level security adds is
measured against copies of the same functions owned by a role that no policy holds for, search by search in turns.
Where the server has PostGIS, broad searches are compared with its own shape of the question. On a busy machine the time
that PostgreSQL's process spent on a processor says more than the clock; both are printed, the goals are for the clock.
"""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.urls import reverse
from psycopg import sql
from psycopg.conninfo import make_conninfo

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.tenancy import acting_as
from bench import Context, Figure, at_most
from bench._candidates_data import Asked, Mixture, candidates, empty, places
from bench._candidates_page import EMAIL, consultant, pages
from bench._http import gunicorn, most_memory, spent_on
from candidates.criteria import Criteria
from candidates.selectors.search import search_counts, search_hits

SMALL, LARGE = 50_000, 500_000
SEARCHES, COUNTS, BROAD, PAGES = 1_200, 400, 60, 200
WARM = 60

COPIED = "^candidates_(walk|reach|text_features|plan|condition|search)$"
TIMED = """
create function pg_temp.timed_search(p_postcode text, p_km int, p_all int[], p_any int[], p_text text)
returns float8 language plpgsql as $$
declare
    began constant timestamptz := clock_timestamp();
    ids bigint[];
begin
    ids := array(select candidate_id
                   from {prefix}_search(p_postcode, p_km, p_all, p_any, p_text, null, null, null, 20, 0));
    perform c.* from candidates_candidate c where c.id = any(ids);
    return extract(epoch from clock_timestamp() - began) * 1000;
end $$;
create function pg_temp.timed_counts(p_postcode text, p_km int, p_all int[], p_any int[], p_text text)
returns float8 language plpgsql as $$
declare
    began constant timestamptz := clock_timestamp();
begin
    perform * from candidates_counts(p_postcode, p_km, p_all, p_any, p_text, null, null, 200);
    return extract(epoch from clock_timestamp() - began) * 1000;
end $$;
"""
SEARCH = "select pg_temp.timed_search(%s, %s, %s, %s, %s)"
COUNT = "select pg_temp.timed_counts(%s, %s, %s, %s, %s)"
POSTGIS = """
create table bench_points as
select i.candidate_id, i.features, st_transform(st_setsrid(st_makepoint(p.lon, p.lat), 4326), 25832) as at
  from candidates_index i join jobcenters_postcode p on p.code = i.postcode_id;
create index on bench_points using gist (at);
create index on bench_points using gin (features);
"""
POSTGIS_SEARCH = """
select b.candidate_id from bench_points b,
       (select st_transform(st_setsrid(st_makepoint(lon, lat), 4326), 25832) as at from jobcenters_postcode
         where code = %s) here
 where st_dwithin(b.at, here.at, %s) and b.features @> %s::int[] order by b.at <-> here.at limit 20
"""


def run(context: Context) -> list[Figure]:
    """Fill, measure at both sizes, and leave the database as empty as it was."""
    figures: list[Figure] = []
    with (
        psycopg.connect(context.dsn("owner")) as owner,
        psycopg.connect(context.dsn("admin"), autocommit=True) as admin,
    ):
        try:
            places()
            taken = {}
            for size in (context.rows(SMALL), context.rows(LARGE)):
                context.say(f"{size:,} candidates ...")
                candidates(owner, admin, size)
                taken[size] = _measure(context, owner, size, figures)
            small, large = taken.values()
            figures.append(
                at_most(
                    "search p95, ten times as many", large, small, None, "ms", "a tenth of the candidates"
                )
            )
            figures += _postgis(context, owner, admin)
            return figures
        finally:
            owner.rollback()
            empty(owner)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Login:
    """A connection that acts for a jobcentre, and the processor time of its server process where that can be read."""

    def __init__(self, dsn: str, organisation_id: int, prefix: str = "candidates") -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.connection.execute(
            "select set_config('app.org', %s, false), set_config('app.staff', 'on', false)",
            [str(organisation_id)],
        )
        self.connection.execute(TIMED.format(prefix=prefix))
        self.account = Path(f"/proc/{self.connection.info.backend_pid}/schedstat")

    def ask(self, statement: str, asked: Asked) -> tuple[float, float]:
        """(milliseconds by the clock inside PostgreSQL, milliseconds on a processor, nan where nobody knows)."""
        before = self._spent()
        row = self.connection.execute(
            statement, [asked.postcode, asked.km, list(asked.all_of), list(asked.any_of), asked.text]
        ).fetchone()
        assert row
        return float(row[0]), self._spent() - before

    def _spent(self) -> float:
        try:
            return int(self.account.read_text().split()[0]) / 1e6
        except (OSError, ValueError, IndexError):
            return float("nan")


def _measure(context: Context, owner: Any, size: int, figures: list[Figure]) -> float:
    """All figures of one size; returns the p95 of the searches."""
    me = owner.execute("select organisation_id from jobcenters_jobcenter where place = 'Horsens'").fetchone()[
        0
    ]
    mixture = Mixture(owner)
    searches = mixture.draw(SEARCHES)
    web = Login(context.dsn("web"), me)
    with _unbound(context) as plain:
        bare = Login(plain, me, prefix="bench")
        for asked in searches[:WARM]:
            web.ask(SEARCH, asked)
            bare.ask(SEARCH, asked)
        took, spent, reference = [], [], []
        for turn, asked in enumerate(searches):
            for login in (web, bare) if turn % 2 else (bare, web):
                clock, processor = login.ask(SEARCH, asked)
                if login is web:
                    took.append(clock)
                    spent.append(processor)
                else:
                    reference.append(clock)
        bare.connection.close()
    name = f"search, {size:,}: "
    limit = "the limit"
    p95 = percentile(took, 0.95)
    figures += [
        at_most(f"{name}p50", percentile(took, 0.5), 10, None, "ms", limit),
        at_most(f"{name}p95", p95, 10, 1, "ms", limit),
        at_most(f"{name}p99", percentile(took, 0.99), 20, 1, "ms", limit),
        at_most(f"{name}p95 on a processor", percentile(spent, 0.95), 10, None, "ms", limit),
        at_most(f"{name}p99 on a processor", percentile(spent, 0.99), 20, None, "ms", limit),
        at_most(
            f"{name}under row-level security, median",
            statistics.median(took),
            statistics.median(reference),
            1.25,
            "ms",
            "the same without",
        ),
    ]
    clocks, processors = zip(*(web.ask(COUNT, asked) for asked in searches[:COUNTS]), strict=True)
    name = f"counts, {size:,}: "
    figures += [
        at_most(f"{name}p50", percentile(clocks, 0.5), 60, None, "ms", limit),
        at_most(f"{name}p95", percentile(clocks, 0.95), 60, 1, "ms", limit),
        at_most(f"{name}p95 on a processor", percentile(processors, 0.95), 60, None, "ms", limit),
    ]
    web.connection.close()
    actor = Actor(user_id=None, organisation_id=me, role=Role.CONSULTANT, kind=OrganisationKind.JOBCENTER)
    figures += _selectors(actor, searches[:PAGES], size)
    figures += _page(context, owner, me, mixture, searches[:PAGES], size)
    figures += _memory(actor, mixture, size)
    return p95


def _criteria(asked: Asked) -> Criteria:
    return Criteria(
        postcode=asked.postcode,
        radius_km=asked.km,
        occupations=asked.any_of,
        all_of=asked.all_of,
        text=asked.text,
    )


def _ask_both(actor: Actor, asked: Asked) -> None:
    with acting_as(actor):
        search_hits(actor=actor, criteria=_criteria(asked))
        search_counts(actor=actor, criteria=_criteria(asked), own=("0615",))


def _selectors(actor: Actor, searches: Sequence[Asked], size: int) -> list[Figure]:
    """Hits and counts as Python gets them: what the page has to work with."""
    took = []
    for asked in searches:
        began = time.perf_counter()
        _ask_both(actor, asked)
        took.append((time.perf_counter() - began) * 1000)
    return [
        at_most(
            f"hits and counts in Python, {size:,}: p95", percentile(took, 0.95), 150, None, "ms", "the page's"
        )
    ]


def _page(
    context: Context, owner: Any, me: int, mixture: Mixture, searches: Sequence[Asked], size: int
) -> list[Figure]:
    """The whole page from gunicorn, and whether its processes grow where nearly everybody fits."""
    socket = context.folder / f"{size}.sock"
    user = consultant(owner, me)

    def asked(some: Sequence[Asked]) -> list[bytes]:
        return pages(
            reverse("candidates:search"),
            organisation_id=me,
            user_id=user,
            words=mixture.words,
            searches=some,
        )

    with gunicorn("config.wsgi", socket, context.folder / f"{size}.log") as server:
        spent_on(socket, asked(searches[:20]))
        took = spent_on(socket, asked(searches))
        before = most_memory(server)
        spent_on(socket, asked(mixture.broad(PAGES // 2)))
        after = most_memory(server)
    owner.execute(
        "delete from accounts_membership where user_id in (select id from accounts_user where email = %s)",
        [EMAIL],
    )
    owner.execute("delete from accounts_user where email = %s", [EMAIL])
    owner.commit()
    return [
        at_most(f"search page, {size:,}: p50", percentile(took, 0.5), 150, None, "ms", "the limit"),
        at_most(f"search page, {size:,}: p95", percentile(took, 0.95), 150, 1, "ms", "the limit"),
        at_most(f"web process at most, {size:,}: everybody fits", after, before, 1.1, "MB", "mixed searches"),
    ]


def _memory(actor: Actor, mixture: Mixture, size: int) -> list[Figure]:
    """What Python holds at most while it answers what nearly everybody fits, beside what hardly anybody does."""

    def peak(asked: Sequence[Asked]) -> float:
        most = []
        for one in asked:
            _ask_both(actor, one)
            gc.collect()
            tracemalloc.start()
            _ask_both(actor, one)
            most.append(tracemalloc.get_traced_memory()[1] / 1024)
            tracemalloc.stop()
        return statistics.median(most)

    broad = mixture.broad(20)
    full_page = [
        one
        for one in mixture.draw(2_000)
        if one.shape == "terms" and 2_000 < one.most < 10_000 and one.km > 60
    ]
    return [
        at_most(
            f"memory of a search, {size:,}: everybody fits",
            peak(broad),
            peak(full_page[:20] or broad),
            1.25,
            "KB",
            "few fit",
        )
    ]


@contextmanager
def _unbound(context: Context) -> Iterator[str]:
    """A login that no policy holds for, and copies of the functions that run as it. All gone afterwards."""
    name = f"jo_bench_{time.time_ns()}"
    role = sql.Identifier(name)
    with psycopg.connect(context.dsn("admin"), autocommit=True) as admin:
        admin.execute(sql.SQL("create role {} login bypassrls password 'bench'").format(role))
        try:
            admin.execute(sql.SQL("grant pg_read_all_data to {}").format(role))
            rows = admin.execute(
                "select pg_get_functiondef(oid), pg_get_function_identity_arguments(oid), proname from pg_proc"
                " where proname ~ %s and pronamespace = 'public'::regnamespace",
                [COPIED],
            ).fetchall()
            copied = [row[2] for row in rows]
            for definition, arguments, own in rows:
                for called in copied:
                    definition = definition.replace(f"{called}(", f"{called.replace('candidates', 'bench')}(")
                admin.execute("set check_function_bodies = off")
                admin.execute(definition)
                admin.execute(
                    f"alter function {own.replace('candidates', 'bench')}({arguments}) owner to {name}"
                )
            yield make_conninfo(context.dsn("web"), user=name, password="bench")  # noqa: S106
        finally:
            admin.execute(sql.SQL("drop owned by {}").format(role))
            admin.execute(sql.SQL("drop role {}").format(role))


def _postgis(context: Context, owner: Any, admin: Any) -> list[Figure]:
    """Broad searches against PostGIS on the same server; nothing where it cannot be had."""
    if not admin.execute("select 1 from pg_available_extensions where name = 'postgis'").fetchone():
        context.say("PostGIS is not on this server, so the broad searches are NOT compared with it.")
        return []
    admin.execute("create extension if not exists postgis")
    try:
        admin.execute(POSTGIS)
        admin.execute("vacuum (analyze) bench_points")
        broad = Mixture(owner).broad(BROAD)
        me = owner.execute(
            "select organisation_id from jobcenters_jobcenter where place = 'Horsens'"
        ).fetchone()[0]
        web = Login(context.dsn("web"), me)

        def timed(work: Callable[[], object]) -> float:
            began = time.perf_counter()
            work()
            return (time.perf_counter() - began) * 1000

        ours, theirs = [], []
        for asked in [*broad[:5], *broad]:
            ours.append(timed(lambda asked=asked: web.ask(SEARCH, asked)))  # type: ignore[misc]
            theirs.append(
                timed(
                    lambda asked=asked: admin.execute(  # type: ignore[misc]
                        POSTGIS_SEARCH, [asked.postcode, asked.km * 1000, list(asked.all_of)]
                    ).fetchall()
                )
            )
        web.connection.close()
        return [
            at_most(
                "broad searches, median",
                statistics.median(ours[5:]),
                statistics.median(theirs[5:]),
                0.25,
                "ms",
                "PostGIS",
            )
        ]
    finally:
        admin.execute("drop table if exists bench_points")
        admin.execute("drop extension if exists postgis")
