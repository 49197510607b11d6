"""The candidates of the demonstration: spread over all of Denmark, so that every municipality has a jobcentre."""

from datetime import datetime

from candidates.services.made_up import candidates_make_up
from candidates.services.statistics import stats_refresh
from jobcenters.services.demo import jobcenters_ensure

CANDIDATES = 3_000
SEED = 20260327


def candidates_play(now: datetime) -> None:
    """Make the candidates, after the weeks have been played: the play itself knows the jobcentres of before."""
    jobcenters_ensure()
    candidates_make_up(CANDIDATES, seed=SEED, now=now)
    stats_refresh()
