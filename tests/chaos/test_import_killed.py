"""kill -9 of the worker in the middle of an import, while reading and while taking in: nothing lost, nothing twice.

Real worker and beat on a database of the test's own. 20,000 rows, every hundredth wrong.
"""

from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.imports.services import import_start, import_upload
from candidates.models import ImportRun
from tests.candidates.import_files import administrator, person, sheet
from tests.helpers.committed import Committed, committed
from tests.helpers.product import Product

__all__ = ["committed"]

ROWS, WRONG = 20_000, 200
# Every batch lasts long enough to be killed in its middle: after its rows were written, before they are committed.
SLOWER = """
create function chaos_wait() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return null; end $$;
create trigger chaos_wait after insert on candidates_importrow for each statement execute function chaos_wait();
create trigger chaos_wait after insert on candidates_candidateidentity for each statement execute function chaos_wait();
"""
IN_THE_MIDDLE = (
    "select count(*) > 0 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
)
STORED = (
    "select c, x, x.xmin::text from candidates_candidate c join candidates_index x on x.candidate_id = c.id"
    " order by c.id"
)
STATE = "select state, rows, done_new, position, tries from candidates_importrun order by id desc limit 1"


def upload(karen: Actor, content: bytes) -> ImportRun:
    with acting_as(karen):
        return import_upload(actor=karen, name="kandidater.csv", pieces=[content])


def start(karen: Actor, run: ImportRun) -> None:
    with acting_as(karen):
        import_start(actor=karen, run=run)


def kill_between(product: Product, first: int, last: int, column: str) -> None:
    """kill -9 the worker in the middle of a batch while `column` of the run is so far, then start it again."""

    def is_time() -> bool:
        at: int = product.one(f"select {column} from candidates_importrun order by id desc limit 1")
        return first <= at < last and bool(product.one(IN_THE_MIDDLE))

    product.wait_for(is_time, f"{column} to be under way", seconds=200)
    product.shelf.kill("worker")
    at: int = product.one(f"select {column} from candidates_importrun order by id desc limit 1")
    assert at < last, "there was nothing left to lose"
    product.shelf.again("worker")


def wait_for_state(product: Product, state: str) -> None:
    product.wait_for(
        lambda: product.one("select state from candidates_importrun order by id desc limit 1") == state,
        f"the run to be {state}: {product.rows(STATE)}",
        seconds=400,
    )


@pytest.mark.timeout(1200)
def test_kill_9_while_reading_and_while_taking_in(
    committed: Committed,  # noqa: F811
    tmp_path: Path,
) -> None:
    karen = administrator()
    rows: list[dict[str, Any]] = [
        person(n, **({"postnummer": "9998"} if n % 100 == 99 else {})) for n in range(ROWS)
    ]
    content = sheet(rows).encode()
    product = Product(committed, tmp_path)
    product.shelf.without = ("web",)
    product.stack.env |= {"JO_IMPORT_SECONDS": "1"}
    try:
        product.execute(SLOWER)
        product.stack.start_product(product.web_socket, product.url)
        run = upload(karen, content)
        kill_between(product, 1_000, 15_000, "rows")
        wait_for_state(product, "checked")
        found = product.rows("select rows, new, changed, unchanged, wrong from candidates_importrun")
        assert found == [(ROWS, ROWS - WRONG, 0, 0, WRONG)]
        explained = product.rows("select line, text from candidates_importfault order by line")
        assert [line for line, _text in explained] == list(range(101, ROWS + 2, 100))
        start(karen, run)
        kill_between(product, 1_000, 15_000, "done_new")
        wait_for_state(product, "done")
        product.execute("drop function chaos_wait() cascade")
        assert product.rows("select done_new, done_changed from candidates_importrun") == [(ROWS - WRONG, 0)]
        expected = {row["reference"] for row in rows if row["postnummer"] == "8700"}
        refs = [ref for (ref,) in product.rows("select external_ref from candidates_candidateidentity")]
        assert len(refs) == len(expected)
        assert set(refs) == expected
        for table in ("candidate", "candidateprofile"):
            assert product.one(f"select count(*) from candidates_{table}") == len(expected)
        before = product.rows(STORED)
        product.wait_for(
            lambda: not product.one("select stats_due from candidates_importrun"), "the statistics"
        )
        second = upload(karen, content)
        wait_for_state(product, "checked")
        start(karen, second)
        wait_for_state(product, "done")
        counts = "select done_new, done_changed, unchanged from candidates_importrun order by id desc limit 1"
        assert product.rows(counts) == [(0, 0, ROWS - WRONG)]
        assert before == product.rows(STORED)
        mails = "select count(*) from notifications_outboxmail where name = 'candidates.import_done'"
        assert product.one(mails) == 2
        product.wait_for(
            lambda: product.one("select count(*) from candidates_importchunk") == 0, "the file to go"
        )
    finally:
        product.close()
