"""kill -9 of the worker in the middle of an import, while reading and while taking in: nothing lost, nothing twice.

Real worker and beat on a database of the tests' own; every kind of import, thousands of rows, every hundredth wrong.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.import_cases import CASES, Case, is_wrong
from tests.companies.import_files import administrator
from tests.helpers.committed import own_database
from tests.helpers.product import Product

# Every batch lasts long enough to be killed in its middle: after its rows were written, before they are committed.
SLOWER = """
create function chaos_wait() returns trigger language plpgsql as $$ begin perform pg_sleep(0.7); return null; end $$;
create trigger chaos_wait after insert on {staged} for each statement execute function chaos_wait();
create trigger chaos_wait after insert on {written} for each statement execute function chaos_wait();
"""
IN_THE_MIDDLE = (
    "select count(*) > 0 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
)


@pytest.fixture(scope="module")
def product(
    django_db_setup: None,
    template_database: str,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """Worker and beat, started once: each kind of import is killed in them in turn."""
    with own_database(template_database, django_db_blocker) as database:
        made = Product(database, Path(tmp_path_factory.mktemp("static")))
        made.shelf.without = ("web",)
        made.stack.env |= {"JO_IMPORT_SECONDS": "1"}
        try:
            made.stack.start_product(made.web_socket, made.url)
            yield made
        finally:
            made.close()


def last(product: Product, case: Case, columns: str) -> tuple[Any, ...]:
    return product.rows(f"select {columns} from {case.runs} order by id desc limit 1")[0]


def kill_between(product: Product, case: Case, first: int, end: int, column: str) -> None:
    """kill -9 the worker in the middle of a batch while `column` of the run is so far, then start it again."""

    def is_time() -> bool:
        return first <= last(product, case, column)[0] < end and bool(product.one(IN_THE_MIDDLE))

    product.wait_for(is_time, f"{column} to be under way", seconds=200)
    product.shelf.kill("worker")
    assert last(product, case, column)[0] < end, "there was nothing left to lose"
    product.shelf.again("worker")


def wait_for_state(product: Product, case: Case, state: str) -> None:
    product.wait_for(
        lambda: last(product, case, "state")[0] == state, f"{case.runs} to be {state}", seconds=400
    )


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", CASES)
def test_kill_9_while_reading_and_while_taking_in(product: Product, kind: str) -> None:
    case = CASES[kind]
    karen = administrator()
    content, expected = case.content(case.rows)
    wrong = sum(map(is_wrong, range(case.rows)))
    product.execute("drop function if exists chaos_wait() cascade")
    product.execute(SLOWER.format(staged=case.staged, written=case.written))
    run = case.upload(karen, content)
    kill_between(product, case, 1_000, case.rows - 2_000, "rows")
    wait_for_state(product, case, "checked")
    found = last(product, case, "rows, new, changed, unchanged, wrong")
    assert found == (case.rows, case.rows - wrong, 0, 0, wrong)
    explained = product.rows(f"select line from {case.problems} order by line")
    assert [line for (line,) in explained] == list(range(101, case.rows + 2, 100))
    case.start(karen, run)
    kill_between(product, case, 1_000, case.rows - 2_000, "done_new")
    wait_for_state(product, case, "done")
    product.execute("drop function chaos_wait() cascade")
    assert last(product, case, "done_new, done_changed") == (case.rows - wrong, 0)
    keys = [key for (key,) in product.rows(case.keys)]
    # Beside the file's: what was there before it, such as the company that visits are about.
    assert expected <= set(keys) and len(keys) == len(set(keys))
    assert len(product.rows(case.stored)) == len(expected)
    before = product.rows(case.stored)
    product.wait_for(lambda: product.one(case.after), "what is done after a run")
    second = case.upload(karen, content)
    wait_for_state(product, case, "checked")
    case.start(karen, second)
    wait_for_state(product, case, "done")
    assert last(product, case, "done_new, done_changed, unchanged") == (0, 0, case.rows - wrong)
    assert before == product.rows(case.stored)
    mails = "select count(*) from notifications_outboxmail where name = %s"
    assert product.one(mails, case.mail) == 2
    product.wait_for(lambda: product.one(f"select count(*) from {case.pieces}") == 0, "the file to go")
