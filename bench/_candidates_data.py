"""Candidates by the hundred thousand, and a mixture of searches for them: for the benchmark of the candidate search."""

import os
import random
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from candidates.criteria import RADII

SEED = 4711
# Everything that the filling writes, so that the next benchmark finds an empty database.
FILLED = (
    "accounts_organisation, accounts_user, jobcenters_network, jobcenters_postcode, jobcenters_postcodedistance,"
    " jobcenters_municipality, candidates_discogroup, candidates_term, candidates_word, candidates_place"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One search as the database function is asked. `most` is how many have the rarest of it at most."""

    shape: str
    postcode: str
    km: int
    all_of: tuple[int, ...]
    any_of: tuple[int, ...]
    text: str
    most: int


def places() -> None:
    """Municipalities, postcodes, jobcentres and the vocabulary, loaded as an installation loads them."""
    for command in (["load_reference_data"], ["load_vocabulary"]):
        _manage(command)


def candidates(owner: Any, admin: Any, count: int) -> None:
    """Make up candidates until there are `count`, and tidy up as autovacuum would have by then."""
    there = owner.execute("select count(*) from candidates_candidate").fetchone()[0]
    owner.commit()
    if there < count:
        _manage(["make_candidates", str(count - there), "--seed", str(SEED + there)])
    for table in ("index", "candidate", "place", "word", "term"):
        admin.execute(f"vacuum (analyze) candidates_{table}")
    admin.execute("vacuum (analyze) jobcenters_postcodedistance")


def empty(owner: Any) -> None:
    """Take it all away again. Commits."""
    owner.execute(f"truncate {FILLED} cascade")
    owner.execute("update candidates_total set found = 0, counted_at = 'epoch'")
    owner.commit()


def _manage(arguments: list[str]) -> None:
    subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        check=True,
        env={**os.environ, "JO_DB_ROLE": "owner", "JO_DEMO": "1"},
        stdout=subprocess.DEVNULL,
    )


class Mixture:
    """Draws searches: by one to three terms, by text or by both; terms of all frequencies; any radius; any place.

    Half of the terms are drawn alike, so that most are rare, and half as often as candidates have them.
    """

    def __init__(self, owner: Any) -> None:
        self.dice = random.Random(SEED)  # noqa: S311
        rows = owner.execute(
            "select id, kind, name, found from candidates_term where found > 0 and is_current order by id"
        ).fetchall()
        self.found = {row[0]: row[3] for row in rows}
        self.words = {row[0]: (row[1], row[2]) for row in rows}
        self.jobs = [row for row in rows if row[1] == "occupation"]
        self.others = [row for row in rows if row[1] != "occupation"]
        self.worded = [row for row in rows if row[1] in ("occupation", "skill", "certificate", "education")]
        self.postcodes = [
            row[0]
            for row in owner.execute(
                "select code from jobcenters_postcode where municipality_id is not null and lat is not null order by 1"
            )
        ]
        owner.commit()

    def draw(self, count: int) -> list[Asked]:
        return [self._one() for _ in range(count)]

    def broad(self, count: int) -> list[Asked]:
        """One common term and a wide circle: where asking the index of features first would read nearly everybody."""
        common = sorted(self.others + self.jobs, key=lambda row: -row[3])[:30]
        return [
            Asked(
                "broad",
                self.dice.choice(self.postcodes),
                self.dice.choice((50, 75, 100)),
                (term[0],),
                (),
                "",
                term[3],
            )
            for term in (self.dice.choice(common) for _ in range(count))
        ]

    def _term(self, rows: list[Any]) -> Any:
        if self.dice.random() < 0.5:
            return self.dice.choice(rows)
        return self.dice.choices(rows, weights=[row[3] for row in rows])[0]

    def _one(self) -> Asked:
        dice = self.dice
        shape = dice.choice(("terms", "terms", "text", "both"))
        all_of, any_of, text = [], [], ""
        if shape != "text":
            for _turn in range(dice.choice((1, 2, 3) if shape == "terms" else (1, 2))):
                if dice.random() < 0.4:
                    any_of.append(self._term(self.jobs)[0])
                else:
                    all_of.append(self._term(self.others)[0])
        if shape != "terms":
            text = self._term(self.worded)[2]
        most = min([self.found[pk] for pk in all_of] + [sum(self.found[pk] for pk in any_of) or 10**9])
        return Asked(
            shape, dice.choice(self.postcodes), dice.choice(RADII), tuple(all_of), tuple(any_of), text, most
        )
